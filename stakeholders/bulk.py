"""One change of many contacts: tags, owner, verification, lawful basis and an entry in the log."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core.packed_words import packed, unpacked

from .choices import Consent
from .forms import refuse_too_many_tags
from .models import Contact, Engagement

MAX_CONTACTS_CHANGED = 5_000
ROWS_PER_STATEMENT = 200
CHANGE_REASON = "Changed with others from the list"


class NotChangeable(ValueError):
    """Nothing was changed; the text has the reason and the next step."""


@dataclass(frozen=True)
class BulkChange:
    """The changes for all ticked contacts. An empty value leaves its field unchanged."""

    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    owner: object = None
    verified_on: date | None = None
    lawful_basis: str = ""
    kind: str = ""
    on: date | None = None
    note: str = ""


@dataclass
class BulkChanged:
    """The number of contacts with a changed field, of entries in the log, and of contacts for
    which a part of the change does not apply: {reason: number}."""

    changed: int = 0
    logged: int = 0
    left_out: Counter = field(default_factory=Counter)


@transaction.atomic
def change_contacts(keys, change, *, by):
    """Change these contacts, or none of them. Raise NotChangeable."""
    if len(keys) > MAX_CONTACTS_CHANGED:
        raise NotChangeable(
            f"{len(keys):,} contacts are ticked. Change at most {MAX_CONTACTS_CHANGED:,} at once."
        )
    found = Contact.objects.visible_to(by).select_for_update(of=("self",)).filter(pk__in=keys)
    people = list(found.filter(anonymised_on=None).select_related("organisation"))
    if not people:
        raise NotChangeable("None of the ticked contacts exists any more. Tick other contacts.")
    done = BulkChanged()
    changed = [contact for contact in people if _put(contact, change, done.left_out)]
    now = timezone.now()
    for contact in changed:
        contact.updated_at = now
        contact.derive()
    Contact.objects.bulk_update(
        changed,
        ["tags", "search_text", "owner", "verified_on", "lawful_basis", "updated_at"],
        batch_size=ROWS_PER_STATEMENT,
    )
    Contact.history.bulk_history_create(
        changed,
        batch_size=ROWS_PER_STATEMENT,
        update=True,
        default_user=by,
        default_change_reason=CHANGE_REASON,
    )
    done.changed = len(changed)
    if change.kind:
        done.logged = len(_log(people, change, by))
    return done


def _put(contact, change, left_out):
    """Set the fields of one contact; return whether any of them differs now."""
    before = (contact.tags, contact.owner_id, contact.verified_on, contact.lawful_basis)
    try:
        contact.tags = _tags(contact, change)
    except ValidationError:
        left_out["too many tags: the tags are unchanged"] += 1
    if change.owner:
        contact.owner = change.owner
    if change.verified_on:
        contact.verified_on = max(filter(None, (contact.verified_on, change.verified_on)))
    if change.lawful_basis:
        # A withdrawn consent needs a decision and must not be replaced by another basis.
        if contact.consent == Consent.DECLINED:
            left_out["consent declined: the lawful basis is unchanged"] += 1
        else:
            contact.lawful_basis = change.lawful_basis
    return before != (
        contact.tags,
        contact.owner_id,
        contact.verified_on,
        contact.lawful_basis,
    )


def _tags(contact, change):
    tags = [tag for tag in unpacked(contact.tags) if tag not in change.remove_tags]
    tags = list(dict.fromkeys([*tags, *change.add_tags]))
    if change.add_tags:
        refuse_too_many_tags(tags)
    return packed(tags)


def _log(people, change, by):
    day = change.on or timezone.localdate()
    return Engagement.objects.bulk_create(
        (
            Engagement(contact=contact, kind=change.kind, on=day, note=change.note, by=by)
            for contact in people
        ),
        batch_size=ROWS_PER_STATEMENT,
    )
