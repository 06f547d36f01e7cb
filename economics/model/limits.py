"""Limits of one calculation, so that a public request cannot occupy a server."""

from dataclasses import dataclass

from .reasons import E_RANGE, Refused

MICROSECONDS_PER_VALUE = 1  # to read and check one number
MICROSECONDS_PER_CYCLE = 20  # of one cohort
MICROSECONDS_PER_SCENARIO = 500  # without a cohort
MICROSECONDS_PER_DRAW = 6  # of a scenario
MICROSECONDS_PER_DRAWN_STATE = 0.06  # of one cohort, cycle and draw
MICROSECONDS_PER_NET_BENEFIT = 0.02  # of one draw, strategy and threshold


@dataclass
class Limits:
    """The most draws of a simulation, and the most estimated processor time of the whole
    calculation in microseconds; None is no limit. `spent` is the estimate so far."""

    draws: int | None = None
    microseconds: float | None = None
    spent: float = 0.0

    def spend(self, microseconds):
        """Count work before it is done; raise Refused if the whole calculation is too large."""
        self.spent += microseconds
        if self.microseconds is not None and self.spent > self.microseconds:
            raise Refused(
                E_RANGE,
                "inputs",
                "The calculation is too large for one request. Use fewer draws, cycles, cells or "
                "rows, or run the command compute_scenario on your own computer.",
            )
