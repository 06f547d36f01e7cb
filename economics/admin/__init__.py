"""Admin of reference values, scenarios and their use as evidence. Versions are read-only."""

from . import evidence, references, scenarios

__all__ = ["evidence", "references", "scenarios"]
