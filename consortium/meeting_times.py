"""The time zone of meetings. Times are stored in UTC; people plan and read them in one zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings


def meeting_zone():
    return ZoneInfo(settings.MEETING_TIME_ZONE)


def zone_name():
    """Return the zone in words: "Berlin time" for Europe/Berlin, and UTC as it is."""
    place = settings.MEETING_TIME_ZONE.rpartition("/")[2].replace("_", " ")
    return "UTC" if place == "UTC" else f"{place} time"


def local(moment):
    """Return a moment in the zone of meetings."""
    return moment.astimezone(meeting_zone())


def moment_of(day, time):
    """Return the moment of a day and a time of the zone of meetings.

    Weeks added to it keep the time of day, also over the change to summer time.
    """
    return datetime.combine(day, time, meeting_zone())


def is_on_the_clock(moment):
    """Return whether the clocks show a moment of `moment_of`; they leave out an hour in spring."""
    return local(moment.astimezone(UTC)).replace(tzinfo=None) == moment.replace(tzinfo=None)


def end_of(start, minutes):
    """Return the end of a meeting, also if the clocks change while it lasts."""
    return start.astimezone(UTC) + timedelta(minutes=minutes)
