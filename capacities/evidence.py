"""Where values are from, noted when they are written."""

from .choices import Block, Confidence, EvidenceState
from .models import Evidence

# Facts of facility files that a reader may know the source of, by the block that must be released.
FACTS = {
    Block.IDENTITY: (
        "name",
        "kind",
        "organisation",
        "country",
        "city",
        "address",
        "postcode",
        "state",
        "open_to_others",
        "website",
        "age_groups",
        "languages",
    ),
    Block.CAPABILITIES: ("classes", "technologies", "steps"),
    Block.CAPACITY: ("capacity_measure", "capacity_band", "as_of"),
    Block.AUTHORISATIONS: ("licences", "accreditations"),
}
# Contacts, exact figures and utilisation are in no list: no second place keeps them.
NOTED = {fact for facts in FACTS.values() for fact in facts} | {
    "latitude",
    "longitude",
    "nuts",
    "ror_id",
    "rooms_a_in_b",
    "rooms_isolator",
    "rooms_other",
    "square_metres",
}


def evidence_of(facility, values, *, source, source_on, said_by, by, file=None, with_removed=False):
    """Return unsaved Evidence, one row per value that may be noted. `with_removed` also notes an
    empty value, which says that the value was removed."""
    return [
        Evidence(
            facility=facility,
            fact=fact,
            value=str(value).strip(),
            raw_text=str(value).strip(),
            source=source[:300],
            source_on=source_on,
            said_by=said_by,
            confidence=Confidence.STATED,
            state=EvidenceState.TAKEN,
            noted_by=by,
            file=file,
        )
        for fact, value in values.items()
        if fact in NOTED and (with_removed or value not in (None, ""))
    ]


def shown_evidence(facility, blocks):
    """Return the newest Evidence of each value in the released blocks, in the order of FACTS."""
    facts = [fact for block in FACTS if block in blocks for fact in FACTS[block]]
    rows = facility.evidence.filter(
        state=EvidenceState.TAKEN, authorisation=None, fact__in=facts
    ).order_by("noted_at", "pk")
    newest = {row.fact: row for row in rows}
    return [newest[fact] for fact in facts if fact in newest and newest[fact].value]
