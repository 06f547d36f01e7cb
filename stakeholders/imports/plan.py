"""Compare each row of a file with the register, without writing.

A contact is recognised by any of its addresses together with the name, or by a reference of our own
exports together with the name. The same name at the same place is no proof: such a row waits for a
person, as does a known address under another name. Rows about one person are taken together.
"""

from collections import Counter

from core.text import name_key

from ..models import Choice, ImportKind, ImportMode, Outcome
from .compare import Words, compare, describe
from .dates import order_of
from .register import Register
from .rows import LISTS, read_row
from .unsubscribe import plan_unsubscribing
from .values import Cells

ROWS_PER_PROGRESS_REPORT = 500  # rows
DATE_FIELDS = ("verified_on", "last_contact", "consent_on")


def make_plan(
    table,
    mapping,
    *,
    kind=ImportKind.CONTACTS,
    mode=ImportMode.UPDATE,
    date_orders=None,
    progress=None,
):
    """Return one `Planned` per row of the table. `progress` is called with the numbers of rows that
    are done and of all."""
    register = Register()
    cells = Cells(_date_orders(table, mapping, date_orders or {}))
    found = {}
    for problem in table.problems:
        found.setdefault(problem.row, []).append((problem.column, problem.message))
    if kind == ImportKind.UNSUBSCRIBE:
        return plan_unsubscribing(table, mapping, cells, register)
    plan = []
    for number, texts in table.rows:
        pairs = zip(table.header, texts, strict=True)
        plan.append(read_row(number, pairs, found.get(number, ()), mapping, cells))
        if progress and len(plan) % ROWS_PER_PROGRESS_REPORT == 0:
            progress(len(plan), len(table.rows))
    _decide(plan, table, mode, register)
    return plan


def _date_orders(table, mapping, said):
    """Return {heading: order} by the answers of a person, or else by the dates of the column."""
    orders = dict(said)
    for place, heading in enumerate(table.header):
        if mapping.get(heading) in DATE_FIELDS and heading not in orders:
            texts = {cells[place] for _, cells in table.rows if cells[place]}
            order = order_of(texts, this_year=9999)
            if order:
                orders[heading] = order
    return orders


def _decide(plan, table, mode, register):
    words = Words()
    rows = []
    for row in plan:
        if row.problems:
            row.refuse(" ".join(f"{c}: {m}" if c else m for c, m in row.problems))
        elif register.was_erased(row.emails, row.values["name"]):
            row.refuse("This person asked to be erased, and is not added again by a file.")
        else:
            rows.append(row)
    rows = _united(rows, lambda row: [(email, row.person) for email in row.emails])
    namesakes = {}
    for row in rows:
        remembered = register.remembered_uses(row.emails, row.values["name"])
        row.refusals = list(dict.fromkeys([*row.refusals, *remembered]))
        row.settle(Outcome.NEW, Choice.ADD, (Choice.ADD, Choice.SKIP))
        _recognise(row, register, namesakes)
    rows = _united(rows, lambda row: [(row.contact.pk, row.person)] if row.contact else [])
    _claim(rows)
    _name_shared_addresses(rows)
    for row in rows:
        if row.outcome == Outcome.REFUSED:
            continue
        if row.contact:
            compare(row, register, words, mode)
        else:
            describe(row, words)
        if row.number in table.hidden_rows and row.outcome != Outcome.SAME:
            row.settle(
                Outcome.ASKED, Choice.SKIP, row.choices, "The row is hidden in the workbook."
            )


def _united(rows, keys_of):
    """Return the rows without later ones that share a key with an earlier one: they are about one
    person, and the first row takes their values."""
    first_by_key, firsts = {}, []
    for row in rows:
        keys = keys_of(row)
        first = next((first_by_key[key] for key in keys if key in first_by_key), None)
        if first is None:
            firsts.append(row)
            first_by_key.update(dict.fromkeys(keys, row))
            continue
        different = _take(first, row)
        first_by_key.update(dict.fromkeys(keys, first))
        reason = f"Row {first.number} is about the same person, and gets these new values."
        if different:
            reason += f" Different here, and left out: {', '.join(different)}."
        row.contact = None
        row.settle(Outcome.SAME, Choice.SKIP, (Choice.SKIP,), reason)
    return firsts


def _claim(rows):
    """Let only one row of a file change a contact; other rows with its address can only be
    added."""
    claimed = {}
    for row in sorted(rows, key=lambda row: row.outcome != Outcome.CHANGED):
        if not row.contact:
            continue
        first = claimed.setdefault(row.contact.pk, row)
        if first is not row:
            reason = f"Row {first.number} is about {row.contact}, whose address or name this is."
            row.contact = None
            row.settle(Outcome.DUPLICATE, Choice.SKIP, (Choice.SKIP, Choice.ADD), reason)


def _take(first, row):
    """Add the values of the second row to the first one; return names of values that differ."""
    different = []
    for name, value in row.values.items():
        old = first.values.get(name)
        if name == "email" or name in LISTS:
            first.values[name] = list(dict.fromkeys([*(old or []), *value]))
        elif not old:
            first.values[name] = value
        elif name == "notes" and value not in old:
            first.values[name] = f"{old}\n{value}"
        elif old != value and name not in ("name", "source"):
            different.append(name.replace("_", " "))
    first.refusals = list(dict.fromkeys([*first.refusals, *row.refusals]))
    first.refused_on = first.refused_on or row.refused_on
    first.last_contact = max(first.last_contact, row.last_contact)
    first.unknown += row.unknown
    return different


def _recognise(row, register, namesakes):
    """Find the contact that the row is about, and the possible choices."""
    owners = register.owners_of(row.emails)
    same = [contact for contact in owners if contact.name_key == row.person]
    if len(same) > 1:
        return row.refuse("The addresses belong to two contacts. Merge these first.")
    place = name_key(row.values.get("organisation", ""))
    earlier = namesakes.setdefault((row.person, place), row)
    referred = register.of_reference(row.values.pop("reference", ""))
    if same or (referred and referred.name_key == row.person and not owners):
        row.contact = same[0] if same else referred
        return row.settle(Outcome.CHANGED, Choice.UPDATE, (Choice.UPDATE, Choice.SKIP))
    shared = any(len(register.by_email.get(email, ())) == len(owners) for email in row.emails)
    if len(owners) > 1 and not shared:
        return row.refuse("The addresses belong to two contacts. Merge these first.")
    if owners:
        row.contact, *others = owners
        reason = f"The address belongs to {row.contact}, who has another name."
        choices = (Choice.SKIP, Choice.ADD) if others else (Choice.SKIP, Choice.UPDATE, Choice.ADD)
        return row.settle(Outcome.DUPLICATE, Choice.SKIP, choices, reason)
    if register.is_erased_address(row.emails):
        reason = (
            "A person with this address and another name asked to be erased. Add the row only if "
            "it is about another person."
        )
        return row.settle(Outcome.DUPLICATE, Choice.SKIP, (Choice.SKIP, Choice.ADD), reason)
    return _by_name(row, register, place, earlier)


def _name_shared_addresses(rows):
    """Add a remark to new people of a file who share a mailbox; they stay two contacts."""
    first_by_email = {}
    for row in rows:
        earlier = {first_by_email[email] for email in row.emails if email in first_by_email}
        first_by_email |= {email: row.number for email in row.emails if email not in first_by_email}
        if earlier and row.outcome == Outcome.NEW:
            row.remarks.insert(
                0, f"Row {min(earlier)} has the same e-mail address: two people with one mailbox."
            )
            row.settle(row.outcome, row.choice, row.choices)


def _by_name(row, register, place_name, earlier):
    place = register.places.get(place_name)
    alike = [
        contact
        for contact in register.by_person.get(row.person, ())
        if not (place or place_name) or not contact.organisation_id
        or contact.organisation_id == place
    ]  # fmt: skip
    if alike:
        row.contact = min(alike, key=lambda contact: contact.organisation_id != place)
        others = f" and {len(alike) - 1} more have" if len(alike) > 1 else " has"
        reason = f"{row.contact}{others} the same name and may be the same person."
        choices = (Choice.SKIP, Choice.UPDATE, Choice.ADD)
        return row.settle(Outcome.DUPLICATE, Choice.SKIP, choices, reason)
    if earlier is not row:
        reason = f"Row {earlier.number} has the same name at the same place."
        return row.settle(Outcome.DUPLICATE, Choice.SKIP, (Choice.SKIP, Choice.ADD), reason)
    return row


def outcome_counts(plan):
    counts = Counter(str(row.outcome) for row in plan)
    return {outcome: counts[outcome] for outcome in Outcome.values}
