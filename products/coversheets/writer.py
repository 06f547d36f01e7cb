"""Writer of cover sheets: cells are converted into XLSX in the layout of the template. This module
does not use Django."""

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from core.exports import safe_cell

from ..cover_sheet import LABEL_OF_ROW, LABELS, SECTIONS, SHEET
from .versions import properties_of

HEAD = PatternFill("solid", fgColor="DCEBEB")
WRAPPED = Alignment(wrap_text=True, vertical="top")


def write_sheet(cells) -> bytes:
    """Return a workbook with its version as bytes, or the blank template if there are no cells. It
    has no live formulas."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.column_dimensions["A"].width = 52
    for letter in "BCDEF":
        sheet.column_dimensions[letter].width = 44
        sheet.column_dimensions[letter].number_format = "@"  # a phase 1/2 stays text
    sheet.freeze_panes = "B1"
    for row, label in LABEL_OF_ROW.items():
        cell = _text(sheet, row, LABELS, label)
        if row in SECTIONS:
            cell.font, cell.fill = Font(bold=True), HEAD
    for (row, column), text in sorted(cells.items()):
        _text(sheet, row, column, safe_cell(text))
    if cells:
        book.custom_doc_props = properties_of(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _text(sheet, row, column, text):
    cell = sheet.cell(row, column)
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = WRAPPED
    return cell
