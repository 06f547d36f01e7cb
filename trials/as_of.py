"""The list of trials as it was on an earlier day, beside today's: what came, what went.

The days are kept in `TrialState`; the same filter set asks today's trials and those of the day.
"""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from core.countries import country_name
from core.lists import page_of

from .filters import filter_for
from .models import Trial, TrialState
from .saved.selection import Selection
from .states import kept_since

PAGE_SIZE = 50
# Filters that can be asked of an earlier day; the order is always the newest first.
ASKED = {
    "q",
    "atmp_class",
    "phase",
    "phase_is",
    "status",
    "country",
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
SHOWN = {"then": "found on that day", "came": "found only today", "went": "found only then"}


class DayForm(forms.Form):
    day = forms.DateField(
        label="Day",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day as 2026-03-01."},
    )

    def __init__(self, *args, earliest, **kwargs):
        super().__init__(*args, **kwargs)
        self.earliest = earliest

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("This day is still to come.")
        if day and (self.earliest is None or day < self.earliest):
            known = (
                f"The earliest day that is kept is {date_format(self.earliest, 'j F Y')}."
                if self.earliest
                else "No day is kept yet; the first will be today."
            )
            raise forms.ValidationError(known)
        return day


@dataclass
class Comparison:
    """What a filter found on a day and what it finds today, as querysets."""

    filterset: object
    then: object
    now: object

    def counts(self):
        """Of each that can be shown, and of today; every trial has one state on a day."""
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
    """Of an earlier day a reader sees what was visible to them then and still is."""
    visible = Trial.objects.visible_to(user)
    states = TrialState.objects.on(day).visible_to(user).filter(trial__in=visible.values("pk"))
    earlier, today = _filters(user, query, states), _filters(user, query, visible)
    if not earlier.is_valid():
        return Comparison(earlier, states.none(), visible.none())
    return Comparison(earlier, earlier.qs, today.qs)


def _filters(user, query, rows):
    """The filter set of the list without what cannot be asked of an earlier day."""
    filterset = filter_for(user)(query, queryset=rows)
    for name in set(filterset.filters) - ASKED:
        del filterset.filters[name]
    return filterset


def _not_asked(user, query):
    """Labels of the chosen filters that are not kept for earlier days."""
    known = filter_for(user).base_filters
    return [
        str(filter.label)
        for name, filter in known.items()
        if name not in ASKED and name != "order" and any(query.getlist(name))
    ]


@login_not_required
@require_safe
def as_of(request):
    today, earliest = timezone.localdate(), kept_since()
    selection = Selection(request.user, request.GET)
    form = DayForm(request.GET, earliest=earliest)
    day = (form.cleaned_data["day"] if form.is_valid() else None) or max(
        earliest or today, today - timedelta(days=30)
    )
    comparison = compare(request.user, request.GET, day) if not form.errors else None
    shown = request.GET.get("show")
    shown = shown if shown in SHOWN else "then"
    pairs = [(name, value) for name, value in selection.pairs if name != "order"]
    address = f"?{urlencode([*pairs, ('day', day.isoformat())])}"
    context = {
        "form": form,
        "day": day,
        "today": today,
        "earliest": earliest,
        "pairs": pairs,
        "words": selection.words,
        "errors": selection.errors,
        "not_asked": _not_asked(request.user, request.GET),
        "list_url": f"{reverse('trials:list')}?{selection.query}",
        "shown": shown,
        "shown_words": SHOWN[shown],
    }
    if comparison and not selection.errors:
        rows = getattr(comparison, shown)
        counts = comparison.counts()
        page = page_of(request, rows, size=PAGE_SIZE, count=counts[shown])
        listed = _rows(page, shown)
        context |= {
            "now_count": counts["now"],
            "then_count": counts["then"],
            "tabs": [
                (name, words, counts[name], f"{address}&show={name}")
                for name, words in SHOWN.items()
            ],
            "page": page,
            "page_address": f"{address}&show={shown}&page=",
            "rows": listed,
            "has_demo": any(row.trial.is_demo for row in listed),
        }
    return render(request, "trials/as_of.html", context)


@dataclass(frozen=True)
class Row:
    trial: Trial
    facts: object  # the trial itself, or its state on the day
    changes: list  # (what, then, now)


def _rows(page, shown):
    if shown == "came":
        return [Row(trial, trial, []) for trial in page]
    keys = [state.trial_id for state in page]
    listed = Trial.objects.order_by().defer("search_text", "conflicts", "register_notes")
    trials = listed.in_bulk(keys)
    rows = ((trials[state.trial_id], state) for state in page if state.trial_id in trials)
    return [Row(trial, state, _changes(state, trial)) for trial, state in rows]


def _changes(state, trial):
    """What reads differently today, in the words of the list."""
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
