"""A facility as the texts of its columns, for exports and for comparison with a file."""

from core.packed_words import unpacked
from trials.choices import Answer

from ..choices import NOT_STATED, AccreditationKind, Grade
from ..models import Capability
from .columns import area_text, joined

OTHER_GRADES = set(Grade) - {Grade.A_IN_B, Grade.ISOLATOR}
DETAILED = ("atmp_class", "technology", "step")
ROWS_WITHOUT_CONDITION = 500  # with more rows, the condition is slower than reading all
PREFETCHED = (
    "clean_rooms",
    "statements",
    "authorisations",
    "accreditations",
    "releases",
    "contacts",
)


def with_parts(facilities):
    """Return a list of facilities with everything that `record_of` reads, in a fixed number of
    queries."""
    rows = list(facilities.select_related("site__organisation").prefetch_related(*PREFETCHED))
    found = {row.pk: {name: set() for name in DETAILED} for row in rows}
    stated = Capability.objects.filter(answer=Answer.YES).order_by()
    if len(rows) < ROWS_WITHOUT_CONDITION:
        stated = stated.filter(facility__in=list(found))
    # One column per query, because a facility has many capabilities with few different words.
    for name in DETAILED:
        for key, word in stated.values_list("facility", name).distinct().iterator():
            if key in found:
                found[key][name].add(word)
    for row in rows:
        row.detailed = found[row.pk]
    return rows


def record_of(facility):
    """Return {column: text} of one row of `with_parts`, including restricted columns."""
    site = facility.site
    detailed = facility.detailed
    rooms = _rooms(facility)
    area = facility.clean_room_area
    statement = general_statement(facility)
    contact = next(iter(facility.contacts.all()), None)
    return {
        "facility_id": facility.reference,
        "organisation": site.organisation.name,
        "ror_id": site.ror_id,
        "name": facility.name,
        "kind": facility.kind,
        "country": site.country,
        "city": site.city,
        "postcode": site.postcode,
        "address": site.address,
        "latitude": "" if site.latitude is None else repr(site.latitude),
        "longitude": "" if site.longitude is None else repr(site.longitude),
        "nuts": f"{site.nuts_code}:{site.nuts_version}" if site.nuts_code else "",
        "state": facility.state,
        "open_to_others": facility.open_to,
        "classes": _words(facility.classes, detailed["atmp_class"]),
        "technologies": _words(facility.technologies, detailed["technology"]),
        "steps": _words(facility.steps, detailed["step"]),
        **rooms,
        "square_metres": "" if area is None else area_text(area),
        "capacity_measure": statement.measure if statement else "",
        "capacity_band": statement.band if statement else "",
        "capacity_exact": _number(statement.exact if statement else None),
        "utilisation_band": statement.utilisation if statement else "",
        "as_of": statement.as_of.isoformat() if statement else "",
        "licences": joined(licences_of(facility.authorisations.all())),
        "accreditations": joined(sorted(map(_accreditation, facility.accreditations.all()))),
        "age_groups": joined(unpacked(facility.age_groups)),
        "languages": joined(sorted(unpacked(facility.languages))),
        "website": facility.website,
        "consent_blocks": joined(
            sorted(row.block for row in facility.releases.all() if row.withdrawn_on is None)
        ),
        "contact_name": contact.name if contact else "",
        "contact_email": contact.email if contact else "",
        "source": facility.source,
        "source_date": facility.source_on.isoformat() if facility.source_on else "",
    }


def general_statement(facility):
    """Return the latest statement on the facility as a whole, or None."""
    rows = [row for row in facility.statements.all() if not row.step and not row.atmp_class]
    return max(rows, key=lambda row: (row.as_of, row.pk), default=None)


def licences_of(authorisations):
    """Return authorisations as type:number:until, without exemptions, because a file cannot name
    their product."""
    return sorted(
        f"{row.type}:{row.number}:{row.valid_until.isoformat() if row.valid_until else ''}"
        for row in authorisations
        if row.type != "HE"
    )


def _accreditation(row):
    return row.name or "other" if row.kind == AccreditationKind.OTHER else row.kind


def _words(short, detailed):
    return joined(sorted((set(unpacked(short)) | detailed) - {"", NOT_STATED}))


def _rooms(facility):
    sums = {"rooms_a_in_b": None, "rooms_isolator": None, "rooms_other": None}
    for row in facility.clean_rooms.all():
        if row.rooms is not None:
            name = "rooms_other" if row.grade in OTHER_GRADES else f"rooms_{row.grade}"
            sums[name] = (sums[name] or 0) + row.rooms
    return {name: _number(number) for name, number in sums.items()}


def _number(value):
    return "" if value is None else str(value)
