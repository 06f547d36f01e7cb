"""The version of an exported sheet: a short mark of each cell, in the properties of the workbook.

An import compares the marks with the file and with the portal, and so knows who changed a cell
since the export. Spreadsheet programs keep properties. This module does not use Django.
"""

import re
from hashlib import blake2b

from openpyxl.packaging.custom import CustomPropertyList, StringProperty
from openpyxl.utils import coordinate_to_tuple

from ..cover_sheet import cell_name

NAME = "JOIN4ATMP cells"
MARK_BYTES = 6
MAX_PROPERTY_LENGTH = 240  # characters; some programs cut a property after 255
MAX_PROPERTIES = 2_000
MARK = re.compile(rf"(?<!\S)([A-Z]{{1,3}}[1-9]\d{{0,5}}):([0-9a-f]{{{2 * MARK_BYTES}}})")
YOURS, THEIRS, BOTH = "yours", "theirs", "both"


def mark(text):
    return blake2b(text.encode(), digest_size=MARK_BYTES).hexdigest()


EMPTY = mark("")


def marks_of(cells):
    """Return {(row, column): mark} of cells."""
    return {position: mark(text) for position, text in cells.items()}


def properties_of(cells):
    """Return the marks as properties of a workbook, each with limited length."""
    properties, line = CustomPropertyList(), ""
    lines = []
    for position, found in sorted(marks_of(cells).items()):
        word = f"{cell_name(*position)}:{found}"
        if line and len(line) + 1 + len(word) > MAX_PROPERTY_LENGTH:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    for number, text in enumerate([*lines, line], 1):
        properties.append(StringProperty(name=f"{NAME} {number}", value=text))
    return properties


def marks_in(properties):
    """Return the marks in the properties {name: text} of a workbook, or None without a version."""
    own = [text for name, text in properties.items() if name.startswith(NAME)][:MAX_PROPERTIES]
    if not own:
        return None
    return {coordinate_to_tuple(cell): found for text in own for cell, found in MARK.findall(text)}


def who_changed(base, position, *, file, portal):
    """Return who changed a cell that differs between file and portal since the version `base`:
    the file (YOURS), the portal (THEIRS) or BOTH. Without a version it is the file."""
    if base is None:
        return YOURS
    known = base.get(position, EMPTY)
    if mark(portal) == known:
        return YOURS
    return THEIRS if mark(file) == known else BOTH
