"""Contact cards (vCard 2.1, 3.0 and 4.0) as rows of a table, under headings that are known.

Each card is parsed for itself, so that a broken one is named and the others are read. Private facts
such as birthdays, pictures and home addresses are not taken.
"""

import re

import vobject

from core.spreadsheets import UploadError

from ..cards import EXPORT_NOTE

CARD = re.compile(r"^[ \t]*BEGIN:VCARD\b.*?^[ \t]*END:VCARD\b[^\n]*", re.I | re.M | re.S)
CARD_HEADER = [
    "Name", "Salutation", "Title", "First name", "Last name", "Suffix", "Organisation",
    "Department", "Position", "E-mail", "Phone", "City", "Country", "Categories", "Languages",
    "Notes",
]  # fmt: skip
NOT_TAKEN = {
    "bday": "birthdays",
    "photo": "pictures",
    "anniversary": "anniversaries",
    "gender": "gender",
    "geo": "places on the map",
    "key": "keys",
    "impp": "chat addresses",
    "related": "relatives",
}
MAX_CARDS = 10_000
# The card of an assistant inside the card of a person, in vCard 2.1.
AGENT = re.compile(
    r"^[ \t]*AGENT[^:\n]*:\s*BEGIN:VCARD\b.*?END:VCARD\b[^\n]*\n?", re.I | re.M | re.S
)
# Programs that do not name the character set of encoded text write UTF-8 or Windows-1252.
UNNAMED_CHARSET = re.compile(r"^(?![^:\n]*CHARSET)([^:\n]*QUOTED-PRINTABLE)", re.I | re.M)
LAST_PREFERENCE = 100
# Phones in the order in which one of them is wanted.
PHONES = ("WORK", "CELL", "MAIN", "PREF", "VOICE", "OTHER", "")


def is_cards(text):
    return text.lstrip()[:200].upper().startswith("BEGIN:VCARD")


def rows_of_cards(text, notes):
    """Yield (number of the card, its cells). Append left-out properties to the notes. Raise
    UploadError where no card can be read."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    cards = CARD.findall(AGENT.sub("", text))
    if len(cards) > MAX_CARDS:
        raise UploadError("The file has more than 10,000 cards. Split it.")
    left_out, broken = set(), []
    for number, card in enumerate(cards, 1):
        try:
            parts = _parsed(card)
        except Exception:  # the parser raises anything on hostile text
            broken.append(str(number))
            continue
        left_out |= {NOT_TAKEN[name] for name in parts.contents if name in NOT_TAKEN}
        yield number, _cells(parts)
    if not cards or len(broken) == len(cards):
        raise UploadError("The file has no contact card that can be read. Export it again.")
    if left_out:
        notes.append(f"Not taken from the cards: {', '.join(sorted(left_out))}.")
    if broken:
        notes.append(f"Not readable: card {', '.join(broken[:10])}.")


def _parsed(card):
    """Return a card in parts. Raise anything if it is broken."""
    try:
        return vobject.readOne(card, allowQP=True, ignoreUnreadable=True)
    except UnicodeDecodeError:
        named = UNNAMED_CHARSET.sub(r"\1;CHARSET=windows-1252", card)
        return vobject.readOne(named, allowQP=True, ignoreUnreadable=True)


def _cells(card):
    name, place = _first(card, "n"), _first(card, "org")
    address, note = _address(card), _text(card, "note")
    units = [str(unit) for unit in place if unit] if isinstance(place, list) else [str(place or "")]
    return [
        _text(card, "fn"),
        "",
        _joined(getattr(name, "prefix", "")),
        _joined([getattr(name, "given", ""), getattr(name, "additional", "")]),
        _joined(getattr(name, "family", "")),
        _joined(getattr(name, "suffix", "")),
        units[0] if units else "",
        ", ".join(units[1:]),
        _text(card, "title") or _text(card, "role"),
        "; ".join(_ordered(card, "email", ("PREF", "WORK", "INTERNET", "", "HOME"))),
        "; ".join(_ordered(card, "tel", PHONES)),
        _joined(getattr(address, "city", "")),
        _joined(getattr(address, "country", "")),
        "; ".join(_words(card, "categories")),
        "; ".join(_words(card, "lang")),
        "" if note.startswith(EXPORT_NOTE) else note,
    ]


def _first(card, name):
    found = card.contents.get(name)
    return found[0].value if found else None


def _text(card, name):
    value = _first(card, name)
    return _joined(value) if value else ""


def _joined(value):
    """Return a part of a card as one text; it may be a text or a list of texts."""
    if isinstance(value, str):
        return value.strip()
    return " ".join(str(each).strip() for each in value or () if str(each).strip())


def _types(part):
    """Return the types of an address or phone in upper case, in any of the three vCard versions."""
    named = part.params.get("TYPE", []) + [key for key in part.params if key != "TYPE"]
    types = {word.upper() for text in named for word in str(text).split(",")}
    types |= {str(each).upper() for each in part.singletonparams}
    return types | ({"PREF"} if part.params.get("PREF") else set())


def _preference(part):
    """Return the number that vCard 4.0 gives an address or phone; 1 is the most preferred."""
    stated = str(next(iter(part.params.get("PREF", [])), ""))
    return int(stated) if stated.isdecimal() and len(stated) < 4 else LAST_PREFERENCE


def _ordered(card, name, order):
    """Return the values, preferred types first, without fax, pager and home phone numbers."""

    def rank(part):
        types = _types(part)
        place = next((place for place, each in enumerate(order) if each in types), len(order))
        return place, _preference(part)

    parts = card.contents.get(name, [])
    if name == "tel":
        parts = [part for part in parts if not _types(part) & {"FAX", "HOME", "PAGER"}]
    values = [str(part.value) for part in sorted(parts, key=rank)]
    values = filter(str.strip, values)
    return [value.removeprefix("tel:").removeprefix("mailto:").strip() for value in values]


def _address(card):
    """Return the work address, else one without a type, else None."""
    parts = [part for part in card.contents.get("adr", []) if "HOME" not in _types(part)]
    parts.sort(key=lambda part: "WORK" not in _types(part))
    return parts[0].value if parts else None


def _words(card, name):
    for part in card.contents.get(name, []):
        yield from (map(str, part.value) if isinstance(part.value, list) else [str(part.value)])
