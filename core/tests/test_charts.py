"""Charts as drawings and as files."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.charts import Chart, Mark, Series, draw
from core.charts.colours import hatch
from core.charts.data import BARS, GROUPED, MULTIPLES, STACKED
from core.charts.europe import SHADES, draw_map, geography, limits_of, shade_of
from core.charts.frame import framed_picture
from core.charts.png import file_png
from core.charts.shapes import Drawing, Layer, Link, Rect, Text
from core.charts.svg import file_svg, page_svg


def chart(form=BARS, paint="accent", **values):
    """Return a chart with one bar per value; a pair is (value, is selected)."""
    pairs = [value if isinstance(value, tuple) else (value, False) for value in values.values()]
    marks = tuple(Mark("", value, "?", chosen) for value, chosen in pairs)
    return Chart("one", "One", form, "Axis", tuple(values), (Series("All", paint, marks),))


def texts(drawing):
    return [shape.text for shape in drawing.flat if isinstance(shape, Text)]


def bars(drawing):
    links = [item for item in drawing.items if isinstance(item, Link)]
    shapes = [shape for link in links for shape in link.shapes]
    return [shape for shape in shapes if isinstance(shape, Rect) and shape.paint != "hit"]


@pytest.mark.parametrize("form", [BARS, STACKED])
def test_a_selected_row_is_drawn_even_far_down(form):
    values = {f"row{number}": 50 - number for number in range(20)}
    drawn = texts(draw(chart(form, **values | {"row18": (3, True)})))

    assert "✓ row18" in drawn
    assert "row12" in drawn
    assert "row13" not in drawn
    assert "and 6 more" in drawn


@pytest.mark.parametrize("form", [BARS, GROUPED, MULTIPLES, STACKED])
def test_a_long_name_has_two_lines(form):
    name = "Musculoskeletal diseases of the hand"

    lines = texts(draw(chart(form, **{name: 1})))

    assert name in " ".join(lines)


@pytest.mark.parametrize("form", [BARS, GROUPED, MULTIPLES, STACKED])
def test_zero_has_no_bar(form):
    assert len(bars(draw(chart(form, one=3, none=0)))) == 1


def test_a_file_shows_selected_bars_like_the_page():
    drawing = draw(chart(chosen=(2, True), other=2))

    assert file_svg(drawing).count(b'fill="#0b6e6e"') == 1
    assert b"#91bebe" in file_svg(drawing)
    assert "chart-dimmed" in page_svg(drawing)


def test_a_picture_is_as_wide_as_a_slide():
    for width_of in ({"one": 2}, {"a": 1, "b": 2, "c": 3}):
        image = Image.open(io.BytesIO(file_png(draw(chart(**width_of)))))
        assert image.width == 1920


def test_unclear_bars_are_hatched_in_files():
    drawing = draw(chart(paint="unclear", one=2))
    (bar,) = bars(drawing)

    lines = list(hatch(bar))
    image = Image.open(io.BytesIO(file_png(drawing))).convert("RGB")

    assert len(lines) > 10
    for x, y, to_x, to_y in lines:
        assert bar.x <= x <= to_x <= bar.x + bar.width
        assert bar.y <= to_y <= y <= bar.y + bar.height
    assert b"stroke=" in file_svg(drawing)
    scale = image.width / drawing.width
    y = round(scale * (bar.y + bar.height / 2))
    middle = [image.getpixel((round(scale * bar.x) + 40 + place, y)) for place in range(60)]
    assert len(set(middle)) > 1


@given(st.lists(st.one_of(st.integers(0, 90_000), st.floats(0.01, 500)), max_size=40))
def test_limits_of_a_map_are_round_and_include_every_value(values):
    limits = limits_of(values)

    for limit in limits:
        assert f"{limit:.6e}".replace(".", "").rstrip("0").partition("e")[0].rstrip("0") in "125"
    for value in values:
        assert not value or 1 <= shade_of(value, limits) <= SHADES


def test_the_number_of_a_country_that_is_too_small_is_beside_it():
    codes = geography()["countries"]
    marks = {code: Mark(code, 3, f"?country={code}") for code in codes}
    values = dict.fromkeys(codes, 123)

    drawn = labels_in("wide", draw_map("Map", marks, values))

    assert (texts_of(drawn["LU"]), texts_of(drawn["DE"])) == (["LU 123"], ["123"])
    assert [code for code, labels in drawn.items() if not labels] == []


def labels_in(layer, drawing):
    """Return the texts of each country of a map in one of its layers, by label of the country."""
    return {
        link.label: [
            shape
            for each in link.shapes
            if isinstance(each, Layer) and each.name == layer
            for shape in each.items
            if isinstance(shape, Text)
        ]
        for link in drawing.items
        if isinstance(link, Link)
    }


def texts_of(labels):
    return [label.text for label in labels]


def test_the_numbers_of_a_map_are_readable_on_a_phone_and_in_files_once():
    codes = geography()["countries"]
    marks = {code: Mark(code, 12, f"?country={code}") for code in codes}
    drawing = draw_map("Map", marks, dict.fromkeys(codes, 12))

    labels = labels_in("narrow", drawing)

    assert (texts_of(labels["DE"]), texts_of(labels["BE"]), labels["LU"]) == (["12"], ["12"], [])
    phone = 358 / drawing.width
    assert min(text.size * phone for texts in labels.values() for text in texts) >= 12
    assert sum(one.split()[-1] == "12" for one in texts(drawing)) == len(codes)


def test_a_number_that_is_a_link_is_underlined_and_its_name_is_not():
    drawing = page_svg(draw(chart(**{"3 to 6 months": 1204})))

    underlined = re.findall(r'<text[^>]*text-decoration="underline"[^>]*>([^<]*)</text>', drawing)
    assert underlined == ["1,204"]


@pytest.mark.parametrize(
    ("title", "shown"), [("Phase", "Phase."), ("May we ask?", "May we ask?"), ("So.", "So.")]
)
def test_the_subject_of_a_picture_ends_with_one_sign(title, shown):
    picture = Chart("x", title, BARS, "Axis", (), (), headline="One row leads")

    drawing = framed_picture(picture, Drawing(500, 10, title), [])

    assert texts(drawing) == ["One row leads", shown]
