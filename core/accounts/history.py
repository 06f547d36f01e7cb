"""The history of an account in the admin: who changed its sign-in, and when.

Changes in the admin are recorded there. These are the changes by the owner and by commands. A line
has no address, because people and addresses are erased.
"""

from allauth.account.signals import email_changed, password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.admin.models import CHANGE, LogEntry
from django.dispatch import receiver

BY_THE_OWNER = {
    password_changed: "Changed the password.",
    password_set: "Chose the first password.",
    password_reset: "Chose a new password with the link of a mail.",
    email_changed: "Changed the e-mail address.",
}
OF_FACTORS = {
    authenticator_added: "Set up a second factor",
    authenticator_removed: "Removed a second factor",
    authenticator_reset: "Made new codes of a second factor",
}


def note(user, text, *, by):
    """Write a line into the history of an account."""
    LogEntry.objects.log_actions(by.pk, [user], CHANGE, change_message=text, single_object=True)


@receiver(list(BY_THE_OWNER))
def note_change(signal, user, **_):
    note(user, BY_THE_OWNER[signal], by=user)


@receiver(list(OF_FACTORS))
def note_change_of_factor(signal, user, authenticator, **_):
    note(user, f"{OF_FACTORS[signal]}: {authenticator.get_type_display()}.", by=user)
