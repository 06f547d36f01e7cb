"""The content of a use case's page, print and PDF: a snapshot and the values drawn from it."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.http import Http404
from django.utils import timezone

from trials.models import Trial

from .choices import CaseStatus
from .citation import citation
from .models import CaseVersion, Hurdle, Recommendation, Solution, UseCase
from .road import Road, road_of
from .snapshot import freeze, freeze_road
from .timeline import Timeline, timeline_of

NOT_FOUND = (
    "There is no use case with this address, or you do not have permission to see it. If you are "
    "a member of the consortium, sign in first."
)


@dataclass(frozen=True)
class CasePage:
    case: UseCase
    snapshot: dict
    version: CaseVersion | None  # None for the working text
    latest: CaseVersion | None
    versions: list[CaseVersion]
    road: Road
    timeline: Timeline
    trials: list[Trial]
    recommendations: list[Recommendation]
    linked_hurdles: set[int]
    linked_solutions: set[int]
    edited_hurdles: set[int]  # ids of hurdles edited since the version shown
    citation: str

    @property
    def is_working(self):
        return self.version is None


def find_case(user, slug):
    case = UseCase.objects.visible_to(user).select_related("stage").filter(slug=slug).first()
    if case is None:
        raise Http404(NOT_FOUND)
    return case


PUBLISHED_FIELDS = ("title", "summary", "products", "disease", "atmp_class")


def as_published(user, cases):
    """Replace the texts of cases under revision by their last version, for public lists."""
    hidden = [
        case for case in cases if not (user.is_authenticated or case.is_finalised or case.is_demo)
    ]
    if hidden:
        prefetch_related_objects(hidden, "versions")
    for case in hidden:
        case.published_content = content = case.versions.all()[0].content
        for name in PUBLISHED_FIELDS:
            setattr(case, name, content[name])
        case.status = CaseStatus.FINALISED
    return cases


def cases_with(user, trial):
    """Return the cases whose page shows the trial to this user."""
    cases = as_published(user, list(UseCase.objects.visible_to(user).filter(trials=trial)))
    return [case for case in cases if _names(case, trial)]


def _names(case, trial):
    published = getattr(case, "published_content", None)
    return not published or any(row["id"] == trial.pk for row in published["trials"])


def case_page_of(user, case, *, number=None, working=False):
    """Return the case as this user sees it.

    This is version `number` if given; otherwise the working text, if the user may read it and the
    case is not finalised; otherwise the latest version.
    """
    versions = list(case.versions.all())
    version = _version_for(user, case, versions, number=number, working=working)
    snapshot = version.content if version else freeze(case)
    return _drawn(user, case, snapshot, version, versions)


def snapshot_of(user, case):
    """Return the snapshot for a comparison: the version that this user sees, or the part of the
    working text that a comparison shows."""
    version = _version_for(user, case, list(case.versions.all()))
    return version.content if version else freeze_road(case)


def _version_for(user, case, versions, *, number=None, working=False):
    version = versions[0] if versions else None
    if number is not None:
        version = next((one for one in versions if one.number == number), None)
        if version is None:
            raise Http404(f"There is no version {number} of this use case.")
    elif working or not versions or (user.is_authenticated and not case.is_finalised):
        version = None
    return version


def _drawn(user, case, snapshot, version, versions):
    road = road_of(snapshot)
    hurdle_ids = [row["id"] for row in snapshot["hurdles"]]
    solution_ids = {one["id"] for row in snapshot["hurdles"] for one in row["attempts"]}
    recommendations = Recommendation.objects.visible_to(user).filter(hurdles__in=hurdle_ids)
    trial_ids = [row["id"] for row in snapshot["trials"]]
    hurdles = dict(
        Hurdle.objects.visible_to(user).filter(pk__in=hurdle_ids).values_list("pk", "updated_at")
    )
    solutions = Solution.objects.visible_to(user).filter(pk__in=solution_ids)
    address = version.get_absolute_url() if version else case.get_absolute_url()
    return CasePage(
        case=case,
        snapshot=snapshot,
        version=version,
        latest=versions[0] if versions else None,
        versions=versions,
        road=road,
        timeline=timeline_of(road),
        trials=list(
            Trial.objects.visible_to(user)
            .filter(pk__in=trial_ids)
            .only("eudract_number", "eu_ct_number", "title", "is_demo")
        ),
        recommendations=list(recommendations.distinct().prefetch_related("target_groups")),
        linked_hurdles=set(hurdles),
        linked_solutions=set(solutions.values_list("pk", flat=True)),
        edited_hurdles={
            pk for pk, edited_at in hurdles.items() if version and edited_at > version.made_at
        },
        citation=citation(snapshot, address, version=version, day=timezone.localdate()),
    )
