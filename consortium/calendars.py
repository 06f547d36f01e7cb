"""Calendar files (iCalendar, RFC 5545) of meetings and events.

The identifier of a meeting or event never changes and its SEQUENCE grows with each change, so that
calendars replace an entry instead of adding a second one.
"""

from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from core.partial_dates import parse
from core.text import one_line

from .choices import EventState, MeetingState

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//JOIN4ATMP//Portal//EN"
# Any other state is confirmed.
STATUS = {MeetingState.DRAFT: "TENTATIVE", MeetingState.CANCELLED: "CANCELLED"}
EVENT_STATUS = {EventState.UNKNOWN: "TENTATIVE", EventState.CANCELLED: "CANCELLED"}


def _new(name):
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    return calendar


def _entry(row, status):
    entry = Event()
    entry.add("uid", f"{row.uid}@{urlsplit(settings.SITE_URL).hostname}")
    entry.add("sequence", row.sequence)
    entry.add("dtstamp", row.updated_at.astimezone(UTC))
    entry.add("last-modified", row.updated_at.astimezone(UTC))
    invented = "[Demonstration] " if row.is_demo else ""
    entry.add("summary", f"{invented}{one_line(row.title)}")
    entry.add("status", status)
    entry.add("url", settings.SITE_URL.rstrip("/") + row.get_absolute_url())
    if row.place:
        entry.add("location", one_line(row.place))
    return entry


def of_meetings(meetings, *, name="JOIN4ATMP meetings"):
    """Return the bytes of a calendar. The address of a video call is never in it."""
    calendar = _new(name)
    for meeting in meetings:
        entry = _entry(meeting, STATUS.get(meeting.state, "CONFIRMED"))
        entry.add("dtstart", meeting.starts_at.astimezone(UTC))
        entry.add("dtend", meeting.ends_at.astimezone(UTC))
        entry.add("description", one_line(f"Meeting of the {meeting.body}"))
        calendar.add_component(entry)
    return calendar.to_ical()


def of_events(events, *, name="JOIN4ATMP events"):
    """Return the bytes of a calendar. Events whose day is not known are left out."""
    calendar = _new(name)
    for event in events:
        first, last = parse(event.starts_on), parse(event.ends_on or event.starts_on)
        if first.precision != "day":
            continue
        entry = _entry(event, EVENT_STATUS.get(event.state, "CONFIRMED"))
        entry.add("dtstart", first.first)
        entry.add("dtend", last.last + timedelta(days=1))
        calendar.add_component(entry)
    return calendar.to_ical()
