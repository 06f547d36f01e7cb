"""The timeline of a contact: the log, exports with the person, and answers on the use of data."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from .models import ExportEvent


@dataclass(frozen=True)
class TimelineEntry:
    """`logged` is the key of an entry in the log, which can be removed; 0 for all others."""

    day: date
    title: str
    note: str = ""
    by: str = ""
    url: str = ""
    logged: int = 0


def timeline_of(contact):
    """Return the entries of a contact, the newest first; within a day in a fixed order."""
    entries = [*_logged(contact), *_mailed(contact), *_exported(contact), *_answered(contact)]
    return sorted(entries, key=lambda entry: entry.day, reverse=True)


def _logged(contact):
    for row in contact.engagements.select_related("by", "campaign"):
        by = row.by.get_username() if row.by else ""
        if row.campaign:
            url, note = row.campaign.get_absolute_url(), f"campaign {row.campaign}"
            yield TimelineEntry(row.on, row.get_kind_display(), note, by, url)
        else:
            yield TimelineEntry(row.on, row.get_kind_display(), row.note, by, logged=row.pk)


def _mailed(contact):
    """Yield events of campaign mails, besides the invitations and answers in the log."""
    for row in contact.campaign_entries.select_related("campaign"):
        url, note = row.campaign.get_absolute_url(), f"campaign {row.campaign}"
        if row.bounced_at:
            yield TimelineEntry(timezone.localdate(row.bounced_at), "Mail bounced", note, url=url)
        if row.unsubscribed_at:
            day = timezone.localdate(row.unsubscribed_at)
            yield TimelineEntry(day, "Unsubscribed", note, url=url)


def _exported(contact):
    for event in ExportEvent.objects.holding(contact):
        day = timezone.localdate(event.at)
        url = event.get_absolute_url()
        yield TimelineEntry(day, f"Export {event.pk}", event.purpose_label, event.by_name, url)


def _answered(contact):
    for row in contact.privacy_answers.select_related("by"):
        answer = row.get_answer_display() or "answer taken back"
        by = row.by.get_username() if row.by else ""
        yield TimelineEntry(
            row.on, f"{row.get_use_display()}: {answer}", row.get_channel_display(), by
        )
