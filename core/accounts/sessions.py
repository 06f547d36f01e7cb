"""How long people stay signed in, with and without activity, and how all their sessions are
ended."""

import logging
from datetime import timedelta

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.utils import timezone

STAFF_SESSION = timedelta(hours=12)
MEMBER_SESSION = timedelta(days=14)
# In the session, as seconds since 1970. Each time that a session is saved, Django counts its age
# from the beginning again, so it does not know the end.
LAST_ACTIVITY, ENDS_AT = "last-activity", "ends-at"
# A session is a row of the database, so not every request writes it.
SECONDS_BETWEEN_NOTES = 300
# The header of requests that a page repeats by itself, such as those for the progress of a job.
REPEATED = "X-Repeated"

logger = logging.getLogger("portal.events")


def is_staff(user):
    return user.is_staff or user.is_superuser


def keep_signed_in(session, user):
    """Keep a session when the browser is closed: 14 days, or 12 hours for staff.

    The time starts with the sign-in, whatever the user does in between. Other sessions end with
    the browser, and after SESSION_COOKIE_AGE.
    """
    end = timezone.now() + (STAFF_SESSION if is_staff(user) else MEMBER_SESSION)
    session.set_expiry(end)
    session[ENDS_AT] = end.timestamp()


def longest_pause(user):
    """Return how long a session of the user stays open without activity."""
    hours = settings.STAFF_IDLE_HOURS if is_staff(user) else settings.MEMBER_IDLE_HOURS
    return timedelta(hours=hours)


def limit_sessions(get_response):
    """End a session at its end, and that of a user who did nothing for longer than the role allows.

    A form that is sent afterwards is kept and shown after the sign-in (core.drafts). While a person
    types, the form saves its entries now and then, which is activity.
    """

    def middleware(request):
        if request.user.is_authenticated:
            now = timezone.now().timestamp()
            pause = now - request.session.setdefault(LAST_ACTIVITY, now)
            end = request.session.setdefault(ENDS_AT, now + settings.SESSION_COOKIE_AGE)
            if now > end or pause > longest_pause(request.user).total_seconds():
                logger.info(
                    "The session of account %s ended by itself",
                    request.user.pk,
                    extra={"event": "end of session"},
                )
                request.session.flush()
                request.user = AnonymousUser()
            elif pause > SECONDS_BETWEEN_NOTES and REPEATED not in request.headers:
                request.session[LAST_ACTIVITY] = now
        return get_response(request)

    return middleware


@receiver(user_logged_in)
def start(request, **_):
    now = timezone.now().timestamp()
    request.session[LAST_ACTIVITY] = now
    request.session[ENDS_AT] = now + settings.SESSION_COOKIE_AGE


def sign_out_everywhere(user):
    get_adapter().end_sessions(UserSession.objects.filter(user=user))


def drop_records_of_ended_sessions():
    """Delete the network addresses and browsers of sessions that do not exist any more."""
    open_sessions = Session.objects.filter(expire_date__gt=timezone.now())
    UserSession.objects.exclude(session_key__in=open_sessions.values("session_key")).delete()
