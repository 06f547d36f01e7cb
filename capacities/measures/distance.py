"""Distances on the globe in a straight line. Travel times are not estimated."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG


def great_circle_km(one, other):
    """Return the kilometres between two (latitude, longitude) in degrees (haversine formula). Raise
    ValueError for a latitude beyond 90 or a longitude beyond 180 degrees."""
    for latitude, longitude in (one, other):
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ValueError(f"({latitude}, {longitude}) is not a place on the globe.")
    (north, east), (other_north, other_east) = (map(radians, place) for place in (one, other))
    half = (
        sin((other_north - north) / 2) ** 2
        + cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * asin(min(sqrt(half), 1))
