"""Mails to the owner of an account about changes that somebody else made."""

from core import mail


def tell_owner(user, subject, text, *, address=""):
    """Mail the owner of an account, at the address of the account or at its earlier one."""
    if to := address or user.email:
        lines = [text, "If you did not ask for this, answer this mail at once."]
        mail.send(subject, lines, [to], reply_to=mail.desk())
