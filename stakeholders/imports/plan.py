"""Each row of a file against the register. Reads only; writes nothing.

A contact is recognised by any of its addresses, or by a reference of our own exports together with
the name. The same name at the same place is no proof: such a row waits for a person. A cell never
empties a field, and lists such as groups only grow: what is no longer true is corrected by hand.
"""

from collections import Counter
from dataclasses import dataclass, field

from core.countries import country_name
from core.packed_words import packed, unpacked
from core.text import name_key

from ..erasure import erased_hashes
from ..hashes import address_hash, person_hash
from ..languages import language_name
from ..models import (
    Choice,
    Contact,
    ContactEmail,
    Organisation,
    OrganisationAlias,
    Outcome,
    TargetGroup,
)
from ..names import person_key
from .columns import FIELDS, IGNORED, Cells, Refused

TEXTS = ("name", "position", "phone", "expertise", "notes", "source", "verified_on")
LISTS = ("groups", "countries", "languages", "tags")
TOLD_EVERY = 500  # rows


@dataclass
class Planned:
    """What a row would do. `values` are what it says, `updates` what differs in the contact."""

    number: int
    outcome: str = Outcome.NEW
    choice: str = Choice.ADD
    choices: tuple = (Choice.ADD, Choice.SKIP)
    reason: str = ""
    values: dict = field(default_factory=dict)
    contact: Contact | None = None
    updates: dict = field(default_factory=dict)
    new_emails: list = field(default_factory=list)
    changes: list = field(default_factory=list)
    problems: list = field(default_factory=list)

    def settle(self, outcome, choice, choices, reason=""):
        self.outcome, self.choice, self.choices = outcome, choice, choices
        self.reason = reason
        return self

    def refuse(self, reason):
        self.contact = None
        return self.settle(Outcome.REFUSED, Choice.SKIP, (Choice.SKIP,), reason)

    @property
    def signature(self):
        """What a person saw and decided on."""
        key = self.contact.pk if self.contact else None
        return (self.number, str(self.outcome), self.reason, key, self.changes)


class Register:
    """The contacts as they are now, by everything that a row may be recognised by."""

    def __init__(self):
        people = Contact.objects.filter(anonymised_on=None)
        contacts = people.select_related("organisation").order_by("pk")
        self.by_key = {c.pk: c for c in contacts.defer("search_text")}
        self.by_email = {}  # address -> everybody who has it: a mailbox may serve several people
        for contact in self.by_key.values():
            if contact.email:
                self.by_email.setdefault(contact.email, []).append(contact)
        self.emails_of = {}
        others = ContactEmail.objects.filter(contact__anonymised_on=None).order_by("pk")
        for key, email in others.values_list("contact", "email"):
            if self.by_key[key] not in self.by_email.setdefault(email, []):
                self.by_email[email].append(self.by_key[key])
            self.emails_of.setdefault(key, set()).add(email)
        self.by_person = {}
        for contact in self.by_key.values():
            self.by_person.setdefault(contact.name_key, []).append(contact)
        self.places = dict(OrganisationAlias.objects.values_list("key", "organisation"))
        by_name = Organisation.objects.order_by("-pk").values_list("name_key", "pk")
        self.places.update(by_name)
        self.erased = erased_hashes()
        self.place_names = dict(Organisation.objects.values_list("pk", "name"))


def make_plan(table, mapping, progress=None):
    """One `Planned` for each row of the table. `progress` is told how many are done, and of how
    many."""
    register, cells, seen = Register(), Cells(), {}
    words = _Words()
    found = {}
    for problem in table.problems:
        found.setdefault(problem.row, []).append((problem.column, problem.message))
    plan = []
    for number, texts in table.rows:
        row = Planned(number, problems=found.get(number, []))
        _read(row, zip(table.header, texts, strict=True), mapping, cells)
        if row.problems:
            row.refuse(" ".join(f"{c}: {m}" if c else m for c, m in row.problems))
        else:
            _recognise(row, register, seen)
            _once(row, seen)
        if row.contact and row.outcome != Outcome.REFUSED:
            _compare(row, register, words)
            if row.outcome != Outcome.SAME:
                seen[row.contact.pk] = row.number
        elif row.outcome != Outcome.REFUSED:
            row.changes = [
                [FIELDS[name].label, "", words.of(name, value)]
                for name, value in row.values.items()
                if name != "name"
            ]
        plan.append(row)
        if progress and len(plan) % TOLD_EVERY == 0:
            progress(len(plan), len(table.rows))
    return plan


def _read(row, pairs, mapping, cells):
    for heading, text in pairs:
        name = mapping.get(heading, IGNORED)
        if name == IGNORED or not text:
            continue
        try:
            row.values[name] = cells.value(name, text)
        except Refused as problem:
            row.problems.append((heading, str(problem)))
    parts = [row.values.pop(name, "") for name in ("first_name", "last_name")]
    if "name" not in row.values and any(parts):
        row.values["name"] = " ".join(part for part in parts if part)
    if not row.problems and not person_key(row.values.get("name", "")):
        row.problems.append(("", "The name of the person is missing."))


def _recognise(row, register, seen):
    """Who the row is about, and what may be done with it."""
    emails = row.values.get("email", []) + row.values.get("other_emails", [])
    person = (person_key(row.values["name"]), name_key(row.values.get("organisation", "")))
    people = [(email, person[0]) for email in emails]
    for at in people:
        if at in seen:
            return row.refuse(f"Row {seen[at]} has the same name and e-mail address.")
    if _was_erased(emails, row.values["name"], register):
        return row.refuse("This person asked to be erased, and is not added again by a file.")
    same_person = seen.get(person)
    seen.update(dict.fromkeys([*people, person], row.number))

    holders = [register.by_email[email] for email in emails if email in register.by_email]
    owners = {contact.pk: contact for each in holders for contact in each}
    shared = [contact for contact in owners.values() if all(contact in each for each in holders)]
    if owners and not shared:
        return row.refuse("The addresses belong to two contacts. Merge these first.")
    named = [contact for contact in shared if contact.name_key == person[0]]
    if named:
        row.contact = named[0]
        return row.settle(Outcome.CHANGED, Choice.UPDATE, (Choice.UPDATE, Choice.SKIP))
    if owners:
        row.contact, *others = shared
        reason = f"The address belongs to {row.contact}, who has another name."
        choices = (Choice.SKIP, Choice.ADD) if others else (Choice.SKIP, Choice.UPDATE, Choice.ADD)
        return row.settle(Outcome.DUPLICATE, Choice.SKIP, choices, reason)
    if _at_erased_address(emails, register):
        reason = (
            "A person with this address and another name asked to be erased. Add the row only if "
            "it is about somebody else."
        )
        return row.settle(Outcome.DUPLICATE, Choice.SKIP, (Choice.SKIP, Choice.ADD), reason)
    referred = _referred(row.values.pop("reference", ""), register)
    if referred and referred.name_key == person[0]:
        row.contact = referred
        return row.settle(Outcome.CHANGED, Choice.UPDATE, (Choice.UPDATE, Choice.SKIP))
    return _by_name(row, register, person, same_person)


def _was_erased(emails, name, register):
    """Whether this person was erased: by address and name, because people share addresses. A person
    who joined again by their own wish is in the register with the address."""
    key = person_key(name)
    unknown = [
        email
        for email in emails
        if all(contact.name_key != key for contact in register.by_email.get(email, ()))
    ]
    return bool(register.erased) and any(person_hash(e, name) in register.erased for e in unknown)


def _at_erased_address(emails, register):
    """Whether an unknown address was that of a person who was erased, under another name."""
    unknown = (email for email in emails if email not in register.by_email)
    return bool(register.erased) and any(address_hash(e) in register.erased for e in unknown)


def _once(row, seen):
    """A file changes a contact by one row: each is compared with what the register holds now."""
    first = row.contact and seen.get(row.contact.pk)
    if not first:
        return
    reason = f"Row {first} is about the same contact."
    if Choice.ADD in row.choices:
        row.contact = None
        row.settle(Outcome.DUPLICATE, Choice.SKIP, (Choice.SKIP, Choice.ADD), reason)
    else:
        row.refuse(reason)


def _referred(text, register):
    return register.by_key.get(int(text[1:])) if text[1:].isascii() and text[1:].isdigit() else None


def _by_name(row, register, person, same_person):
    place = register.places.get(person[1])
    alike = [
        contact
        for contact in register.by_person.get(person[0], ())
        if not (place or person[1]) or not contact.organisation_id
        or contact.organisation_id == place
    ]  # fmt: skip
    if alike:
        row.contact = min(alike, key=lambda contact: contact.organisation_id != place)
        others = f" and {len(alike) - 1} more have" if len(alike) > 1 else " has"
        reason = f"{row.contact}{others} the same name and may be the same person."
        choices = (Choice.SKIP, Choice.UPDATE, Choice.ADD)
        return row.settle(Outcome.DUPLICATE, Choice.SKIP, choices, reason)
    if same_person:
        reason = f"Row {same_person} has the same name at the same place."
        return row.settle(Outcome.DUPLICATE, Choice.SKIP, (Choice.SKIP, Choice.ADD), reason)
    return row


def _compare(row, register, words):
    """Fills in what the row would change in its contact."""
    contact, values = row.contact, row.values
    for name in TEXTS:
        old = getattr(contact, name)
        old = old.isoformat() if name == "verified_on" and old else old or ""
        if values.get(name, old) != old:
            row.updates[name] = values[name]
            row.changes.append([FIELDS[name].label, old, values[name]])
    for name in LISTS:
        old = unpacked(getattr(contact, name))
        new = list(dict.fromkeys([*old, *values.get(name, [])]))
        if new != old:
            row.updates[name] = packed(new)
            row.changes.append([FIELDS[name].label, words.of(name, old), words.of(name, new)])
    _compare_place(row, register)
    _compare_emails(row, register)
    if not row.changes and row.outcome == Outcome.CHANGED:
        row.settle(Outcome.SAME, Choice.SKIP, (Choice.SKIP,))


def _compare_place(row, register):
    name = row.values.get("organisation")
    if not name:
        return
    key = register.places.get(name_key(name))
    if key is None or key != row.contact.organisation_id:
        row.updates["organisation"] = key or name
        old = row.contact.organisation.name if row.contact.organisation_id else ""
        row.changes.append([FIELDS["organisation"].label, old, register.place_names.get(key, name)])


def _compare_emails(row, register):
    """The first address becomes the main one where there was none; others are kept beside it."""
    contact = row.contact
    known = {contact.email} | register.emails_of.get(contact.pk, set())
    emails = row.values.get("email", []) + row.values.get("other_emails", [])
    fresh = [email for email in dict.fromkeys(emails) if email not in known]
    if fresh and not contact.email:
        row.updates["email"] = fresh.pop(0)
        row.changes.append([FIELDS["email"].label, "", row.updates["email"]])
    if fresh:
        row.new_emails = fresh
        row.changes.append([FIELDS["other_emails"].label, "", "; ".join(fresh)])


class _Words:
    """Values as a person reads them in the preview."""

    def __init__(self):
        self.groups = {group.word: group.name for group in TargetGroup.objects.all()}
        self.names = {
            "groups": lambda word: self.groups.get(word, word),
            "countries": country_name,
            "languages": language_name,
        }

    def of(self, name, value):
        if isinstance(value, str):
            return value
        write = self.names.get(name, str)
        return "; ".join(write(each) for each in value)


def outcome_counts(plan):
    counts = Counter(str(row.outcome) for row in plan)
    return {outcome: counts[outcome] for outcome in Outcome.values}
