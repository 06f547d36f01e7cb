"""The map of facilities: one symbol per place, with the number of facilities in it.

Facilities without coordinates are counted beside the map.
"""

from collections import defaultdict
from dataclasses import dataclass

from core.charts.apart import moved_apart
from core.charts.europe import geography
from core.charts.projection import project
from core.charts.shapes import Circle, Drawing, Line, Link, Outline, Text
from core.countries import EUROPE, country_name

# (largest number of facilities, radius in pixels, font size of the number in pixels)
SYMBOLS = ((1, 9, 12), (9, 13, 15), (99, 18, 17), (10**9, 24, 18))
MAX_CITIES_NAMED = 3
DOT = 2.0  # pixels; marks the place of a symbol that was moved


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

    @property
    def symbol(self):
        """Return (radius, size of the number) in pixels."""
        return next((r, size) for most, r, size in SYMBOLS if self.number <= most)

    @property
    def label(self):
        return f"{self.name}: {self.number} {'facility' if self.number == 1 else 'facilities'}"


@dataclass(frozen=True)
class PlacesMap:
    places: tuple[Place, ...]
    without_coordinates: int
    without_coordinates_url: str
    countries: tuple[str, ...]  # names of countries with a facility
    none_known: tuple[str, ...]  # names of European countries without one

    @property
    def number(self):
        return sum(place.number for place in self.places) + self.without_coordinates

    @property
    def drawing(self):
        data = geography()
        drawing = Drawing(data["width"], data["height"], "Facilities on the map of Europe")
        drawing.items.append(Outline(data["others"], "land"))
        for country in data["countries"].values():
            drawing.items.append(Outline(country["d"], "shade-0"))
        # Large ones keep their place; a small one that would lie on it moves beside it.
        places = sorted(self.places, key=lambda one: -one.number)
        circles = [(place.x, place.y, place.symbol[0]) for place in places]
        points = moved_apart(circles, data["width"], data["height"])
        for place, point in zip(places, points, strict=True):
            if point != (place.x, place.y):
                drawing.items.append(Line(((place.x, place.y), point), "ink", 1))
                drawing.items.append(Circle(place.x, place.y, DOT, "ink"))
        for place, (x, y) in zip(places, points, strict=True):
            radius, size = place.symbol
            shapes = (
                Circle(x, y, radius, "place"),
                Text(x, y + size * 0.36, f"{place.number:,}", "on-place", "middle", True, size),
            )
            drawing.items.append(Link(place.url, place.label, shapes))
        return drawing


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
