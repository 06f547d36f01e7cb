"""The list of trials for one request: its filters, counts, rows, columns and addresses."""

from functools import cached_property
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse

from core.lists import ListAddress, chips_of, nearest_page, without_errors

from .exports import FORMATS
from .facets import Selection, facets
from .filters import DEFAULT_ORDER, filter_for
from .models import Trial

PAGE_SIZE = 50
VIEWS = {"list": "List", "charts": "Charts", "map": "Map"}
DISPLAY = ("view", "columns", "per")  # what the address says beside the filters
# Name in the address, heading, what it is sorted by; number and title are always shown.
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
FIXED_COLUMNS = ("number", "title")
USUAL_COLUMNS = ("number", "title", "class", "phase", "status", "countries", "sponsor", "entered")


def visible_trials(user):
    return Trial.objects.visible_to(user)


def _pairs(values):
    return [(name, value) for name, chosen in values.items() for value in chosen]


class Listing:
    """`filterset` is what was asked; `shown` the same without values that are refused, which the
    facets and charts go on with while the list stays empty."""

    def __init__(self, request, index=None):
        self.request = request
        self.index = index
        filters = filter_for(request.user)
        self.filterset = filters(request.GET, queryset=visible_trials(request.user))
        self.is_valid = self.filterset.is_valid()
        self.shown = without_errors(self.filterset)
        self.shown.is_valid()
        self.base = reverse("trials:list")
        self.address = ListAddress(request, self.shown, self.base, DISPLAY)
        # A figure leads to the list of what it counts, from whichever tab.
        self.list_address = ListAddress(request, self.shown, self.base)

    @cached_property
    def selection(self):
        return Selection(self.shown, self.index)

    @property
    def count(self):
        return self.selection.total if self.is_valid else 0

    @property
    def total(self):
        return self.selection.all_trials()

    @cached_property
    def chips(self):
        return chips_of(self.shown, self.address)

    @property
    def filters_in_words(self):
        return "; ".join(label for label, _ in self.chips)

    @cached_property
    def facets(self):
        return facets(self.shown, self.selection, self.address)

    @property
    def title(self):
        return f"Trials: {self.count:,} of {self.total:,}" if self.chips else "Trials"

    @property
    def order(self):
        return self.filterset.form.cleaned_data.get("order") or DEFAULT_ORDER

    @property
    def view(self):
        wanted = self.request.GET.get("view", "list")
        return wanted if wanted in VIEWS else "list"

    @property
    def tabs(self):
        """(label, address, whether it is the one shown)"""
        return [
            (label, self.address(view=[] if name == "list" else [name]), name == self.view)
            for name, label in VIEWS.items()
        ]

    @property
    def kept(self):
        """What the form of the filters sends along unseen."""
        return _pairs(self.address.display)

    @property
    def chosen(self):
        """The filters, for forms that choose something else."""
        return _pairs(self.address.values)

    @property
    def exports(self):
        address = reverse("trials:export")
        return [(format, self.list_address.to(address, format=format)) for format in FORMATS]

    @property
    def report_url(self):
        return self.list_address.to(reverse("trials:report"))

    @property
    def compare_url(self):
        """This filter as the first of two."""
        pairs = [(f"a-{name}", value) for name, value in self.chosen]
        return f"{reverse('trials:compare')}?{urlencode(pairs)}"

    @property
    def left_out(self):
        """What this reader is not shown, in words."""
        user = self.request.user
        if user.has_perm("trials.view_trial"):
            words = self.selection.index.words["atmp"]
            others = self.total - words.get("yes", 0).bit_count()
            yield f"You see all trials; {others:,} of them are not clearly of an advanced therapy."
        elif user.is_authenticated:
            yield "Left out are trials that curators excluded, or that are not clearly of an ATMP."
        else:
            yield "Left out are trials that curators have not included yet; members see them."

    @property
    def page_address(self):
        address = self.address()
        return f"{address}{'&' if '?' in address else '?'}page="

    @cached_property
    def columns(self):
        """Names of the columns shown, in their order."""
        wanted = set(self.request.GET.getlist("columns"))
        known = [name for name, _, _ in COLUMNS if name in wanted or name in FIXED_COLUMNS]
        return known if len(known) > len(FIXED_COLUMNS) else list(USUAL_COLUMNS)

    @property
    def column_choices(self):
        """(name, label, whether it is shown) of the columns that may be left out."""
        return [
            (name, label, name in self.columns)
            for name, label, _ in COLUMNS
            if name not in FIXED_COLUMNS
        ]

    @property
    def headings(self):
        """Of the shown columns: name, label, address that sorts by it, how it is sorted now."""
        return [self._heading(*column) for column in COLUMNS if column[0] in self.columns]

    def _heading(self, name, label, sort):
        if not sort:
            return {"name": name, "label": label}
        direction = {sort: "ascending", f"-{sort}": "descending"}.get(self.order, "")
        turned = f"-{sort}" if direction == "ascending" else sort
        return {
            "name": name,
            "label": label,
            "direction": direction,
            "url": self.address(order=[turned]),
        }

    @cached_property
    def page(self):
        """One page of trials. Keys are found first, from an index alone where there is one."""
        rows = self.filterset.qs if self.is_valid else self.filterset.queryset.none()
        paginator = Paginator(rows.values_list("pk", flat=True), PAGE_SIZE)
        paginator.count = self.count
        page = nearest_page(self.request, paginator)
        order = list(page.object_list)
        listed = Trial.objects.order_by().defer(
            "search_text", "conflicts", "register_notes", "therapy_basis"
        )
        found = listed.in_bulk(order)
        page.object_list = [found[key] for key in order if key in found]
        return page
