"""Contacts as address books and mail programs take them: vCard and a list of addresses."""

from email.utils import formataddr

from core.text import one_line

LONGEST_LINE = 75  # bytes, RFC 2426


CARD = {
    "FN": "name",
    "ORG": "organisation__name",
    "TITLE": "position",
    "TEL;TYPE=WORK,VOICE": "phone",
    "EMAIL;TYPE=INTERNET": "email",
}


def card_of(row):
    """What the card of a contact says, as far as the purpose has asked for it."""
    found = {name: getattr(row, field, "") for name, field in CARD.items()}
    return tuple((name, value) for name, value in found.items() if value)


def vcards(event, cards):
    """vCard 3.0, which every address book reads."""
    note = ("NOTE", f"JOIN4ATMP export {event.pk}: {event.purpose_label}")
    lines = []
    for card in cards:
        name = dict(card)["FN"]
        lines += ["BEGIN:VCARD", "VERSION:3.0", f"N:{_escaped(name)};;;;"]
        lines += [f"{name}:{_escaped(value)}" for name, value in (*card, note)]
        lines.append("END:VCARD")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(text):
    text = one_line(text).replace("\\", "\\\\")
    return text.replace(";", "\\;").replace(",", "\\,")


def _folded(line):
    """Long lines go on behind a line break and a blank; no letter is cut in two."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > LONGEST_LINE:
            parts.append(part)
            part = " "
        part += letter
    return "\r\n".join([*parts, part])


def address_list(event, addresses):
    """One address a line, for the Bcc field of a mail program; the first line says what it is."""
    head = f"# JOIN4ATMP export {event.pk}, {event.purpose_label}: write to them in Bcc only"
    return "\r\n".join([head, *addresses]) + "\r\n"


def address_of(row):
    """The address with the name."""
    name = one_line(row.name).replace('"', "'")
    if name.isascii():
        return formataddr((name, row.email))
    return f'"{name.replace(chr(92), "")}" <{row.email}>'
