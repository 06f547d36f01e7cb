"""Canary trials: known values that must not change, as a sign that the register is read
correctly."""

from registers import protocol_of
from registers.numbers import base_of

from ..models import CanaryTrial, RegisterRecord
from ..rules import derive

# Fact -> how it is written; facts that change during a trial are left out.
CANARY_FACTS = {
    "title": lambda facts: facts.title,
    "phase": lambda facts: facts.phase,
    "sponsor": lambda facts: facts.sponsor_name,
    "sponsor type": lambda facts: facts.sponsor_type,
    "condition": lambda facts: facts.condition,
    "products": lambda facts: sorted(
        {
            next(filter(None, (p.imp.name, p.imp.code, *p.imp.substances)), "")
            for p in facts.products
        }
    ),
    "advanced therapy": lambda facts: facts.atmp,
    "disease areas": lambda facts: list(facts.disease_areas),
    "countries": lambda facts: list(facts.country_codes),
    "first entered": lambda facts: _written(facts.first_entered_on),
    "started": lambda facts: _written(facts.started_on),
    "subjects": lambda facts: facts.subjects,
}
NOTHING = ("", None, [], "unknown", "unclear")


def _name(imp):
    return next(filter(None, (imp.name, imp.code, *imp.substances)), "")


def _written(day):
    return day.isoformat() if day else ""


def values_of(protocols):
    """Return {fact: value} of the trial that the protocols describe."""
    facts = derive(protocols)
    return {name: write(facts) for name, write in CANARY_FACTS.items()}


def stored_values(canary):
    """Return {fact: value} of the stored records of the canary's register; {} if there are none."""
    rows = RegisterRecord.objects.filter(
        register=canary.register, number__startswith=base_of(canary.number)
    )
    protocols = [row.protocol() for row in rows]
    found = values_of(protocols) if protocols else {}
    return {name: value for name, value in found.items() if value not in NOTHING}


class Canaries:
    """The canaries of a register, and their records in a run."""

    def __init__(self, register):
        rows = CanaryTrial.objects.filter(register=register)
        self.rows = {base_of(canary.number): canary for canary in rows}
        self.records = {base: [] for base in self.rows}

    def add(self, record):
        base = base_of(record.number)
        if base in self.records:
            self.records[base].append(record)

    def missing(self):
        """Return the numbers of the canaries without any record in the run."""
        return [self.rows[base].number for base, records in self.records.items() if not records]

    def differences(self):
        """Yield (number, sentence) of each canary that is read with other values than expected.

        Without expected values, it must keep what the stored records say, or say something else:
        a value that is lost is a difference, a new one is not.
        """
        for base, records in self.records.items():
            canary = self.rows[base]
            if not records:
                continue
            found = values_of([protocol_of(record) for record in _latest(records)])
            if canary.expected:
                wrong = {
                    name: value
                    for name, value in canary.expected.items()
                    if found.get(name) != value
                }
            else:
                wrong = {
                    name: value
                    for name, value in stored_values(canary).items()
                    if found[name] in NOTHING
                }
            if wrong:
                yield (
                    canary.number,
                    "; ".join(
                        f"{name} is {_shown(found.get(name))} but should be {_shown(value)}"
                        for name, value in wrong.items()
                    ),
                )


def _latest(records):
    """Return each record once, however many pages have it."""
    return list({(r.number, r.country, r.comparable): r for r in records}.values())


def _shown(value):
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return f"“{text[:100]}”" if value not in ("", None, []) else "empty"
