"""The map of facilities: one symbol per place, with the number of facilities in it.

Facilities without coordinates are counted beside the map.
"""

from collections import defaultdict
from dataclasses import dataclass

from core.charts.apart import moved_apart
from core.charts.europe import geography
from core.charts.headlines import Titled, most
from core.charts.projection import project
from core.charts.shapes import Circle, Drawing, Layer, Line, Link, Outline, Text
from core.countries import EUROPE, country_name

# {layer: ((largest number of facilities, radius, font size of the number), ...)}, in pixels.
# On a phone the map has a third of its size, so that symbols for a finger need more of its pixels.
SYMBOLS = {
    "wide": ((1, 9, 12), (9, 13, 15), (99, 18, 17), (10**9, 24, 18)),
    "narrow": ((1, 32, 36), (9, 34, 40), (99, 40, 42), (10**9, 48, 44)),
}
MAX_CITIES_NAMED = 3
STROKES = {"wide": 1, "narrow": 2.5}  # pixels of the line to a symbol that was moved


@dataclass(frozen=True)
class Place:
    """Facilities whose symbols would overlap on the map: one symbol, one row of the table. `x` and
    `y` are pixels of the map."""

    x: float
    y: float
    cities: tuple[str, ...]
    countries: tuple[str, ...]
    number: int
    url: str

    @property
    def name(self):
        """Return the cities, the largest number of facilities first, and their countries."""
        more = len(self.cities) - MAX_CITIES_NAMED
        named = ", ".join(self.cities[:MAX_CITIES_NAMED]) + (
            f" and {more} more" if more > 0 else ""
        )
        return f"{named} ({', '.join(self.countries)})"

    def symbol(self, layer):
        """Return (radius, size of the number) in pixels of a layer of the map."""
        return next((r, size) for most, r, size in SYMBOLS[layer] if self.number <= most)

    @property
    def label(self):
        return f"{self.name}: {self.number} {'facility' if self.number == 1 else 'facilities'}"


@dataclass(frozen=True)
class PlacesMap(Titled):
    places: tuple[Place, ...]
    without_coordinates: int
    without_coordinates_url: str
    countries: tuple[str, ...]  # names of countries with a facility
    none_known: tuple[str, ...]  # names of European countries without one

    @property
    def number(self):
        return sum(place.number for place in self.places) + self.without_coordinates

    title = "Facilities on the map of Europe"

    @property
    def headline(self):
        numbers = [(place.name, place.name, place.number) for place in self.places]
        return most(numbers, self.number, noun="facilities")

    @property
    def drawing(self):
        data = geography()
        drawing = Drawing(data["width"], data["height"], self.shown_title)
        drawing.items.append(Outline(data["others"], "land"))
        for country in data["countries"].values():
            drawing.items.append(Outline(country["d"], "shade-0"))
        for name in SYMBOLS:
            drawing.items.append(self._layer(name, data["width"], data["height"]))
        return drawing

    def _layer(self, name, width, height):
        """Return the symbols of one layer. Large ones keep their place; a small one that would lie
        on another moves beside it, with a line to its place."""
        places = sorted(self.places, key=lambda one: -one.number)
        circles = [(place.x, place.y, place.symbol(name)[0]) for place in places]
        points = moved_apart(circles, width, height)
        lines, links = [], []
        for place, (x, y) in zip(places, points, strict=True):
            if (x, y) != (place.x, place.y):
                lines.append(Line(((place.x, place.y), (x, y)), "ink", STROKES[name]))
                lines.append(Circle(place.x, place.y, 2 * STROKES[name], "ink"))
            radius, size = place.symbol(name)
            shapes = (
                Circle(x, y, radius, "place"),
                Text(x, y + size * 0.36, f"{place.number:,}", "on-place", "middle", True, size),
            )
            links.append(Link(place.url, place.label, shapes))
        return Layer(name, (*lines, *links), is_in_files=name == "wide")


def places_map(facilities, address):
    """Return the PlacesMap of a queryset. `address(cell)` returns the URL of the list of one map
    cell, or of "none" for facilities without coordinates."""
    cells = defaultdict(list)
    columns = ("site__map_cell", "site__longitude", "site__latitude", "site__city", "site__country")
    for cell, *site in facilities.order_by().values_list(*columns):
        cells[cell].append(site)
    without = cells.pop("", [])
    places = tuple(
        sorted(
            (_place(sites, address(cell)) for cell, sites in cells.items()),
            key=lambda place: (place.countries, place.name),
        )
    )
    found = {site[3] for sites in [*cells.values(), without] for site in sites}
    return PlacesMap(
        places,
        len(without),
        address("none"),
        tuple(sorted(map(country_name, found))),
        tuple(sorted(country_name(code) for code in EUROPE if code not in found)),
    )


def _place(sites, url):
    points = [project(longitude, latitude) for longitude, latitude, *_ in sites]
    numbers = defaultdict(int)
    for site in sites:
        numbers[site[2]] += 1
    return Place(
        sum(x for x, _ in points) / len(points),
        sum(y for _, y in points) / len(points),
        tuple(sorted(numbers, key=lambda city: (-numbers[city], city))),
        tuple(sorted({site[3] for site in sites})),
        len(sites),
        url,
    )
