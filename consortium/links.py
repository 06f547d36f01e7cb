"""Personal links: to answer one action, and to a person's calendar. They are signed, not stored."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac

from .models import Action

ACTION_SALT = "consortium.action"
CALENDAR_SALT = "consortium.calendar"


def _whole(path):
    return settings.SITE_URL.rstrip("/") + path


def action_link(action):
    token = signing.dumps([action.pk, action.nonce], salt=ACTION_SALT, compress=True)
    return _whole(reverse("consortium:answer-action", args=[token]))


def action_of(token):
    """Return the action, or None for a token that is not ours, was changed or was renewed."""
    try:
        key, nonce = signing.loads(token, salt=ACTION_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = Action.objects.select_related("body", "decision", "seat__user")
    return rows.filter(pk=key, nonce=nonce).first()


def _stamp(user):
    """Return a short hash that changes with the password: a new password ends the old feed."""
    return salted_hmac(CALENDAR_SALT, user.password).hexdigest()[:16]


def calendar_link(user):
    token = signing.dumps([user.pk, _stamp(user)], salt=CALENDAR_SALT, compress=True)
    return _whole(reverse("consortium:calendar-feed", args=[token]))


def calendar_user(token):
    """Return the active account of a calendar link, or None."""
    try:
        key, stamp = signing.loads(token, salt=CALENDAR_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = get_user_model().objects.filter(pk=key, is_active=True).first()
    return user if user and _stamp(user) == stamp else None
