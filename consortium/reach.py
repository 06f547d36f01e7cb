"""Charts of the figures of communication: one per channel."""

from itertools import groupby

from core.charts import Chart, Mark, Series
from core.charts.data import COLUMNS
from core.partial_dates import parse


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
            )
        )
    return charts
