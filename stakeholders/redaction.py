"""A person who is erased is also named in texts about others: in notes, sources, logs, histories.

Only the whole name, of two words or more, and whole addresses are taken out, so that a text about
somebody else keeps its sense.
"""

import re

from django.db.models import JSONField, Q

from .models import Contact, Engagement, ImportBatch, ImportRow, Merge

FORGOTTEN = "[erased]"
OF_A_CONTACT = ("notes", "source", "consent_proof")
TEXTS = (
    (Contact, OF_A_CONTACT),
    (Contact.history.model, (*OF_A_CONTACT, "history_change_reason")),
    (Engagement, ("note",)),
    (ImportBatch, ("file_name", "source", "undo_note")),
    (ImportRow, ("before", "after")),
    (Merge, ("data",)),
)
NAMES = {name for _, names in TEXTS for name in names}


def redact(names, emails):
    """Takes the names and addresses out of every text; gives back how many texts were changed."""
    found = [name for name in names if len(name.split()) > 1] + [email for email in emails if email]
    if not found:
        return 0
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in found), re.I)
    return sum(_redact(model, field, found, pattern) for model, fields in TEXTS for field in fields)


def _redact(model, field, found, pattern):
    rows = model.objects.filter(**{f"{field}__isnull": False})
    if not isinstance(model._meta.get_field(field), JSONField):
        condition = Q()
        for text in found:
            condition |= Q(**{f"{field}__icontains": text})
        rows = rows.filter(condition)
    changed = 0
    for key, value in rows.values_list("pk", field):
        cleaned = _without(pattern, value, field)
        if cleaned != value:
            # No history is written: it would keep what is taken out.
            changed += model.objects.filter(pk=key).update(**{field: cleaned})
    return changed


def _without(pattern, value, name):
    """In kept data the texts alone, by the name of their field: a namesake keeps the name."""
    if isinstance(value, dict):
        return {key: _without(pattern, each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [_without(pattern, each, name) for each in value]
    return pattern.sub(FORGOTTEN, value) if isinstance(value, str) and name in NAMES else value
