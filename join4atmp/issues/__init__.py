"""Frozen issues: the published data of a day as one file that never changes.

`contents` says what is in an issue, `freeze` makes the file, `pages` show and serve it.
"""
