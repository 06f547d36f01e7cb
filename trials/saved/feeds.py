"""The news of a selection of trials, as an Atom feed and as a JSON feed.

A trial is new if a register added it, or changed a record of it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.conf import settings
from django.db.models import F, Max, Min
from django.db.models.functions import Coalesce, Greatest
from django.utils.feedgenerator import Atom1Feed

from core.countries import country_name
from core.text import one_line

from ..models import Trial

ENTRIES = 50
CONTENT_TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}


@dataclass(frozen=True)
class Entry:
    trial: Trial
    appeared_at: datetime
    news_at: datetime

    @property
    def title(self):
        invented = "[Demonstration] " if self.trial.is_demo else ""
        title = one_line(self.trial.title) or "Title not stated"
        return f"{invented}{self.trial.number} {title}"

    @property
    def summary(self):
        trial = self.trial
        return " · ".join(
            filter(
                None,
                (
                    trial.get_atmp_class_display() if trial.atmp_class else "",
                    trial.get_phase_display(),
                    trial.get_status_display(),
                    ", ".join(country_name(code) for code in trial.country_codes),
                    one_line(trial.sponsor_name),
                ),
            )
        )

    @property
    def categories(self):
        return [
            word for word in (self.trial.atmp_class, self.trial.phase, self.trial.status) if word
        ]


def newest(trials):
    """Return the entries of a feed, the latest news first."""
    said = Greatest(
        "records__first_seen_at", Coalesce("records__changed_at", "records__first_seen_at")
    )
    news = (
        trials.order_by()
        .values("pk")
        .annotate(appeared_at=Min("records__first_seen_at"), news_at=Max(said))
        .order_by(F("news_at").desc(nulls_last=True), "-pk")[:ENTRIES]
    )
    found = list(news.values_list("pk", "appeared_at", "news_at"))
    rows = Trial.objects.order_by().defer("search_text", "conflicts", "register_notes")
    by_key = rows.in_bulk([pk for pk, _, _ in found])
    return [
        Entry(by_key[pk], appeared or _day(by_key[pk]), news_at or _day(by_key[pk]))
        for pk, appeared, news_at in found
        if pk in by_key
    ]


def _day(trial):
    """Return the day of a trial without register records."""
    return datetime.combine(trial.first_entered_on or datetime(2024, 1, 1), time(), UTC)


def address(path):
    """Return the absolute address of a path, from the configured address of the portal."""
    return settings.SITE_URL.rstrip("/") + path


def feed(format, entries, *, title, text, page, own):
    """Return the document. `page` and `own` are the addresses of the list and of the feed
    itself."""
    make = _json if format == "json" else _atom
    return make(entries, title=title, text=text, page=page, own=own)


def _atom(entries, *, title, text, page, own):
    document = Atom1Feed(
        title=title, link=page, description=text, subtitle=text, feed_url=own, language="en-GB"
    )
    for entry in entries:
        link = address(entry.trial.get_absolute_url())
        document.add_item(
            title=entry.title,
            link=link,
            description=entry.summary,
            unique_id=link,
            pubdate=entry.appeared_at,
            updateddate=entry.news_at,
            categories=entry.categories,
        )
    return document.writeString("utf-8")


def _json(entries, *, title, text, page, own):
    """Return the feed in the format JSON Feed 1.1."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "description": text,
        "home_page_url": page,
        "feed_url": own,
        "language": "en-GB",
        "items": [
            {
                "id": address(entry.trial.get_absolute_url()),
                "url": address(entry.trial.get_absolute_url()),
                "title": entry.title,
                "content_text": entry.summary,
                "date_published": entry.appeared_at.isoformat(timespec="seconds"),
                "date_modified": entry.news_at.isoformat(timespec="seconds"),
                "tags": entry.categories,
            }
            for entry in entries
        ],
    }
