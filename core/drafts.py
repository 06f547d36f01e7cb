"""Entries that a person typed and that are not saved yet.

They are kept in two cases. If the sign-in has expired when the person presses a button, the entries
are shown again after the next sign-in, and can be sent. Long forms save their entries now and then
(static/js/drafts.js). Entries belong to one person and expire; files and passwords are never kept.
"""

import json
import re

from django.conf import settings
from django.core.signing import BadSignature
from django.http import QueryDict
from django.shortcuts import render, resolve_url
from django.utils import timezone

from .conflicts import CARRIER, RESTORE
from .models import KEPT_FOR, Draft

LAST_USER = f"{settings.COOKIE_PREFIX}last-user"  # a cookie, as the next one
WAITING = f"{settings.COOKIE_PREFIX}entries-kept"
MAX_PATH_LENGTH = Draft._meta.get_field("path").max_length
MAX_LENGTH = 400_000  # characters of all entries together
NEVER_KEPT = re.compile(rf"csrfmiddlewaretoken|password|secret|token|^{RESTORE}$", re.IGNORECASE)
TECHNICAL = re.compile(r"^_|^(opened_as|seen|seen-register)$|-(opened_as|id)$|_FORMS$|^ticks$")


def entries_of(posted):
    """Return [name, value] of each entry of a form that may be kept."""
    return [
        [name, value]
        for name, values in posted.lists()
        if not NEVER_KEPT.search(name)
        for value in values
        if isinstance(value, str)
    ]


def as_posted(entries):
    """Return entries as Django has the data of a form."""
    posted = QueryDict(mutable=True)
    for name, value in entries:
        posted.appendlist(name, value)
    return posted


def shown_entries(entries):
    """Return the entries that say something to a person."""
    return [(name, value) for name, value in entries if value and not TECHNICAL.search(name)]


def keep(owner, path, entries, *, was_sent=False):
    """Store the entries of a person for a page, in place of earlier ones. Return False if they are
    too long, and then the earlier ones stay."""
    if len(json.dumps(entries)) > MAX_LENGTH or len(path) > MAX_PATH_LENGTH:
        return False
    Draft.objects.update_or_create(
        owner_id=owner,
        path=path,
        defaults={"entries": entries, "was_sent": was_sent, "saved_at": timezone.now()},
    )
    return True


def forget(user, path):
    Draft.objects.filter(owner=user.pk, path=path).delete()


def kept_entries(get_response):
    """Keep what an expired sign-in would lose, and show it after the next sign-in."""

    def middleware(request):
        was_signed_in = request.user.is_authenticated
        if was_signed_in and WAITING in request.COOKIES:
            response = _after_sign_in(request, get_response)
        else:
            response = get_response(request)
        if request.user.is_authenticated:
            _remember(request, response)
        elif was_signed_in:
            response.delete_cookie(LAST_USER)
            response.delete_cookie(WAITING)
        elif request.method == "POST" and _asks_to_sign_in(response):
            _keep_sent(request, response)
        return response

    return middleware


def _asks_to_sign_in(response):
    address = response.get("Location", "").partition("?")[0]
    return response.status_code == 302 and address == resolve_url(settings.LOGIN_URL)


def _last_user(request):
    try:
        return int(request.get_signed_cookie(LAST_USER, max_age=KEPT_FOR.total_seconds()))
    except (KeyError, ValueError, BadSignature):
        return None


def _set(response, name, value, *, signed):
    store = response.set_signed_cookie if signed else response.set_cookie
    store(
        name,
        value,
        max_age=int(KEPT_FOR.total_seconds()),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _remember(request, response):
    """Know the person again after the session has expired, to keep the entries for nobody else."""
    if _last_user(request) != request.user.pk:
        _set(response, LAST_USER, request.user.pk, signed=True)


def _keep_sent(request, response):
    owner, entries = _last_user(request), entries_of(request.POST)
    if owner and entries and keep(owner, request.path, entries, was_sent=True):
        _set(response, WAITING, "yes", signed=False)


def _after_sign_in(request, get_response):
    """Show the entries that wait for this page in place of it, until the form is sent."""
    draft = Draft.objects.of(request.user, request.path)
    if draft and draft.was_sent and request.method == "GET":
        context = {
            "draft": draft,
            "shown": shown_entries(draft.entries),
            "address": request.get_full_path(),
            "can_open": any(name.endswith(CARRIER) for name, _ in draft.entries),
        }
        return render(request, "drafts/resume.html", context)
    response = get_response(request)
    if draft and draft.was_sent and request.method == "POST":
        draft.delete()
    if not Draft.objects.current().filter(owner=request.user.pk, was_sent=True).exists():
        response.delete_cookie(WAITING)
    return response
