"""A list of addresses that want no more mailings, as mail tools write it.

Every contact with one of the addresses gets "No mailings"; nobody is added, and nothing else of the
file is read. An address may belong to several contacts: the No is for all of them. An address of
nobody is remembered as a keyed hash.
"""

from ..choices import DataUse
from ..models import Choice, Outcome
from .compare import new_refusals, refusal_lines
from .fields import IGNORED
from .rows import Planned

NOBODY_YET = (
    "Nobody in the register has this address. It is remembered: a contact that is added with it "
    "gets no mailings."
)


def plan_unsubscribing(table, mapping, cells, register):
    """Return one `Planned` per row of the table."""
    plan, seen = [], set()
    for number, texts in table.rows:
        row = Planned(number, values={"email": _addresses(table.header, texts, mapping, cells)})
        plan.append(_decided(row, register, seen))
    return plan


def _addresses(header, texts, mapping, cells):
    found = []
    for heading, text in zip(header, texts, strict=True):
        if text and mapping.get(heading, IGNORED) == "email":
            found += cells.read("email", text, heading).value or []
    return found


def _decided(row, register, seen):
    if not row.emails:
        return row.refuse("There is no e-mail address in this row. Add one, or delete the row.")
    row.values["name"] = row.emails[0]
    owners = register.owners_of(row.emails)
    open_for = [
        contact
        for contact in owners
        if new_refusals(contact, [DataUse.MAILINGS]) and contact.pk not in seen
    ]
    if not open_for:
        row.remembers = not owners
        reason = "" if owners else NOBODY_YET
        return row.settle(Outcome.SAME, Choice.SKIP, (Choice.SKIP,), reason)
    row.contact, *row.others = open_for
    seen.update(contact.pk for contact in open_for)
    row.values["name"] = "; ".join(contact.name for contact in open_for)
    row.refusals = [DataUse.MAILINGS]
    row.changes = refusal_lines(row.refusals)
    return row.settle(Outcome.CHANGED, Choice.REFUSAL, (Choice.REFUSAL, Choice.SKIP))
