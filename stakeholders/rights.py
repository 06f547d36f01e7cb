"""What a person may ask of us: everything we keep about them, and to be forgotten.

Both walk the models themselves, so that a field or relation that is added later is not left out.
"""

from datetime import timedelta
from urllib.parse import quote_plus

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import (
    Contact,
    Erasure,
    ExportEvent,
    ImportBatch,
    ImportState,
    SavedList,
)

KEPT_UNVERIFIED = timedelta(days=730)
LINK_LIFE = timedelta(days=30)
SALT = "stakeholders.personal-link"
FORGOTTEN = "[erased]"
# Made from other fields, and shown with them.
DERIVED = {"sort_name", "name_key", "search_text"}


# Everything about a person


def everything_about(contact):
    """A dictionary of what the portal keeps about a person, for the person to read."""
    related = {
        "other e-mail addresses": contact.other_emails.all(),
        "engagement": contact.engagements.all(),
        "imports": contact.import_rows.all(),
        "merged with": contact.merges.all(),
        "history": contact.history.all(),
    }
    exports = ExportEvent.objects.filter(entries__contact=contact).distinct()
    reasons = dict(contact.export_entries.values_list("event", "reason"))
    return {
        "made at": timezone.now().isoformat(timespec="seconds"),
        "contact": _fields(contact),
        **{name: [_fields(row) for row in rows] for name, rows in related.items()},
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


def _fields(row):
    found = {}
    for field in row._meta.concrete_fields:
        if field.name in DERIVED:
            continue
        value = getattr(row, field.attname)
        if field.is_relation and value is not None and not field.name.startswith("history"):
            value = str(getattr(row, field.name))
        elif field.choices and isinstance(value, str):
            value = getattr(row, f"get_{field.name}_display")()
        found[str(field.verbose_name)] = value
    return found


# To be forgotten


def address_hash(email):
    return salted_hmac("stakeholders.erasure", email.strip().lower()).hexdigest()


def erased_hashes():
    lists = Erasure.objects.values_list("address_hashes", flat=True)
    return {each for hashes in lists for each in hashes}


@transaction.atomic
def erase(contact, *, by, reason):
    """Removes a person from the register, its history, logs and files that wait.

    The `Erasure` that is left names the exports whose files are outside of our reach.
    """
    # A file in work is finished first, so that it cannot bring the person back afterwards.
    waiting = ImportBatch.objects.filter(state=ImportState.WAITING)
    list(waiting.select_for_update().values_list("pk"))
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    # The history of contacts that were merged into this one is the person's too.
    keys = [contact.pk, *contact.merges.values_list("gone", flat=True)]
    history = Contact.history.filter(id__in=keys)
    emails = {contact.email, *contact.other_emails.values_list("email", flat=True)}
    emails |= set(history.values_list("email", flat=True))
    names = {contact.name, *history.values_list("name", flat=True)}
    exports = list(ExportEvent.objects.holding(contact).values_list("pk", flat=True))
    scrubbed = _scrub(contact, emails | names)
    forgotten = _forget_in_log(keys)
    _, removed = contact.delete()
    # After the deletion, which writes history itself.
    removed["stakeholders.HistoricalContact"] = history.delete()[0]
    removed["admin.LogEntry"] = forgotten
    # A file that waits may name the person anywhere; whoever uploaded it can do so again.
    removed["stakeholders.ImportBatch"] = waiting.delete()[0]
    return Erasure.objects.create(
        by=by,
        by_name=by.get_username() if by else "",
        reason=reason,
        address_hashes=sorted(address_hash(email) for email in emails if email),
        counts={name: number for name, number in {**removed, **scrubbed}.items() if number},
        exports=exports,
    )


def _forget_in_log(keys):
    kind = ContentType.objects.get_for_model(Contact)
    entries = LogEntry.objects.filter(content_type=kind, object_id__in=map(str, keys))
    return entries.update(object_repr=FORGOTTEN, change_message="")


def _scrub(contact, texts):
    """Somebody may have searched for the person, and exported or saved what was found."""
    searched = ExportEvent.objects.filter(entries__contact=contact, query__contains="q=")
    in_events, in_lists = Q(pk__in=searched.values("pk")), Q(pk__in=[])
    for text in filter(None, texts):
        for written in (text, quote_plus(text)):
            in_events |= Q(filter_text__icontains=written) | Q(query__icontains=written)
            in_lists |= Q(name__icontains=written) | Q(query__icontains=written)
    return {
        "export filters": ExportEvent.objects.filter(in_events).update(
            filter_text=FORGOTTEN, query=""
        ),
        "saved lists": SavedList.objects.filter(in_lists).delete()[0],
    }


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
