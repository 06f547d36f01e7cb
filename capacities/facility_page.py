"""The content of a facility's page that a reader may see. Page, preview and API use only this."""

from dataclasses import dataclass

from django.utils import timezone

from trials.choices import Answer

from .access import may_see, shown_authorisations
from .choices import Block, Freshness, Step
from .evidence import shown_evidence
from .models import Facility

PREFETCHED = (
    "capabilities",
    "clean_rooms",
    "statements",
    "authorisations",
    "accreditations",
)


@dataclass(frozen=True)
class StepLine:
    """One step with its capabilities. `answer` is yes, no or unknown."""

    step: Step
    answer: str
    capabilities: tuple

    @property
    def answer_label(self):
        return Answer(self.answer).label


class FacilityPage:
    """The parts of a facility that one reader may see."""

    def __init__(self, facility, user):
        self.facility = facility
        self.user = user
        self.today = timezone.localdate()
        self.authorisations = shown_authorisations(facility, user)
        self.shows_authorisations = self._may(Block.AUTHORISATIONS)
        self.accreditations = (
            list(facility.accreditations.all()) if self.shows_authorisations else []
        )
        self.shows_capabilities = self._may(Block.CAPABILITIES)
        self.clean_rooms = list(facility.clean_rooms.all()) if self.shows_capabilities else []
        self.shows_capacity = self._may(Block.CAPACITY)
        self.shows_exact = self.shows_capacity and self._may(Block.EXACT)
        self.shows_utilisation = self.shows_capacity and self._may(Block.UTILISATION)
        self.statements = list(facility.statements.all()) if self.shows_capacity else []

    def _may(self, block):
        return may_see(self.facility, block, self.user)

    @property
    def withheld(self):
        """Return the labels of the blocks that the facility did not release."""
        return [
            Block(block).label for block in Block.values if not self.facility.has_released(block)
        ]

    @property
    def steps(self):
        """Return a StepLine for every stated step, in the order of the chain."""
        if not self.shows_capabilities:
            return []
        short = set(self.facility.steps.split())
        lines = []
        for step in Step:
            rows = tuple(row for row in self.facility.capabilities.all() if row.step == step)
            answers = {row.answer for row in rows} | ({Answer.YES} if step in short else set())
            if answers:
                answer = next(a for a in (Answer.YES, Answer.NO, Answer.UNKNOWN) if a in answers)
                lines.append(StepLine(step, answer, rows))
        return lines

    @property
    def evidence(self):
        """Where the released values are from."""
        return shown_evidence(self.facility, set(self.facility.released.split()))

    @property
    def steps_not_stated(self):
        stated = {line.step for line in self.steps}
        return [step.label for step in Step if step not in stated]

    @property
    def freshness(self):
        return Freshness(self.facility.freshness_on(self.today))


def find_facility(user, slug):
    """Return the facility with this slug that the user may see, or None."""
    facilities = Facility.objects.visible_to(user).select_related("site__organisation")
    return facilities.prefetch_related(*PREFETCHED).filter(slug=slug).first()
