"""The arrival of a question: a ticket, its asker, and mails without the text of the question."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core import mail

from ..models import RotaShift, Ticket, TicketAsker
from .links import path_of
from .working_days import TRIAGE_WORKING_DAYS, add_working_days


def on_duty(day=None):
    """Return the users who do the triage on a day."""
    day = day or timezone.localdate()
    shifts = RotaShift.objects.filter(first_on__lte=day, last_on__gte=day, person__is_active=True)
    return [shift.person for shift in shifts.select_related("person")]


def receive(*, name="", email="", **values):
    """Keep a question as a Ticket and send the link to the asker and a note to the desk."""
    today = timezone.localdate()
    with transaction.atomic():
        ticket = Ticket.objects.create(
            triage_due_on=add_working_days(today, TRIAGE_WORKING_DAYS), **values
        )
        TicketAsker.objects.create(ticket=ticket, name=name, email=email)
    if email:
        mail_asker(ticket, "Your question has arrived", ["Your question has arrived at the desk."])
    desk = [person.email for person in on_duty() if person.email] or mail.desk()
    lines = [
        f"Ticket {ticket.number} waits for triage until {ticket.triage_due_on:%d %B %Y}.",
        mail.address(reverse("admin:landscape_ticket_change", args=[ticket.pk])),
    ]
    mail.send(f"New ticket {ticket.number}", lines, desk)
    return ticket


def mail_asker(ticket, subject, lines):
    """Send the link of the ticket. The texts of question and answer are on the page alone."""
    asker = TicketAsker.objects.filter(ticket=ticket).exclude(email="").first()
    if asker is None or ticket.is_demo:
        return False
    whole = [*lines, f"Your personal page: {mail.address(path_of(ticket))}"]
    return mail.send(f"{subject} ({ticket.number})", whole, [asker.email])
