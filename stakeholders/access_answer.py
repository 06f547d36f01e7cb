"""The answer to a person who asks for their data (Art. 15), in words and as a PDF.

The machine-readable file beside it, `rights.everything_about`, has every field. This one says the
same to a reader: the data, purpose, source and recipients, and the rights of the person.
"""

import hashlib
import json

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.dateformat import format as format_date

from core.countries import country_name
from core.pdf import BODY, HEADING, LEAD, SMALL, TITLE, document, paragraph, use_fonts

from .choices import Answer
from .languages import language_name
from .models import Contact, ExportEvent, TargetGroup
from .privacy import answers_of
from .purposes import ACCESS, OTHER_LABELS, PURPOSES
from .redaction import mentions_elsewhere, mentions_of
from .rights import everything_about, in_other_apps

NOTHING = "Nothing."
# Columns that repeat another one or mean nothing to a reader are left out of the changes.
UNREPORTED_COLUMNS = {"id", "updated_at", "created_at", "is_demo", "anonymised_on"}


def day(value):
    return format_date(value, "j F Y") if value else "an unknown day"


def sections_of(contact, elsewhere=None):
    """Return (heading, lines) of the answer, in the order of Article 15. `elsewhere` are the
    `mentions_elsewhere`, if they were searched already."""
    elsewhere = mentions_elsewhere(contact) if elsewhere is None else elsewhere
    return [
        ("Responsible organisation", _responsible()),
        ("Your data in the register", _entries(contact)),
        ("Purpose and legal basis", _purposes(contact)),
        ("Your answers on the use of your data", _answers(contact)),
        ("Contacts between you and the project", _log(contact)),
        ("In other parts of the portal", _elsewhere(contact, elsewhere)),
        ("Exported files with your data", _exports(contact)),
        ("Sources of your data", _origins(contact)),
        ("Changes of your entry", _changes(contact)),
        ("Mentions of you in texts about others", _mentions(contact)),
        ("Storage period and your rights", _rights()),
    ]


@transaction.atomic
def file_for_the_person(contact, *, by, format="json"):
    """Return the answer as a file: JSON with every field, or a PDF in words.

    It leaves the portal like any export: with an event and a number.
    """
    event = ExportEvent.objects.create(
        by=by,
        by_name=by.get_username(),
        purpose=ACCESS,
        format=format,
        filter_text="One contact",
        total=Contact.objects.visible_to(by).count(),
        found=1,
        count=1,
        is_demo=contact.is_demo,
    )
    if format == "pdf":
        sections = sections_of(contact)
        content = pdf_of(contact, event.pk, sections)
        event.columns = [heading for heading, _ in sections]
    else:
        data = {"export": event.pk, **everything_about(contact)}
        content = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()
        event.columns = list(data)
    event.sha256 = hashlib.sha256(content).hexdigest()
    event.save(update_fields=["sha256", "columns"])
    event.entries.create(contact=contact)
    return content


def pdf_of(contact, number, sections):
    """Return `sections_of` a contact as PDF; `number` is that of its export."""
    use_fonts()
    story = [
        paragraph("Your data in the JOIN4ATMP portal", TITLE),
        paragraph(f"Answer to {contact.name} under Article 15 of Regulation (EU) 2016/679", LEAD),
    ]
    for heading, lines in sections:
        story.append(paragraph(heading, HEADING))
        story += [paragraph(line, BODY) for line in lines or [NOTHING]]
    story.append(paragraph("The file with every field is sent with this answer.", SMALL))
    return document(
        story,
        foot=f"JOIN4ATMP export {number}. Personal data.",
        title="Your data in the JOIN4ATMP portal",
        author=settings.DATA_CONTROLLER or "JOIN4ATMP",
        subject=f"Answer {number} under Article 15",
    )


def _responsible():
    return [
        f"Controller: {settings.DATA_CONTROLLER or 'not named by the project yet'}",
        "Data protection officer: "
        f"{settings.DATA_PROTECTION_OFFICER or 'not named by the project yet'}",
        f"Contact: {settings.CONTACT_EMAIL or 'the sender of this answer'}",
    ]


def _entries(contact):
    groups = {group.word: group.name for group in TargetGroup.objects.all()}
    values = {
        "Name": contact.name,
        "Position": contact.position,
        "Organisation": contact.organisation.name if contact.organisation_id else "",
        "E-mail address": contact.email,
        "Other e-mail addresses": ", ".join(
            f"{row.email} ({row.get_kind_display().lower()})" for row in contact.other_emails.all()
        ),
        "Phone": contact.phone,
        "Languages": ", ".join(map(language_name, contact.language_codes)),
        "Countries": ", ".join(map(country_name, contact.country_codes)),
        "Target groups": ", ".join(groups.get(word, word) for word in contact.group_words),
        "Expertise": contact.expertise,
        "Tags": ", ".join(contact.tag_names),
        "Notes": contact.notes,
        "Person in the project who knows you": contact.owner.get_username()
        if contact.owner
        else "",
        "Last confirmed": day(contact.verified_on) if contact.verified_on else "",
    }
    return [f"{label}: {value}" for label, value in values.items() if value]


def _purposes(contact):
    return [
        "The project invites, interviews and informs people who work with advanced therapies.",
        f"Legal basis of your entry: {contact.get_lawful_basis_display()}.",
    ]


def _answers(contact):
    lines = [
        f"{use.label}: {Answer(answer).label if answer else 'not answered'}."
        for use, answer in answers_of(contact).items()
    ]
    for row in contact.privacy_answers.order_by("at", "pk"):
        line = f"{day(row.on)}: {row} ({row.get_channel_display().lower()})."
        if row.wording:
            line += f" Question: “{row.wording}”"
        lines.append(line)
    return lines


def _log(contact):
    return [
        f"{day(row.on)}: {row.get_kind_display()}{f'. {row.note}' if row.note else '.'}"
        for row in contact.engagements.order_by("on", "pk")
    ]


def _elsewhere(contact, mentions):
    linked = [
        f"{name.capitalize()}: {row}"
        for name, rows in in_other_apps(contact).items()
        for row in rows
    ]
    named = [f"{each.where.capitalize()}: “{each.text}”" for each in mentions]
    return linked + named


def _exports(contact):
    lines = []
    for event in ExportEvent.objects.holding(contact).order_by("pk"):
        labels = {code: purpose.label for code, purpose in PURPOSES.items()} | OTHER_LABELS
        label = labels.get(event.purpose, event.purpose)
        lines.append(f"{day(event.at)}: export {event.pk} by {event.by_name}. Purpose: {label}.")
    return lines


def _origins(contact):
    lines = [f"Source: {contact.source or 'not stated'}."]
    for row in contact.import_rows.select_related("batch"):
        lines.append(f"{day(row.batch.committed_at)}: row {row.number} of {row.batch.file_name}.")
    lines += [
        f"{day(row.at)}: another entry about you was merged with this one."
        for row in contact.merges.all()
    ]
    return lines


def _changes(contact):
    """Return one line per change: each version of the entry compared with the one before."""
    versions = list(contact.history.select_related("history_user").order_by("history_date", "pk"))
    lines = []
    for before, after in zip([None, *versions], versions, strict=False):
        who = after.history_user.get_username() if after.history_user else "the portal"
        reason = f" ({after.history_change_reason})" if after.history_change_reason else ""
        if before is None:
            lines.append(f"{day(after.history_date)}: the entry was made by {who}{reason}.")
            continue
        changes = [
            f"{change.field.replace('_', ' ')} from “{change.old or ''}” to “{change.new or ''}”"
            for change in after.diff_against(before).changes
            if change.field not in UNREPORTED_COLUMNS
        ]
        if changes:
            listed = "; ".join(changes)
            lines.append(f"{day(after.history_date)}: {who} changed {listed}{reason}.")
    return lines


def _mentions(contact):
    """Return the sentences of other entries that name the person.

    The persons of those entries are not named, because they have rights too.
    """
    return [
        f"“{text}” (in the {label} of another entry)" for _, label, text in mentions_of(contact)
    ]


def _rights():
    return [
        "We keep your data until you ask us to erase them. Entries that nobody has confirmed for "
        "two years are reviewed.",
        "You can ask for correction, erasure, restriction and transfer of your data, withdraw a "
        "consent, and object to the use of your data. You can complain to the data protection "
        "authority of your country.",
    ]
