"""The messages that the next page shows, in a cookie whose name begins with COOKIE_PREFIX."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class MessageCookie(CookieStorage):
    cookie_name = f"{settings.COOKIE_PREFIX}messages"


class Messages(FallbackStorage):
    """Messages in the cookie, and in the session if they are too long for it."""

    storage_classes = (MessageCookie, SessionStorage)
