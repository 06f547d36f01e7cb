"""The work that waits for a person, across all apps: one declaration per kind of work."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from capacities.models import Suggestion
from consortium.choices import AttendanceAnswer, MinutesState
from consortium.models import Advice, Body, Event, Minutes
from landscape.choices import TicketState
from landscape.models import LibraryAnswer, ReviewTask, Ticket
from surveys.models import FindingDrift
from trials.curation import queue
from usecases.choices import CaseStatus
from usecases.models import UseCase


@dataclass(frozen=True)
class Waiting:
    """A kind of work. `rows(user)` are the rows that wait; `permission` is needed to do it, ""
    where the rows alone decide."""

    one: str
    many: str
    rows: Callable[..., QuerySet]
    view: str
    query: str = ""
    permission: str = ""

    @property
    def url(self):
        return reverse(self.view) + self.query


@dataclass(frozen=True)
class WaitingLine:
    number: int
    words: str
    url: str


def _minutes(user):
    """Return proposed minutes of meetings that the person attended and did not comment on."""
    attended = {
        "meeting__attendance__seat__user": user,
        "meeting__attendance__answer": AttendanceAnswer.ATTENDING,
    }
    rows = Minutes.objects.filter(state=MinutesState.PROPOSED, **attended)
    return rows.exclude(reactions__seat__user=user).distinct()


def _advice(user):
    return Advice.objects.waiting().filter(body__in=Body.objects.kept_by(user))


WORK = (
    Waiting(
        "set of minutes waits for your comment",
        "sets of minutes wait for your comment",
        _minutes,
        "consortium:meetings",
        "?state=held",
    ),
    Waiting(
        "piece of advice waits for a reply",
        "pieces of advice wait for a reply",
        _advice,
        "consortium:advice-list",
        "?waiting=yes&order=reply",
    ),
    Waiting(
        "event of the past is still announced",
        "events of the past are still announced",
        lambda user: Event.objects.to_confirm(),
        "consortium:events",
        "?state=announced&order=date",
        "consortium.change_event",
    ),
    Waiting(
        "use case waits for its final review",
        "use cases wait for their final review",
        lambda user: UseCase.objects.filter(status=CaseStatus.FINAL_REVIEW),
        "usecases:list",
        "?status=final_review",
        "usecases.review_usecase",
    ),
    Waiting(
        "finding has a figure that moved",
        "findings have a figure that moved",
        lambda user: FindingDrift.objects.filter(settled_at=None),
        "surveys:findings",
        "",
        "surveys.change_finding",
    ),
    Waiting(
        "suggested change of a facility is open",
        "suggested changes of facilities are open",
        lambda user: Suggestion.objects.filter(state="open"),
        "admin:capacities_suggestion_changelist",
        "?state__exact=open",
        "capacities.change_suggestion",
    ),
    Waiting(
        "ticket of the help-desk waits for triage",
        "tickets of the help-desk wait for triage",
        lambda user: Ticket.objects.filter(state=TicketState.NEW),
        "admin:landscape_ticket_changelist",
        "?state__exact=new",
        "landscape.change_ticket",
    ),
    Waiting(
        "written answer waits for a second person",
        "written answers wait for a second person",
        lambda user: Ticket.objects.filter(state=TicketState.ANSWERING).exclude(answer=""),
        "admin:landscape_ticket_changelist",
        "?state__exact=answering",
        "landscape.check_ticket",
    ),
    Waiting(
        "review because of a change of law is open",
        "reviews because of changes of law are open",
        lambda user: ReviewTask.objects.open(),
        "admin:landscape_reviewtask_changelist",
        "?done_at__isempty=1",
        "landscape.change_reviewtask",
    ),
    Waiting(
        "published answer is due for review",
        "published answers are due for review",
        lambda user: LibraryAnswer.objects.due_on(timezone.localdate()),
        "admin:landscape_libraryanswer_changelist",
        "?review=due",
        "landscape.change_libraryanswer",
    ),
    *(
        Waiting(
            f"trial: {one.label.lower()}",
            f"trials: {one.label.lower()}",
            one.rows,
            "admin:trials_trial_changelist",
            one.list_url,
            one.permission,
        )
        for one in queue.QUEUES.values()
        if one.list_url
    ),
)


def waiting_for(user):
    """Return a line for each kind of work with rows that wait for this person."""
    lines = []
    for kind in WORK:
        if kind.permission and not user.has_perm(kind.permission):
            continue
        number = kind.rows(user).count()
        if number:
            lines.append(WaitingLine(number, kind.one if number == 1 else kind.many, kind.url))
    return lines
