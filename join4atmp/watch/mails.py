"""Mails to the operators: when something stops working, once per day while it does not, and when it
works again."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from core import mail

from ..models import Trouble
from .findings import findings

REMINDER_AFTER = timedelta(hours=24)
# One that lasts for seconds, such as a restart, is not worth a mail.
PATIENCE = timedelta(minutes=10)


def operators():
    return [settings.OPERATOR_EMAIL] if settings.OPERATOR_EMAIL else []


def watch():
    """Note troubles that began or ended, and mail them. It runs every five minutes."""
    now = timezone.now()
    bad = {finding.name: finding for finding in findings() if not finding.is_good}
    ended = list(Trouble.objects.exclude(name__in=bad))
    for name, finding in bad.items():
        Trouble.objects.update_or_create(name=name, defaults={"words": finding.words})
    Trouble.objects.exclude(name__in=bad).delete()
    due = [
        trouble
        for trouble in Trouble.objects.filter(since__lte=now - PATIENCE)
        if trouble.mailed_at is None or now - trouble.mailed_at >= REMINDER_AFTER
    ]
    good_again = [trouble for trouble in ended if trouble.mailed_at]
    if not due and not good_again:
        return
    titles = {name: finding.title for name, finding in bad.items()}
    lines = [f"{titles[trouble.name]}: {trouble.words}" for trouble in due]
    lines += [f"Works again: {trouble.words}" for trouble in good_again]
    lines.append(mail.address("/state/"))
    if mail.send(f"{len(bad)} troubles of the portal", lines, operators()):
        Trouble.objects.filter(pk__in=[trouble.pk for trouble in due]).update(mailed_at=now)
