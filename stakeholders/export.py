"""Contacts as a file, for a purpose. Every file that is made leaves an `ExportEvent`.

List page, admin action, saved list and command all come through `make_export`, so that opt-outs,
the event and the number in the file cannot be forgotten.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from core.exports import csv_stream, xlsx_file
from core.lists import chips_of

from .cards import address_list, vcards
from .filters import ContactFilter
from .models import Contact, ExportedContact, ExportEvent, TargetGroup
from .purposes import COLUMNS, FORMATS, REASONS

ROWS_AT_ONCE = 2000


class NotExportable(ValueError):
    """What was asked for cannot be exported; the text tells why and what to do."""


@dataclass(frozen=True)
class Selection:
    """The contacts of a list, or the ticked ones among them, as far as a person may see them."""

    contacts: QuerySet
    total: int
    text: str
    query: str

    @classmethod
    def by_query(cls, user, query):
        """`query` is the list's own query string; raises NotExportable for an impossible one."""
        contacts = Contact.objects.visible_to(user)
        data = QueryDict(query)
        filterset = ContactFilter(data, queryset=contacts)
        if not filterset.is_valid():
            problems = "; ".join(
                f"{name}: {error}" for name, errors in filterset.errors.items() for error in errors
            )
            raise NotExportable(f"The filter cannot be used. {problems}")
        chips = chips_of(filterset, lambda name, values: "")
        kept = QueryDict(mutable=True)
        for name in filterset.filters:
            values = [value for value in data.getlist(name) if value]
            if values:
                kept.setlist(name, values)
        text = "; ".join(label for label, _ in chips)
        return cls(filterset.qs, contacts.count(), text, kept.urlencode())

    @classmethod
    def by_ids(cls, user, ids):
        contacts = Contact.objects.visible_to(user)
        chosen = contacts.filter(pk__in=ids)
        return cls(chosen, contacts.count(), f"{len(ids):,} contacts chosen one by one", "")

    def contents(self):
        """The contacts with what columns ask of them, in the order of the list."""
        related = self.contacts.select_related("organisation").defer("search_text")
        return related.prefetch_related("engagements", "other_emails")


def divide(contacts, purpose):
    """The contacts that go into the file, and (contact, reason) for those left out."""
    included, left_out = [], []
    for contact in contacts:
        reason = purpose.reason_against(contact)
        if reason:
            left_out.append((contact, reason))
        else:
            included.append(contact)
    return included, left_out


def left_out_words(left_out):
    """ "4 left out: 3 declined, 1 do-not-contact"; "" where nobody is."""
    if not left_out:
        return ""
    parts = (f"{number:,} {REASONS.get(reason, reason)}" for reason, number in left_out.items())
    return f"{sum(left_out.values()):,} left out: {', '.join(parts)}"


@transaction.atomic
def make_export(*, by, selection, purpose, format, saved_list=None):
    """Writes the file and its event; gives back (event, bytes). Raises NotExportable."""
    if format not in purpose.formats:
        formats = ", ".join(FORMATS[name].label for name in purpose.formats)
        raise NotExportable(f"For {purpose.label.lower()} there is: {formats}.")
    included, left_out = divide(selection.contents(), purpose)
    if not included:
        reasons = left_out_words(Counter(reason for _, reason in left_out))
        raise NotExportable(f"Nobody would be in this file. {reasons}".strip() + ".")
    event = ExportEvent.objects.create(
        by=by,
        by_name=by.get_username(),
        purpose=purpose.code,
        format=format,
        filter_text=selection.text,
        query=selection.query,
        columns=list(purpose.columns),
        total=selection.total,
        found=len(included) + len(left_out),
        count=len(included),
        left_out=Counter(reason for _, reason in left_out),
        saved_list=saved_list,
        is_demo=all(contact.is_demo for contact in included),
    )
    content = _content(event, purpose, included)
    event.sha256 = hashlib.sha256(content).hexdigest()
    event.save(update_fields=["sha256"])
    entries = [ExportedContact(event=event, contact=contact) for contact in included]
    entries += [
        ExportedContact(event=event, contact=contact, reason=reason) for contact, reason in left_out
    ]
    ExportedContact.objects.bulk_create(entries, batch_size=ROWS_AT_ONCE)
    return event, content


def file_name(event):
    extension = FORMATS[event.format].extension
    return f"join4atmp-contacts-export-{event.pk}-{event.purpose}.{extension}"


def _content(event, purpose, contacts):
    if event.format == "vcf":
        return vcards(event, purpose, contacts).encode()
    if event.format == "emails":
        return address_list(event, contacts).encode()
    if event.format == "redcap":
        # REDCap keeps the identifier beside the answers: it names nobody, and leads back here.
        rows = ([contact.email, f"C{contact.pk}-E{event.pk}"] for contact in contacts)
        return b"".join(csv_stream(["email", "identifier"], rows))
    header, rows = [*purpose.headings, "Export"], _rows(event, purpose, contacts)
    if event.format == "csv":
        return b"".join(csv_stream(header, rows))
    with xlsx_file(_about(event, purpose), "Contacts", header, rows) as file:
        return file.read()


def _rows(event, purpose, contacts):
    """The number of the export stands in every row, so that a part of the file tells it too."""
    groups = {group.word: group.name for group in TargetGroup.objects.all()}
    values = [COLUMNS[name].value for name in purpose.columns]
    for contact in contacts:
        yield [*(value(contact, groups) for value in values), event.pk]


def _about(event, purpose):
    return {
        "Export": str(event.pk),
        "Purpose": f"{purpose.label}. {purpose.text}",
        "Exported by": event.by_name,
        "Exported at": timezone.localtime(event.at).isoformat(timespec="seconds"),
        "Filter": event.filter_text or "none",
        "Rows": f"{event.count:,} of {event.found:,} found, {event.total:,} in the register",
        "Left out": left_out_words(event.left_out) or "nobody",
        "Personal data": "Use for this purpose only, pass on to nobody, delete afterwards.",
    }
