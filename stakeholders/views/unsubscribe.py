"""The page of the link below each mail of a campaign: a No without an account."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.languages import in_readers_language

from ..campaigns.unsubscribing import recipient_of, refused_use
from ..campaigns.unsubscribing import unsubscribe as record
from ..questions import REFUSED


def _languages_of_link(request, token):
    recipient = recipient_of(token)
    return recipient.contact.language_codes if recipient else ()


# Mail programs send the POST themselves (RFC 8058), without a cookie. The link can only refuse.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@in_readers_language(preferred=_languages_of_link)
def unsubscribe(request, token):
    """Record the No on POST. GET only asks, because mail programs open links too."""
    recipient = recipient_of(token)
    if recipient is None:
        raise Http404(_("This link is incomplete, or you are no longer in our register."))
    use = refused_use(recipient)
    if request.method == "POST":
        record(recipient, language=get_language())
        recipient.contact.refresh_from_db()
    context = {"is_refused": use in recipient.contact.refusals, "refusal": REFUSED[use]}
    response = render(request, "stakeholders/unsubscribe.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response
