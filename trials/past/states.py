"""Record the facts of trials per day, so that a list can be shown as of an earlier day.

The source of a fact, register, rule or curator, makes no difference: once per hour the trials are
compared with the states kept last, and what differs begins a new state.
"""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from ..choices import Curation
from ..models import RegisterRecord, Trial, TrialState
from ..models.facts import FACTS
from ..models.state import KEPT

TRIALS_PER_TRANSACTION = 2000
CURATED = tuple(f"curated_{fact}" for fact in FACTS)


def keep(today=None, trials=None):
    """Update the states of all trials, or of some, and return the number of trials that differ."""
    today = today or timezone.localdate()
    trials = Trial.objects.all() if trials is None else trials
    differing, last = 0, 0
    while True:
        keys = list(
            trials.filter(pk__gt=last)
            .order_by("pk")
            .values_list("pk", flat=True)[:TRIALS_PER_TRANSACTION]
        )
        if not keys:
            return differing
        last = keys[-1]
        with transaction.atomic():
            differing += _keep_some(keys, today)


def _keep_some(keys, today):
    kept = {
        state.trial_id: state
        for state in TrialState.objects.filter(trial__in=keys, until=None).order_by()
    }
    rows = Trial.objects.filter(pk__in=keys).order_by().values("pk", *KEPT, *CURATED)
    differing = [row for row in rows if not _holds(kept.get(row["pk"]), row)]
    last_news = _last_news([row["pk"] for row in differing if row["pk"] not in kept])
    new, closed, changed = [], [], []
    for row in differing:
        state = kept.get(row["pk"])
        facts = {name: row[name] for name in KEPT}
        if state is None:
            new.append(TrialState(trial_id=row["pk"], since=_begin(row, last_news, today), **facts))
        elif state.since >= today:
            for name, value in facts.items():
                setattr(state, name, value)
            changed.append(state)
        else:
            state.until = today
            closed.append(state)
            new.append(TrialState(trial_id=row["pk"], since=today, **facts))
    TrialState.objects.bulk_update(closed, ["until"], batch_size=500)
    TrialState.objects.bulk_update(changed, KEPT, batch_size=50)
    TrialState.objects.bulk_create(new, batch_size=500)
    return len(differing)


def _holds(state, row):
    return state is not None and all(getattr(state, name) == row[name] for name in KEPT)


def _begin(row, last_news, today):
    """Return the first day of a trial's first state.

    It is the day of the last news in its records, or today if curators have changed a fact: the day
    of that decision is not known.
    """
    decided = row["curation"] != Curation.NEW or any(row[name] for name in CURATED)
    return today if decided else min(last_news.get(row["pk"], today), today)


def _last_news(keys):
    said = Greatest("first_seen_at", Coalesce("changed_at", "first_seen_at"))
    records = RegisterRecord.objects.filter(trial__in=keys).order_by()
    news = records.values_list("trial").annotate(news_at=Max(said))
    return {trial: timezone.localdate(moment) for trial, moment in news}


def kept_since() -> date | None:
    """Return the earliest day with a stored state."""
    return TrialState.objects.order_by("since").values_list("since", flat=True).first()
