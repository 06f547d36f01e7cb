"""Browsers in which somebody has signed in before. They have a signed cookie per browser.

The cookie gives no access. Wrong passwords from such a browser have a counter of their own, so that
attempts of other people do not keep the owner of an account out.
"""

import secrets

from allauth.account.adapter import get_adapter
from allauth.account.utils import filter_users_by_email, filter_users_by_username
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from core import mail

COOKIE_AGE_SECONDS = 180 * 24 * 3600
ACCOUNTS_PER_BROWSER = 5
MAX_BROWSER_LENGTH = 150
SALT = "core.accounts.known_devices"


def device_of(request, login):
    """Return the name of this browser for the account, or None if it has not signed in there."""
    devices = _devices(request)
    if not devices:
        return None
    find = filter_users_by_email if "@" in login else filter_users_by_username
    return next((devices[str(user.pk)] for user in find(login) if str(user.pk) in devices), None)


def is_known(request, user):
    return str(user.pk) in _devices(request)


def mail_owner(request, user):
    """Tell the owner of an account that somebody signed in with a browser that is not known."""
    if not user.email:
        return
    browser = request.headers.get("User-Agent", "")[:MAX_BROWSER_LENGTH] or "not named"
    lines = [
        f"Your account {user.get_username()} on the JOIN4ATMP portal was opened in a browser that "
        "it has not been opened in before.",
        f"Time: {timezone.now():%d/%m/%Y %H:%M} UTC\n"
        f"Network address: {get_adapter(request).get_client_ip(request)}\n"
        f"Browser: {browser}",
        "If it was you, there is nothing to do. This mail is sent again after the cookies of the "
        "browser were deleted, and after six months.",
        "If it was not you, choose another password, which signs your account out everywhere:",
        mail.address(reverse("account_reset_password")),
        "Then answer this mail, so that we can look at what was done with your account.",
    ]
    mail.send("a sign-in in a new browser", lines, [user.email], reply_to=mail.desk())


def remember(request, user, *, fresh=False):
    """Remember this browser for the account when the request is answered.

    `fresh` gives it another name, which has no wrong passwords.
    """
    devices = _devices(request)
    name = devices.pop(str(user.pk), None)
    if fresh or name is None:
        name = secrets.token_urlsafe(12)
    last = list(devices.items())[1 - ACCOUNTS_PER_BROWSER :]
    request.known_devices = {**dict(last), str(user.pk): name}


def known_devices(get_response):
    """Send the cookie of a browser that the request has remembered."""

    def middleware(request):
        response = get_response(request)
        devices = getattr(request, "known_devices", None)
        if devices is not None:
            response.set_cookie(
                settings.KNOWN_DEVICE_COOKIE_NAME,
                signing.dumps(devices, salt=SALT),
                max_age=COOKIE_AGE_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    return middleware


def _devices(request):
    """Return the names of this browser by account, or an empty dictionary."""
    cookie = request.COOKIES.get(settings.KNOWN_DEVICE_COOKIE_NAME, "")
    try:
        return signing.loads(cookie, salt=SALT, max_age=COOKIE_AGE_SECONDS)
    except signing.BadSignature:
        return {}
