"""The difference between two packs, row by row. The first cells of a row that are unique in its
table name it."""

import csv
import io

CHANGES = "changes.csv"
HEADER = ("Table", "Row", "Change", "Before", "Now")


def changes_of(files, earlier):
    """Return header and rows; no rows if there is no earlier pack."""
    rows = []
    if earlier:
        for name in sorted(files):
            if name.endswith(".csv") and name != CHANGES:
                rows += _of_table(name, _rows(files[name]), _rows(earlier.get(name, b"")))
    return HEADER, rows


def _rows(data):
    """Return {key: cells}. Rows with the same key are numbered."""
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]
    found = {}
    for cells in lines:
        key, place = " ".join(cells[:1]), 1
        while key in found:
            place += 1
            key = f"{cells[0]} ({place})"
        found[key] = cells
    return found


def _of_table(name, now, before):
    for key in sorted({*now, *before}):
        old, new = before.get(key), now.get(key)
        if old == new:
            continue
        change = "new" if old is None else "gone" if new is None else "changed"
        yield name, key, change, " | ".join(old or ()), " | ".join(new or ())
