"""A field that is suddenly empty in all records of a run: the register renamed it, and nobody would
see it, because an empty field is not an error of a single record."""

from registers import Answer, protocol_of

from ..models import RegisterRecord
from .compare import digest, stored_rows, trial_key

MIN_RECORDS = 5  # new or changed records before an empty field means something
MAX_RECORDS_READ = 500  # without the field, before it is no longer expected
MAX_STORED_READ = 50  # earlier texts, to know whether they had the field
RUN_REFUSED = (
    "No new or changed record has a value for: {fields}. Records had it before. The register may "
    "have changed its form; nothing was written."
)


def _any(values):
    return any(bool(value) for value in values)


# Field in words -> whether a record has it.
FIELDS = {
    "title": lambda p: p.title,
    "title in plain words": lambda p: p.lay_title,
    "translated titles": lambda p: p.titles,
    "code of the sponsor": lambda p: p.sponsor_code,
    "phase": lambda p: p.phases,
    "status": lambda p: p.status,
    "first entry": lambda p: p.first_entered_on,
    "date of the end": lambda p: p.ended_on,
    "name of the sponsor": lambda p: _any(sponsor.name for sponsor in p.sponsors),
    "country of the sponsor": lambda p: _any(sponsor.country for sponsor in p.sponsors),
    "type of the sponsor": lambda p: _any(s.commercial != Answer.UNKNOWN for s in p.sponsors),
    "products": lambda p: p.products,
    "role of a product": lambda p: _any(imp.role for imp in p.products),
    "name of a product": lambda p: _any(imp.name or imp.code for imp in p.products),
    "substance of a product": lambda p: _any(imp.substances for imp in p.products),
    "form of a product": lambda p: _any(imp.form for imp in p.products),
    "route of a product": lambda p: _any(imp.routes for imp in p.products),
    "kind of a product": lambda p: _any(imp.atmp != Answer.UNKNOWN for imp in p.products),
    "class of a product": lambda p: _any(imp.classes for imp in p.products),
    "condition": lambda p: p.condition,
    "therapeutic area": lambda p: p.therapeutic_areas,
    "terms of the condition": lambda p: p.terms,
    "rare disease": lambda p: p.rare_disease != Answer.UNKNOWN,
    "countries": lambda p: p.countries,
    "status in a country": lambda p: _any(entry.status for entry in p.countries),
    "decision in a country": lambda p: _any(entry.decided_on for entry in p.countries),
    "ethics opinion in a country": lambda p: _any(entry.opinion_on for entry in p.countries),
    "start in a country": lambda p: _any(entry.started_on for entry in p.countries),
    "subjects in a country": lambda p: _any(entry.subjects for entry in p.countries),
    "planned subjects": lambda p: p.subjects,
    "objective": lambda p: p.objective,
    "end points": lambda p: p.end_points,
    "inclusion criteria": lambda p: p.inclusion,
    "exclusion criteria": lambda p: p.exclusion,
    "EudraCT number": lambda p: p.eudract_number,
    "NCT number": lambda p: p.nct_number,
    "day of the update": lambda p: p.updated_on,
}
# Nearly every record has these: their lack in several trials is noticed in a first run too, and in
# a run with many new and few changed records. The records of one trial may all lack a phase.
ALWAYS_FILLED = (
    "title",
    "name of the sponsor",
    "products",
    "countries",
    "phase",
    "condition",
    "first entry",
)


def emptied_in(register, records):
    """Return the fields that are suddenly empty in all new and changed ones of these records."""
    fields = EmptiedFields(register)
    stored = stored_rows(records)
    for record in records:
        rows = stored[trial_key(record)]
        if digest(record) not in {row.sha256 for row in rows}:
            fields.add(record, [row.pk for row in rows])
    return fields.found()


class EmptiedFields:
    """The fields that none of a run's new and changed records has."""

    def __init__(self, register):
        self.register = register
        self.empty = dict(FIELDS)
        self.records = 0
        self.trials = set()
        self.earlier = []  # keys of the rows that changed records replace

    def add(self, record, stored_keys):
        """Look at a new or changed record; `stored_keys` are the rows of its trial."""
        self.records += 1
        self.trials.add(trial_key(record))
        if len(self.earlier) < MAX_STORED_READ:
            self.earlier += stored_keys
        if self.empty and self.records <= MAX_RECORDS_READ:
            protocol = protocol_of(record)
            self.empty = {name: has for name, has in self.empty.items() if not has(protocol)}

    def found(self):
        """Return the fields that no new or changed record has and that the earlier texts of at
        least MIN_RECORDS had, or every record has."""
        if self.records < MIN_RECORDS or not self.empty:
            return []
        rows = RegisterRecord.objects.filter(pk__in=self.earlier[:MAX_STORED_READ])
        earlier = [row.protocol() for row in rows.order_by("pk")]
        had = {name: sum(map(bool, map(has, earlier))) for name, has in self.empty.items()}
        # Several earlier texts without the field show that these very records never had it.
        never = [name for name, number in had.items() if not number and len(earlier) >= MIN_RECORDS]
        expected = ALWAYS_FILLED if len(self.trials) >= MIN_RECORDS else ()
        return [
            name
            for name, number in had.items()
            if number >= MIN_RECORDS or (name in expected and name not in never)
        ]
