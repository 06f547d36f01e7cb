"""The list of products as a file, without persons and addresses."""

from django.utils import timezone

from core.exports import csv_stream, json_stream, xlsx_file

from .cover_sheet import PRODUCT_FIELDS

SHARED = [field for field in PRODUCT_FIELDS if not field.personal]
HEADER = [
    *(field.name for field in SHARED),
    "Studies",
    "Address",
    "Demonstration",
]


def rows_of(dossiers, address):
    """Yield one row per dossier; `address` makes a path absolute."""
    for dossier in dossiers:
        texts = dossier.shared_texts
        yield [
            *(texts.get(field.key, "") for field in SHARED),
            "; ".join(dossier.numbers),
            address(dossier.get_absolute_url()),
            "yes" if dossier.is_demo else "no",
        ]


def export_content(format, dossiers, *, total, filters, address):
    dossiers = list(dossiers.prefetch_related("studies__numbers"))
    about = {
        "title": "Products of the consortium, JOIN4ATMP portal",
        "exported_at": timezone.now().isoformat(timespec="seconds"),
        "filter": filters or "none",
        "rows": f"{len(dossiers):,} of {total:,} products",
        "persons": "Names and e-mail addresses are left out.",
        "demonstration": "Rows marked as demonstration are invented.",
    }
    rows = rows_of(dossiers, address)
    if format == "csv":
        return csv_stream(HEADER, rows)
    if format == "json":
        keys = [heading.lower().replace(" ", "_") for heading in HEADER]
        return json_stream(about, "products", keys, rows)
    return xlsx_file(about, "Products", HEADER, rows)
