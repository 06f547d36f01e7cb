"""Personal links of requests. They are signed and not stored, so no backup contains them."""

from django.core import signing
from django.urls import reverse

from ..models import CompletionRequest

SALT = "products.completion"


def token_of(request):
    return signing.dumps([request.pk, request.nonce], salt=SALT, compress=True)


def path_of(request):
    return reverse("products:answer", args=[token_of(request)])


def request_of(token):
    """Return the request, None if the link is not valid."""
    try:
        key, nonce = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = CompletionRequest.objects.select_related("campaign", "dossier", "study", "contact")
    return rows.filter(pk=key, nonce=nonce).first()
