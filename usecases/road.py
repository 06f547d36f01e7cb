"""The road of a case: planned, actual and nominal length of each step, in days.

It is computed from the milestones of a snapshot, without the database. A length is exact or
"about", because some dates are known only by year or month.
"""

from dataclasses import dataclass, field
from functools import cached_property

from core.countries import country_name
from core.partial_dates import PartialDate, days_between, parse

MAX_STEPS_LISTED = 5  # of the steps that lost or won time


def in_days(number):
    return f"{number:,} day{'' if number == 1 else 's'}"


@dataclass(frozen=True)
class Stop:
    start: PartialDate
    end: PartialDate | None
    reason: str

    @cached_property
    def days(self):
        return days_between(self.start, self.end)[0]


@dataclass(frozen=True)
class Step:
    """One milestone with its lengths in days; a length is None where a date is missing."""

    data: dict
    planned_from: PartialDate | None
    planned_to: PartialDate | None
    submitted: PartialDate | None
    decided: PartialDate | None
    stops: tuple[Stop, ...] = field(default=())

    @cached_property
    def name(self):
        return self.data["name"]

    @cached_property
    def place(self):
        code = self.data["country"]
        return "EU" if code == "EU" else country_name(code) if code else ""

    @cached_property
    def label(self):
        return f"{self.name}, {self.place}" if self.place else self.name

    @cached_property
    def real_days(self):
        return days_between(self.submitted, self.decided)[0]

    @cached_property
    def is_exact(self):
        return days_between(self.submitted, self.decided)[1]

    @cached_property
    def stopped_days(self):
        """Return the total length of the clock stops with a known start and end."""
        return sum(stop.days or 0 for stop in self.stops)

    @cached_property
    def working_days(self):
        """Return the actual length without clock stops, for comparison with the nominal length."""
        return None if self.real_days is None else max(self.real_days - self.stopped_days, 0)

    @cached_property
    def nominal_days(self):
        """Return the nominal length of the procedure; the maximum if its source gives a range."""
        procedure = self.data["procedure"] or {}
        return procedure.get("nominal_days_most") or procedure.get("nominal_days")

    @cached_property
    def nominal_words(self):
        procedure = self.data["procedure"] or {}
        least, most = procedure.get("nominal_days"), procedure.get("nominal_days_most")
        if least is None:
            return ""
        days = f"{least} to {most} days" if most and most != least else f"{least} days"
        standing = procedure.get("standing")
        mark = {"unverified": ", unverified", "partly": ", partly unverified"}.get(standing, "")
        return days + mark

    @cached_property
    def over_nominal(self):
        """Return the days above (negative: below) the nominal length, without clock stops."""
        if self.working_days is None or not self.nominal_days:
            return None
        return self.working_days - self.nominal_days

    @cached_property
    def days_won(self):
        return max(-(self.over_nominal or 0), 0)

    @cached_property
    def over_plan(self):
        """Return the days between planned and actual decision; negative if it was early."""
        if not self.decided or not self.planned_to:
            return None
        return (self.decided.middle - self.planned_to.middle).days

    @cached_property
    def dates(self):
        ends = [self.planned_from, self.planned_to, self.submitted, self.decided]
        return [one.middle for one in ends if one]

    def about(self, days):
        return f"{days:,} days" if self.is_exact else f"about {days:,} days"

    @cached_property
    def brief(self):
        """Return the length, or the only date, in a few words beside the bar."""
        if self.real_days is None:
            if self.submitted:
                return f"open since {self.submitted}"
            return str(self.decided or "") or (
                f"planned for {self.planned_to}" if self.planned_to else "no date"
            )
        over = self.over_nominal or 0
        compared = f", {abs(over):,} {'over' if over > 0 else 'under'} nominal" if over else ""
        return f"{self.about(self.real_days)}{compared}"

    @cached_property
    def verdict(self):
        """Return one sentence about lost or saved time; empty if there are no dates."""
        if self.real_days is None:
            if self.submitted:
                return f"Submitted {self.submitted}; no decision is recorded."
            if not self.decided:
                return f"Planned for {self.planned_to}." if self.planned_to else ""
            late = (
                "" if self.over_plan is None else f"; {_compared(self.over_plan, 'the plan', True)}"
            )
            return f"{self.decided}{late}."
        said = [f"Took {self.about(self.real_days)}"]
        if self.stopped_days:
            said.append(f"including {self.stopped_days:,} days with the clock stopped")
        if self.over_nominal is not None:
            said.append(_compared(self.over_nominal, "the nominal length"))
        if self.over_plan is not None:
            said.append(_compared(self.over_plan, "the plan", late=True))
        return "; ".join(said) + "."


def _compared(days, what, late=False):
    if days == 0:
        return f"as in {what}"
    word = ("later" if late else "longer") if days > 0 else ("earlier" if late else "shorter")
    return f"{abs(days):,} days {word} than {what}"


@dataclass(frozen=True)
class Road:
    steps: list[Step]

    @cached_property
    def first(self):
        return min((day for step in self.steps for day in step.dates), default=None)

    @cached_property
    def last(self):
        return max((day for step in self.steps for day in step.dates), default=None)

    @cached_property
    def total_days(self):
        return (self.last - self.first).days if self.first else None

    @cached_property
    def stopped_days(self):
        return sum(step.stopped_days for step in self.steps)

    @cached_property
    def lost(self):
        """Return the steps that took longer than nominal, the longest first."""
        late = [step for step in self.steps if (step.over_nominal or 0) > 0]
        return sorted(late, key=lambda step: -step.over_nominal)

    @cached_property
    def late(self):
        """Return the steps decided later than planned, the latest first."""
        late = [step for step in self.steps if (step.over_plan or 0) > 0]
        return sorted(late, key=lambda step: -step.over_plan)

    @cached_property
    def won(self):
        won = [step for step in self.steps if (step.over_nominal or 0) < 0]
        return sorted(won, key=lambda step: -step.days_won)

    @property
    def sum_in_words(self):
        """Return the length of the road in one sentence."""
        number = len(self.steps)
        words = f"{number:,} milestone{'' if number == 1 else 's'}"
        if self.total_days:
            words += f" over {in_days(self.total_days)}"
        if self.stopped_days:
            words += f", including {in_days(self.stopped_days)} with the clock stopped"
        if self.waiting_days:
            words += (
                f"; {in_days(self.waiting_days)} between a decision and the next submission, with "
                "no step open"
            )
        return f"{words}."

    @property
    def time_lists(self):
        """Return (title, [(label of a step, days)]) for the time lost and won, the longest
        first."""
        lists = (
            ("Longer than nominal", [(step.label, step.over_nominal) for step in self.lost]),
            ("Later than planned", [(step.label, step.over_plan) for step in self.late]),
            ("Shorter than nominal", [(step.label, step.days_won) for step in self.won]),
        )
        return [(title, rows[:MAX_STEPS_LISTED]) for title, rows in lists if rows]

    @cached_property
    def waits(self):
        """Return (first day, last day) of each time, between the first submission and the last
        decision, in which no step was open."""
        spans = sorted(
            (step.submitted.middle, step.decided.middle)
            for step in self.steps
            if step.submitted and step.decided
        )
        waits, end = [], None
        for start, finish in spans:
            if end and start > end:
                waits.append((end, start))
            end = max(end or finish, finish)
        return waits

    @cached_property
    def waiting_days(self):
        return sum((end - start).days for start, end in self.waits)

    def by_procedure(self):
        """Return the procedures with steps in several countries: [(name, [steps])]."""
        groups = {}
        for step in self.steps:
            if step.data["procedure"] and step.data["country"]:
                groups.setdefault(step.data["procedure"]["code"], []).append(step)
        return [
            (steps[0].data["procedure"]["name"], steps)
            for steps in groups.values()
            if len({step.data["country"] for step in steps}) > 1
        ]


def road_of(snapshot):
    steps = []
    for data in snapshot["milestones"]:
        stops = tuple(
            Stop(parse(stop["stopped_on"]), parse(stop["resumed_on"]), stop["reason"])
            for stop in data["stops"]
        )
        dates = ("planned_from", "planned_to", "submitted_on", "decided_on")
        steps.append(Step(data, *(parse(data[name]) for name in dates), stops))
    return Road(steps)
