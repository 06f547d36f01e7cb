"""Contacts in the formats of address books and mail programs: vCard and a list of addresses."""

from email.utils import formataddr

from core.text import one_line

from .names import PART_NAMES, NameParts, likely_parts

MAX_BYTES_PER_LINE = 75  # bytes, RFC 2426


EXPORT_NOTE = "JOIN4ATMP export"  # begins the note of every card; an import leaves it out
CARD = {
    "FN": "name",
    "ORG": "organisation__name",
    "TITLE": "position",
    "TEL;TYPE=WORK,VOICE": "phone",
    "EMAIL;TYPE=INTERNET": "email",
}


def card_of(row):
    """Return [(name, text ready for the file)] of a contact's card, from the fields of the
    purpose."""
    found = {name: _escaped(getattr(row, field, "") or "") for name, field in CARD.items()}
    name = ("N", _name_of(row))
    return (name, *((name, value) for name, value in found.items() if value))


def _name_of(row):
    """Return family, given and additional names, title and suffix: RFC 6350, section 6.2.2."""
    parts = NameParts(**{name: getattr(row, name, "") for name in PART_NAMES})
    if not (parts.given_name or parts.family_name):
        parts = likely_parts(row.name)
    names = (parts.family_name, parts.given_name, "", parts.title, parts.suffix)
    return ";".join(map(_escaped, names))


def vcards(event, cards):
    """Return vCard 3.0, which every address book reads."""
    note = ("NOTE", _escaped(f"{EXPORT_NOTE} {event.pk}: {event.purpose_label}"))
    lines = []
    for card in cards:
        lines += ["BEGIN:VCARD", "VERSION:3.0"]
        lines += [f"{name}:{value}" for name, value in (*card, note)]
        lines.append("END:VCARD")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(text):
    text = one_line(text).replace("\\", "\\\\")
    return text.replace(";", "\\;").replace(",", "\\,")


def _folded(line):
    """Break long lines after whole characters; each further line starts with a space."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > MAX_BYTES_PER_LINE:
            parts.append(part)
            part = " "
        part += letter
    return "\r\n".join([*parts, part])


def address_list(event, addresses):
    """Return one address per line, for the Bcc field; the first line describes the list."""
    head = f"# JOIN4ATMP export {event.pk}, {event.purpose_label}: write to them in Bcc only"
    return "\r\n".join([head, *addresses]) + "\r\n"


def address_of(row):
    """Return the address with the name."""
    name = one_line(row.name).replace('"', "'")
    if name.isascii():
        return formataddr((name, row.email))
    return f'"{name.replace(chr(92), "")}" <{row.email}>'
