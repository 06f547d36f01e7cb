"""The workplace of secretaries, coordinators and editors."""

from . import bodies, outreach, records, reporting, statements

__all__ = ["bodies", "outreach", "records", "reporting", "statements"]
