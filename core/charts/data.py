"""What a chart shows, before it is drawn."""

from dataclasses import dataclass

BARS, COLUMNS, STACKED = "bars", "columns", "stacked"
MULTIPLES, GROUPED = "multiples", "grouped"
WIDE_FORMS = (STACKED, MULTIPLES)


@dataclass(frozen=True)
class Mark:
    """One number, that of the rows behind `url`; `label` says it in full. `paint`, the name of a
    colour's role, is the series' own unless it is given; `share`, in per cent, is what the bar's
    length shows where it is not the number."""

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
    """One mark for each category of the chart. `paint` is a colour by the name of its role."""

    label: str
    paint: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Chart:
    """`form` is one of those above; `categories` are the words on the axis
    under the heading `axis`; `unit` is what is counted; `note` what to know of the numbers."""

    name: str
    title: str
    form: str
    axis: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = "trials"
    note: str = ""

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
        """(category, its marks): the table behind the chart."""
        return [
            (category, [series.marks[place] for series in self.series])
            for place, category in enumerate(self.categories)
        ]

    @property
    def figures(self):
        """The rows of the table as plain values, for a file."""
        return [[category, *(mark.value for mark in marks)] for category, marks in self.rows]
