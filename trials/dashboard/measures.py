"""How trials fared: shares that ended early or were not authorised, and the time to their start.

Each figure is counted by a filter, and links to the trials that it counts.
"""

from dataclasses import dataclass

from ..choices import AtmpClass
from ..querysets import ANY_COUNTRY
from .charts import SHORT_CLASSES

ENDED = ("completed", "ended_early")


@dataclass(frozen=True)
class Figure:
    """`count` rows behind `url`, a share of `of`."""

    count: int
    url: str = ""
    of: int | None = None

    @property
    def share(self):
        return f"{100 * self.count / self.of:.0f} %" if self.of else ""


@dataclass(frozen=True)
class Median:
    """The median in days of the `of` trials that state both days; None if there are none."""

    days: int | None
    of: int


@dataclass(frozen=True)
class Column:
    """One selection of trials, a class or a side of a comparison, with its figures in the order of
    MEASURES."""

    label: str
    figures: tuple


MEASURES = (
    ("Trials", ""),
    ("Ended", "completed or ended early"),
    ("Ended early", "of those that ended"),
    ("Halted", "of all"),
    ("Not authorised", "by any country, of all"),
    ("Refused by a country", "of all; if countries are selected, by one of them"),
    ("Median days from first entry to start", "of those that state both days"),
)
REASON_NOTE = (
    "Neither register publishes the reason for an early end in a field that the portal reads. Some "
    "results on the register's page of the trial contain it."
)


def column(label, selection, address, **also):
    """Return one column of the table of measures.

    `also` are filters with one value each that narrow the selection to this column. A selected
    status is ignored, here and in the addresses, because every share would be 0 or 100%.
    """
    index = selection.index
    rows = selection.but("status", *also)
    for name, value in also.items():
        rows &= index.words[name].get(value, 0)
    chosen = {name: [value] for name, value in also.items()}
    status = {value: rows & bits for value, bits in index.words["status"].items()}
    number = {value: bits.bit_count() for value, bits in status.items()}
    total = rows.bit_count()
    ended = sum(number.get(value, 0) for value in ENDED)

    def linked(*values):
        return address(**chosen, status=list(values))

    def of_status(value, of):
        return Figure(number.get(value, 0), linked(value), of)

    stated = total - (rows & index.words["time_to_start"].get("unknown", 0)).bit_count()
    median = index.median_days_to_start(rows)
    return Column(
        label,
        (
            Figure(total, linked()),
            Figure(ended, linked(*ENDED), total),
            of_status("ended_early", ended),
            of_status("halted", total),
            of_status("not_authorised", total),
            refused_figure(selection, address, rows, **chosen),
            Median(median, stated),
        ),
    )


def refused_figure(selection, address, rows, **chosen):
    """Return the number of trials that a country refused, as a share of these and the other `rows`.

    If countries are selected, only their refusals count, also of trials that run elsewhere.
    """
    index = selection.index
    countries = selection.filterset.selected("country")
    refused = selection.but("status", "country", *chosen) if countries else rows
    for name, values in chosen.items():
        refused &= index.with_any(name, values)
    refused &= index.with_any("refused_in", countries or [ANY_COUNTRY])
    url = address(
        **chosen,
        status=[],
        refused_in=countries or [ANY_COUNTRY],
        **({"country": []} if countries else {}),
    )
    return Figure(refused.bit_count(), url, (rows | refused).bit_count())


def by_class(selection, address):
    """Return a column of all trials of the selection, and one per class."""
    counts = selection.counts("atmp_class")
    columns = [column("All", selection, address)]
    chosen = selection.filterset.selected("atmp_class")
    for kind in AtmpClass:
        if counts.get(kind.value) and (not chosen or kind.value in chosen):
            label = SHORT_CLASSES[kind.value]
            columns.append(column(label, selection, address, atmp_class=kind.value))
    return columns


def measures_table(columns):
    """Return (measure, base of the share, [one Figure or Median per column])."""
    return [
        (label, base, [one.figures[place] for one in columns])
        for place, (label, base) in enumerate(MEASURES)
    ]
