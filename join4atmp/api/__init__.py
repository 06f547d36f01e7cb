"""The read-only interface for programs at /api/v1/: rows of the pages, filtered as those are.

`rows` declares what there is to read; `shapes` how a row is written; both leave out whatever could
name a person.
"""
