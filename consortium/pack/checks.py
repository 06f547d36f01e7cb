"""Checks before a pack is called ready."""

from django.conf import settings

from ..choices import ActivityState, EventState
from ..models import Activity, Deliverable, Event, Milestone, Risk, Statement


def _problem(check, row, message, path):
    link = settings.SITE_URL.rstrip("/") + path
    return {"check": check, "row": row, "message": message, "link": link}


def _admin(row):
    return f"/admin/consortium/{row._meta.model_name}/{row.pk}/change/"


def late_without_reason(period):
    for model in (Deliverable, Milestone):
        for row in model.objects.filter(is_demo=False, due_on__lte=period.last, reason=""):
            if row.is_late_without_reason(period.last):
                days = row.days_late(period.last)
                yield _problem(
                    "late without a reason",
                    str(row),
                    f"It is {days} days late. Write the reason of the delay.",
                    _admin(row),
                )


def milestones_without_verification(period):
    for row in Milestone.objects.filter(is_demo=False, verification=""):
        yield _problem(
            "milestone without means of verification",
            str(row),
            "Write by what the milestone is verified.",
            _admin(row),
        )


def risks_without_state_of_play(period):
    risks = Risk.objects.filter(is_demo=False).prefetch_related("states_of_play")
    for risk in risks:
        said = {one.period_id for one in risk.states_of_play.all()}
        for reported in period.reported:
            if reported.pk not in said:
                yield _problem(
                    "risk without state of play",
                    str(risk),
                    f"Write the state of play for period {reported.number}.",
                    _admin(risk),
                )


def announced_but_past(period):
    rows = Event.objects.filter(is_demo=False, state=EventState.ANNOUNCED)
    for row in rows.filter(last_day__lte=period.last):
        yield _problem(
            "event announced but past",
            row.title,
            "Answer on its page whether it was held.",
            row.get_absolute_url(),
        )


def events_without_audience(period):
    rows = Event.objects.filter(is_demo=False, state=EventState.HELD, audience="unknown")
    for row in rows:
        if period.has(row.starts_on):
            yield _problem(
                "event without audience",
                row.title,
                "Select the kind of audience.",
                _admin(row),
            )


def statements_without_source(period):
    for row in Statement.objects.filter(source=""):
        yield _problem(
            "statement without source", row.key, "Write the source.", row.get_absolute_url()
        )


def delivered_and_changed(period):
    """Find delivered activities of a submitted report that were changed after it."""
    rows = Activity.objects.filter(is_demo=False, state=ActivityState.DELIVERED)
    for reported in period.reported:
        if reported.submitted_on:
            changed = rows.filter(
                happened_on__range=(reported.starts_on, reported.ends_on),
                updated_at__date__gt=reported.submitted_on,
            )
            for row in changed:
                yield _problem(
                    "delivered activity changed after a submitted report",
                    row.title,
                    "Restore the values that were reported; the history has them.",
                    _admin(row),
                )


CHECKS = (
    late_without_reason,
    milestones_without_verification,
    risks_without_state_of_play,
    announced_but_past,
    events_without_audience,
    statements_without_source,
    delivered_and_changed,
)


def run_checks(period):
    """Return every problem as a dictionary with check, row, message and link."""
    return [problem for check in CHECKS for problem in check(period)]
