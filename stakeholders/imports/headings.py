"""Find the headings of a sheet and the names of its columns. This module does not use Django.

People put titles and notes above the headings, write headings in two rows with merged cells, use
one heading twice, or leave one empty. Known words decide which row has the headings.
"""

import re
from dataclasses import dataclass

from core.spreadsheets import BadCell, UploadError

from .cleaning import cleaned

ROWS_LOOKED_AT = 40
MAX_HEADING_LENGTH = 200
MAX_UPPER_HEADING_LENGTH = 60
BETWEEN = ": "  # the heading above and the one below
ADDRESS = re.compile(r"[^\s@;,<>]+@[^\s@;,<>]+\.[^\s@;,<>]+")


@dataclass(frozen=True)
class Headings:
    """The name of each column ("" where it has none), and how many rows are above the first row
    of values."""

    names: list[str]
    rows_above: int


def texts_of(cells):
    """Return the cells as headings: on one line, without invisible characters."""
    return [
        "" if isinstance(cell, BadCell) else " ".join(cleaned(cell)[0].split()) for cell in cells
    ]


def score(cells, is_known):
    """Return how many different known headings are in a row; none in one with an e-mail address."""
    texts = texts_of(cells)
    if any(ADDRESS.fullmatch(text) for text in texts):
        return 0
    return len({text.casefold() for text in texts if text and is_known(text)})


def find_headings(rows, is_known):
    """Find the headings in the first rows of a sheet, given as (number, cells). Raises
    UploadError."""
    lines = [texts_of(cells) for _, cells in rows]
    if not any(map(any, lines)):
        raise UploadError("The file has no row of headings. Put headings above the columns.")
    best = max(range(len(lines)), key=lambda place: (score(lines[place], is_known), -place))
    above = _upper(lines, best, is_known)
    if score(lines[best], is_known):
        if best + 1 < len(lines) and _is_upper_of(lines, best, is_known):
            best, above = best + 1, lines[best]
        return Headings(_joined(above, lines[best]), best + 1)
    filled = [sum(map(bool, line)) for line in lines]
    first = next(place for place, number in enumerate(filled) if number * 2 > max(filled))
    if any(ADDRESS.fullmatch(text) for text in lines[first]):
        return Headings([""] * len(lines[first]), first)
    return Headings(_joined(_upper(lines, first, is_known), lines[first]), first + 1)


def _upper(lines, place, is_known):
    """Return the row directly above if it names groups of columns, else [].

    Such a row has several short texts with gaps. They are known words, or distinguish columns of
    the same name; other texts are a title of the list.
    """
    line, names = lines[place - 1] if place else [], [name for name in lines[place] if name]
    texts = [text for text in line if text]
    has_gaps = 1 < len(texts) < len(names)
    is_short = all(len(text) <= MAX_UPPER_HEADING_LENGTH for text in texts)
    is_needed = any(map(is_known, texts)) or len(set(names)) < len(names)
    return line if has_gaps and is_short and is_needed else []


def _is_upper_of(lines, place, is_known):
    """Return whether the row below has the headings and this one only names groups of them.

    Together the two rows have more known words than this one.
    """
    below = lines[place + 1]
    if _upper(lines, place + 1, is_known) is not lines[place]:
        return False
    return score(_joined(lines[place], below), is_known) > score(lines[place], is_known)


def _joined(above, names):
    """Return the names with the upper heading: "Organisation" above "Name" is "Organisation: Name".

    The text of a merged cell applies to all columns below it.
    """
    width = max(len(above), len(names))
    above, names = (line + [""] * (width - len(line)) for line in (above, names))
    joined, current = [], ""
    for upper, name in zip(above, names, strict=True):
        current = upper or current
        is_twofold = current and name and current != name
        joined.append(f"{current}{BETWEEN}{name}" if is_twofold else name or upper)
    return joined


def column_letter(place):
    """Return the letter of a column as spreadsheets name it: "A" for place 0."""
    letters, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def unique(names):
    """Return the headings with a number after the second and later ones of one name."""
    seen, found = set(), []
    for name in names:
        number, new = 1, name
        while new.casefold() in seen:
            number += 1
            new = f"{name} ({number})"
        seen.add(new.casefold())
        found.append(new)
    return found
