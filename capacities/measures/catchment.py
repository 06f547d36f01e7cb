"""People within reach of a facility.

`weights` are persons or patients by area; `distances` are kilometres by (area, facility). An area
or facility without a pair in `distances` is out of reach. The two-step floating catchment follows
Paez and others 2019, doi 10.1371/journal.pone.0218773. It is an index, not a number of places per
patient, because overlapping catchments inflate demand and service.
"""

from dataclasses import dataclass

STEPS_OF_DECAY = ((100, 1.0), (200, 0.6), (300, 0.3))  # (up to kilometres, weight)


@dataclass(frozen=True, slots=True)
class Catchment:
    """`share` (0 to 1) is the part of the weight within reach; `mean_km` is the weighted mean
    distance to the nearest facility over areas with one. Both are None if there is no weight."""

    share: float | None
    mean_km: float | None
    without_distance: float


def nearest_km(weights, distances):
    """Return {area: kilometres to its nearest facility} of areas that have one."""
    nearest = {}
    for (area, _), km in distances.items():
        if area in weights and km < nearest.get(area, float("inf")):
            nearest[area] = km
    return nearest


def catchment(weights, distances, *, within_km):
    """Return the Catchment of all facilities together."""
    nearest = nearest_km(weights, distances)
    total = sum(weights.values())
    measured = sum(weights[area] for area in nearest)
    reached = sum(weights[area] for area, km in nearest.items() if km <= within_km)
    mean = sum(weights[area] * km for area, km in nearest.items()) / measured if measured else None
    return Catchment(reached / total if total else None, mean, total - measured)


def all_alike(km):
    """Return the same weight for every distance."""
    return 1.0


def by_steps(km):
    """Return a larger weight for shorter distances: 1 to 100 km, 0.6 to 200 km, 0.3 to 300 km, then
    0."""
    return next((weight for limit, weight in STEPS_OF_DECAY if km <= limit), 0.0)


def two_step(weights, supplies, distances, *, within_km, weigh=all_alike):
    """Return ({facility: supply per weight}, {area: index}).

    The weighted sum of the indices is the supply of all facilities that are within reach of
    anybody.
    """
    reach = {
        pair: weigh(km)
        for pair, km in distances.items()
        if km <= within_km and pair[0] in weights and pair[1] in supplies
    }
    demand = dict.fromkeys(supplies, 0.0)
    for (area, facility), weight in reach.items():
        demand[facility] += weights[area] * weight
    ratios = {
        facility: supply / demand[facility] if demand[facility] else 0.0
        for facility, supply in supplies.items()
    }
    index = dict.fromkeys(weights, 0.0)
    for (area, facility), weight in reach.items():
        index[area] += ratios[facility] * weight
    return ratios, index
