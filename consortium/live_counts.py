"""The portal's own counts of today, beside statements of the sources."""

from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from stakeholders.access import VIEW as VIEW_STAKEHOLDERS
from stakeholders.models import Contact, TargetGroup
from surveys.models import Question
from trials.browse.index import index_of
from trials.models import Trial
from usecases.models import UseCase

from .models import Partner, Statement, WorkPackage

EARLY = {"phase_is": ("I", "I/II")}
ALL_PHASES = {"phase": ("I", "II")}
# The filters of the list of trials that count most nearly the same as each statement.
TRIAL_FILTERS = {
    "db-727": ALL_PHASES,
    "db-early": EARLY,
    "db-gtmp": {**EARLY, "atmp_class": ("GTMP",)},
    "db-sctmp": {**EARLY, "atmp_class": ("sCTMP",)},
    "db-tep": {**EARLY, "atmp_class": ("TEP",)},
    "db-catmp": {**EARLY, "atmp_class": ("cATMP",)},
    "db-unclear": {**EARLY, "atmp_class": ("unclear",)},
    "db-phase-2": {"phase_is": ("II",)},
    "db-authorised": {**ALL_PHASES, "authorised": ("yes",)},
    "db-1000": {},
}


@dataclass(frozen=True)
class LiveCount:
    """A count of today, of which `invented` rows are invented. `url` lists the counted rows; it is
    "" where this reader has no list of them."""

    number: int
    invented: int
    url: str


@dataclass(frozen=True)
class Figure:
    """A statement with the count of today, which is None where the portal counts nothing alike."""

    statement: Statement
    live: LiveCount | None


def only_demonstration(index):
    """Return whether there are no real trials, so that invented ones are counted."""
    return not index.with_any("demo", ["no"]) and bool(index.with_any("demo", ["yes"]))


class LiveCounts:
    """The counts that one reader sees. Counts of trials use one index for all statements."""

    def __init__(self, user):
        self.user = user

    @cached_property
    def index(self):
        return index_of(Trial.objects.visible_to(self.user))

    @cached_property
    def only_demonstration(self):
        return only_demonstration(self.index)

    def beside(self, statements):
        """Return a Figure for each statement."""
        return [Figure(statement, self.of(statement.key)) for statement in statements]

    def of(self, key):
        """Return the LiveCount beside the statement with this key, or None."""
        if key in TRIAL_FILTERS:
            return self._trials(TRIAL_FILTERS[key])
        count = COUNTS.get(key)
        return count(self.user) if count else None

    def _trials(self, filters):
        demo = self.only_demonstration
        query = {**filters, "demo": ("yes" if demo else "no",)}
        found = reduce(and_, (self.index.with_any(name, values) for name, values in query.items()))
        number = found.bit_count()
        url = f"{reverse('trials:list')}?{urlencode(query, doseq=True)}"
        return LiveCount(number, number if demo else 0, url)


def _counted(rows, url):
    """Count the rows and the invented ones among them."""
    counts = rows.order_by().aggregate(
        all=Count("pk"), invented=Count("pk", filter=Q(is_demo=True))
    )
    return LiveCount(counts["all"], counts["invented"], url)


def _use_cases(user):
    return _counted(UseCase.objects.visible_to(user), reverse("usecases:list"))


def _stakeholders(user):
    """Return the number of contacts, only for people who may see them."""
    if not user.has_perm(VIEW_STAKEHOLDERS):
        return None
    return _counted(Contact.objects.visible_to(user), reverse("stakeholders:list"))


def _target_groups(user):
    url = reverse("stakeholders:list") if user.has_perm(VIEW_STAKEHOLDERS) else ""
    return LiveCount(TargetGroup.objects.filter(retired_on=None).count(), 0, url)


def _questions(user):
    questions = Question.objects.visible_to(user)
    invented = questions.filter(project__is_demo=True).count()
    return LiveCount(questions.count(), invented, reverse("surveys:questions"))


def _on_overview(part):
    return f"{reverse('consortium:overview')}#{part}"


def _partners(user):
    return LiveCount(
        Partner.objects.core().count(), 0, f"{reverse('consortium:overview')}#partners"
    )


def _countries(user):
    codes = Partner.objects.core().exclude(country="").order_by()
    number = codes.values("country").distinct().count()
    return LiveCount(number, 0, _on_overview("partners"))


def _work_packages(user):
    return LiveCount(WorkPackage.objects.count(), 0, _on_overview("work-packages"))


COUNTS = {
    "uc-7": _use_cases,
    "uc-state": _use_cases,
    "sh-300": _stakeholders,
    "sh-15": _target_groups,
    "q-130": _questions,
    "partners": _partners,
    "countries": _countries,
    "wps": _work_packages,
}
