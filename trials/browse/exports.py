"""The list of trials as a file: the rows of the screen, all pages of them, in the same order."""

from django.db.models import F
from django.utils import timezone

from core.countries import country_name
from core.exports import csv_stream, json_stream, xlsx_file
from core.invented import register_source

from ..choices import (
    CELL_SOURCES,
    DATA_ERRORS,
    DELIVERIES,
    DISEASE_AREAS,
    TECHNOLOGIES,
    AtmpClass,
    Status,
)

SOURCE = "EU Clinical Trials Register / CTIS, European Medicines Agency"
ROWS_PER_QUERY = 500


def _countries(codes):
    return "; ".join(country_name(code) for code in codes.split())


def _codes(labels):
    return lambda codes: "; ".join(labels.get(code, code) for code in codes.split())


def _labels(choices):
    labels = dict(choices.choices)
    return lambda value: labels.get(value, value)


def _yes(value):
    return "yes" if value else "no"


# Heading, column of the trial, how it is written (None: unchanged).
COLUMNS = (
    ("EudraCT number", "eudract_number", None),
    ("EU CT number", "eu_ct_number", None),
    ("NCT number", "nct_number", None),
    ("Title", "title", None),
    ("ATMP class", "atmp_class", _labels(AtmpClass)),
    ("Phase", "phase", None),
    ("Status", "status", _labels(Status)),
    ("Products", "product_names", None),
    ("Condition", "condition", None),
    ("Disease area", "disease_areas", _codes(DISEASE_AREAS)),
    ("Technology", "technology", _codes(TECHNOLOGIES)),
    ("Delivery", "delivery", _codes(DELIVERIES)),
    ("Cell source", "cell_source", _codes(CELL_SOURCES)),
    ("Sponsor", "sponsor_name", None),
    ("Sponsor type", "sponsor_type", None),
    ("Countries", "countries", _countries),
    ("Country codes", "countries", None),
    ("Not authorised in", "refusing_countries", _countries),
    ("First entered", "first_entered_on", None),
    ("Only the year of the first entry is known", "entered_year_only", _yes),
    ("Started", "started_on", None),
    ("Ended", "ended_on", None),
    ("Planned subjects", "subjects", None),
    ("With an authorised product", "has_authorised_product", _yes),
    ("Registers", "registers", None),
    ("Data errors in the register", "data_errors", _codes(DATA_ERRORS)),
    ("Demonstration", "is_demo", _yes),
)
HEADER = [heading for heading, _, _ in COLUMNS]


def export_rows(trials, more=()):
    """Yield one list of values per trial, in the order of `trials`.

    `more` are (heading, function of the key) of further columns at the end.

    The keys are sorted first and the rows are read by key in batches, because sorting whole rows
    would load all of them into memory.
    """
    columns = {f"c{place}": F(field) for place, (_, field, _) in enumerate(COLUMNS)}
    written = [(place, write) for place, (_, _, write) in enumerate(COLUMNS) if write]
    keys = list(trials.values_list("pk", flat=True))
    for start in range(0, len(keys), ROWS_PER_QUERY):
        batch = keys[start : start + ROWS_PER_QUERY]
        rows = (
            trials.model.objects.filter(pk__in=batch)
            .order_by()
            .values_list("pk", *columns.values())
        )
        found = {key: values for key, *values in rows}
        for key in batch:
            row = found.get(key)
            if row is None:
                continue  # removed since the keys were read
            for place, write in written:
                row[place] = write(row[place])
            yield [*row, *(value_of(key) for _, value_of in more)]


def description(*, count, total, filters, as_of, invented=0):
    """Return the description of a file of trials: provenance, day, filter, number of rows, of which
    `invented` are invented."""
    return {
        "title": "Trials of advanced therapies, JOIN4ATMP portal",
        "source": register_source(SOURCE, invented=invented, total=count),
        "as_of": as_of,
        "exported_at": timezone.now().isoformat(timespec="seconds"),
        "filter": filters or "none",
        "rows": f"{count:,} of {total:,} trials",
        "invented_rows": f"{invented:,} of {count:,}",
        "demonstration": "Rows marked as demonstration are invented and do not describe a real "
        "trial.",
    }


def export_content(format, trials, about, more=()):
    """Return an iterator of bytes for csv and json, or a file for xlsx."""
    rows = export_rows(trials, more)
    header = [*HEADER, *(heading for heading, _ in more)]
    if format == "csv":
        return csv_stream(header, rows)
    if format == "json":
        keys = [heading.lower().replace(" ", "_") for heading in header]
        return json_stream(about, "trials", keys, rows)
    return xlsx_file(about, "Trials", header, rows)
