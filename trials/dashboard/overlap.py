"""The trials that both sides of a comparison find, and those that only one of them finds."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from core.exports import FORMATS

BOTH, ONLY_A, ONLY_B, EITHER = "both", "a", "b", "either"
LABELS = {
    BOTH: "In A and in B",
    ONLY_A: "Only in A",
    ONLY_B: "Only in B",
    EITHER: "In A, in B or in both",
}


@dataclass(frozen=True)
class OverlapPart:
    """One part of the trials of a comparison: its count and the address that lists its rows."""

    name: str
    label: str
    count: int
    url: str
    is_shown: bool


class Overlap:
    """The parts of a comparison. `shown` is the name of the part whose trials the page lists."""

    def __init__(self, data, sides, trials):
        self.sides, self.trials = sides, trials
        self.shown = data.get("part", "") if data.get("part") in LABELS else ""
        self._pairs = [
            (name, value)
            for name in data
            if name not in ("part", "page", "format")
            for value in data.getlist(name)
        ]

    def _address(self, base, **more):
        return f"{base}?{urlencode([*self._pairs, *more.items()])}"

    @property
    def _bits(self):
        first, second = (side.selection.rows for side in self.sides)
        return {
            BOTH: first & second,
            ONLY_A: first & ~second,
            ONLY_B: second & ~first,
            EITHER: first | second,
        }

    @property
    def parts(self):
        compare = reverse("trials:compare")
        return [
            OverlapPart(
                name,
                LABELS[name],
                rows.bit_count(),
                f"{self._address(compare, part=name)}#overlap",
                name == self.shown,
            )
            for name, rows in self._bits.items()
        ]

    @property
    def count(self):
        """Return the number of trials in the part that is shown or exported."""
        return self._bits[self.shown or EITHER].bit_count()

    @property
    def invented(self):
        """Return how many of these trials are invented."""
        invented = self.sides[0].selection.index.with_any("demo", ["yes"])
        return (self._bits[self.shown or EITHER] & invented).bit_count()

    @property
    def label(self):
        return LABELS[self.shown or EITHER]

    @property
    def rows(self):
        """Return the trials of the part that is shown; of both sides if no part is shown."""
        in_first, in_second = (Q(pk__in=keys) for keys in self._keys())
        condition = {
            BOTH: in_first & in_second,
            ONLY_A: in_first & ~in_second,
            ONLY_B: in_second & ~in_first,
        }.get(self.shown, in_first | in_second)
        return self.trials.filter(condition).order_by("-first_entered_on", "pk")

    @property
    def listed(self):
        return self.rows.defer("search_text", "conflicts", "register_notes", "therapy_basis")

    def _keys(self):
        return [side.filterset.qs.order_by().values("pk") for side in self.sides]

    @property
    def file_columns(self):
        """Return (heading, function of the key) of the columns that name the sides of a trial."""
        found = [set(keys.values_list("pk", flat=True)) for keys in self._keys()]
        return [
            (f"In {side.letter.upper()}", lambda key, keys=keys: "yes" if key in keys else "no")
            for side, keys in zip(self.sides, found, strict=True)
        ]

    @property
    def filters_in_words(self):
        sides = "; ".join(f"{side.letter.upper()}: {side.label}" for side in self.sides)
        return f"{sides}. {self.label}"

    @property
    def exports(self):
        """Return (format, address) of the files of the part that is shown."""
        part = {"part": self.shown} if self.shown else {}
        url = reverse("trials:compare-export")
        return [(format, self._address(url, **part, format=format)) for format in FORMATS]

    @property
    def page_address(self):
        return f"{self._address('', part=self.shown)}&page="
