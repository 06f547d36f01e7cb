"""The review of a case before it is finalised. Nobody can approve their own work."""

from django.db import transaction
from django.utils import timezone

from core.transitions import InvalidTransition, check_step, refuse_own_work

from .approval import approve
from .choices import CASE_STEPS, CaseStatus
from .models import (
    Attempt,
    CaseHurdle,
    CaseOrganisation,
    CaseVersion,
    ClockStop,
    Hurdle,
    Solution,
    UseCase,
)
from .snapshot import freeze


def writers_of(case):
    """Return the ids of the users who changed the case or its parts since its last version."""
    since = case.versions.values_list("made_at", flat=True).order_by("-number").first()
    changes = [
        case.history.all(),
        case.sections.model.history.filter(use_case_id=case.pk),
        case.milestones.model.history.filter(use_case_id=case.pk),
        ClockStop.history.filter(milestone_id__in=case.milestones.values("pk")),
        CaseHurdle.history.filter(use_case_id=case.pk),
        CaseOrganisation.history.filter(use_case_id=case.pk),
        Hurdle.history.filter(id__in=case.hurdles.values("pk")),
        Attempt.history.filter(hurdle_id__in=case.hurdles.values("pk")),
        Solution.history.filter(
            id__in=Solution.objects.filter(hurdles__use_cases=case).values("pk")
        ),
    ]
    writers = {case.submitted_by_id}
    for rows in changes:
        rows = rows.filter(history_date__gt=since) if since else rows
        writers.update(rows.values_list("history_user", flat=True))
    return writers - {None}


@transaction.atomic
def move_case(case, status, *, by, note=""):
    """Change the status of a case and keep an event; raises InvalidTransition.

    A request for review records the user. Finalising needs another user, freezes a version and
    publishes its hurdles and solutions. Sending a case back needs a note.
    """
    current = UseCase.objects.select_for_update().get(pk=case.pk)
    old = current.status
    check_step(CASE_STEPS, CaseStatus, old, status)
    case.submitted_by_id = current.submitted_by_id
    case.published_on = current.published_on
    if status == CaseStatus.UNDER_DEVELOPMENT and old != CaseStatus.NOT_STATED and not note:
        raise InvalidTransition(
            "The note is empty. Write why the case is sent back: what is missing, or why a new "
            "version is needed."
        )
    if status == CaseStatus.FINAL_REVIEW:
        case.submitted_by = by
    if status == CaseStatus.FINALISED:
        refuse_own_work(writers_of(case), by)
        case.published_on = case.published_on or timezone.localdate()
    case.status = status
    # An update bypasses the history: the event records the change, which is not an edit.
    UseCase.objects.filter(pk=case.pk).update(
        status=status, submitted_by=case.submitted_by, published_on=case.published_on
    )
    if status == CaseStatus.FINALISED:
        keep_version(case, by=by, note=note)
    return case.events.create(old=old, new=status, by=by, note=note)


def keep_version(case, *, by=None, note="", finalised_on=None):
    """Freeze the case as its next version and publish its hurdles and solutions."""
    day = finalised_on or timezone.localdate()
    last = case.versions.order_by("-number").first()
    version = CaseVersion.objects.create(
        use_case=case,
        number=last.number + 1 if last else 1,
        finalised_on=day,
        submitted_by=case.submitted_by,
        reviewed_by=by,
        note=note,
        content=freeze(case),
    )
    name = f"{case.short_name}, {version}"
    solutions = Solution.objects.filter(hurdles__use_cases=case).select_related("type").distinct()
    approve(solutions, by=by, together_with=name, day=day)
    hurdles = case.hurdles.select_related("category", "stage", "procedure")
    # Solutions first: the approved text of a hurdle lists only public solutions.
    approve(
        hurdles.prefetch_related("affected", "attempts__solution"),
        by=by,
        together_with=name,
        day=day,
    )
    case.keep_public_text()
    return version
