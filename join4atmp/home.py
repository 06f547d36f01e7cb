"""The content of the home page: live figures beside the dated statements, and recent changes."""

from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Q
from django.http import QueryDict
from django.urls import reverse

from consortium.live_counts import LiveCounts, only_demonstration
from consortium.models import Statement
from core.charts.svg import page_svg
from trials.browse.facets import FilteredIndex
from trials.browse.filters import filter_for
from trials.browse.index import index_of
from trials.dashboard.places import Places
from trials.models import RegisterRecord, Trial
from usecases.choices import CaseStatus
from usecases.models import Hurdle, Recommendation, UseCase

from .day import day_of, next_events
from .news import DEFAULT_DAYS, NEW_TRIALS, recent_changes

NEWEST_TRIALS_SHOWN = 3
# The statements beside live figures, by key in this order. A statement that an editor removed is
# left out.
STATEMENTS_ON_HOME = ("db-727", "db-early", "db-1000", "uc-7")


def only_demo(user):
    """Return whether all visible trials are invented.

    Figures count invented trials only in this case, and are then marked.
    """
    return only_demonstration(index_of(Trial.objects.visible_to(user)))


def figures_for(user):
    """Return the statements of the home page with the counts of today."""
    found = {one.key: one for one in Statement.objects.filter(key__in=STATEMENTS_ON_HOME)}
    statements = [found[key] for key in STATEMENTS_ON_HOME if key in found]
    return LiveCounts(user).beside(statements)


def _count(rows):
    """Return the number of rows of the list and the number of invented ones among them."""
    counted = rows.order_by().aggregate(
        all=Count("pk"), invented=Count("pk", filter=Q(is_demo=True))
    )
    return counted["all"], counted["invented"]


def context_of(user):
    index = index_of(Trial.objects.visible_to(user))
    real, invented = (index.with_any("demo", [word]).bit_count() for word in ("no", "yes"))
    demo = only_demonstration(index)
    recent = recent_changes(user, DEFAULT_DAYS, demo=demo)
    # The figure counts real trials only; its link shows the same rows.
    kept = {"demo": ["no"]} if invented and not demo else {}
    cases = UseCase.objects.visible_to(user)
    hurdles = Hurdle.objects.visible_to(user)
    return {
        "demo": demo,
        "trial_count": invented if demo else real,
        "demo_count": invented,
        "trials_url": trials_address(kept),
        **map_of(user, kept, index),
        "cases": _count(cases),
        "finalised_count": cases.filter(status=CaseStatus.FINALISED).count(),
        "hurdles": _count(hurdles),
        "unsolved_count": hurdles.solved(False).count(),
        "recommendations": _count(Recommendation.objects.visible_to(user)),
        "figures": figures_for(user),
        "recent": recent,
        "newest": NEW_TRIALS.rows(user, recent.moment, demo)[:NEWEST_TRIALS_SHOWN],
        "as_of": RegisterRecord.last_seen(),
        "day": day_of(user),
        "next_events": next_events(user),
        "site": _site_metadata(),
    }


def trials_address(filters):
    """Return the address of the list of trials with filters {name: [value, ...]}."""
    query = urlencode(filters, doseq=True)
    return f"{reverse('trials:list')}?{query}" if query else reverse("trials:list")


def map_of(user, kept, index):
    """Return the map of the counted trials, with its title. Each country opens its trials."""
    data = QueryDict(urlencode(kept, doseq=True))
    filterset = filter_for(user)(data, queryset=Trial.objects.visible_to(user))
    filterset.is_valid()
    selection = FilteredIndex(filterset, index)
    places = Places(selection, lambda **filters: trials_address({**kept, **filters}))
    return {
        "map": page_svg(places.drawing()),
        "map_title": places.shown_title,
        "map_url": trials_address({**kept, "view": ["map"]}),
    }


def _site_metadata():
    """Return schema.org metadata of the portal and its search."""
    base = settings.SITE_URL.rstrip("/")
    return {
        "@type": "WebSite",
        "name": "JOIN4ATMP portal",
        "url": f"{base}/",
        "inLanguage": "en",
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{base}{reverse('search')}?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    }
