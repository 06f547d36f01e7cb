"""Projects places to the map of Europe: Lambert's azimuthal equal-area projection, in pixels."""

from math import cos, radians, sin, sqrt

CENTRE = (10.0, 52.0)  # longitude and latitude
WIDTH = 1000
WEST, EAST, SOUTH, NORTH = -0.345, 0.385, -0.305, 0.355  # of the map, in units of the projection
SCALE = WIDTH / (EAST - WEST)
HEIGHT = round((NORTH - SOUTH) * SCALE)
CELL_PIXELS = 40  # side of a cell; places in one cell share a symbol


def project(longitude, latitude):
    """Return (x, y) of a place in pixels from the upper left corner of the map."""
    turn, north = radians(longitude - CENTRE[0]), radians(latitude)
    middle = radians(CENTRE[1])
    nearness = 1 + sin(middle) * sin(north) + cos(middle) * cos(north) * cos(turn)
    stretch = sqrt(2 / max(nearness, 1e-6))
    x = stretch * cos(north) * sin(turn)
    y = stretch * (cos(middle) * sin(north) - sin(middle) * cos(north) * cos(turn))
    return (x - WEST) * SCALE, (NORTH - y) * SCALE


def is_on_map(latitude, longitude):
    """Return whether a place in degrees is on the map of Europe."""
    x, y = project(longitude, latitude)
    return 0 <= x <= WIDTH and 0 <= y <= HEIGHT


def map_cell(latitude, longitude):
    """Return the name of the map cell of a place, such as 12-7."""
    x, y = project(longitude, latitude)
    return f"{int(x // CELL_PIXELS)}-{int(y // CELL_PIXELS)}"
