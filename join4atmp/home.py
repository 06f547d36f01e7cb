"""What the home page says: live figures beside the dated statements, and what changed."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse

from trials.models import RegisterRecord, Trial
from trials.saved.selection import Selection
from usecases.choices import CaseStatus
from usecases.models import Hurdle, Recommendation, UseCase

from .news import DAYS, NEW_TRIALS, moment_of, news_of
from .statements import STATEMENTS, Statement

NEWEST = 3


@dataclass(frozen=True)
class Figure:
    """A statement, and what the portal counts today on the like question; `invented` are among
    them."""

    statement: Statement
    live: int
    invented: int
    url: str


def only_demo(user):
    """A portal that holds nothing but invented trials shows those, marked; else they are left out
    of every figure."""
    trials = Trial.objects.visible_to(user)
    return not trials.published().exists() and trials.filter(is_demo=True).exists()


def _figure(user, statement, cases, demo):
    if statement.question is None:
        return Figure(statement, *cases, reverse("usecases:list"))
    kind = f"demo={'yes' if demo else 'no'}"
    query = "&".join(filter(None, (statement.question, kind)))
    count = Selection(user, query).trials.order_by().count()
    return Figure(statement, count, count if demo else 0, f"{reverse('trials:list')}?{query}")


def _count(rows):
    """How many rows the list shows, and how many of them are invented."""
    counted = rows.order_by().aggregate(
        all=Count("pk"), invented=Count("pk", filter=Q(is_demo=True))
    )
    return counted["all"], counted["invented"]


def context_of(user):
    trials = Trial.objects.visible_to(user)
    real, invented = trials.published().count(), trials.filter(is_demo=True).count()
    demo = not real and bool(invented)
    moment = moment_of(DAYS)
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
        "figures": [_figure(user, statement, case_counts, demo) for statement in STATEMENTS],
        "news": [item for item in news_of(user, moment, demo=demo) if item.count],
        "newest": NEW_TRIALS.rows(user, moment, demo)[:NEWEST],
        "days": DAYS,
        "as_of": RegisterRecord.last_seen(),
        "site": _structured(),
    }


def _structured():
    """schema.org: the portal, and where it is searched."""
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
