"""Read a row of a file as the data of one person."""

import re
from dataclasses import dataclass, field

from ..choices import DataUse
from ..models import Choice, Contact, Outcome
from ..names import NameParts, parts_of, person_key, without_suffix
from .fields import FIELDS, IGNORED
from .values import MAX_PHONE_LENGTH, NAME_FIELDS, Refused

TEXTS = (
    "name", "salutation", "title", "given_name", "family_name", "suffix", "position", "phone",
    "expertise", "notes", "source", "verified_on",
)  # fmt: skip
LISTS = ("groups", "countries", "languages", "tags")
LABELS = {name: field.label for name, field in FIELDS.items()} | {
    "salutation": "Salutation",
    "title": "Title",
    "given_name": "First name",
    "family_name": "Last name",
    "suffix": "Suffix",
    "other_emails": "Other e-mails",
}
UNKNOWN_WORDS = {
    "group": "is not a known target group",
    "country": "is not a known country",
    "language": "is not a known language",
    "kind": "is not a known kind of organisation",
    "status": "is not a known status",
    "consent": "is not a known answer about consent",
}
SHOWN_NAME = re.compile(r"""\s*["']?([^"'<>@]*[^"'<>@\s])["']?\s*<[^<>@\s]+@[^<>\s]+>""")
LIMITS = {
    name: Contact._meta.get_field(name).max_length
    for name in ("salutation", "title", "given_name", "family_name", "suffix", "position")
}


@dataclass
class Planned:
    """A row and its changes. `values` are its data, `updates` the values that differ in the
    contact, `fills` those of them that overwrite nothing, and `refusals` its refused uses."""

    number: int
    outcome: str = Outcome.NEW
    choice: str = Choice.ADD
    choices: tuple = (Choice.ADD, Choice.SKIP)
    reason: str = ""
    values: dict = field(default_factory=dict)
    person: str = ""  # key of the name
    contact: Contact | None = None
    updates: dict = field(default_factory=dict)
    fills: dict = field(default_factory=dict)
    refusals: list = field(default_factory=list)  # uses of the data that the person refuses
    refused_on: str = ""
    others: list = field(default_factory=list)  # more contacts that the refusals are for
    new_emails: list = field(default_factory=list)
    last_contact: str = ""
    changes: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    remarks: list = field(default_factory=list)
    unknown: list = field(default_factory=list)  # (kind, text, heading)
    remembers: bool = False  # nobody has the address: its refusal is kept for later
    has_lost: bool = False  # an unknown word, or a cell that cannot be read

    def settle(self, outcome, choice, choices, reason=""):
        self.outcome, self.choice, self.choices = outcome, choice, tuple(choices)
        self.reason = " ".join(filter(None, [reason, *self.remarks]))
        return self

    def refuse(self, reason):
        self.contact = None
        self.remarks = []
        return self.settle(Outcome.REFUSED, Choice.SKIP, (Choice.SKIP,), reason)

    @property
    def emails(self):
        return self.values.get("email", [])

    @property
    def signature(self):
        """Return the parts of the row that a person saw and decided on."""
        key = self.contact.pk if self.contact else None
        return (self.number, str(self.outcome), self.reason, key, self.changes)


def read_row(number, pairs, problems, mapping, cells):
    """Return the row as `Planned`, not compared yet. `pairs` are (heading, text), `problems` the
    faults that the reader found: (heading, message)."""
    row = Planned(number)
    for heading, message in problems:
        name = mapping.get(heading, IGNORED)
        if not heading or name in NAME_FIELDS:
            row.problems.append((heading, message))
        elif name != IGNORED:
            row.has_lost = True
            row.remarks.append(f"{heading}: {message} The cell is left out.")
    shown, raw = "", []
    for heading, text in pairs:
        name = mapping.get(heading, IGNORED)
        if name == IGNORED or not text:
            continue
        if name == "email" and not shown and (found := SHOWN_NAME.match(text)):
            shown = found[1]
        try:
            reading = cells.read(name, text, heading)
        except Refused as problem:
            row.problems.append((heading, str(problem)))
            continue
        if reading.value:
            _add(row.values, name, reading.value)
        raw += _left_out(row, heading, reading)
    _tidy(row, shown, raw)
    row.person = person_key(row.values.get("name", ""))
    if not row.problems and not row.person:
        row.problems.append(("", _what_is_missing(row.values)))
    return row


def _add(values, name, value):
    """Add a value; values of several columns for one field are joined. A cell can have the values
    of several fields."""
    if isinstance(value, dict):
        for part, words in value.items():
            _add(values, part, words)
    elif name in values and isinstance(value, list):
        values[name] = list(dict.fromkeys(values[name] + value))
    elif name in ("notes", "expertise") and name in values:
        values[name] = f"{values[name]}\n{value}"
    elif value:
        values[name] = value


def _left_out(row, heading, reading):
    """Note the texts that are left out; return lines that keep them as the file has them."""
    lines = []
    for kind, text in reading.unknown:
        row.unknown.append((kind, text, heading))
        if kind == "date":
            row.remarks.append(
                f"{heading}: {reading.left} may be two days. Answer once how the column writes "
                "dates."
            )
        if kind in UNKNOWN_WORDS:
            row.remarks.append(f"{heading}: {text[:80]} {UNKNOWN_WORDS[kind]}, and is left out.")
        row.has_lost = row.has_lost or kind != "category"
        if kind not in ("status", "consent", "category", "date"):
            lines.append(f"{heading}: {text}")
    if reading.left:
        row.has_lost = True
        if reading.why:
            row.remarks.append(f"{heading}: {reading.left[:80]} is left out. {reading.why}")
        lines.append(f"{heading}: {reading.left}")
    return lines


def _tidy(row, shown, raw):
    values = row.values
    _take_name(values, shown)
    position = ", ".join(filter(None, (values.get("position"), values.pop("department", ""))))
    if position:
        values["position"] = position[: LIMITS["position"]]
    if "phone" in values:
        values["phone"] = _phones(row, values["phone"], raw)
    row.refused_on = values.pop("consent_on", "")
    row.refusals = _refusals(values)
    row.last_contact = values.pop("last_contact", "")
    if "name" not in values and values.get("organisation") and not row.problems:
        values["name"] = values["organisation"]
        row.remarks.append("No person is named: the contact has the name of the organisation.")
    if raw:
        kept = "In the file: " + "; ".join(raw)
        _add(values, "notes", kept)
    longest = FIELDS["notes"].longest
    if len(values.get("notes", "")) > longest:
        values["notes"] = values["notes"][:longest]
        row.remarks.append(f"Notes are cut at {longest:,} characters.")


def _take_name(values, shown):
    """Keep the printed name unchanged, and the parts of it that are certain."""
    printed = values.pop("name", "")
    given = " ".join(filter(None, (values.pop("first_name", ""), values.pop("middle_name", ""))))
    given, of_given = without_suffix(given)
    family, of_family = without_suffix(values.pop("last_name", ""))
    suffix = ", ".join(filter(None, (of_given, of_family, values.pop("suffix", ""))))
    if not (printed or given or family):
        printed = shown
    parts = NameParts(given_name=given, family_name=family, suffix=suffix)
    printed = printed or parts.printed
    if not (given or family):
        parts = parts_of(printed)
    for name in ("salutation", "title", "given_name", "family_name", "suffix"):
        text = values.pop(name, "") or getattr(parts, name)
        if text and len(text) <= LIMITS[name]:
            values[name] = text
    if printed:
        values["name"] = printed[: FIELDS["name"].longest]


def _phones(row, phones, raw):
    kept = phones[0]
    for phone in phones[1:]:
        if len(f"{kept}; {phone}") <= MAX_PHONE_LENGTH:
            kept = f"{kept}; {phone}"
        else:
            raw.append(f"{LABELS['phone']}: {phone}")
    if len(kept) > MAX_PHONE_LENGTH:
        raw.append(f"{LABELS['phone']}: {kept}")
        row.remarks.append(f"Phone: a number has more than {MAX_PHONE_LENGTH} characters.")
        return ""
    return kept


def _refusals(values):
    """Return the uses that a row refuses. A file can record refusals but no consent."""
    found = [*values.pop("refused_uses", []), *values.pop("status", [])]
    if values.pop("no_mailings", False):
        found.append(DataUse.MAILINGS)
    if values.pop("do_not_contact", False):
        found.append(DataUse.CONTACT)
    if values.pop("consent", None):
        found.append(DataUse.KEEP)
    return [use for use in DataUse if use in found]


def _what_is_missing(values):
    if values.get("email"):
        return "The name of the person is missing. Add it, or use the file as unsubscribe list."
    return "The name of the person is missing. Add it, or delete the row."
