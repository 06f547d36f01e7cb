"""The content of the home page: live figures beside the dated statements, and recent changes."""

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse

from consortium.live_counts import LiveCounts, only_demonstration
from consortium.models import Statement
from trials.browse.index import index_of
from trials.models import RegisterRecord, Trial
from usecases.choices import CaseStatus
from usecases.models import Hurdle, Recommendation, UseCase

from .day import day_of, next_events
from .news import DEFAULT_DAYS, NEW_TRIALS, moment_of, news_of

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
    moment = moment_of(DEFAULT_DAYS)
    cases = UseCase.objects.visible_to(user)
    hurdles = Hurdle.objects.visible_to(user)
    return {
        "demo": demo,
        "trial_count": invented if demo else real,
        "demo_count": invented,
        "cases": _count(cases),
        "finalised_count": cases.filter(status=CaseStatus.FINALISED).count(),
        "hurdles": _count(hurdles),
        "unsolved_count": hurdles.solved(False).count(),
        "recommendations": _count(Recommendation.objects.visible_to(user)),
        "figures": figures_for(user),
        "news": [item for item in news_of(user, moment, demo=demo) if item.count],
        "newest": NEW_TRIALS.rows(user, moment, demo)[:NEWEST_TRIALS_SHOWN],
        "days": DEFAULT_DAYS,
        "as_of": RegisterRecord.last_seen(),
        "day": day_of(user),
        "next_events": next_events(user),
        "site": _site_metadata(),
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
