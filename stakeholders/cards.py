"""Contacts as address books and mail programs take them: vCard and a list of addresses."""

from email.utils import formataddr

from core.text import one_line

LONGEST_LINE = 75  # bytes, RFC 2426


def vcards(event, purpose, contacts):
    """vCard 3.0, which every address book reads; with what the purpose has columns for."""
    lines = []
    for contact in contacts:
        organisation = contact.organisation.name if contact.organisation_id else ""
        found = {
            "FN": contact.name,
            "ORG": organisation if "organisation" in purpose.columns else "",
            "TITLE": contact.position if "position" in purpose.columns else "",
            "TEL;TYPE=WORK,VOICE": contact.phone if "phone" in purpose.columns else "",
            "EMAIL;TYPE=INTERNET": contact.email,
            "NOTE": f"JOIN4ATMP export {event.pk}: {purpose.label}",
        }
        lines += ["BEGIN:VCARD", "VERSION:3.0", f"N:{_escaped(contact.name)};;;;"]
        lines += [f"{name}:{_escaped(value)}" for name, value in found.items() if value]
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


def address_list(event, contacts):
    """One address a line, for the Bcc field of a mail program; the first line says what it is."""
    head = f"# JOIN4ATMP export {event.pk}, {event.purpose_label}: write to them in Bcc only"
    lines = [_address(contact) for contact in contacts if contact.email]
    return "\r\n".join([head, *lines]) + "\r\n"


def _address(contact):
    name = one_line(contact.name).replace('"', "'")
    if name.isascii():
        return formataddr((name, contact.email))
    return f'"{name.replace(chr(92), "")}" <{contact.email}>'
