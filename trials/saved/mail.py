"""The weekly mail of a saved view: trials that it finds now and did not find before."""

import logging
from smtplib import SMTPException

from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from ..browse.selection import TrialSelection
from ..models import SavedView, Trial
from .feeds import address

logger = logging.getLogger(__name__)
SALT = "trials.saved-view-mail"
MAX_TRIALS_NAMED = 20  # trials in a mail; the rest is a number and a link


def stop_token(view):
    return signing.dumps(view.pk, salt=SALT)


def view_of_token(token):
    """Return the view of a token, or None for an invalid token or a deleted view."""
    try:
        return SavedView.objects.filter(pk=signing.loads(token, salt=SALT)).first()
    except signing.BadSignature:
        return None


def mail_due(now=None):
    """Send the mails that are due, and return their number. One address that fails does not stop
    the others, and is tried again the next time."""
    now = now or timezone.now()
    return sum(_mail(view, now) for view in SavedView.objects.due(now).select_related("owner"))


def _mail(view, now):
    # The process that moves the date first sends the e-mail.
    unmoved = SavedView.objects.filter(pk=view.pk, mailed_at=view.mailed_at)
    if not unmoved.update(mailed_at=now):
        return 0
    selection = TrialSelection.of(view, view.owner)
    if not selection.is_valid:
        return 0
    found = set(selection.trials.order_by().values_list("pk", flat=True))
    new = found - set(view.known)
    if new:
        try:
            _message(view, selection, new).send()
        except (SMTPException, OSError):
            logger.exception("The mail of saved view %s could not be sent", view.pk)
            SavedView.objects.filter(pk=view.pk).update(mailed_at=view.mailed_at)
            return 0
    SavedView.objects.filter(pk=view.pk).update(known=sorted(found))
    return int(bool(new))


def _message(view, selection, new):
    trials = Trial.objects.filter(pk__in=new)
    stop = address(reverse("trials:stop_mail", args=[stop_token(view)]))
    context = {
        "view": view,
        "count": len(new),
        "words": selection.words,
        "trials": [
            (trial, address(trial.get_absolute_url())) for trial in trials[:MAX_TRIALS_NAMED]
        ],
        "more": len(new) - min(len(new), MAX_TRIALS_NAMED),
        "list_url": address(f"{reverse('trials:list')}?{selection.query}"),
        "views_url": address(reverse("trials:saved_views")),
        "stop_url": stop,
    }
    trials_word = "trial" if len(new) == 1 else "trials"
    return EmailMessage(
        subject=f"JOIN4ATMP: {len(new)} new {trials_word} in {view.name}",
        body=render_to_string("trials/saved/mail.txt", context),
        to=[view.owner.email],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
