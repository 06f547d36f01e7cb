"""The personal link of a ticket. It is signed and not stored, so that no backup has it."""

from django.core import signing
from django.urls import reverse

from ..models import Ticket

SALT = "landscape.ticket"


def path_of(ticket):
    token = signing.dumps([ticket.pk, ticket.nonce], salt=SALT, compress=True)
    return reverse("landscape:ticket", args=[token])


def ticket_of(token):
    """Return the ticket, None for a token that is not ours or of a removed ticket."""
    try:
        key, nonce = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = Ticket.objects.select_related("desk", "duplicate_of", "library_answer", "step", "asker")
    return rows.filter(pk=key, nonce=nonce).first()
