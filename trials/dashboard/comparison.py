"""Two filters side by side: `/trials/compare/?a-technology=car-t&b-technology=til`."""

from dataclasses import replace
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse

from core.charts import Chart, Mark, Series
from core.charts.data import GROUPED
from core.charts.headlines import widest_difference
from core.lists import ListAddress, chips_of, without_errors

from ..browse.facets import FilteredIndex
from ..browse.filters import filter_for
from ..browse.index import index_of
from .charts import BY_NAME, chart
from .measures import column, measures_table
from .overlap import Overlap

SIDES = {"a": "accent", "b": "mid"}
COMPARED = ("phase", "class", "status", "technology", "cell-source", "sponsor-type", "country")
# Filters that the form of a side offers; others that its address names are kept.
FIELDS = ("technology", "atmp_class", "phase", "country", "disease_area", "sponsor_type", "status")
MAX_ROWS_PER_SEARCH = 12
EXAMPLES = (
    ("CAR-T against TIL", "a-technology=car-t&b-technology=til"),
    ("Germany against Italy", "a-country=DE&b-country=IT"),
    ("Ex vivo against in vivo", "a-delivery=ex_vivo&b-delivery=in_vivo"),
    (
        "Commercial against non-commercial",
        "a-sponsor_type=commercial&b-sponsor_type=non_commercial",
    ),
)


class Side:
    """One of the two sides: the names of its filters begin with its letter."""

    def __init__(self, request, letter, index, trials):
        self.letter = letter
        self.paint = SIDES[letter]
        asked = filter_for(request.user)(_own(request.GET, letter), queryset=trials)
        self.errors = [
            f"{asked.form.fields[name].label}: {error}"
            for name, errors in asked.form.errors.items()
            for error in errors
        ]
        self.filterset = without_errors(asked)
        self.selection = FilteredIndex(self.filterset, index)
        own = ListAddress(request, self.filterset, reverse("trials:list"))
        self.values = own.values
        self.address = own.whole
        labels = [label for label, _ in chips_of(self.filterset, own)]
        self.label = "; ".join(labels) or "All trials"
        self.url = self.address()
        self.total = self.selection.total

    @property
    def fields(self):
        """Yield (name in the address, label, [(value, label, whether selected)]) for the form."""
        for name in FIELDS:
            field = self.filterset.form.fields[name]
            chosen = self.filterset.selected(name)
            found = self.selection.index.words[name]
            options = [
                (value, label, value in chosen) for value, label in field.choices if value in found
            ]
            yield f"{self.letter}-{name}", field.label, options

    @property
    def words(self):
        return self.filterset.form.cleaned_data.get("q", "")

    @property
    def kept(self):
        """Return the values of the address that the form does not offer."""
        offered = {*FIELDS, "q"}
        return [
            (f"{self.letter}-{name}", value)
            for name, values in self.values.items()
            if name not in offered
            for value in values
        ]


def _own(data, letter):
    own = QueryDict(mutable=True)
    for name in data:
        if name.startswith(f"{letter}-"):
            own.setlist(name.removeprefix(f"{letter}-"), data.getlist(name))
    return own


class FilterComparison:
    def __init__(self, request, trials):
        index = index_of(trials)
        self.index, self.query = index, request.GET.urlencode()
        self.sides = [Side(request, letter, index, trials) for letter in SIDES]
        self.overlap = Overlap(request.GET, self.sides, trials)

    @property
    def errors(self):
        return [(side.letter.upper(), error) for side in self.sides for error in side.errors]

    @property
    def is_valid(self):
        return not self.errors

    @property
    def asked_url(self):
        """Return the address of the page, which shows the errors."""
        return f"{reverse('trials:compare')}?{self.query}"

    @cached_property
    def columns(self):
        return [
            column(f"{side.letter.upper()}: {side.label}", side.selection, side.address)
            for side in self.sides
        ]

    @property
    def measures(self):
        return measures_table(self.columns)

    @property
    def charts(self):
        """Return charts of the facts that neither side filters by: a share of these would be 0 or
        100%."""
        chosen = {name for side in self.sides for name in side.values}
        kinds = (BY_NAME[name] for name in COMPARED)
        return [self._chart(kind) for kind in kinds if kind.axis not in chosen]

    def _chart(self, kind):
        drawn = [chart(kind, side.selection, side.address) for side in self.sides]
        found = [dict(zip(one.categories, one.series[0].marks, strict=True)) for one in drawn]
        sizes = {}
        for marks in found:
            for category, mark in marks.items():
                sizes[category] = sizes.get(category, 0) + mark.value
        order = list(dict.fromkeys(category for one in drawn for category in one.categories))
        if len(order) > MAX_ROWS_PER_SEARCH:
            order = sorted(order, key=lambda category: -sizes[category])[:MAX_ROWS_PER_SEARCH]
        made = Chart(
            name=kind.name,
            title=kind.title,
            form=GROUPED,
            axis=drawn[0].axis,
            categories=tuple(order),
            series=tuple(
                Series(
                    f"{side.letter.upper()}: {side.label}",
                    side.paint,
                    tuple(_share(marks.get(category), side, category) for category in order),
                )
                for side, marks in zip(self.sides, found, strict=True)
            ),
        )
        totals = [side.total for side in self.sides]
        return replace(made, headline=widest_difference(made, totals))


def _share(mark, side, category):
    mark = mark or Mark(f"{category}: 0 trials", 0)
    share = 100 * mark.value / side.total if side.total else 0
    label = f"{side.letter.upper()}, {mark.label}, {share:.0f} %"
    # A selected value has no link: its side shows it already.
    return Mark(label, mark.value, mark.url or (side.url if mark.value else ""), share=share)
