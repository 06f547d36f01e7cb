"""Facilities for advanced therapies: what they can do, and where capacity is missing."""
