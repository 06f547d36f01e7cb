"""How long people stay signed in, and how all their sessions are ended."""

from datetime import timedelta

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

STAFF_SESSION = timedelta(hours=12)
MEMBER_SESSION = timedelta(days=14)


def keep_signed_in(session, user):
    """Keep a session when the browser is closed: 14 days, or 12 hours for staff.

    The time starts with the sign-in, whatever the user does in between. Other sessions end with
    the browser, and after SESSION_COOKIE_AGE.
    """
    is_staff = user.is_staff or user.is_superuser
    session.set_expiry(timezone.now() + (STAFF_SESSION if is_staff else MEMBER_SESSION))


def sign_out_everywhere(user):
    get_adapter().end_sessions(UserSession.objects.filter(user=user))


def drop_records_of_ended_sessions():
    """Delete the network addresses and browsers of sessions that do not exist any more."""
    open_sessions = Session.objects.filter(expire_date__gt=timezone.now())
    UserSession.objects.exclude(session_key__in=open_sessions.values("session_key")).delete()
