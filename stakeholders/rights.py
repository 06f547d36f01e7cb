"""What a person may ask of us: everything we keep about them, and a link to correct it.

It walks the models themselves, so that a field that is added later is not left out.
"""

import hashlib
import json
from datetime import timedelta

from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from .hashes import address_hash
from .models import Contact, EmailChange, ExportEvent
from .purposes import ACCESS

KEPT_UNVERIFIED = timedelta(days=730)
LINK_LIFE = timedelta(days=30)
SALT = "stakeholders.personal-link"
# Made from other fields, and shown with them.
DERIVED = {"sort_name", "name_key", "search_text"}


# Everything about a person


def everything_about(contact):
    """A dictionary of what the portal keeps about a person, for the person to read."""
    related = {
        "other e-mail addresses": contact.other_emails.all(),
        "engagement": contact.engagements.all(),
        "answers on the use of data": contact.privacy_answers.all(),
        "change of address": EmailChange.objects.filter(contact=contact),
        "imports": contact.import_rows.all(),
        "merged with": contact.merges.all(),
        "history": contact.history.all(),
        **_in_other_apps(contact),
    }
    exports = ExportEvent.objects.filter(entries__contact=contact).distinct()
    reasons = dict(contact.export_entries.values_list("event", "reason"))
    return {
        "made at": timezone.now().isoformat(timespec="seconds"),
        "contact": _fields(contact),
        **{name: [_fields(row) for row in _whole(rows)] for name, rows in related.items()},
        "exports": [
            {
                "number": event.pk,
                "at": event.at.isoformat(timespec="seconds"),
                "by": event.by_name,
                "purpose": event.purpose_label,
                "left out because": reasons[event.pk],
            }
            for event in exports
        ],
    }


@transaction.atomic
def file_for_the_person(contact, *, by):
    """The same as a JSON file. It leaves the portal like any export: with an event and a number."""
    data = everything_about(contact)
    event = ExportEvent.objects.create(
        by=by,
        by_name=by.get_username(),
        purpose=ACCESS,
        format="json",
        filter_text="One contact",
        columns=list(data),
        total=Contact.objects.visible_to(by).count(),
        found=1,
        count=1,
        is_demo=contact.is_demo,
    )
    data = {"export": event.pk, **data}
    content = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()
    event.sha256 = hashlib.sha256(content).hexdigest()
    event.save(update_fields=["sha256"])
    event.entries.create(contact=contact)
    return content


def _in_other_apps(contact):
    """{words: rows} of what apps above this one keep about the person, whatever they are."""
    found = {}
    for relation in contact._meta.related_objects:
        model = relation.related_model
        if model._meta.app_label != contact._meta.app_label:
            rows = model._base_manager.filter(**{relation.field.name: contact})
            found[str(model._meta.verbose_name_plural)] = rows
    return found


def _whole(rows):
    """With the rows that they point at; the contact itself is there already."""
    fields = [field.name for field in rows.model._meta.concrete_fields if field.is_relation]
    others = [name for name in fields if name != "contact"]
    return rows.select_related(*others) if others else rows


def _fields(row):
    found = {}
    for field in row._meta.concrete_fields:
        if field.name in DERIVED:
            continue
        value = getattr(row, field.attname)
        if field.is_relation and value is not None and not field.name.startswith("history"):
            value = str(getattr(row, field.name) or value)  # the row may be gone since
        elif field.choices and isinstance(value, str):
            value = getattr(row, f"get_{field.name}_display")()
        found[str(field.verbose_name)] = value
    return found


# A link by which a person looks at their own data


def personal_token(contact):
    """Holds for 30 days, and only while the contact has the same main address."""
    return signing.dumps([contact.pk, address_hash(contact.email)[:16]], salt=SALT)


def contact_of(token):
    """The contact that a personal link is for; None where it has expired or is not ours."""
    try:
        key, mark = signing.loads(token, salt=SALT, max_age=LINK_LIFE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    contact = Contact.objects.select_related("organisation").filter(pk=key).first()
    if contact is None or address_hash(contact.email)[:16] != mark:
        return None
    return contact


def long_unverified():
    """The day before which a contact was verified too long ago."""
    return timezone.localdate() - KEPT_UNVERIFIED
