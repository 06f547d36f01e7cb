"""The changes of the state of a ticket, and what each of them needs."""

import re

from django.db import transaction
from django.utils import timezone

from core.countries import country_name
from core.transitions import InvalidTransition, check_step, refuse_own_work

from ..choices import FINISHED, REPLIED, TICKET_STEPS, Level, TicketState
from ..models import Ticket
from .arrive import mail_asker
from .candidates import look_for_candidates
from .working_days import add_working_days

BLANK = re.compile(r"\{(\w+)\}")
TARGET_WORKING_DAYS = {Level.FACT: 5, Level.INTERPRETATION: 15, Level.AUTHORITY: 5}
REPLIES = {
    TicketState.WAITING_ASKER: "The desk has a question for you.",
    TicketState.ANSWERED: "The desk has answered your question.",
    TicketState.REFERRED: "Another desk can answer your question. A text for it is prepared.",
    TicketState.NOT_FOR_US: "The desk cannot answer your question. The page says why.",
    TicketState.DUPLICATE: "A published answer fits your question.",
}


def move_ticket(ticket, state, *, by, note=""):
    """Change the state of a ticket and keep an event.

    Raise InvalidTransition if the change is not allowed, not for this person, or incomplete.
    """
    with transaction.atomic():
        current = Ticket.objects.select_for_update().get(pk=ticket.pk)
        check_step(TICKET_STEPS, TicketState, current.state, state)
        _refuse_incomplete(current, state, by, note)
        event = current.events.create(old=current.state, new=state, by=by, note=note)
        _set_fields(current, state, by)
        current.save()
        if state in (TicketState.NOT_FOR_US, TicketState.WAITING_ASKER) and note:
            current.messages.create(text=note, by=by)
        look_for_candidates()
    for name in ("state", "checker_id", "target_on", "referral_text", "closed_at"):
        setattr(ticket, name, getattr(current, name))
    if state in REPLIES:
        mail_asker(current, "News of your question", [REPLIES[state]])
    return event


def _refuse_incomplete(ticket, state, by, note):
    if state == TicketState.TRIAGED and ticket.state == TicketState.NEW:
        if not ticket.level:
            raise InvalidTransition("The level is missing. Set it, and save the ticket first.")
        if not (ticket.step_id or ticket.category_id):
            raise InvalidTransition(
                "The topic is missing. Set a step or a hurdle category, and save the ticket first."
            )
    if ticket.level == Level.AUTHORITY and state in (TicketState.ANSWERING, TicketState.CHECKED):
        raise InvalidTransition(
            "A question of level C needs an authority, and the portal gives no rulings. "
            "Refer the ticket to another desk."
        )
    if state == TicketState.CHECKED:
        _refuse_unfinished_answer(ticket)
        refuse_own_work({ticket.author_id}, by)
    if state == TicketState.REFERRED and not ticket.desk_id:
        raise InvalidTransition("The desk is missing. Choose one, and save the ticket first.")
    if state == TicketState.DUPLICATE and not (
        ticket.duplicate_of_id and ticket.duplicate_of.is_published
    ):
        raise InvalidTransition(
            "The published answer is missing. Choose one, and save the ticket first."
        )
    if state in (TicketState.NOT_FOR_US, TicketState.WAITING_ASKER) and not note.strip():
        raise InvalidTransition("The note is empty. Write for the asker why, or what is needed.")


def _refuse_unfinished_answer(ticket):
    for name, label in (
        ("answer", "The answer"),
        ("sources", "The list of sources"),
        ("valid_as_of", "The date “valid as of”"),
        ("author_id", "The author"),
    ):
        if not getattr(ticket, name):
            raise InvalidTransition(f"{label} is missing. Complete the answer and save it first.")


def _set_fields(ticket, state, by):
    now = timezone.now()
    if state == TicketState.TRIAGED:
        if ticket.state in (*FINISHED, TicketState.ANSWERED):
            ticket.times_reopened += 1
            ticket.checker = ticket.checked_at = None
        days = TARGET_WORKING_DAYS[ticket.level or Level.FACT]
        ticket.target_on = ticket.target_on or add_working_days(timezone.localdate(), days)
    if state == TicketState.CHECKED:
        ticket.checker, ticket.checked_at = by, now
    if state == TicketState.ANSWERING:
        ticket.checker = ticket.checked_at = None
    if state == TicketState.REFERRED and not ticket.referral_text:
        ticket.referral_text = referral_text(ticket)
    if state in REPLIED and not ticket.first_reply_at:
        ticket.first_reply_at = now
    ticket.closed_at = now if state in FINISHED else None
    ticket.state = state


def referral_text(ticket):
    """Return the prefilled text of the desk, for the asker to send."""
    place = "the European Union" if ticket.country == "EU" else country_name(ticket.country)
    values = {
        "country": place if ticket.country else "not decided yet",
        "class": ticket.atmp_class or "not known",
        "stage": ticket.stage.name if ticket.stage else "not stated",
        "gmo": ticket.get_gmo_display().lower() if ticket.gmo else "not known",
        "question": ticket.question,
    }
    # In one pass, so that braces in the question stay as they are.
    return BLANK.sub(lambda blank: values.get(blank[1], blank[0]), ticket.desk.text)
