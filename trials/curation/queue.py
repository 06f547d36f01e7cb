"""The open tasks of a person: each queue is a question to the database, with its count, its oldest
row and the next trial."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from ..choices import WITH_CURATORS
from ..models import Drift, PublicationCandidate, RecordProblem, Trial, Verdict
from .matches import doubtful_numbers
from .people import CURATE, REVIEW, people_with
from .review import ARBITER, open_for


def _with_curators(user):
    return Trial.objects.filter(curation__in=WITH_CURATORS)


def _mine(user):
    return _with_curators(user).filter(assigned_to=user)


def _unassigned(user):
    return _with_curators(user).filter(assigned_to=None)


def own_or_free(rows, user, *, trial=""):
    """Return rows whose trial is not assigned to another curator; `trial` is the prefix of the
    lookup, empty for trials themselves."""
    others = people_with(CURATE).exclude(pk=user.pk)
    return rows.exclude(**{f"{trial}assigned_to__in": others})


def verdicts_to_change(user):
    """Open places in rounds where this person has given a verdict that can still be changed."""
    given = Verdict.objects.exclude(outcome="").filter(
        trial=OuterRef("trial"), round=OuterRef("round"), reviewer=user
    )
    return Verdict.objects.filter(Exists(given), outcome="", place__lt=ARBITER)


def _disputed(user):
    return open_for(user).filter(place=ARBITER)


@dataclass(frozen=True)
class Queue:
    """`rows` are what waits, `since` when it began to wait, `trial` where a row names its trial.
    After a step of `ended_by` a trial that is not among `still` (or the rows) is done with."""

    name: str
    label: str
    text: str
    permission: str
    rows: Callable[..., QuerySet]
    since: str = "curation_since"
    trial: str = "pk"
    list_url: str = ""
    ended_by: tuple = ()
    still: Callable[..., QuerySet] | None = None

    def is_done_with(self, trial, user, step):
        rows = (self.still or self.rows)(user)
        return step in self.ended_by and not rows.filter(**{self.trial: trial.pk}).exists()


QUEUES = {
    queue.name: queue
    for queue in (
        Queue(
            "mine",
            "Assigned to me",
            "Trials that you are curating, new and returned ones",
            CURATE,
            _mine,
            list_url="?assigned=me&waiting=yes",
            ended_by=("move",),
            still=_with_curators,
        ),
        Queue(
            "curate",
            "To curate",
            "Trials that nobody has taken yet",
            CURATE,
            _unassigned,
            list_url="?assigned=nobody&waiting=yes",
            ended_by=("move",),
            still=_with_curators,
        ),
        Queue(
            "review",
            "To review",
            "Trials that another person curated and that you may review",
            REVIEW,
            open_for,
            since="opened_at",
            trial="trial",
            list_url="?review=mine",
            ended_by=("verdict",),
        ),
        Queue(
            "disputes",
            "Disagreements of readers",
            "Two readers differ, and a third one decides",
            REVIEW,
            _disputed,
            since="opened_at",
            trial="trial",
            list_url="?review=disputed",
            ended_by=("verdict",),
        ),
        Queue(
            "second",
            "Waiting for another reader",
            "Your verdict is given and can be changed until the other one is there",
            REVIEW,
            verdicts_to_change,
            since="opened_at",
            trial="trial",
            list_url="?review=second",
        ),
        Queue(
            "drift",
            "Drift",
            "The register changed under a curated value",
            CURATE,
            lambda user: own_or_free(Drift.objects.filter(resolved_at=None), user, trial="trial__"),
            since="opened_at",
            trial="trial",
            list_url="?drift=yes&assigned=open",
            ended_by=("drift",),
        ),
        Queue(
            "words",
            "Unmapped values",
            "Words of the registers that no rule knows",
            CURATE,
            lambda user: own_or_free(Trial.objects.filter(has_open_notes=True), user),
            list_url="?unmapped=yes&assigned=open",
            ended_by=("words",),
        ),
        Queue(
            "doubts",
            "Contradictions",
            "Records that contradict themselves or the names of their products",
            CURATE,
            lambda user: own_or_free(Trial.objects.filter(has_open_doubts=True), user),
            list_url="?doubts=yes&assigned=open",
            ended_by=("doubts",),
        ),
        Queue(
            "literature",
            "Literature to judge",
            "Publications that name a number of a trial",
            CURATE,
            lambda user: own_or_free(
                PublicationCandidate.objects.filter(judgement=""), user, trial="trial__"
            ),
            since="found_at",
            trial="trial",
            list_url="?literature=yes&assigned=open",
            ended_by=("literature",),
        ),
    )
}


@dataclass(frozen=True)
class Line:
    """One line of the start page."""

    queue: Queue
    count: int
    oldest: object


def _waiting(rows, since):
    """Return the number of rows and the oldest time.

    Count("*") is answered from an index; counting keys would read the table.
    """
    return rows.order_by().aggregate(count=Count("*"), oldest=Min(since))


def lines(user):
    """Return the queues of this person, with one query per queue."""
    return [
        Line(queue, **_waiting(queue.rows(user), queue.since))
        for queue in QUEUES.values()
        if user.has_perm(queue.permission)
    ]


@dataclass(frozen=True)
class OtherQueue:
    """A queue whose rows are not trials, with a page of its own."""

    label: str
    text: str
    count: int
    oldest: object
    url_name: str


def other_queues(user):
    """Return the queues of trials whose rows are not trials, as far as the person may see them."""
    found = []
    if user.has_perm(CURATE):
        count = len(doubtful_numbers())
        found.append(
            OtherQueue(
                "Doubtful matches",
                "Trials with one NCT number: the same trial or not?",
                count,
                None,
                "admin:trials_trial_matches",
            )
        )
    if user.has_perm("trials.view_recordproblem"):
        failed = _waiting(RecordProblem.objects.all(), "first_seen_at")
        found.append(
            OtherQueue(
                "Failed records",
                "Records of the registers that could not be read or stored",
                url_name="trials:problems",
                **failed,
            )
        )
    return found


def next_trial(name, user, after=None):
    """Return the key of the next trial in a queue: the first one behind `after`, or the first of
    all if that was the last. Return None if the queue is empty."""
    queue = QUEUES[name]
    rows = queue.rows(user).order_by(queue.trial).values_list(queue.trial, flat=True)
    if after:
        following = rows.filter(**{f"{queue.trial}__gt": after}).first()
        return following or rows.exclude(**{queue.trial: after}).first()
    return rows.first()
