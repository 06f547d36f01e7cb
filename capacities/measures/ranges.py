"""Figures as ranges. Facilities state bands, because a band is true for longer than a number."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """A figure between `low` and `high`. `is_open` means that it may be larger than `high`."""

    low: float
    high: float
    is_open: bool = False

    def __post_init__(self):
        if not 0 <= self.low <= self.high:
            raise ValueError(f"The range from {self.low} to {self.high} is negative or reversed.")

    def __add__(self, other):
        return Range(self.low + other.low, self.high + other.high, self.is_open or other.is_open)

    def divided_by(self, number):
        return Range(self.low / number, self.high / number, self.is_open)

    def __str__(self):
        if self.is_open:
            return f"at least {_number(self.low)}"
        if self.low == self.high:
            return _number(self.low)
        return f"{_number(self.low)} to {_number(self.high)}"


def _number(value):
    return f"{value:,.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.2f}"


ZERO = Range(0, 0)
# The open band has its lower end as low and as high, and is marked as open.
BANDS = {
    "0": ZERO,
    "1-4": Range(1, 4),
    "5-9": Range(5, 9),
    "10-29": Range(10, 29),
    "30-99": Range(30, 99),
    "100-299": Range(100, 299),
    "300-999": Range(300, 999),
    "1000+": Range(1000, 1000, is_open=True),
}


def total(ranges):
    """Return the sum of ranges; Range(0, 0) for none."""
    return sum(ranges, ZERO)


def band_of(number):
    """Return the band of a whole number; raise ValueError for a negative one."""
    if number < 0:
        raise ValueError(f"The capacity is {number}. It cannot be negative.")
    return next(band for band, limits in reversed(BANDS.items()) if number >= limits.low)
