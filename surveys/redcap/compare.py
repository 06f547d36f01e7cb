"""Comparison of two versions of a dictionary. A code with another meaning is the dangerous change,
because its answers must not be added up over the versions."""

from bisect import bisect_left
from dataclasses import dataclass

from .choices import plain_text

COMPARED = {
    "type": "type",
    "form": "form",
    "section": "section",
    "note": "note",
    "logic": "logic",
    "formula": "formula",
    "validation": "validation",
    "min": "minimum",
    "max": "maximum",
    "is_identifier": "identifier",
    "is_required": "required",
    "matrix": "matrix",
}
ADDED, REMOVED, MOVED, LABEL, MEANING = "added", "removed", "moved", "label", "meaning"
CODE_ADDED, CODE_REMOVED, OTHER = "code added", "code removed", "other"


@dataclass(frozen=True)
class Change:
    """One difference. `code` is set if it concerns a single choice."""

    kind: str
    field: str
    old: str = ""
    new: str = ""
    code: str = ""
    what: str = ""

    @property
    def is_dangerous(self):
        return self.kind == MEANING

    def __str__(self):
        if self.kind in (ADDED, REMOVED):
            return f"{self.field} is {self.kind}"
        if self.kind == MOVED:
            return f"{self.field} is moved"
        if self.kind == CODE_ADDED:
            return f"{self.field}: the code {self.code} ({self.new}) is added"
        if self.kind == CODE_REMOVED:
            return f"{self.field}: the code {self.code} ({self.old}) is removed"
        if self.kind == MEANING:
            return (
                f"{self.field}: the code {self.code} meant “{self.old}” and now means “{self.new}”"
            )
        return f"{self.field}: {self.what or self.kind} changed from “{self.old}” to “{self.new}”"


def compare(old, new):
    """Return the changes from one `Dictionary` to another, in the order of the new one."""
    changes = []
    moved = _moved(old, new)
    for field in new.fields:
        before = old.by_name.get(field.name)
        if before is None:
            changes.append(Change(ADDED, field.name, new=field.words))
            continue
        if field.name in moved:
            changes.append(Change(MOVED, field.name))
        changes += _changes_of(before, field)
    changes += [
        Change(REMOVED, field.name, old=field.words)
        for field in old.fields
        if field.name not in new.by_name
    ]
    return tuple(changes)


def _changes_of(before, field):
    if plain_text(before.label) != plain_text(field.label):
        yield Change(LABEL, field.name, before.words, field.words)
    for code, label in field.labels.items():
        if code not in before.labels:
            yield Change(CODE_ADDED, field.name, new=label, code=code)
        elif not same_meaning(before, field, code):
            yield Change(MEANING, field.name, before.labels[code], label, code)
    for code, label in before.labels.items():
        if code not in field.labels:
            yield Change(CODE_REMOVED, field.name, old=label, code=code)
    for name, what in COMPARED.items():
        if getattr(before, name) != getattr(field, name):
            old, new = str(getattr(before, name)), str(getattr(field, name))
            yield Change(OTHER, field.name, old, new, what=what)


def same_meaning(before, field, code):
    """Return whether a code has the same label in both fields, apart from capitals and spaces."""
    old, new = before.labels.get(code), field.labels.get(code)
    return old is not None and new is not None and old.casefold() == new.casefold()


def _moved(old, new):
    """Return the names of fields whose order among the common fields changed: all except a longest
    run in the old order."""
    common = [field.name for field in new.fields if field.name in old.by_name]
    place = {field.name: number for number, field in enumerate(old.fields)}
    kept = _longest_rising([place[name] for name in common])
    return {name for name in common if place[name] not in kept}


def _longest_rising(numbers):
    """Return the members of a longest rising subsequence."""
    ends, members, before = [], [], {}
    for number in numbers:
        at = bisect_left(ends, number)
        before[number] = ends[at - 1] if at else None
        if at == len(ends):
            ends.append(number)
        else:
            ends[at] = number
    last = ends[-1] if ends else None
    while last is not None:
        members.append(last)
        last = before[last]
    return set(members)
