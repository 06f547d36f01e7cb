"""Personal links of invitations. They are signed and not stored, so no backup contains them."""

from django.core import signing
from django.urls import reverse

from ..models import Invitation

SALT = "capacities.invitation"


def token_of(invitation):
    return signing.dumps([invitation.pk, invitation.nonce], salt=SALT, compress=True)


def path_of(invitation):
    return reverse("capacities:answer", args=[token_of(invitation)])


def invitation_of(token):
    """Return the invitation, None if the link is not valid or was replaced by a new one."""
    try:
        key, nonce = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = Invitation.objects.select_related("campaign", "facility__site__organisation")
    return rows.filter(pk=key, nonce=nonce).first()
