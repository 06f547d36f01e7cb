from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from core.partial_dates import parse

from ..models import ReportingPeriod


@dataclass(frozen=True)
class Period:
    """The first and the last day of a report."""

    first: date
    last: date

    def __post_init__(self):
        if self.last < self.first:
            raise ValueError("The period ends before it starts. Correct one of the days.")

    def __str__(self):
        return f"{self.first.isoformat()} to {self.last.isoformat()}"

    @property
    def moments(self):
        """Return the first moment of the period and the first one after it, in UTC."""
        start = datetime.combine(self.first, time(), UTC)
        return start, datetime.combine(self.last + timedelta(days=1), time(), UTC)

    def has(self, text):
        """Return whether a partial date can be in the period."""
        when = parse(text)
        return bool(when and when.first <= self.last and when.last >= self.first)

    @cached_property
    def reported(self):
        """The periods of the grant that overlap this one."""
        return list(
            ReportingPeriod.objects.filter(starts_on__lte=self.last, ends_on__gte=self.first)
        )
