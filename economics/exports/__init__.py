"""A saved version as a file: json, csv, a workbook with live formulas, or PDF."""

from .plain import as_csv, as_json
from .report import as_pdf
from .workbook import as_xlsx

CONTENT_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
WRITERS = {"json": as_json, "csv": as_csv, "xlsx": as_xlsx, "pdf": as_pdf}

__all__ = ["CONTENT_TYPES", "WRITERS"]
