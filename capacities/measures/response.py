"""Share of the known facilities that answered. Without enough answers, a gap may only be
silence."""

from dataclasses import dataclass

MIN_COVERAGE_FOR_GAP = 0.5


@dataclass(frozen=True, slots=True)
class Response:
    """Numbers of facilities that are known, of these invited, and of these answered."""

    known: int
    invited: int
    answered: int

    def __post_init__(self):
        if not 0 <= self.answered <= self.invited <= self.known:
            raise ValueError("More facilities answered than were invited, or invited than known.")

    @property
    def share(self):
        """Return answered divided by known facilities (0 to 1), or None if none is known."""
        return self.answered / self.known if self.known else None

    @property
    def may_claim_gap(self):
        return self.share is not None and self.share >= MIN_COVERAGE_FOR_GAP
