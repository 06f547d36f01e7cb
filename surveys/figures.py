"""Figures, tables and charts of one question, limited to what a reader may see."""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from core.charts import Chart, Mark, Series
from core.charts.data import BARS, COLUMNS, STACKED
from core.charts.headlines import leader

from .agreement import quantile

SHADES = ("shade-1", "shade-2", "shade-3", "shade-4", "shade-5", "ink", "mid")
BINS = 10
SECONDS_PER_YEAR = 365.2425 * 86_400
KIND_WORDS = {
    "answered": "answered",
    "refused": "refused",
    "not_reached": "not reached",
    "shown_not_answered": "shown but not answered",
    "hidden": "not asked",
}


@dataclass(frozen=True)
class Line:
    """One choice: the number of people who chose it, and their share of all who answered, in per
    cent."""

    code: str
    label: str
    number: int
    share: float


@dataclass(frozen=True)
class Choice:
    """A reader's selection: the codes of a group and a country (None: all), and the axis that
    divides the answers ("group", "country", "question" or "")."""

    group: str | None = None
    country: str | None = None
    by: str = ""


class Figures:
    """The figures of a pool for one `Choice`. Figures that may not be shown are left out."""

    def __init__(self, pool, choice=None):
        self.pool, self.choice = pool, choice or Choice()
        self.row = self._place(0, self.choice.group)
        self.column = self._place(1, self.choice.country)

    def _place(self, number, code):
        return None if code is None else self.pool.axes[number].place_of(code)

    @property
    def is_identifying(self):
        """Return whether the question is itself an axis, so that its choices are groups of
        people."""
        return self.pool.field.name in {axis.field for axis in self.pool.axes}

    @cached_property
    def may_show(self):
        return self.pool.may_show(self.row, self.column)

    @cached_property
    def chosen(self):
        if not self.may_show:
            return np.zeros(len(self.pool.kinds), dtype=bool)
        return self.pool.chosen(self.row, self.column)

    @property
    def answered(self):
        return int(self.chosen.sum())

    @property
    def denominator(self):
        """Return the sentence that explains the total of every figure of the question."""
        counts = self.pool.counts
        if self.row is not None or self.column is not None:
            if not self.may_show:
                return (
                    f"Not shown: this selection, or the remaining answers, have fewer than "
                    f"{self.pool.least} people."
                )
            return f"{self.answered:,} answered in this selection."
        if not self.pool.may_count:
            return f"Fewer than {self.pool.least} people were asked, so no figures are shown."
        parts = [f"{counts['answered']:,} answered of {self.pool.shown:,} shown"]
        parts += [
            f"{counts[kind]:,} {KIND_WORDS[kind]}"
            for kind in ("refused", "not_reached", "shown_not_answered")
            if counts[kind]
        ]
        if counts["hidden"]:
            parts.append(f"{counts['hidden']:,} {KIND_WORDS['hidden']}")
        return ", ".join(parts) + "."

    @cached_property
    def lines(self):
        """Return a `Line` per choice. For an identifying question, choices that may not be shown
        are left out."""
        if not self.may_show or not self.pool.field.is_coded:
            return []
        numbers = self.pool.numbers_by_choice(self.chosen)
        allowed = self._allowed_choices()
        return [
            Line(code, label, number, 100 * number / self.answered if self.answered else 0.0)
            for place, ((code, label), number) in enumerate(
                zip(self.pool.choices, numbers, strict=True)
            )
            if (number or code not in self.pool.field.missing_codes) and allowed[place]
        ]

    def _allowed_choices(self):
        """Return True or False per choice: it may be shown. The choices of an identifying question
        are groups of people."""
        pool = self.pool
        allowed = [True] * len(pool.choices)
        if not self.is_identifying:
            return allowed
        for number, axis in enumerate(pool.axes):
            if axis.field != pool.field.name:
                continue
            for place, (code, _) in enumerate(pool.choices):
                category = axis.place_of(code)
                if category is None:
                    allowed[place] = False
                elif number == 0:
                    allowed[place] = pool.may_show(category, self.column)
                else:
                    allowed[place] = pool.may_show(self.row, category)
        return allowed

    @property
    def suppressed_choices(self):
        return sum(not yes for yes in self._allowed_choices()) if self.may_show else 0

    @cached_property
    def divided(self):
        """Return (label, number who answered, numbers by choice) of each category that may be
        shown, and the number of categories with answers that may not."""
        axis_number = {"group": 0, "question": 0, "country": 1}.get(self.choice.by)
        if axis_number is None or self.is_identifying:
            return [], 0
        axis, found, left_out = self.pool.axes[axis_number], [], 0
        for place, (_, label) in enumerate(axis.categories):
            row, column = (place, self.column) if axis_number == 0 else (self.row, place)
            chosen = self.pool.chosen(row, column)
            number = int(chosen.sum())
            if not number:
                continue
            if self.pool.may_show(row, column):
                found.append((label, number, self.pool.numbers_by_choice(chosen)))
            else:
                left_out += 1
        return found, left_out

    @cached_property
    def values(self):
        """Return the selected numbers in order; dates are seconds since 1970."""
        numbers = self.pool.numbers[self.chosen]
        return np.sort(numbers[~np.isnan(numbers)])

    @property
    def summary(self):
        """Return (label, number) of quartiles, median and mean. Minimum and maximum are answers of
        single people and are left out."""
        if len(self.values) < self.pool.least or self.pool.field.is_date:
            return []
        values = self.values.tolist()
        return [
            ("Lower quartile", quantile(values, 0.25)),
            ("Median", quantile(values, 0.5)),
            ("Upper quartile", quantile(values, 0.75)),
            ("Mean", float(np.mean(self.values))),
        ]

    def charts(self):
        """Return the charts of the question for this choice, the main one first."""
        if not self.may_show:
            return []
        found = [self._main_chart()]
        if self.choice.by and self.pool.field.is_coded:
            found.append(self._divided_chart())
        return [chart for chart in found if chart is not None]

    def _main_chart(self):
        field = self.pool.field
        if field.is_coded:
            return self._bars()
        return self._histogram() if field.is_number or field.is_date else None

    def _bars(self):
        marks = tuple(
            Mark(
                f"{line.label}: {line.number:,} of {self.answered:,} who answered",
                line.number,
                share=line.share,
            )
            for line in self.lines
        )
        several = "Several answers were possible. " if self.pool.field.type == "checkbox" else ""
        return Chart(
            name=self.pool.field.name,
            title=self.pool.field.words,
            form="grouped",
            axis="Answer",
            categories=tuple(line.label for line in self.lines),
            series=(Series("Answers", "bar", marks),),
            unit="answers",
            note=f"{several}Shares are of the {self.answered:,} people who answered. "
            f"{self.denominator}",
            headline=self._most_frequent(),
        )

    def _most_frequent(self):
        """Return the answer that most people chose; "" if there are several, or if an answer that
        is not shown may be more frequent."""
        largest = max((line.number for line in self.lines), default=0)
        first = [line for line in self.lines if line.number == largest]
        is_refusal = any(line.code in self.pool.field.missing_codes for line in first)
        if not largest or len(first) > 1 or is_refusal or self.suppressed_choices:
            return ""
        words = f"{largest:,} of {self.answered:,} people answered “{first[0].label}”"
        return f"{words}, the most frequent answer"

    def _histogram(self):
        labels, numbers = self._bins()
        marks = tuple(
            Mark(f"{label}: {number:,}", number)
            for label, number in zip(labels, numbers, strict=True)
        )
        return Chart(
            name=self.pool.field.name,
            title=self.pool.field.words,
            form=COLUMNS if self.pool.field.is_date else BARS,
            axis="Year" if self.pool.field.is_date else "Value",
            categories=tuple(labels),
            series=(Series("Answers", "bar", marks),),
            unit="answers",
            note=self.denominator,
            headline=self._most_frequent_value(labels, numbers),
        )

    def _most_frequent_value(self, labels, numbers):
        """Return the value, range or year with most answers; "" if several have as many."""
        largest = max(numbers, default=0)
        if not largest or len(labels) < 2 or numbers.count(largest) > 1:
            return ""
        label = labels[numbers.index(largest)]
        are = "are in" if self.pool.field.is_date else "are"
        return f"{largest:,} of {sum(numbers):,} answers {are} {label}, more than any other"

    def _bins(self):
        values = self.values
        if not len(values):
            return [], []
        if self.pool.field.is_date:
            years = (1970 + values // SECONDS_PER_YEAR).astype(int)
            span = range(years.min(), years.max() + 1)
            return [str(year) for year in span], [int((years == year).sum()) for year in span]
        distinct = np.unique(values)
        if len(distinct) <= BINS:
            return [_short(one) for one in distinct], [
                int((values == one).sum()) for one in distinct
            ]
        edges = _round_edges(values[0], values[-1])
        numbers, _ = np.histogram(values, edges)
        labels = [
            f"{_short(low)} to {'' if high == edges[-1] else '<'}{_short(high)}"
            for low, high in pairwise(edges)
        ]
        return labels, numbers.tolist()

    def _divided_chart(self):
        divided, left_out = self.divided
        if not divided:
            return None
        axis = self.pool.axes[1 if self.choice.by == "country" else 0]
        choices = [
            (place, label)
            for place, (_, label) in enumerate(self.pool.choices)
            if any(numbers[place] for *_, numbers in divided)
        ]
        series = tuple(
            Series(
                label,
                SHADES[number % len(SHADES)],
                tuple(
                    Mark(f"{name}, {label}: {numbers[place]:,} of {answered:,}", numbers[place])
                    for name, answered, numbers in divided
                ),
            )
            for number, (place, label) in enumerate(choices)
        )
        note = self.left_out_words(left_out)
        made = Chart(
            name=f"{self.pool.field.name}-by-{self.choice.by}",
            title=f"{self.pool.field.words}, by {axis.label.lower()}",
            form=STACKED,
            axis=axis.label,
            categories=tuple(name for name, *_ in divided),
            series=series,
            unit="answers",
            note=note,
        )
        nouns = {"group": "groups", "country": "countries"}
        return replace(made, headline=leading_answer(made, nouns.get(self.choice.by, "categories")))

    def left_out_words(self, number):
        if not number:
            return ""
        noun = "category is" if number == 1 else "categories are"
        return (
            f"{number:,} {noun} not shown: fewer than {self.pool.least} answers, or readers could "
            "work out such a small category from it."
        )


def leading_answer(chart, categories):
    """Return in how many of the shown categories one answer is the most frequent."""
    found = leader(chart)
    if not found:
        return ""
    label, best, counted = found
    words = f"“{label}” is the most frequent answer"
    return f"{words} in {best:,} of {counted:,} {categories} that are shown"


def _short(number):
    return f"{number:,.6g}"


def _round_edges(low, high):
    """Return at most BINS + 1 round borders around the values."""
    step = 10 ** np.floor(np.log10((high - low) / BINS))
    for factor in (1, 2, 5, 10, 20):
        width = step * factor
        first = np.floor(low / width)
        number = int(np.ceil((high - first * width) / width))
        if number <= BINS:
            return (first + np.arange(max(number, 1) + 1)) * width
    return np.linspace(low, high, BINS + 1)
