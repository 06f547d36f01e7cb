"""Invented people and organisations: example domains, names that say Demo, out without a trace."""

from .load import load, remove

__all__ = ["load", "remove"]
