"""How much of what is known has answered: a map of gaps is first a map of silence."""

from dataclasses import dataclass

MIN_COVERAGE_FOR_GAP = 0.5


@dataclass(frozen=True, slots=True)
class Response:
    """Facilities that are known, were invited and have answered; each is one of the one before."""

    known: int
    invited: int
    answered: int

    def __post_init__(self):
        if not 0 <= self.answered <= self.invited <= self.known:
            raise ValueError("More facilities answered than were invited, or invited than known.")

    @property
    def share(self):
        """Return answered of known facilities, 0 to 1; None where none is known."""
        return self.answered / self.known if self.known else None

    @property
    def may_claim_gap(self):
        return self.share is not None and self.share >= MIN_COVERAGE_FOR_GAP
