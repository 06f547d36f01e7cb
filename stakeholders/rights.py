"""Rights of a person: a file with everything that we keep about them, and a link to correct it.

The file is made from the models themselves, so that a field that is added later is not left out.
"""

from datetime import timedelta

from django.core import signing
from django.utils import timezone

from .hashes import address_hash, hashes_of_all_keys
from .models import Contact, EmailChange, ExportEvent
from .redaction import mentions_elsewhere, mentions_of

KEPT_UNVERIFIED = timedelta(days=730)
LINK_LIFE = timedelta(days=30)
SALT = "stakeholders.personal-link"
# Made from other fields, which are shown.
DERIVED = {"sort_name", "name_key", "search_text"}


# Everything about a person


def everything_about(contact, elsewhere=None):
    """Return everything that the portal keeps about a person as a dictionary. `elsewhere` are the
    `mentions_elsewhere`, if they were searched already."""
    elsewhere = mentions_elsewhere(contact) if elsewhere is None else elsewhere
    related = {
        "other e-mail addresses": contact.other_emails.all(),
        "engagement": contact.engagements.all(),
        "answers on the use of data": contact.privacy_answers.all(),
        "campaigns": contact.campaign_entries.all(),
        "change of address": EmailChange.objects.filter(contact=contact),
        "imports": contact.import_rows.all(),
        "merged with": contact.merges.all(),
        "history": contact.history.all(),
        **in_other_apps(contact),
    }
    exports = ExportEvent.objects.filter(entries__contact=contact).distinct()
    reasons = dict(contact.export_entries.values_list("event", "reason"))
    return {
        "made at": timezone.now().isoformat(timespec="seconds"),
        "contact": _fields(contact),
        **{name: [_fields(row) for row in _whole(rows)] for name, rows in related.items()},
        "mentions in texts about others": [
            {"text": text, "where": f"{label} of another entry"}
            for _, label, text in mentions_of(contact)
        ],
        "in other parts of the portal": [
            {"text": each.text, "where": each.where} for each in elsewhere
        ],
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


def in_other_apps(contact):
    """Return {plural name: rows} of the rows in apps above this one that point at the person."""
    found = {}
    for relation in contact._meta.related_objects:
        model = relation.related_model
        if model._meta.app_label != contact._meta.app_label:
            rows = model._base_manager.filter(**{relation.field.name: contact})
            found[str(model._meta.verbose_name_plural)] = rows
    return found


def _whole(rows):
    """Return the rows with their related rows; the contact itself is known."""
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
    """Return a token that is valid for 30 days, while the contact has the same main address."""
    return signing.dumps([contact.pk, address_hash(contact.email)[:16]], salt=SALT)


def contact_of(token):
    """Return the contact of a personal link; None if it has expired or is not valid."""
    try:
        key, mark = signing.loads(token, salt=SALT, max_age=LINK_LIFE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    contacts = Contact.objects.select_related("organisation")
    # After a merge, the link of the removed row is valid where the kept one has its address.
    contact = contacts.filter(pk=key).first() or contacts.survivor_of(key)
    if contact is None:
        return None
    marks = {each[:16] for each in hashes_of_all_keys(address_hash, contact.email)}
    return contact if mark in marks else None


def long_unverified():
    """Return the day before which a verification is too old."""
    return timezone.localdate() - KEPT_UNVERIFIED
