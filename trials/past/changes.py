"""The changes of register records, field by field: a record's versions compared in their order.

Contact persons are in the records, but in no list of changes.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from registers.ctis_protocol import CONTACT_KEYS
from registers.euctr_protocol import CONTACT_CODES

from ..models import RecordVersion
from ..record_text import paths_of

MAX_VERSIONS_COMPARED = 20  # versions that a page compares
MAX_VALUE_LENGTH = 600  # characters of a value that are shown


@dataclass(frozen=True)
class FieldChange:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class RecordChange:
    """One change of one record; `fields` is empty where only contact persons changed."""

    record: object
    changed_at: datetime
    fields: tuple[FieldChange, ...]


def changes_of(trial):
    """Return the latest changes of a trial's records, newest first."""
    versions = (
        RecordVersion.objects.filter(record__trial=trial)
        .select_related("record")
        .order_by("record_id", "-replaced_at", "-pk")[:MAX_VERSIONS_COMPARED]
    )
    changes, newer = [], {}
    for version in versions:
        record = version.record
        after = newer.get(record.pk) or fields_of(record.parsed())
        before = newer[record.pk] = fields_of(version.parsed())
        changes.append(RecordChange(record, version.replaced_at, _difference(before, after)))
    return sorted(changes, key=lambda change: change.changed_at, reverse=True)


def fields_of(parsed):
    """Return {label: value} of a record in the register's words, without contact persons."""
    if parsed.register == "ctis":
        return {
            way: value
            for way, value in paths_of(dict(parsed.data))
            # A step of the way is a key, or a key and the number in a list.
            if not CONTACT_KEYS.intersection(step.split(" ")[0] for step in way.split(" › "))
        }
    fields, met = {}, Counter()
    for entry in parsed.entries:
        if entry.value is None or entry.code.startswith(CONTACT_CODES):
            continue
        code = "" if entry.code in ("Summary", "MedDRA") else entry.code
        label = " ".join(filter(None, (code, entry.label, entry.language)))
        met[label] += 1
        fields[label if met[label] == 1 else f"{label} ({met[label]})"] = entry.value.strip()
    return fields


def _difference(before, after):
    labels = dict.fromkeys((*before, *after))
    return tuple(
        FieldChange(
            label, before.get(label, "")[:MAX_VALUE_LENGTH], after.get(label, "")[:MAX_VALUE_LENGTH]
        )
        for label in labels
        if before.get(label, "") != after.get(label, "")
    )
