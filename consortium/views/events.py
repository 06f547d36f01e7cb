"""Events, news and figures of communication, with their calendars and feeds."""

from datetime import UTC, datetime, time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from core.partial_dates import parse
from core.rich_text import plain
from core.text import one_line

from .. import calendars
from ..access import find, posted, seen_through
from ..choices import EventState
from ..models import Event, NewsItem, ReachFigure
from ..reach import reach_charts
from .meetings import _calendar, done_or_told

FEED_ENTRIES = 50
ATOM = "application/atom+xml; charset=utf-8"


@login_not_required
@require_safe
def event_detail(request, slug):
    event = find(Event, request.user, "partner", "work_package", "statement", "slides", slug=slug)
    context = {
        "event": event,
        "may_edit": request.user.has_perm("consortium.change_event"),
        "changes": event.events.select_related("by") if request.user.is_authenticated else [],
        **seen_through(event, request.user, "slides"),
    }
    return render(request, "consortium/event.html", context)


@posted
def was_held(request, slug):
    """Answer the question whether an announced event was held."""
    event = find(Event, request.user, slug=slug)
    if not request.user.has_perm("consortium.change_event"):
        raise PermissionDenied("Your account does not edit events. Ask a coordinator.")
    state = request.POST.get("state")
    if state not in EventState.values:
        messages.error(request, "The answer is not known. Open the page again.")
        return redirect(event.get_absolute_url())
    return done_or_told(
        request,
        event,
        lambda: event.move_to(state, by=request.user, note=request.POST.get("note", "")[:2000]),
        "The answer is saved.",
    )


@login_not_required
@require_safe
def event_calendar(request, slug):
    event = find(Event, request.user, slug=slug)
    return _calendar(calendars.of_events([event]), f"join4atmp-{event.slug}")


@login_not_required
@require_safe
def events_calendar(request):
    events = Event.objects.visible_to(request.user)
    return _calendar(calendars.of_events(events), "join4atmp-events")


@login_not_required
@require_safe
def news_detail(request, slug):
    item = find(NewsItem, request.user, "document", "picture", slug=slug)
    context = {
        "item": item,
        "statements": item.statements.all(),
        **seen_through(item, request.user, "document", "picture"),
    }
    return render(request, "consortium/news_item.html", context)


@login_not_required
@require_safe
def reach(request):
    figures = list(ReachFigure.objects.all())
    context = {"charts": reach_charts(figures), "figures": figures}
    return render(request, "consortium/reach.html", context)


def _moment(day):
    return datetime.combine(day, time(), UTC)


def _feed(title, page, own, entries):
    """Return an Atom feed; an entry is (title, path, text, published, updated)."""
    base = settings.SITE_URL.rstrip("/")
    document = Atom1Feed(
        title=title, link=base + page, description="", feed_url=base + own, language="en-GB"
    )
    for name, path, text, published, updated in entries:
        document.add_item(
            title=one_line(name),
            link=base + path,
            description=text,
            unique_id=base + path,
            pubdate=published,
            updateddate=updated,
        )
    return HttpResponse(document.writeString("utf-8"), content_type=ATOM)


def _marked(row):
    return f"[Demonstration] {row.title}" if row.is_demo else row.title


@login_not_required
@require_safe
def news_feed(request):
    items = NewsItem.objects.visible_to(request.user).exclude(published_on=None)[:FEED_ENTRIES]
    entries = (
        (
            _marked(item),
            item.get_absolute_url(),
            plain(item.text)[:500],
            _moment(item.published_on),
            item.updated_at,
        )
        for item in items
    )
    own, page = reverse("consortium:news-feed"), reverse("consortium:news")
    return _feed("JOIN4ATMP: news", page, own, entries)


@login_not_required
@require_safe
def events_feed(request):
    events = Event.objects.visible_to(request.user).order_by("-updated_at", "-pk")[:FEED_ENTRIES]
    entries = (
        (
            _marked(event),
            event.get_absolute_url(),
            f"{parse(event.starts_on)}, {event.place or 'place not stated'}, "
            f"{event.get_state_display().lower()}",
            event.updated_at,
            event.updated_at,
        )
        for event in events
    )
    own, page = reverse("consortium:events-feed"), reverse("consortium:events")
    return _feed("JOIN4ATMP: events", page, own, entries)
