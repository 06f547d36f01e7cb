"""The list of data errors as a file: the rows of the screen, all pages of them."""

from django.utils import timezone

from core.exports import csv_stream, json_stream, xlsx_file
from core.invented import register_source

from ..browse.exports import SOURCE
from ..choices import Register

HEADER = [
    "Trial",
    "EudraCT number",
    "EU CT number",
    "Title",
    "Sponsor",
    "Error",
    "Register",
    "Records",
    "Statements of the records",
    "Address",
    "Demonstration",
]


def rows_of(errors, address):
    """Yield one list of values per error; `address` makes a path absolute."""
    for error in errors.iterator(chunk_size=500):
        trial = error.trial
        yield [
            trial.number,
            trial.eudract_number,
            trial.eu_ct_number,
            trial.title,
            trial.sponsor_name,
            error.get_kind_display(),
            Register(error.register).label,
            error.sources,
            error.detail,
            address(trial.get_absolute_url()),
            "yes" if trial.is_demo else "no",
        ]


def export_content(format, errors, *, count, total, filters, address):
    """Return an iterator of bytes, or for xlsx a file."""
    invented = errors.filter(trial__is_demo=True).order_by().count()
    about = {
        "title": "Data errors in the registers, JOIN4ATMP portal",
        "source": register_source(SOURCE, invented=invented, total=count),
        "exported_at": timezone.now().isoformat(timespec="seconds"),
        "filter": filters or "none",
        "rows": f"{count:,} of {total:,} errors; one row per trial, register and kind of error",
        "demonstration": "Rows marked as demonstration are invented and do not describe a real "
        "trial.",
    }
    rows = rows_of(errors, address)
    if format == "csv":
        return csv_stream(HEADER, rows)
    if format == "json":
        keys = [heading.lower().replace(" ", "_") for heading in HEADER]
        return json_stream(about, "data_errors", keys, rows)
    return xlsx_file(about, "Data errors", HEADER, rows)
