"""Invented answers and tickets: marked on every page, and removed as a whole."""

from datetime import timedelta

from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from usecases.models import HurdleCategory, Stage

from ..choices import AnswerState, TicketState
from ..content import write
from ..desk.candidates import look_for_candidates
from ..desk.library import review_day
from ..desk.moves import referral_text
from ..desk.working_days import TRIAGE_WORKING_DAYS, add_working_days
from ..models import Desk, HurdleCandidate, LibraryAnswer, Step, Ticket, TicketAsker
from .texts import ANSWERS, TICKETS

AUTHOR, CHECKER = "demo-desk-author", "demo-desk-checker"
SOURCE = "Invented for demonstration"


@transaction.atomic
def load():
    """Keep tickets that exist; return the number of demonstration tickets."""
    if not Ticket.objects.filter(is_demo=True).exists():
        write(apps.get_model)  # restores rows that were removed
        # Accounts without a password, so that nobody can sign in with them.
        people = [User.objects.get_or_create(username=name)[0] for name in (AUTHOR, CHECKER)]
        for person in people:
            person.set_unusable_password()
            person.is_active = False
            person.save()
        answers = [_answer(row, *people) for row in ANSWERS]
        for number, row in enumerate(TICKETS, 1):
            _ticket(number, row, answers, *people)
        look_for_candidates()
    return Ticket.objects.filter(is_demo=True).count()


def _answer(row, author, checker):
    now = timezone.now()
    day = now.date() - timedelta(days=row["days_ago"])
    return LibraryAnswer.objects.create(
        title=row["title"],
        theme=row["theme"],
        step=Step.objects.get(slug=row["step"]),
        countries=row.get("countries", ""),
        answer=row["answer"],
        sources=SOURCE,
        valid_as_of=day,
        review_on=review_day(day, "law"),
        state=AnswerState.PUBLISHED,
        author=author,
        checker=checker,
        checked_at=now,
        published_on=day,
        helped=row["helped"],
        is_demo=True,
    )


def _ticket(number, row, answers, author, checker):
    """Write a ticket as the moves would have left it, with dates in the past."""
    arrived = timezone.now() - timedelta(days=row["days_ago"])
    state = row["state"]
    ticket = Ticket(
        question=row["question"],
        country=row["country"],
        atmp_class=row.get("class", ""),
        stage=Stage.objects.filter(code=row.get("stage", "")).first(),
        state=state,
        level="" if state == TicketState.NEW else row["level"],
        step=None if state == TicketState.NEW else Step.objects.get(slug=row["step"]),
        category=HurdleCategory.objects.get(code=row["category"]),
        triage_due_on=add_working_days(arrived.date(), TRIAGE_WORKING_DAYS),
        is_demo=True,
    )
    if state in (TicketState.ANSWERED, TicketState.CLOSED):
        ticket.answer, ticket.sources = row["answer"], SOURCE
        ticket.valid_as_of = arrived.date()
        ticket.author, ticket.checker, ticket.checked_at = author, checker, arrived
    if state == TicketState.REFERRED:
        ticket.desk = Desk.objects.order_by("position").first()
        ticket.referral_text = referral_text(ticket)
    if state == TicketState.DUPLICATE:
        ticket.duplicate_of = answers[0]
    if reply_days := row.get("reply_days"):
        ticket.first_reply_at = arrived + timedelta(days=reply_days)
        if state != TicketState.ANSWERED:
            ticket.closed_at = ticket.first_reply_at
    ticket.save()
    Ticket.objects.filter(pk=ticket.pk).update(created_at=arrived)
    TicketAsker.objects.create(
        ticket=ticket, name=f"Demo person {number}", email=f"demo-asker-{number}@example.org"
    )


@transaction.atomic
def remove():
    """Remove all of it without a trace; return the number of tickets."""
    number = Ticket.objects.filter(is_demo=True).count()
    HurdleCandidate.objects.filter(is_demo=True).delete()
    for model in (Ticket, LibraryAnswer):
        rows = model.objects.filter(is_demo=True)
        keys = list(rows.values_list("pk", flat=True))
        if model is Ticket:
            rows.delete()
        else:
            # A real ticket that has lost its answer is sorted again.
            Ticket.objects.filter(duplicate_of__in=keys, state=TicketState.DUPLICATE).update(
                state=TicketState.TRIAGED, duplicate_of=None
            )
            Ticket.objects.filter(duplicate_of__in=keys).update(duplicate_of=None)
            rows.delete()
        model.history.filter(id__in=keys).delete()
    User.objects.filter(username__in=(AUTHOR, CHECKER)).delete()
    return number
