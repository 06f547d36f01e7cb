"""Charts of the figures of communication: one per channel."""

from itertools import groupby

from core.charts import Chart, Mark, Series
from core.charts.data import COLUMNS
from core.partial_dates import parse

from .choices import Qualifier


def reach_charts(figures):
    """Return a chart per channel. `figures` are ordered by channel and date."""
    charts = []
    for place, (channel, rows) in enumerate(groupby(figures, lambda row: row.channel)):
        rows = list(rows)
        days = [str(parse(row.counted_on)) for row in rows]
        marks = tuple(
            Mark(f"{channel}, {day}: {row.figure}", row.number)
            for row, day in zip(rows, days, strict=True)
        )
        charts.append(
            Chart(
                f"reach-{place}",
                channel,
                COLUMNS,
                "Date",
                tuple(days),
                (Series(channel, "ink", marks),),
                unit="followers",
                note="; ".join(dict.fromkeys(row.source for row in rows)),
                headline=_headline(channel, rows),
            )
        )
    return charts


def _headline(channel, rows):
    """Return the newest figure of a channel and its change since the first one. The change between
    figures that are not exact is not known."""
    first, last = rows[0], rows[-1]
    words = f"{channel}: {last.figure} {_on(last)}"
    if len(rows) < 2 or {first.qualifier, last.qualifier} != {Qualifier.EXACT}:
        return words
    change = last.number - first.number
    if not change:
        return f"{words}, as many as {_on(first)}"
    return f"{words}, {abs(change):,} {'more' if change > 0 else 'fewer'} than {_on(first)}"


def _on(row):
    """Return "on 3 Mar 2026", or "in 2024" for a date without a day."""
    day = parse(row.counted_on)
    return f"{'on' if day.precision == 'day' else 'in'} {day}"
