"""Invented people and organisations with example domains and names that say Demo."""

from .load import load, remove

__all__ = ["load", "remove"]
