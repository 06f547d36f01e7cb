"""Texts about others that name a person: found for an answer, and cleaned after an erasure.

They are notes, sources, logs and histories. Only the whole name, of two words or more, and whole
addresses count, so that a text about another person stays correct.
"""

import re

from django.db.models import JSONField, Q

from .models import (
    Contact,
    ContactCampaign,
    Engagement,
    ImportBatch,
    ImportRow,
    Merge,
    PrivacyAnswer,
)
from .signals import person_sought

FORGOTTEN = "[erased]"
OF_A_CONTACT = ("notes", "source", "consent_proof")
TEXTS = (
    (Contact, OF_A_CONTACT),
    (Contact.history.model, (*OF_A_CONTACT, "history_change_reason")),
    (Engagement, ("note",)),
    (PrivacyAnswer, ("reason", "evidence")),
    (ContactCampaign, ("list_text", "subject", "text")),
    (ImportBatch, ("file_name", "source", "undo_note")),
    (ImportRow, ("before", "after")),
    (Merge, ("data",)),
)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


def naming(names, emails):
    """Return the texts that name a person, and a pattern of them; None for the pattern of none."""
    texts = [name for name in names if len(name.split()) > 1] + [email for email in emails if email]
    pattern = "|".join(rf"(?<!\w){re.escape(text)}(?!\w)" for text in texts)
    return texts, re.compile(pattern, re.I) if texts else None


def holding_any(field, texts):
    condition = Q(pk__in=[])
    for text in texts:
        condition |= Q(**{f"{field}__icontains": text})
    return condition


def mentions_of(contact):
    """Return (contact, kind of text, sentence) for each sentence about others that names a person.

    The histories are left out: they have earlier versions of the same texts.
    """
    emails = {contact.email, *contact.other_emails.values_list("email", flat=True)}
    texts, pattern = naming({contact.name}, emails)
    if not texts:
        return []
    found = []
    for field in OF_A_CONTACT:
        others = Contact.objects.exclude(pk=contact.pk).filter(holding_any(field, texts))
        for other in others.select_related("organisation"):
            label = str(Contact._meta.get_field(field).verbose_name)
            found += [
                (other, label, each) for each in sentences_naming(getattr(other, field), pattern)
            ]
    logged = Engagement.objects.exclude(contact=contact).filter(holding_any("note", texts))
    for row in logged.select_related("contact__organisation"):
        found += [(row.contact, "log", each) for each in sentences_naming(row.note, pattern)]
    return found


def mentions_elsewhere(contact):
    """Return the Mentions of the person in the apps above this one."""
    emails = {contact.email, *contact.other_emails.values_list("email", flat=True)}
    answers = person_sought.send(sender=Contact, names={contact.name}, emails=emails)
    return [mention for _, mentions in answers for mention in mentions]


def sentences_naming(text, pattern):
    """Return only the sentences with a mention: the others are about other people."""
    return [each.strip() for each in SENTENCE_END.split(text) if pattern.search(each)]


def redact(names, emails):
    """Replace the names and addresses in every text; return the number of changed texts."""
    return len(redact_texts(TEXTS, names, emails))


def redact_texts(texts, names, emails):
    """Replace the names and addresses in `texts`, pairs (model, names of fields).

    Stored rows in a JSON field are cleaned in the same fields. Return (model, key) of the row of
    each changed text.
    """
    found, pattern = naming(names, emails)
    if not found:
        return []
    cleaned_in = {field for _, fields in texts for field in fields}
    return [
        (model, key)
        for model, fields in texts
        for field in fields
        for key in _redact(model, field, found, pattern, cleaned_in)
    ]


def _redact(model, field, found, pattern, cleaned_in):
    # The manager without rules: a proof of consent is cleaned, and the answer stays.
    rows = model._base_manager.filter(**{f"{field}__isnull": False})
    if not isinstance(model._meta.get_field(field), JSONField):
        rows = rows.filter(holding_any(field, found))
    changed = []
    for key, value in rows.values_list("pk", field):
        cleaned = _without(pattern, value, field, cleaned_in)
        if cleaned != value:
            # No history is written: it would keep the text that is removed.
            model._base_manager.filter(pk=key).update(**{field: cleaned})
            changed.append(key)
    return changed


def _without(pattern, value, name, cleaned_in):
    """Clean stored data by the name of the field: the name field of a namesake is kept."""
    if isinstance(value, dict):
        return {key: _without(pattern, each, key, cleaned_in) for key, each in value.items()}
    if isinstance(value, list):
        return [_without(pattern, each, name, cleaned_in) for each in value]
    is_cleaned = isinstance(value, str) and name in cleaned_in
    return pattern.sub(FORGOTTEN, value) if is_cleaned else value
