"""Facilities for advanced therapies: their capabilities, their capacity and the gaps."""
