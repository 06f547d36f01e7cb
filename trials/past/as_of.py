"""Compare the list of trials as it was on an earlier day with the list of today.

The days are kept in `TrialState`; the same filter set asks today's trials and those of the day.
"""

from dataclasses import dataclass

from core.countries import country_name

from ..browse.filters import filter_for
from ..models import Trial, TrialState

# Filters that can be asked of an earlier day; the order is always the newest first.
ASKED = {
    "q",
    "atmp_class",
    "phase",
    "phase_is",
    "status",
    "country",
    "refused_in",
    "region",
    "disease_area",
    "technology",
    "delivery",
    "cell_source",
    "sponsor_type",
    "authorised",
    "register",
    "demo",
    "year",
    "year_from",
    "year_to",
    "time_to_start",
    "curation",
    "atmp",
}
SIDES = {"then": "found on that day", "came": "found only today", "went": "found only then"}


@dataclass
class DayComparison:
    """The results of a filter on an earlier day and today, as querysets."""

    filterset: object
    then: object
    now: object

    def counts(self):
        """Return the number of trials on that day and today, and how many were added or are
        missing."""
        then, now = self.then.count(), self.now.count()
        both = self.then.filter(trial__in=self.now.order_by().values("pk")).count()
        return {"now": now, "then": then, "came": now - both, "went": then - both}

    @property
    def came(self):
        return self.now.exclude(pk__in=self.then.order_by().values("trial"))

    @property
    def went(self):
        return self.then.exclude(trial__in=self.now.order_by().values("pk"))


def compare(user, query, day):
    """Return the DayComparison of a filter with an earlier day.

    Of that day, a reader sees trials that were visible to them then and still are.
    """
    visible = Trial.objects.visible_to(user)
    states = TrialState.objects.on(day).visible_to(user).filter(trial__in=visible.values("pk"))
    earlier, today = _filters(user, query, states), _filters(user, query, visible)
    if not earlier.is_valid():
        return DayComparison(earlier, states.none(), visible.none())
    return DayComparison(earlier, earlier.qs, today.qs)


def _filters(user, query, rows):
    """Return the list's filter set with only the filters that are kept for earlier days."""
    filterset = filter_for(user)(query, queryset=rows)
    for name in set(filterset.filters) - ASKED:
        del filterset.filters[name]
    return filterset


def not_asked(user, query):
    """Return the labels of selected filters that are not kept for earlier days."""
    known = filter_for(user).base_filters
    return [
        str(filter.label)
        for name, filter in known.items()
        if name not in ASKED and name != "order" and any(query.getlist(name))
    ]


@dataclass(frozen=True)
class ListedRow:
    trial: Trial
    facts: object  # the trial itself, or its state on the day
    changes: list  # (what, then, now)


def listed_rows(page, shown):
    if shown == "came":
        return [ListedRow(trial, trial, []) for trial in page]
    keys = [state.trial_id for state in page]
    listed = Trial.objects.order_by().defer("search_text", "conflicts", "register_notes")
    trials = listed.in_bulk(keys)
    rows = ((trials[state.trial_id], state) for state in page if state.trial_id in trials)
    return [ListedRow(trial, state, _changes(state, trial)) for trial, state in rows]


def _changes(state, trial):
    """Return the differences to today, in the words of the list."""
    changes = []
    for name in ("phase", "atmp_class", "status", "sponsor_type"):
        if getattr(state, name) != getattr(trial, name):
            words = [getattr(row, f"get_{name}_display")() or "none" for row in (state, trial)]
            changes.append((trial._meta.get_field(name).verbose_name, *words))
    if state.countries != trial.countries:
        names = [
            ", ".join(country_name(code) for code in row.country_codes) or "none"
            for row in (state, trial)
        ]
        changes.append(("countries", *names))
    return changes
