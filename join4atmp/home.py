"""The content of the home page: live figures beside the dated statements, and recent changes."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse

from trials.browse.index import index_of
from trials.dashboard.statements import live_count, only_demonstration
from trials.models import RegisterRecord, Trial
from trials.statements import TrialStatement
from usecases.choices import CaseStatus
from usecases.models import Hurdle, Recommendation, UseCase
from usecases.statements import USE_CASES, CaseStatement

from .news import DEFAULT_DAYS, NEW_TRIALS, moment_of, news_of
from .statements import ON_HOME

NEWEST_TRIALS_SHOWN = 3


@dataclass(frozen=True)
class Figure:
    """A statement with the portal's own count of today, of which `invented` rows are invented."""

    statement: TrialStatement | CaseStatement
    live: int
    invented: int
    url: str


def only_demo(user):
    """Return whether all visible trials are invented.

    Figures count invented trials only in this case, and are then marked.
    """
    return only_demonstration(index_of(Trial.objects.visible_to(user)))


def _figure(index, statement, cases, demo):
    if statement is USE_CASES:
        return Figure(statement, *cases, reverse("usecases:list"))
    count, url = live_count(index, statement, demo=demo)
    return Figure(statement, count, count if demo else 0, url)


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
    case_counts = _count(cases)
    hurdles = Hurdle.objects.visible_to(user)
    return {
        "demo": demo,
        "trial_count": invented if demo else real,
        "demo_count": invented,
        "cases": case_counts,
        "finalised_count": cases.filter(status=CaseStatus.FINALISED).count(),
        "hurdles": _count(hurdles),
        "unsolved_count": hurdles.solved(False).count(),
        "recommendations": _count(Recommendation.objects.visible_to(user)),
        "figures": [_figure(index, statement, case_counts, demo) for statement in ON_HOME],
        "news": [item for item in news_of(user, moment, demo=demo) if item.count],
        "newest": NEW_TRIALS.rows(user, moment, demo)[:NEWEST_TRIALS_SHOWN],
        "days": DEFAULT_DAYS,
        "as_of": RegisterRecord.last_seen(),
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
