"""Remove several people at once, with a reason.

A person with a refusal is erased like people who asked for it: a later file could
otherwise add them again without the refusal.
"""

from dataclasses import dataclass, field

from django.db import transaction

from .erasure import erase, names_person
from .models import Contact

MAX_CONTACTS_REMOVED = 500


class NotRemovable(ValueError):
    """The contacts cannot be removed; the text has the reason and the next step."""


@dataclass
class Removed:
    """The result of a removal: the number of people, how many of them no file can add again, and
    the exports that contain some of them."""

    count: int = 0
    barred: int = 0
    exports: list[int] = field(default_factory=list)


@transaction.atomic
def remove_contacts(contacts, *, by, reason, may_return):
    """Remove people from the register for good; all or none. Raise NotRemovable.

    `may_return`: the data were wrong or are no longer needed, and a later file may add the people
    again. Otherwise they asked for it, and no file may.
    """
    people = list(Contact.objects.filter(pk__in=[contact.pk for contact in contacts]))
    if not people:
        raise NotRemovable("No contact is chosen. Tick the contacts that you want to remove.")
    if len(people) > MAX_CONTACTS_REMOVED:
        raise NotRemovable(
            f"{len(people):,} contacts are chosen. Remove at most {MAX_CONTACTS_REMOVED} at once."
        )
    if any(names_person(reason, contact) for contact in people):
        raise NotRemovable("The reason names a person, and it is kept. Write it without the name.")
    removed, exports = Removed(), set()
    for contact in people:
        is_barred = not may_return or bool(contact.refusals)
        done = erase(contact, by=by, reason=reason, may_return=not is_barred)
        removed.count += 1
        removed.barred += is_barred
        exports.update(done.exports)
    removed.exports = sorted(exports)
    return removed
