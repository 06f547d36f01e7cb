"""Feeds of the change watch and of new answers, as Atom."""

from datetime import UTC, datetime, time

from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from core.mail import address

from .models import LibraryAnswer, WatchEntry

MAX_ENTRIES = 50
CONTENT_TYPE = "application/atom+xml; charset=utf-8"


def _feed(title, text, page, own, entries):
    """Return the response; `entries` are (row, title, text, moment)."""
    document = Atom1Feed(
        title=title,
        link=address(page),
        description=text,
        subtitle=text,
        feed_url=address(own),
        language="en-GB",
    )
    for row, heading, summary, moment in entries:
        link = address(row.get_absolute_url())
        document.add_item(
            title=heading,
            link=link,
            description=summary,
            unique_id=link,
            pubdate=moment,
            updateddate=moment,
        )
    return HttpResponse(document.writeString("utf-8"), content_type=CONTENT_TYPE)


def watch_feed():
    entries = WatchEntry.objects.order_by("-created_at", "-pk")[:MAX_ENTRIES]
    return _feed(
        "Change watch, JOIN4ATMP portal",
        "Changes of law and practice for advanced therapies. No legal advice.",
        reverse("landscape:watch"),
        reverse("landscape:watch_feed"),
        (
            (
                row,
                f"{row.happens_in_words}: {row.title}",
                f"{row.text} Source: {row.source}",
                row.created_at,
            )
            for row in entries
        ),
    )


def library_feed():
    rows = LibraryAnswer.objects.published().order_by("-published_on", "-pk")[:MAX_ENTRIES]
    return _feed(
        "Answers of the help-desk, JOIN4ATMP portal",
        "Published answers on the regulation of advanced therapies. No legal advice.",
        reverse("landscape:helpdesk"),
        reverse("landscape:library_feed"),
        (
            (
                row,
                f"[Demonstration] {row.title}" if row.is_demo else row.title,
                row.answer,
                datetime.combine(row.published_on, time(), UTC),
            )
            for row in rows
        ),
    )
