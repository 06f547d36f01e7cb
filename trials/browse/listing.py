"""The list of trials for one request: its filters, counts, rows, columns and addresses."""

from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse

from core import lists
from core.lists import ListAddress, heading, page_by_keys, pairs_of

from ..models import Trial
from .facets import FilteredIndex, facets
from .filters import DEFAULT_ORDER, ORDERS, filter_for

VIEWS = {"list": "List", "charts": "Charts", "map": "Map"}
COMPACT = "compact"
MAX_TRIALS_READ_BY_KEY = 500
DISPLAY = ("view", "columns", "per", "rows")  # parts of the address beside the filters
# Name in the address, heading, sort key; number and title are always shown.
COLUMNS = (
    ("number", "Number", "number"),
    ("title", "Trial", "title"),
    ("class", "Class", ""),
    ("phase", "Phase", "phase"),
    ("status", "Status", "status"),
    ("countries", "Countries", ""),
    ("sponsor", "Sponsor", "sponsor"),
    ("entered", "First entered", "first_entered"),
    ("started", "Started", ""),
    ("ended", "Ended", ""),
    ("subjects", "Planned subjects", "subjects"),
    ("area", "Disease area", ""),
    ("technology", "Technology", ""),
    ("delivery", "Delivery", ""),
    ("source", "Cell source", ""),
    ("sponsor-type", "Sponsor type", ""),
)
FILTERS_WITH_FIELD = ("q", "year_from", "year_to", "order")
FIXED_COLUMNS = ("number", "title")
USUAL_COLUMNS = ("number", "title", "class", "phase", "status", "countries", "sponsor", "entered")


def visible_trials(user):
    return Trial.objects.visible_to(user)


class Listing(lists.Listing):
    """Counts, charts, map and facets are computed from the index."""

    orders, default_order = ORDERS, DEFAULT_ORDER

    def __init__(self, request, index=None):
        filters = filter_for(request.user)
        filterset = filters(request.GET, queryset=visible_trials(request.user))
        super().__init__(request, filterset, reverse("trials:list"), DISPLAY)
        self.index = index
        # A figure links to the list of the trials that it counts, from every tab.
        self.list_address = ListAddress(request, self.accepted, self.url)

    @cached_property
    def selection(self):
        return FilteredIndex(self.accepted, self.index)

    @property
    def count(self):
        return self.selection.total if self.is_valid else 0

    @property
    def invented(self):
        """Return how many of the trials found are invented."""
        if not self.is_valid:
            return 0
        return (self.selection.rows & self.selection.index.with_any("demo", ["yes"])).bit_count()

    @property
    def total(self):
        return self.selection.all_trials()

    @cached_property
    def facets(self):
        return facets(self.accepted, self.selection, self.address)

    @property
    def title(self):
        return f"Trials: {self.count:,} of {self.total:,}" if self.chips else "Trials"

    @property
    def view(self):
        wanted = self.request.GET.get("view", "list")
        return wanted if wanted in VIEWS else "list"

    @property
    def tabs(self):
        """Return (label, address, whether it is shown) per view."""
        return [
            (label, self.address(view=[] if name == "list" else [name]), name == self.view)
            for name, label in VIEWS.items()
        ]

    @property
    def chosen(self):
        """Return the filters as (name, value) pairs, for forms that change another part of the
        address."""
        return pairs_of(self.address.values)

    @property
    def kept(self):
        """Return the hidden fields of the filter form, also for filters without a field."""
        shown = {facet.name for facet in self.facets} | set(FILTERS_WITH_FIELD)
        return [*super().kept, *(pair for pair in self.chosen if pair[0] not in shown)]

    @property
    def report_url(self):
        return self.list_address.to(reverse("trials:report"))

    @property
    def compare_url(self):
        """Return the address of the comparison with this filter as the first of two."""
        pairs = [(f"a-{name}", value) for name, value in self.chosen]
        return f"{reverse('trials:compare')}?{urlencode(pairs)}"

    @property
    def left_out(self):
        """Yield a sentence about the trials that this reader does not see."""
        user = self.request.user
        if user.has_perm("trials.view_trial"):
            words = self.selection.index.words["atmp"]
            others = self.total - words.get("yes", 0).bit_count()
            yield f"You see all trials; {others:,} of them are not clearly of an advanced therapy."
        elif user.is_authenticated:
            yield "Trials that curators excluded, or that are not clearly an ATMP, are not shown."
        else:
            yield "Trials that curators have not included yet are not shown; members see them."

    @property
    def is_compact(self):
        """Return whether each trial is one line, so that 20 of them fit on a screen."""
        return self.request.GET.get("rows") == COMPACT

    @property
    def row_switch(self):
        """Return (label, address, whether it is shown) per height of the rows."""
        return [
            ("Whole titles", self.address(rows=[]), not self.is_compact),
            ("Compact", self.address(rows=[COMPACT]), self.is_compact),
        ]

    @cached_property
    def columns(self):
        """Return the names of the columns shown, in their order."""
        wanted = set(self.request.GET.getlist("columns"))
        known = [name for name, _, _ in COLUMNS if name in wanted or name in FIXED_COLUMNS]
        return known if len(known) > len(FIXED_COLUMNS) else list(USUAL_COLUMNS)

    @property
    def column_choices(self):
        """Return (name, label, whether it is shown) of the optional columns."""
        return [
            (name, label, name in self.columns)
            for name, label, _ in COLUMNS
            if name not in FIXED_COLUMNS
        ]

    @property
    def headings(self):
        """Return the heading of each shown column, with its name."""
        return [
            {"name": name, **heading(label, sort, self.order, self.address)}
            for name, label, sort in COLUMNS
            if name in self.columns
        ]

    @property
    def rows(self):
        """Return the trials in their order. Few trials are read by their keys, which the counts in
        memory know already: the database then searches no text."""
        asked = self.is_valid and self.form.cleaned_data["q"]
        if not asked or self.count > MAX_TRIALS_READ_BY_KEY:
            return super().rows
        found = self.filterset.queryset.filter(pk__in=self.selection.keys())
        return self.filterset.filters["order"].filter(found, self.order)

    @cached_property
    def page(self):
        listed = Trial.objects.defer("search_text", "conflicts", "register_notes", "therapy_basis")
        return page_by_keys(self.request, self.rows, listed, count=self.count)
