"""Generate core/charts/europe.json, the outlines and populations of the map of Europe.

    npm pack world-atlas@2.0.2 cldr-core@48.2.0
    tar xzf world-atlas-2.0.2.tgz package/countries-50m.json
    tar xzf cldr-core-48.2.0.tgz package/supplemental/territoryInfo.json
    python -m tools.map_of_europe package/countries-50m.json package/supplemental/territoryInfo.json

Lines that countries share are simplified once, so that borders still meet. Three facts are missing
in the outlines and added here: Crimea is part of Ukraine, northern Cyprus is part of Cyprus, and
Kosovo has no number.
"""

import json
import sys
from functools import partial
from itertools import pairwise
from math import dist, sqrt
from pathlib import Path

import pycountry

from core.charts.projection import HEIGHT, WIDTH, project
from core.countries import EUROPE

TARGET = Path("core/charts/europe.json")
TOLERANCE_PIXELS = 0.9  # pixels
MIN_ISLAND_PIXELS = 9  # square pixels
CRIMEA = (34.3, 45.3)
SOURCES = {
    "outlines": "Natural Earth 1:50m (public domain), by way of world-atlas 2.0.2 (ISC licence)",
    "population": "Unicode CLDR 48, territory information (Unicode licence v3)",
}


def lines_of(topology):
    """Yield every arc as simplified points on the map."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append(project(x * kx + dx, y * ky + dy))
        yield simplified(points)


def simplified(points):
    """Return the points without those near the line between the others (Douglas and Peucker)."""
    if len(points) < 3:
        return points
    first, last = points[0], points[-1]
    far, place = max((distance(p, first, last), i) for i, p in enumerate(points[1:-1], 1))
    if far < TOLERANCE_PIXELS:
        return [first, last]
    return simplified(points[: place + 1])[:-1] + simplified(points[place:])


def distance(point, first, last):
    (x, y), (ax, ay), (bx, by) = point, first, last
    length = sqrt((bx - ax) ** 2 + (by - ay) ** 2)
    if not length:
        return sqrt((x - ax) ** 2 + (y - ay) ** 2)
    return abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length


def rings_of(geometry, lines):
    """Yield the outer rings of a country, without holes."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for polygon in polygons:
        ring = []
        for number in polygon[0]:
            line = lines[number] if number >= 0 else lines[~number][::-1]
            ring += line[1:] if ring else line
        yield ring


def clipped(ring):
    """Return the part of a ring on the map (Sutherland and Hodgman)."""
    for axis, limit, sign in ((0, 0, 1), (0, WIDTH, -1), (1, 0, 1), (1, HEIGHT, -1)):
        kept = []
        for one, two in zip(ring, ring[1:] + ring[:1], strict=True):
            inside, next_inside = (sign * (p[axis] - limit) >= 0 for p in (one, two))
            if inside:
                kept.append(one)
            if inside != next_inside:
                share = (limit - one[axis]) / (two[axis] - one[axis])
                kept.append(tuple(a + share * (b - a) for a, b in zip(one, two, strict=True)))
        ring = kept
        if not ring:
            break
    return ring


def area(ring):
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum(x * v - u * y for (x, y), (u, v) in pairs) / 2


def roomiest(ring):
    """Return [x, y, room] of the point inside a ring that is farthest from its corners, in pixels.

    A number has most room there.
    """
    xs, ys = zip(*ring, strict=True)
    steps = range(1, 40)
    grid = [
        (min(xs) + (max(xs) - min(xs)) * i / 40, min(ys) + (max(ys) - min(ys)) * j / 40)
        for i in steps
        for j in steps
    ]
    inside = [point for point in grid if contains(ring, point)] or [ring[0]]
    room, x, y = max((min(map(partial(dist, p), ring)), *p) for p in inside)
    return [round(x), round(y), round(room)]


def path(rings):
    pieces = []
    for ring in rings:
        points = [(round(x), round(y)) for x, y in ring]
        steps = [f"{u - x},{v - y}" for (x, y), (u, v) in pairwise(points) if (u, v) != (x, y)]
        pieces.append(f"M{points[0][0]},{points[0][1]}l{' '.join(steps)}z")
    return "".join(pieces)


def code_of(geometry):
    name = geometry["properties"]["name"]
    if name == "N. Cyprus":
        return "CY"
    country = pycountry.countries.get(numeric=geometry.get("id") or "")
    return country.alpha_2 if country else name


def contains(ring, point):
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def countries_of(topology):
    lines = list(lines_of(topology))
    crimea = project(*CRIMEA)
    rings = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = code_of(geometry)
        for ring in rings_of(geometry, lines):
            owner = (
                "UA" if code == "RU" and area_is_small(ring) and contains(ring, crimea) else code
            )
            rings.setdefault(owner, []).append(clipped(ring))
    return {code: sized for code, found in rings.items() if (sized := _seen(found))}


def area_is_small(ring):
    return abs(area(ring)) < 5000


def _seen(rings):
    """Return the rings, largest first, without islets unless there are only islets."""
    rings = sorted((ring for ring in rings if len(ring) > 2), key=lambda r: -abs(area(r)))
    return rings[:1] + [ring for ring in rings[1:] if abs(area(ring)) >= MIN_ISLAND_PIXELS]


def main(outlines, territories):
    found = countries_of(json.loads(Path(outlines).read_text()))
    people = json.loads(Path(territories).read_text())["supplemental"]["territoryInfo"]
    others = [ring for code, rings in found.items() if code not in EUROPE for ring in rings]
    data = {
        "sources": SOURCES,
        "width": WIDTH,
        "height": HEIGHT,
        "others": path(others),
        "countries": {
            code: {
                "d": path(found[code]),
                "centre": roomiest(found[code][0]),
                "is_small": abs(area(found[code][0])) < 500,
                "population": int(people[code]["_population"]),
            }
            for code in EUROPE
        },
    }
    TARGET.write_text(json.dumps(data, indent=0) + "\n")
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
