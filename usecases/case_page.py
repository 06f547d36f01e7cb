"""What the page, the print and the PDF of a use case show: a snapshot and what is drawn from it."""

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
    "There is no use case with this address that you may see. If you are a member of the "
    "consortium, sign in first."
)


@dataclass(frozen=True)
class CasePage:
    case: UseCase
    snapshot: dict
    version: CaseVersion | None  # None: the text as it is being written
    latest: CaseVersion | None
    versions: list[CaseVersion]
    road: Road
    timeline: Timeline
    trials: list[Trial]
    recommendations: list[Recommendation]
    linked_hurdles: set[int]
    linked_solutions: set[int]
    edited_hurdles: set[int]  # since the version that is shown
    citation: str

    @property
    def is_working(self):
        return self.version is None


def find_case(user, slug):
    case = UseCase.objects.visible_to(user).select_related("stage").filter(slug=slug).first()
    if case is None:
        raise Http404(NOT_FOUND)
    return case


LISTED = ("title", "summary", "products", "disease", "atmp_class")


def as_published(user, cases):
    """For lists: a case that is being rewritten is named to the public as in its last version."""
    hidden = [
        case for case in cases if not (user.is_authenticated or case.is_finalised or case.is_demo)
    ]
    if hidden:
        prefetch_related_objects(hidden, "versions")
    for case in hidden:
        case.published_content = content = case.versions.all()[0].content
        for name in LISTED:
            setattr(case, name, content[name])
        case.status = CaseStatus.FINALISED
    return cases


def cases_with(user, trial):
    """The cases on whose page this reader finds the trial."""
    cases = as_published(user, list(UseCase.objects.visible_to(user).filter(trials=trial)))
    return [case for case in cases if _names(case, trial)]


def _names(case, trial):
    published = getattr(case, "published_content", None)
    return not published or any(row["id"] == trial.pk for row in published["trials"])


def page_of(user, case, *, number=None, working=False):
    """The case as this reader sees it: version `number`; else the text being written, for those
    who may read it and while it is not finalised; else the latest version."""
    versions = list(case.versions.all())
    version = _version_for(user, case, versions, number=number, working=working)
    snapshot = version.content if version else freeze(case)
    return _drawn(user, case, snapshot, version, versions)


def snapshot_of(user, case):
    """For a comparison: the snapshot that this reader's page of the case is drawn from, or of the
    working text as much as a comparison shows."""
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
