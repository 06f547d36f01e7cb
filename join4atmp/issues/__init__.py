"""Frozen issues: the published data of a day as one file that never changes.

`contents` declares the tables of an issue, `freeze` makes the file, `pages` show and send it.
"""
