"""The read-only API at /api/v1/. It has the rows and filters of the pages.

`rows` declares the lists, `shapes` the fields of their rows. Neither contains names of people.
"""
