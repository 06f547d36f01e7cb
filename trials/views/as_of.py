"""The list of trials as it was on an earlier day, beside the list of today."""

from datetime import timedelta
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from core.lists import page_of

from ..browse.selection import TrialSelection
from ..past.as_of import SIDES, compare, listed_rows, not_asked
from ..past.states import kept_since

PAGE_SIZE = 50


class DayForm(forms.Form):
    day = forms.DateField(
        label="Day",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "The day cannot be read. Enter it as 2026-03-01."},
    )

    def __init__(self, *args, earliest, **kwargs):
        super().__init__(*args, **kwargs)
        self.earliest = earliest

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("This day is in the future. Enter an earlier one.")
        if day and (self.earliest is None or day < self.earliest):
            known = (
                f"The earliest stored day is {date_format(self.earliest, 'j F Y')}."
                if self.earliest
                else "No day is stored yet. The first one will be today."
            )
            raise forms.ValidationError(known)
        return day


@login_not_required
@require_safe
def as_of(request):
    today, earliest = timezone.localdate(), kept_since()
    selection = TrialSelection(request.user, request.GET)
    form = DayForm(request.GET, earliest=earliest)
    day = (form.cleaned_data["day"] if form.is_valid() else None) or max(
        earliest or today, today - timedelta(days=30)
    )
    comparison = compare(request.user, request.GET, day) if not form.errors else None
    shown = request.GET.get("show")
    shown = shown if shown in SIDES else "then"
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
        "not_asked": not_asked(request.user, request.GET),
        "list_url": f"{reverse('trials:list')}?{selection.query}",
        "shown": shown,
        "shown_words": SIDES[shown],
    }
    if comparison and not selection.errors:
        rows = getattr(comparison, shown)
        counts = comparison.counts()
        page = page_of(request, rows, size=PAGE_SIZE, count=counts[shown])
        listed = listed_rows(page, shown)
        context |= {
            "now_count": counts["now"],
            "then_count": counts["then"],
            "tabs": [
                (name, words, counts[name], f"{address}&show={name}")
                for name, words in SIDES.items()
            ],
            "page": page,
            "page_address": f"{address}&show={shown}&page=",
            "rows": listed,
            "has_demo": any(row.trial.is_demo for row in listed),
        }
    return render(request, "trials/as_of.html", context)
