"""Compare a row with its contact: which changes it would make, and which choices a person has.

A cell never empties a field. Values are only added to lists such as groups, and notes are added and
not replaced. A refusal is recorded in every mode. Data that the person confirmed is overwritten
only if a user chooses so.
"""

from core.countries import country_name
from core.packed_words import packed, unpacked
from core.text import name_key

from ..choices import DataUse
from ..languages import language_name
from ..models import Choice, ImportMode, Outcome, TargetGroup
from .rows import LABELS, LISTS, TEXTS


class Words:
    """Values as a person reads them in the preview."""

    def __init__(self):
        groups = {group.word: group.name for group in TargetGroup.objects.all()}
        self.names = {
            "groups": lambda word: groups.get(word, word),
            "countries": country_name,
            "languages": language_name,
        }

    def of(self, name, value):
        if isinstance(value, bool):
            return "yes" if value else ""
        if isinstance(value, str):
            return value
        write = self.names.get(name, str)
        return "; ".join(write(each) for each in value)


def describe(row, words):
    """List the values of a new contact."""
    row.changes = [
        [LABELS[name], "", words.of(name, value)]
        for name, value in row.values.items()
        if name != "name" and name in LABELS
    ]
    row.changes += refusal_lines(row.refusals)
    if row.last_contact:
        row.changes.append([LABELS["last_contact"], "", row.last_contact])


def compare(row, register, words, mode):
    """Fill in the changes of the row, and set its choice by the mode."""
    contact = row.contact
    _compare_texts(row, contact)
    _compare_lists(row, contact, words)
    _compare_place(row, register)
    _compare_emails(row, register)
    row.refusals = new_refusals(contact, row.refusals)
    row.changes += refusal_lines(row.refusals)
    if row.last_contact:
        if register.was_met_on(contact, row.last_contact):
            row.last_contact = ""
        else:
            row.changes.append([LABELS["last_contact"], "", row.last_contact])
    if row.outcome == Outcome.DUPLICATE:
        known = {contact.email} | register.emails_of.get(contact.pk, set())
        if row.refusals and known.intersection(row.emails):
            choices = (*row.choices, Choice.REFUSAL)
            row.settle(row.outcome, Choice.REFUSAL, choices, _bare_reason(row))
    elif not row.changes:
        row.settle(Outcome.SAME, Choice.SKIP, (Choice.SKIP,))
    else:
        _settle_by_mode(row, mode)


def _bare_reason(row):
    return row.reason.removesuffix(" ".join(row.remarks)).strip()


def _settle_by_mode(row, mode):
    overwrites = set(row.updates) - set(row.fills)
    fill = Choice.FILL if _fills_something(row) else Choice.SKIP
    fill = Choice.REFUSAL if row.refusals and not (row.fills or row.new_emails) else fill
    choices = [Choice.UPDATE, Choice.SKIP]
    choices[1:1] = [Choice.FILL] if _fills_something(row) else []
    choices += [Choice.REFUSAL] if row.refusals else []
    aside = Choice.REFUSAL if row.refusals else Choice.SKIP
    day = row.contact.confirmed_on
    if mode == ImportMode.ADD:
        row.settle(
            row.outcome,
            aside,
            choices,
            "Already in the register: left out, because only new people are added.",
        )
    elif mode == ImportMode.ASK:
        row.settle(Outcome.ASKED, aside, choices)
    elif overwrites and day and mode == ImportMode.UPDATE:
        reason = (
            f"The person confirmed these data on {day.isoformat()}. They are overwritten only if "
            "you choose Update."
        )
        row.settle(Outcome.ASKED, fill, choices, reason)
    elif mode == ImportMode.FILL and overwrites:
        row.settle(row.outcome, fill, choices, "Only empty fields are filled.")
    else:
        row.settle(row.outcome, Choice.UPDATE, choices)


def _fills_something(row):
    return bool(row.fills or row.new_emails or row.refusals or row.last_contact)


def _compare_texts(row, contact):
    for name in TEXTS:
        old = getattr(contact, name)
        old = old.isoformat() if name == "verified_on" and old else old or ""
        new = row.values.get(name) or old
        if name == "notes" and old and new not in old:
            new = f"{old}\n{new}"
        elif name == "notes":
            new = old or new
        if name == "verified_on" and new < old:
            continue  # the later day is valid
        if new != old:
            row.updates[name] = new
            if not old or name == "notes":
                row.fills[name] = new
            row.changes.append([LABELS[name], old, new])


def _compare_lists(row, contact, words):
    for name in LISTS:
        old = unpacked(getattr(contact, name))
        new = list(dict.fromkeys([*old, *row.values.get(name, [])]))
        if new != old:
            row.updates[name] = row.fills[name] = packed(new)
            row.changes.append([LABELS[name], words.of(name, old), words.of(name, new)])


def _compare_place(row, register):
    name = row.values.get("organisation")
    if not name:
        return
    key = register.places.get(name_key(name))
    if key is None or key != row.contact.organisation_id:
        row.updates["organisation"] = key or name
        if not row.contact.organisation_id:
            row.fills["organisation"] = key or name
        old = row.contact.organisation.name if row.contact.organisation_id else ""
        row.changes.append([LABELS["organisation"], old, register.place_names.get(key, name)])


def _compare_emails(row, register):
    """Plan the new addresses: the first becomes the main one if there is none, others are added."""
    contact = row.contact
    known = {contact.email} | register.emails_of.get(contact.pk, set())
    fresh = [email for email in row.emails if email not in known]
    if fresh and not contact.email:
        row.updates["email"] = row.fills["email"] = fresh.pop(0)
        row.changes.append([LABELS["email"], "", row.updates["email"]])
    if fresh:
        row.new_emails = fresh
        row.changes.append([LABELS["other_emails"], "", "; ".join(fresh)])


def new_refusals(contact, refusals):
    """Return the uses of the data that the contact did not refuse yet."""
    known = contact.refusals if refusals else ()
    return [use for use in refusals if use not in known]


def refusal_lines(refusals):
    return [[DataUse(use).label, "", "No"] for use in refusals]
