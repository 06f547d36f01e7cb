"""Facilities as rows of a file: limited to what a reader may see, or complete for the operator."""

import json

from django.utils import timezone

from core.countries import country_name
from core.exports import csv_stream, json_stream, xlsx_file

from ..access import may_see, shown_authorisations
from ..choices import Block
from .columns import COLUMNS, CONTACT, joined
from .record import licences_of, record_of, with_parts

PUBLIC_COLUMNS = tuple(name for name in COLUMNS if name not in CONTACT)
GEOJSON = "application/geo+json"
OF_BLOCK = {
    Block.CAPABILITIES: (
        "classes",
        "technologies",
        "steps",
        "rooms_a_in_b",
        "rooms_isolator",
        "rooms_other",
        "square_metres",
    ),
    Block.CAPACITY: ("capacity_measure", "capacity_band", "as_of"),
    Block.EXACT: ("capacity_exact",),
    Block.UTILISATION: ("utilisation_band",),
    Block.AUTHORISATIONS: ("accreditations",),
}
FEATURE_COLUMNS = (
    "facility_id",
    "organisation",
    "name",
    "kind",
    "country",
    "city",
    "state",
    "open_to_others",
    "classes",
    "technologies",
    "steps",
    "website",
)


def shown_record(facility, user):
    """Return {column: text} of a row of `with_parts`, with empty texts for columns that the user
    may not see."""
    record = record_of(facility)
    for block, names in OF_BLOCK.items():
        if not may_see(facility, block, user):
            record |= dict.fromkeys(names, "")
    record["licences"] = joined(licences_of(shown_authorisations(facility, user)))
    return {name: record[name] for name in PUBLIC_COLUMNS}


def content(format, facilities, user, *, filters, total):
    """Return the file of a list: an iterator of bytes, or for xlsx a file object."""
    rows = with_parts(facilities)
    if format == "geojson":
        return _geojson(rows, user)
    header = [*PUBLIC_COLUMNS, "demonstration"]
    lines = [[*shown_record(row, user).values(), "yes" if row.is_demo else "no"] for row in rows]
    if format == "csv":
        return csv_stream(header, lines)
    about = {
        "title": "Facilities for advanced therapies, JOIN4ATMP portal",
        "exported_at": timezone.now().isoformat(timespec="seconds"),
        "filter": filters or "none",
        "rows": f"{len(rows):,} of {total:,} published facilities",
        "empty cells": "Not stated, or not released by the facility. They do not mean no.",
        "demonstration": "Rows marked as demonstration are invented.",
    }
    if format == "json":
        return json_stream(about, "facilities", header, lines)
    return xlsx_file(about, "Facilities", header, lines)


def _geojson(rows, user):
    """Yield a GeoJSON collection of public facts. A facility without coordinates has no
    geometry."""
    features = []
    for row in rows:
        record = shown_record(row, user)
        place = row.site.place
        features.append(
            {
                "type": "Feature",
                "id": row.reference,
                "geometry": place and {"type": "Point", "coordinates": [place[1], place[0]]},
                "properties": {name: record[name] for name in FEATURE_COLUMNS}
                | {
                    "country_name": country_name(row.site.country),
                    "coordinate_precision": row.site.precision,
                    "demonstration": row.is_demo,
                },
            }
        )
    whole = {"type": "FeatureCollection", "features": features}
    yield json.dumps(whole, ensure_ascii=False, indent=1).encode()


def whole_rows(facilities, *, with_contacts):
    """Return (header, lines) with everything that is stored, for the operator's own file."""
    header = COLUMNS if with_contacts else PUBLIC_COLUMNS
    records = map(record_of, with_parts(facilities))
    return header, ([record[name] for name in header] for record in records)
