"""The data of a chart."""

from dataclasses import dataclass

from .headlines import Titled

BARS, COLUMNS, STACKED = "bars", "columns", "stacked"
MULTIPLES, GROUPED = "multiples", "grouped"
WIDE_FORMS = (STACKED, MULTIPLES)


@dataclass(frozen=True)
class Mark:
    """One number of a chart, which counts the rows at `url`; `label` describes it in full.

    `paint` is the name of a colour role; without it the colour of the series is used. `share`, in
    per cent, is the length of the bar if the length does not show the number.
    """

    label: str
    value: int
    url: str = ""
    chosen: bool = False
    paint: str = ""
    share: float | None = None

    @property
    def size(self):
        return self.value if self.share is None else self.share

    @property
    def figure(self):
        return f"{self.value:,}" if self.share is None else f"{self.value:,} · {self.share:.0f} %"


@dataclass(frozen=True)
class Series:
    """A series with one mark per category. `paint` is the name of a colour role."""

    label: str
    paint: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Chart(Titled):
    """A chart of one of the forms above.

    `axis` is the heading of the `categories`, `unit` names the counted rows, and `note` is a
    remark about the numbers. `headline` is a sentence about what the chart shows.
    """

    name: str
    title: str
    form: str
    axis: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = "trials"
    note: str = ""
    headline: str = ""

    @property
    def is_empty(self):
        return not any(mark.value for series in self.series for mark in series.marks)

    @property
    def is_wide(self):
        return self.form in WIDE_FORMS or (self.form == COLUMNS and len(self.series) > 1)

    @property
    def any_chosen(self):
        return any(mark.chosen for series in self.series for mark in series.marks)

    @property
    def header(self):
        if len(self.series) == 1:
            return [self.axis, self.unit.capitalize()]
        return [self.axis, *(series.label for series in self.series)]

    @property
    def rows(self):
        """Return (category, marks) for the table of the chart."""
        return [
            (category, [series.marks[place] for series in self.series])
            for place, category in enumerate(self.categories)
        ]

    @property
    def figures(self):
        """Return the rows of the table as plain values, for a file."""
        return [[category, *(mark.value for mark in marks)] for category, marks in self.rows]
