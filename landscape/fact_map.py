"""A map of Europe on which countries with the same fact have the same letter and colour."""

from core.charts.europe import MARKER_RADIUS, NUMBER_FONT_SIZE, geography, layers, phone_label
from core.charts.shapes import Circle, Drawing, Link, Outline, Text
from core.countries import country_name

COLOURS = 6  # further groups share the last colour; their letters differ


def draw_fact_map(title, groups, address):
    """Return the Drawing; `groups` are {country: (letter, label)} and a country without a letter
    is drawn as not collected."""
    data = geography()
    drawing = Drawing(data["width"], data["height"], title)
    drawing.items.append(Outline(data["others"], "land"))
    for code, country in sorted(data["countries"].items(), key=lambda item: item[1]["is_small"]):
        letter, label = groups.get(code, ("", "No profile"))
        place = min(ord(letter) - ord("A"), COLOURS - 1) + 1 if letter else 0
        x, y, _ = country["centre"]
        shapes = [Outline(country["d"], f"fact-{place}")]
        if country["is_small"]:
            shapes.append(Circle(x, y, MARKER_RADIUS, f"fact-{place}"))
        if letter:
            paint = "on-fact" if place in (1, 2) else "ink"
            wide = [Text(x, y + 7, letter, paint, "middle", True, NUMBER_FONT_SIZE)]
            shapes += layers(wide, phone_label(country, letter, paint, bold=True))
        url = address(code) if code in groups else ""
        drawing.items.append(Link(url, f"{country_name(code)}: {label}", tuple(shapes)))
    return drawing
