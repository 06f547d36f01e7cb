"""From a closed ticket to a published answer, and the ageing of answers."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from core.transitions import InvalidTransition, refuse_own_work

from ..choices import MONTHS_UNTIL_REVIEW, AnswerState, TicketState
from ..models import LibraryAnswer, Ticket
from ..refused_patterns import refusals_of

TITLE_LENGTH = 200
MONTHS_PER_YEAR = 12
LAST_SAFE_DAY = 28  # every month has it


def review_day(valid_as_of, ageing):
    """Return the day on which an answer is due for review."""
    months = valid_as_of.month - 1 + MONTHS_UNTIL_REVIEW[ageing]
    year, month = valid_as_of.year + months // MONTHS_PER_YEAR, months % MONTHS_PER_YEAR + 1
    return date(year, month, min(valid_as_of.day, LAST_SAFE_DAY))


@transaction.atomic
def draft_from(ticket, *, by):
    """Return a draft of a library answer with the texts of a closed ticket; once per ticket.

    Raise InvalidTransition if the ticket is open or its asker did not agree. The draft still has to
    lose every identifying text, and another person has to check it.
    """
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if ticket.state != TicketState.CLOSED:
        raise InvalidTransition("The ticket is not closed. Close it first.")
    if not ticket.may_publish:
        raise InvalidTransition("The asker did not agree to a publication. It stays unpublished.")
    if ticket.library_answer_id:
        return ticket.library_answer
    answer = LibraryAnswer(
        title=" ".join(ticket.question.split())[:TITLE_LENGTH],
        theme=ticket.step.name if ticket.step else ticket.category.name,
        step=ticket.step,
        category=ticket.category,
        countries=ticket.country,
        atmp_class=ticket.atmp_class,
        level=ticket.level,
        answer=ticket.answer,
        sources=ticket.sources,
        valid_as_of=ticket.valid_as_of,
        not_when=ticket.not_when,
        state=AnswerState.DRAFT,
        author=by,
        is_demo=ticket.is_demo,
    )
    answer._history_user = by
    answer.save()
    ticket.library_answer = answer
    ticket.save(update_fields=["library_answer"])
    return answer


def refuse_unpublishable(answer):
    """Raise InvalidTransition if an answer lacks something or says too much."""
    for name, label in (
        ("answer", "The answer"),
        ("sources", "The list of sources"),
        ("valid_as_of", "The date “valid as of”"),
    ):
        if not getattr(answer, name):
            raise InvalidTransition(f"{label} is missing. Complete the answer and save it first.")
    for text in (answer.title, answer.answer, answer.not_when, answer.sources):
        if found := [one for one in refusals_of(text) if "links" not in one]:
            raise InvalidTransition(found[0])


@transaction.atomic
def publish(answer, *, by):
    """Publish an answer after its check by another person than its author."""
    current = LibraryAnswer.objects.select_for_update().get(pk=answer.pk)
    refuse_unpublishable(current)
    if not current.author_id:
        raise InvalidTransition("The author is not known. Save the answer once and try again.")
    refuse_own_work({current.author_id}, by)
    ticket = Ticket.objects.select_for_update().filter(library_answer=current).first()
    if ticket and not ticket.may_publish:
        raise InvalidTransition(
            "The asker withdrew the agreement to a publication. Withdraw the draft from the "
            "library."
        )
    current.state = AnswerState.PUBLISHED
    current.checker, current.checked_at = by, timezone.now()
    current.published_on = current.published_on or timezone.localdate()
    current.review_on = review_day(current.valid_as_of, current.ageing)
    current.save()
    return current


@transaction.atomic
def withdraw(answer):
    """Retire an answer, so that readers no longer find it."""
    current = LibraryAnswer.objects.select_for_update().get(pk=answer.pk)
    current.state = AnswerState.RETIRED
    current.save()
