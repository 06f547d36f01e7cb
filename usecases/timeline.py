"""Where the bars of a road lie on a time axis, in per cent of its width: for pages and for PDF.

Three lengths stand above each other: planned, real (with its clock stops, and what lies beyond the
nominal length) and nominal, counted from the submission.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from .road import Road, Step

MOST_TICKS = 8
LAST_TICK = 94  # per cent; a label further right would be cut


@dataclass(frozen=True)
class Axis:
    first: date
    last: date
    aligned: bool = False  # days since the first step of each case, not days of the calendar

    def at(self, day):
        return 100 * (day - self.first).days / max((self.last - self.first).days, 1)

    def span(self, start, end):
        """x and width as SVG writes them; what lies beyond the axis is cut."""
        x, end = max(self.at(start), 0), min(self.at(end), 100)
        return f"{x:.2f}%", f"{max(end - x, 0.3):.2f}%"

    @property
    def ticks(self):
        """(x, label) for the beginnings of years, not more than there is room for."""
        years = range(self.first.year, self.last.year + 1)
        step = -(-len(years) // MOST_TICKS)
        found = []
        for number, year in enumerate(years):
            day = date(year, self.first.month if self.aligned else 1, 1)
            if number % step == 0 and day >= self.first and self.at(day) < LAST_TICK:
                label = f"Year {number + 1}" if self.aligned else str(year)
                found.append((f"{self.at(day):.2f}%", label))
        return found


@dataclass(frozen=True)
class Bars:
    """One step drawn: (x, width) for each length that is known, else None."""

    step: Step
    planned: tuple | None
    real: tuple | None
    point: str  # x of the only date of the step
    stops: list
    beyond: tuple | None
    nominal: tuple | None


@dataclass(frozen=True)
class Timeline:
    """`axis` is None where no step has a date."""

    axis: Axis | None
    rows: list[Bars]


def timeline_of(road, axis=None, shift=timedelta(0)):
    axis = axis or axis_of([road])
    if axis is None:
        return Timeline(None, [])
    return Timeline(axis, [_bars(step, axis, shift) for step in road.steps])


def axis_of(roads, aligned=False):
    """One axis for all roads: years of the calendar, or years since each road began."""
    dated = [road for road in roads if road.first]
    if not dated:
        return None
    if aligned:
        longest = max(road.total_days for road in dated)
        start = date(2001, 1, 1)
        return Axis(start, start + timedelta(days=longest + 30), aligned=True)
    first = min(road.first for road in dated)
    last = max(road.last for road in dated)
    margin = timedelta(days=max((last - first).days // 50, 15))
    return Axis(first - margin, last + margin)


def shift_of(road: Road, axis: Axis):
    """How far the dates of a road are moved to stand on the axis."""
    return axis.first - road.first if axis.aligned and road.first else timedelta(0)


def _bars(step, axis, shift):
    def day(partial):
        return partial.middle + shift if partial else None

    start, end = day(step.submitted), day(step.decided)
    only = [one for one in (start, end) if one]
    planned = day(step.planned_from), day(step.planned_to)
    begin = start or planned[0]
    nominal = beyond = None
    if begin and step.nominal_days:
        nominal = axis.span(begin, begin + timedelta(days=step.nominal_days))
    if start and end and (step.over_nominal or 0) > 0:
        beyond = axis.span(end - timedelta(days=step.over_nominal), end)
    planned_only = [one for one in planned if one]
    if not only and len(planned_only) == 1:
        only = planned_only
    return Bars(
        step=step,
        planned=axis.span(*planned) if all(planned) else None,
        real=axis.span(start, end) if start and end else None,
        point=f"{axis.at(only[0]):.2f}%" if len(only) == 1 else "",
        stops=[axis.span(day(stop.start), day(stop.end)) for stop in step.stops if stop.end],
        beyond=beyond,
        nominal=nominal,
    )
