"""The second factor of an account: an authenticator app, a passkey or a recovery code.

It is compulsory for staff if STAFF_NEED_SECOND_FACTOR is on, as it is on a public portal, and for
all other accounts if MEMBERS_NEED_SECOND_FACTOR is on.
"""

import base64
import hashlib
import logging
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.shortcuts import redirect
from django.utils.http import urlencode

from .notices import tell_owner
from .sessions import is_staff, sign_out_everywhere

logger = logging.getLogger(__name__)
SET_UP = "mfa_index"
LEAVE = "account_logout"
# Pages on which a factor is set up, and pages on which it is proved; the first ones stay closed to
# sessions that have not proved a factor of their user.
PAGES_TO_SET_UP = ("mfa_", "account_reauthenticate")
PAGES_TO_PROVE = ("mfa_reauthenticate",)
# Recovery codes are for the loss of a factor. They do not count as one.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_required_of(user):
    if is_staff(user):
        return settings.STAFF_NEED_SECOND_FACTOR
    return settings.MEMBERS_NEED_SECOND_FACTOR


def has_factor(user):
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()


def remove_factors(user):
    """Remove all factors of a user who lost them, end the user's sessions and mail the user."""
    Authenticator.objects.filter(user_id=user.pk).delete()
    sign_out_everywhere(user)
    tell_owner(
        user,
        "your second factor was removed",
        "An administrator has removed the second factor of your account on the JOIN4ATMP portal, "
        "and has signed you out everywhere. Sign in with your password and set up another one.",
    )


def is_proved(request):
    """Return whether the user of this session has proved a second factor in it."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


@receiver(authenticator_added)
def prove(sender, request, user, authenticator, **kwargs):
    """Note that a user who has just set up a factor has proved it, and need not repeat it."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


class CompulsorySecondFactor:
    """Lead people who need a second factor to the page where they set it up or prove it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user = request.user
        if not user.is_authenticated or not is_required_of(user) or is_proved(request):
            return None
        request.needs_second_factor = True
        is_set_up = has_factor(user)
        page = request.resolver_match.url_name or ""
        if page == LEAVE or page.startswith(PAGES_TO_PROVE if is_set_up else PAGES_TO_SET_UP):
            return None
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied(
                "Your account needs a second factor, and this session has none. Open any page of "
                "the portal, follow its steps, and send the form again."
            )
        if not is_set_up:
            return redirect(SET_UP)
        [method, *_] = [
            each
            for each in get_account_adapter().get_reauthentication_methods(user)
            if each["id"].startswith("mfa_")
        ]
        return redirect(f"{method['url']}?{urlencode({'next': request.get_full_path()})}")


class Authenticators(DefaultMFAAdapter):
    """Encrypt secrets with SECRET_KEY, and keep the last factor of people who need one.

    A copy of the database without SECRET_KEY is therefore no second factor. Secrets of earlier
    keys are read with SECRET_KEY_FALLBACKS.
    """

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": (
            "Your account needs a second factor. Set up another one before you remove this one."
        ),
    }

    def encrypt(self, text):
        return _ciphers().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """Return the secret. Without the key of the time, no code is correct."""
        try:
            return _ciphers().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.error(
                "The secret of a second factor cannot be read, because SECRET_KEY was changed. Add "
                "the earlier key to SECRET_KEY_FALLBACKS, or reset the second factor."
            )
            return base64.b32encode(Fernet.generate_key()).decode()

    def can_delete_authenticator(self, authenticator):
        if authenticator.type not in FACTORS or not is_required_of(authenticator.user):
            return True
        others = Authenticator.objects.exclude(pk=authenticator.pk)
        return others.filter(user_id=authenticator.user_id, type__in=FACTORS).exists()

    def get_public_key_credential_rp_entity(self):
        """Return the portal as passkeys know it. Its name is the host of a public portal."""
        entity = super().get_public_key_credential_rp_entity()
        if settings.PUBLIC:
            entity["id"] = urlsplit(settings.SITE_URL).hostname
        return {**entity, "name": "JOIN4ATMP"}


def _ciphers():
    """Return the cipher of SECRET_KEY, which also reads texts of SECRET_KEY_FALLBACKS."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = (
        hashlib.blake2b(key.encode(), digest_size=32, person=b"second factor") for key in keys
    )
    return MultiFernet([Fernet(base64.urlsafe_b64encode(each.digest())) for each in derived])
