"""Export contacts to a file for a purpose. Every file has an `ExportEvent`.

The list page, the admin action, saved lists and the command all use `make_export`, so that
refusals, the event and the number in the file cannot be forgotten.
"""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from core.exports import csv_stream, xlsx_file
from core.lists import chips_of

from .cards import address_list, address_of, card_of, vcards
from .choices import EmailKind
from .figures import SMALLEST_SHOWN_COUNT, figure_rows
from .filters import ContactFilter
from .models import (
    Contact,
    ContactEmail,
    Engagement,
    ExportedContact,
    ExportEvent,
    TargetGroup,
)
from .purposes import COLUMNS, FORMATS, REASONS, Known

ROWS_PER_STATEMENT = 1000


class NotExportable(ValueError):
    """The export is not possible; the text has the reason and the next step."""


@dataclass(frozen=True)
class Selection:
    """The contacts of a list, or the ticked ones among them, that a user may see."""

    contacts: QuerySet
    total: int
    text: str
    query: str

    @classmethod
    def by_query(cls, user, query):
        """Return the contacts of a query string. Raise NotExportable if it is not valid."""
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
        text = f"{chosen.count():,} contacts chosen one by one"
        return cls(chosen, contacts.count(), text, "")

    def without_demonstration(self):
        """Return the real contacts, or all if every one is invented. Figures do not mix them."""
        real = self.contacts.filter(is_demo=False)
        return replace(self, contacts=real) if real.exists() else self

    def rows(self, purpose):
        """Return the columns of the purpose per contact, in the order of the list."""
        return self.contacts.values_list(*purpose.fields, named=True)

    def known(self):
        people = self.contacts.order_by()
        emails = ContactEmail.objects.filter(contact__in=people, kind=EmailKind.OTHER)
        engagements = Engagement.objects.filter(contact__in=people)
        return Known(
            {group.word: group.name for group in TargetGroup.objects.all()},
            _by_contact(emails.values_list("contact", "email")),
            _by_contact(engagements.values_list("contact", "kind")),
        )


def _by_contact(pairs):
    found = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


def left_out_words(left_out, words=REASONS):
    """Return "4 left out: 3 declined, 1 do-not-contact", or "" if nobody is left out."""
    if not left_out:
        return ""
    parts = (f"{number:,} {words.get(reason, reason)}" for reason, number in left_out.items())
    return f"{sum(left_out.values()):,} left out: {', '.join(parts)}"


@transaction.atomic
def make_export(*, by, selection, purpose, format, saved_list=None):
    """Write the file and its event; return (event, bytes). Raise NotExportable."""
    if format not in purpose.formats:
        formats = ", ".join(FORMATS[name].label for name in purpose.formats)
        raise NotExportable(
            f"This format is not offered for {purpose.label.lower()}. Choose one of: {formats}."
        )
    if purpose.is_counted:
        selection = selection.without_demonstration()
    found = _Found(selection, purpose, format)
    if purpose.is_counted and len(found.entries) < SMALLEST_SHOWN_COUNT:
        raise NotExportable(
            f"A report needs {SMALLEST_SHOWN_COUNT} contacts or more: smaller figures are not "
            "shown. Choose a wider filter."
        )
    if not found.entries:
        reasons = left_out_words(found.left_out)
        raise NotExportable(
            f"The file would not contain any contact{f': {reasons}' if reasons else ''}."
        )
    event = ExportEvent.objects.create(
        by=by,
        by_name=by.get_username(),
        purpose=purpose.code,
        format=format,
        filter_text=selection.text,
        query=selection.query,
        columns=list(purpose.columns),
        total=selection.total,
        found=len(found.reasons),
        count=len(found.entries),
        left_out=found.left_out,
        saved_list=saved_list,
        is_demo=found.is_demo,
    )
    content = _content(event, purpose, found.entries)
    event.sha256 = hashlib.sha256(content).hexdigest()
    event.save(update_fields=["sha256"])
    # A file with figures contains nobody, so nobody is listed as exported.
    held = {} if purpose.is_counted else found.reasons
    ExportedContact.objects.bulk_create(
        (
            ExportedContact(event=event, contact_id=key, reason=reason)
            for key, reason in held.items()
        ),
        batch_size=ROWS_PER_STATEMENT,
    )
    return event, content


class _Found:
    """The contacts of a selection: the entries of the file, and the reasons against the others.

    Only the columns of the purpose are read, and as plain values: ten thousand model instances
    would take seconds.
    """

    def __init__(self, selection, purpose, format):
        self.entries, self.reasons, self.is_demo = [], {}, True
        entry_of = _entry(selection, purpose, format)
        for row in selection.rows(purpose).iterator(ROWS_PER_STATEMENT):
            reason = purpose.reason_against(row, format)
            self.reasons[row.pk] = reason
            if not reason:
                self.entries.append(entry_of(row))
                self.is_demo = self.is_demo and row.is_demo
        self.left_out = Counter(filter(None, self.reasons.values()))


def _entry(selection, purpose, format):
    """Return a function that makes the entry of a contact, without the number of the export."""
    if format == "vcf":
        return card_of
    if format == "emails":
        return address_of
    if format == "redcap":
        return lambda row: (row.email, row.pk)
    known = selection.known()
    values = [COLUMNS[name].value for name in purpose.columns]
    return lambda row: tuple([value(row, known) for value in values])


def file_name(event):
    extension = FORMATS[event.format].extension
    return f"join4atmp-contacts-export-{event.pk}-{event.purpose}.{extension}"


def _content(event, purpose, entries):
    if event.format == "vcf":
        return vcards(event, entries).encode()
    if event.format == "emails":
        return address_list(event, entries).encode()
    if event.format == "redcap":
        # REDCap stores the identifier with the answers. Outside of this portal it identifies
        # nobody.
        rows = ((email, f"C{key}-E{event.pk}") for email, key in entries)
        return b"".join(csv_stream(["email", "identifier"], rows))
    if purpose.is_counted:
        entries = figure_rows(purpose.column_headings, entries)
    # The number of the export is in every row, so that a part of the file has it, too.
    header, rows = [*purpose.headings, "Export"], ((*entry, event.pk) for entry in entries)
    if event.format == "csv":
        return b"".join(csv_stream(header, rows))
    sheet = "Figures" if purpose.is_counted else "Contacts"
    with xlsx_file(_about(event, purpose), sheet, header, rows) as file:
        return file.read()


def _about(event, purpose):
    personal = "Use for this purpose only. Do not pass on. Delete after use."
    return {
        "Export": str(event.pk),
        "Purpose": f"{purpose.label}. {purpose.text}",
        "Exported by": event.by_name,
        "Exported at": timezone.localtime(event.at).isoformat(timespec="seconds"),
        "Filter": event.filter_text or "none",
        "Contacts"
        if purpose.is_counted
        else "Rows": f"{event.count:,} of {event.found:,} found, {event.total:,} in the register",
        "Left out": left_out_words(event.left_out) or "nobody",
        "Personal data": "none: figures only" if purpose.is_counted else personal,
    }
