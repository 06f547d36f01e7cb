"""Reference values, scenarios and their use as evidence. Versions are read-only everywhere."""

from . import evidence, references, scenarios

__all__ = ["evidence", "references", "scenarios"]
