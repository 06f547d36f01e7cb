"""Bars of the columns of reports."""

from capacities.reports.base import Table
from capacities.reports.charts import MAX_BARS, bars_of


def plot_of(numbers):
    table = Table("Demand", ("Country", "Batches"), tuple(numbers.items()))
    return bars_of(
        table,
        "Batches",
        name="demand",
        title="Demand",
        x_label="Batches",
        headline=lambda rows: max(rows, key=lambda row: row[2])[0],
    )


def test_the_row_of_the_headline_is_drawn_in_a_long_table():
    numbers = {f"Country {number:02}": number + 1 for number in range(MAX_BARS + 2)}

    plot = plot_of(numbers)

    assert [span.label for span in plot.marks] == list(numbers)[2:]
    assert plot.headline == plot.marks[-1].label
    assert plot.note == f"The {MAX_BARS} largest of {MAX_BARS + 2} rows with a number are drawn."


def test_a_short_table_is_drawn_whole():
    plot = plot_of({"Spain": "2 batches", "Austria": "none"})

    assert [span.label for span in plot.marks] == ["Spain"]
    assert plot.note == "1 row without a number has no bar."
