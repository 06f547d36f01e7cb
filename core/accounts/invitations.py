"""Invitations by mail: the invited person chooses the password, and nobody else knows it."""

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from core import mail

SECONDS_PER_DAY = 24 * 3600


def invite(user):
    """Mail a link to choose a password. Return whether the mail was sent.

    The link works once, and for PASSWORD_RESET_TIMEOUT seconds.
    """
    days = settings.PASSWORD_RESET_TIMEOUT // SECONDS_PER_DAY
    lines = [
        f"Dear {user.get_full_name() or user.get_username()},",
        "An administrator has made an account for you on the JOIN4ATMP portal. Choose a password "
        f"within {days} days on this page:",
        mail.address(_path(user)),
        f"Your user name is {user.get_username()}. You can also sign in with this e-mail address.",
        "If the link has expired, choose a password on this page:",
        mail.address(reverse("account_reset_password")),
    ]
    return mail.send("your account", lines, [user.email])


def _path(user):
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    names = {"uidb36": user_pk_to_url_str(user), "key": token}
    return reverse("account_reset_password_from_key", kwargs=names)
