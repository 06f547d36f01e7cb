"""Find the field of each column of a file: by its heading, an earlier answer, or a question."""

import hashlib
import re

from core.text import name_key

from ..models import ImportHeading, ImportShape
from ..names import SALUTATIONS, TITLES, WORD, folded_words
from .fields import FIELDS, IGNORED, known_spellings
from .headings import BETWEEN

AGAIN = re.compile(r" \(\d+\)$")  # the second and later columns with one heading
DIGITS = re.compile(r"\d+")
ROWS_LOOKED_AT = 200
MOSTLY = 0.6
NAMES = {"name", "last_name"}
# "Head of unit" in one list and "Prof. Dr." in another.
DOUBTFUL_TITLES = frozenset(map(name_key, ("title", "titel", "titre", "titolo", "título")))


def bare_key(heading):
    """Return the key of a heading: of its lower row, without the number of a repetition."""
    return name_key(AGAIN.sub("", heading).rpartition(BETWEEN)[2])


class Headings:
    """The known headings: answers of people first, then the portal's own list."""

    def __init__(self):
        self.known = known_spellings()
        self.said = dict(ImportHeading.objects.values_list("key", "field"))

    def field_of(self, heading):
        """Return the field, IGNORED, or None if the heading is not known. A heading in two rows
        is looked up whole and then by its lower row."""
        bare = AGAIN.sub("", heading)
        for text in (bare, bare.rpartition(BETWEEN)[2]):
            key = name_key(text)
            for each in (key, DIGITS.sub("", key)):
                if each in self.said:
                    return self.said[each]
                if each in self.known:
                    return self.known[each]
        return None

    def is_known(self, heading):
        return self.field_of(heading) is not None


def shape_of(header):
    """Return a hash by which files with the same headings, in any order, are recognised."""
    keys = sorted(name_key(heading) for heading in header)
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()


def remembered(header):
    """Return (mapping, date orders) as a person gave them for a file with the same headings; None
    for the first file of a shape. Capitals and accents of the headings do not count."""
    shape = ImportShape.objects.filter(key=shape_of(header)).first()
    if shape is None:
        return None
    now = {name_key(heading): heading for heading in header}
    return tuple(
        {
            now[name_key(heading)]: value
            for heading, value in kept.items()
            if name_key(heading) in now
        }
        for kept in (shape.mapping, shape.date_orders)
    )


def guess_mapping(table):
    """Return {heading: field} for the headings that are known. Two columns for one field are left
    to a person, unless the field may be in several."""
    shape = remembered(table.header)
    if shape:
        return shape[0]
    headings = Headings()
    mapping = {h: headings.field_of(h) for h in table.header}
    mapping = {heading: field for heading, field in mapping.items() if field is not None}
    columns = _columns(table)
    for heading in table.header:
        if heading in mapping:
            continue
        if not any(columns[heading]):
            mapping[heading] = IGNORED
        elif _share(columns[heading], _is_address) > MOSTLY:
            mapping[heading] = "email"
    _decide_titles(mapping, columns)
    _decide_names(mapping, columns)
    fields = list(mapping.values())
    return {
        heading: field
        for heading, field in mapping.items()
        if field == IGNORED or FIELDS[field].several or fields.count(field) == 1
    }


def _columns(table):
    rows = table.rows[:ROWS_LOOKED_AT]
    columns = {
        heading: [cells[place] for _, cells in rows if cells[place]]
        for place, heading in enumerate(table.header)
    }
    for place, heading in enumerate(table.header):
        if not columns[heading]:
            columns[heading] = [cells[place] for _, cells in table.rows if cells[place]]
    return columns


def _share(texts, condition):
    return sum(map(condition, texts)) / len(texts) if texts else 0


def _is_address(text):
    return "@" in text and " " not in text.strip()


def _decide_titles(mapping, columns):
    """Decide by its values whether "Title" is a title ("Prof. Dr.") or a position ("Head of
    unit")."""
    for heading, field in mapping.items():
        texts = columns[heading]
        if field != "title" or not texts or bare_key(heading) not in DOUBTFUL_TITLES:
            continue
        if _share(texts, lambda text: _words_are(text, TITLES | SALUTATIONS)) >= MOSTLY:
            if "salutation" not in mapping.values() and _share(texts, _is_salutation) == 1:
                mapping[heading] = "salutation"
        elif "position" not in mapping.values():
            mapping[heading] = "position"


def _is_salutation(text):
    return _words_are(text, SALUTATIONS)


def _words_are(text, known):
    words = [word for word in folded_words(text) if len(word) > 1]
    return bool(WORD.search(text)) and all(word in known for word in words)


def _decide_names(mapping, columns):
    """Decide which part of a name a column has.

    "Name" beside "Vorname" is the family name, "Nome" beside "Cognome" the given name, and "Nom" or
    "Nome" alone the whole name.
    """
    heading_of = {field: heading for heading, field in mapping.items()}
    has = {field for field in ("name", "first_name", "last_name") if field in heading_of}
    if has == {"name", "first_name"} and not _within(columns, heading_of, "first_name"):
        mapping[heading_of["name"]] = "last_name"
    elif has == {"name", "last_name"} and not _within(columns, heading_of, "last_name"):
        mapping[heading_of["name"]] = "first_name"
    elif has in ({"last_name"}, {"first_name"}):
        (part,) = has
        if name_key(heading_of[part]) in ("nom", "nome", "nombre"):
            mapping[heading_of[part]] = "name"


def _within(columns, heading_of, part):
    """Return whether the column "name" has the whole name, which includes this part."""
    wholes, parts = columns[heading_of["name"]], columns[heading_of[part]]
    pairs = list(zip(wholes, parts, strict=False))
    return _share(pairs, lambda pair: name_key(pair[1]) in name_key(pair[0])) > MOSTLY


def mapping_problem(header, mapping, *, needed=NAMES):
    """Return why no contacts can be made with this mapping; "" if they can."""
    unknown = [heading for heading in header if heading not in mapping]
    if unknown:
        names = ", ".join(unknown)
        return f"The field of these columns is not known. Choose one, or leave them out: {names}."
    fields = [field for field in mapping.values() if field != IGNORED]
    twice = sorted(
        {FIELDS[f].label for f in fields if fields.count(f) > 1 and not FIELDS[f].several}
    )
    if twice:
        return f"Two columns cannot both be: {', '.join(twice)}. Leave one of them out."
    if not needed.intersection(fields):
        labels = " or ".join(FIELDS[field].label for field in sorted(needed))
        return f"No column has the {labels.lower()}. Choose one that has."
    return ""


def remember(table, mapping, date_orders):
    """Keep the answers of a person: for files of this shape all of them, for other files the
    headings that are not in our own list."""
    ImportShape.objects.update_or_create(
        key=shape_of(table.header), defaults={"mapping": mapping, "date_orders": date_orders}
    )
    known = known_spellings()
    for heading, field in mapping.items():
        key = bare_key(heading)[:200]
        if key and key not in known and DIGITS.sub("", key) not in known:
            ImportHeading.objects.update_or_create(key=key, defaults={"field": field})
