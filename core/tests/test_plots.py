"""Plots of measured numbers: axes contain all numbers, and all kinds of files show the same
picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts import Bar, Curve, Plot, Rule, Span, draw_plot
from core.charts.pdf import pdf_drawing
from core.charts.plot import COLUMNS, CURVES, POINTS, SPANS, WIDTH, short, ticks
from core.charts.png import dashes, file_png
from core.charts.shapes import Circle, Line, Rect
from core.charts.svg import file_svg, page_svg
from core.pdf import use_fonts

NUMBERS = st.floats(-1e12, 1e12, allow_nan=False)
MARKS = {
    SPANS: (Span("Cost", -5.0, 8.0, "low to high", middle=1.0, point=2.0), Span("Price", 3, 1)),
    COLUMNS: (Bar("0", -4.0, "signal"), Bar("1", 9.0)),
    CURVES: (Curve("One", ((0, 0.1), (5, 0.9))), Curve("Two", ((0, 1), (5, 1)), "ink", True)),
    POINTS: (Curve("Draws", ((1.0, -2.0), (3.0, 4.0))),),
}


def plot(form, marks=None):
    marks = MARKS[form] if marks is None else marks
    rules = () if form == COLUMNS else (Rule(2.0, "base"),)
    return Plot("name", "Title & more", form, ("A", "B"), (("x", 1.0),), marks, rules, "x", "y")


@given(NUMBERS, NUMBERS)
def test_ticks_are_round_and_hold_all_numbers(one, other):
    low, high = sorted((one, other))

    found = ticks(low, high)

    slack = 1e-6 * max(found[-1] - found[0], 1e-300)
    assert found[0] <= low + slack
    assert found[-1] >= high - slack
    assert 2 <= len(found) <= 12


@pytest.mark.parametrize(
    ("number", "words"),
    [(1_200_000, "1.2 M"), (400_000, "400 k"), (-2.5e9, "-2.5 bn"), (0.05, "0.05"), (0, "0")],
)
def test_numbers_on_axes_are_short(number, words):
    assert short(number) == words


@pytest.mark.parametrize("form", MARKS)
def test_every_form_is_drawn_within_its_width_and_written_as_every_file(form):
    use_fonts()
    drawing = draw_plot(plot(form))

    for shape in drawing.flat:
        if isinstance(shape, Rect):
            assert -0.5 <= shape.x <= shape.x + shape.width <= WIDTH + 0.5
        elif isinstance(shape, Circle):
            assert 0 <= shape.x <= WIDTH
    assert b"<svg" in file_svg(drawing)
    assert file_png(drawing).startswith(b"\x89PNG")
    assert pdf_drawing(drawing, 300).width <= 300
    assert "Title &amp; more" in page_svg(drawing)


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=8))
def test_spans_of_any_numbers_stay_in_the_picture(pairs):
    drawing = draw_plot(plot(SPANS, tuple(Span("Label", *pair, "words") for pair in pairs)))

    bars = [shape for shape in drawing.flat if isinstance(shape, Rect)]
    assert all(-0.5 <= bar.x <= bar.x + bar.width <= WIDTH + 1.5 for bar in bars)


def test_a_dashed_line_is_a_line_in_a_page_and_in_a_file():
    drawing = draw_plot(plot(CURVES))
    lines = [shape for shape in drawing.flat if isinstance(shape, Line)]

    assert [line.dashed for line in lines] == [False, True, True]
    assert 'class="stroke-accent"' in page_svg(drawing)
    assert b'stroke-dasharray="4 4"' in file_svg(drawing)


def test_dashes_cover_half_of_a_line():
    found = list(dashes((0, 0), (40, 0), 4))

    assert found[0] == ((0, 0), (4, 0))
    assert sum(end[0] - start[0] for start, end in found) == pytest.approx(20)


def test_a_line_without_length_has_no_dashes():
    assert list(dashes((3, 3), (3, 3), 4)) == []


def test_a_plot_without_marks_is_empty():
    assert plot(SPANS, ()).is_empty
