"""Positions of the bars of a road on a time axis, in per cent of its width, for pages and PDF.

Each step is one line with three bars: planned, actual (with clock stops and the time beyond the
nominal length), and nominal, which starts at the submission. Times in which no step was open are
drawn across all lines.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from .road import Road, Step

MAX_TICKS = 8
MIN_LABELLED_PERCENT = 4  # per cent of the width; a narrower time has no room for its days
MAX_TICK_PERCENT = 94  # per cent of the width; a label further right would be cut off


@dataclass(frozen=True)
class Axis:
    first: date
    last: date
    aligned: bool = False  # True: days since the first step of each case; False: calendar days

    def at(self, day):
        return 100 * (day - self.first).days / max((self.last - self.first).days, 1)

    def span(self, start, end):
        """Return x and width as SVG percentages, cut off at the ends of the axis."""
        x, end = max(self.at(start), 0), min(self.at(end), 100)
        return f"{x:.2f}%", f"{max(end - x, 0.3):.2f}%"

    @property
    def ticks(self):
        """Return (x, label) for the starts of years, at most as many as fit."""
        years = range(self.first.year, self.last.year + 1)
        step = -(-len(years) // MAX_TICKS)
        found = []
        for number, year in enumerate(years):
            day = date(year, self.first.month if self.aligned else 1, 1)
            if number % step == 0 and day >= self.first and self.at(day) < MAX_TICK_PERCENT:
                label = f"Year {number + 1}" if self.aligned else str(year)
                found.append((f"{self.at(day):.2f}%", label))
        return found


@dataclass(frozen=True)
class Bars:
    """The drawing of one step: (x, width) for each known length, otherwise None."""

    step: Step
    planned: tuple | None
    real: tuple | None
    point: str  # x if the step has only one date
    stops: list
    beyond: tuple | None
    nominal: tuple | None


@dataclass(frozen=True)
class IdleTime:
    """A time in which no step was open; `x`, `width` and `middle` are SVG percentages."""

    x: str
    width: str
    middle: str
    first: date
    last: date

    @property
    def days(self):
        return (self.last - self.first).days

    @property
    def is_wide(self):
        """Return whether the number of days fits into the drawing."""
        return float(self.width.removesuffix("%")) >= MIN_LABELLED_PERCENT


@dataclass(frozen=True)
class Timeline:
    """The drawing of a road; `axis` is None if no step has a date."""

    axis: Axis | None
    rows: list[Bars]
    idle: list[IdleTime]

    @property
    def idle_days(self):
        return sum(gap.days for gap in self.idle)


def timeline_of(road, axis=None, shift=timedelta(0)):
    axis = axis or axis_of([road])
    if axis is None:
        return Timeline(None, [], [])
    idle = [_idle(start + shift, end + shift, axis) for start, end in road.waits]
    return Timeline(axis, [_bars(step, axis, shift) for step in road.steps], idle)


def _idle(start, end, axis):
    middle = (axis.at(start) + axis.at(end)) / 2
    return IdleTime(*axis.span(start, end), f"{middle:.2f}%", start, end)


def axis_of(roads, aligned=False):
    """Return one axis for all roads: calendar years, or years since the start of each road."""
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
    """Return the shift that moves the dates of a road onto the axis."""
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
