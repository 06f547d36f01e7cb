"""Read the texts of cells as values of fields. Nothing is guessed: an unknown word is left
out of its row, named, and asked once for the whole file."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from core.spoken_names import country_codes_by_spoken_name, language_codes_by_spoken_name
from core.text import name_key

from ..choices import DataUse, OrganisationKind
from ..forms import tag_words
from ..models import ImportValue
from . import vocabulary
from .dates import is_empty_date, readings
from .fields import FIELDS
from .groups import GroupWords

PARTS = re.compile(r"\s*(?:[;|\n]|:::)+\s*")
# Only where each part is known: names of groups and countries have these in them.
LOOSE_PARTS = re.compile(r"\s*(?:[/&+]|\b(?:and|und|et|y|e|ed)\b)\s*")
ADDRESSES = re.compile(r"(?:[;,|\s]|:::)+")
AROUND_ADDRESS = "<>()[]\"'."
MAX_PHONE_LENGTH = 60
NAME_FIELDS = frozenset(("name", "first_name", "middle_name", "last_name"))
KEPT_AS_WRITTEN = NAME_FIELDS | {"notes", "expertise", "salutation", "title", "suffix"}


class Refused(ValueError):
    """A cell without which the row cannot be imported; the text has the reason."""


@dataclass
class Reading:
    """The result of reading a cell.

    `unknown` are (kind, text) of words that a person can explain, `left` is the text that was left
    out, and `why` the reason.
    """

    value: object = None
    unknown: list = field(default_factory=list)
    left: str = ""
    why: str = ""


def answer_key(text):
    """Return the key under which the answer for a word is kept.

    Signs between numbers count: "1.3" is not "13"."""
    plain = " ".join(text.casefold().split())
    return (plain if any(map(str.isdigit, plain)) else name_key(text) or plain)[:200]


def is_placeholder(text):
    return text.casefold() in vocabulary.PLACEHOLDERS


def _refused_by_label(word):
    """Return the use of data that a label such as "Unsubscribed" refuses, "" if it refuses none."""
    key = name_key(word)
    if key in vocabulary.DO_NOT_CONTACT:
        return DataUse.CONTACT
    return DataUse.MAILINGS if key in vocabulary.NO_MAILINGS_AS_LABEL else ""


class Cells:
    """Turns texts into values. `date_orders` is {heading: order} for ambiguous dates."""

    def __init__(self, date_orders=None):
        self.date_orders = date_orders or {}
        self.answers = {
            (answer.kind, answer.key): answer.value.split() for answer in ImportValue.objects.all()
        }
        self.groups = GroupWords()
        self.countries = country_codes_by_spoken_name()
        self.languages = language_codes_by_spoken_name()
        kinds = OrganisationKind.choices
        self.kinds = {name_key(text): value for value, label in kinds for text in (value, label)}
        self.today = timezone.localdate()
        self._known = {}

    def read(self, name, text, heading):
        """Return the `Reading` of a cell that is not empty; raise Refused."""
        if name not in KEPT_AS_WRITTEN and is_placeholder(text):
            return Reading()
        if len(text) > FIELDS[name].longest:
            why = f"The cell has more than {FIELDS[name].longest:,} characters."
            if name in NAME_FIELDS:
                raise Refused(f"{why} Shorten it.")
            return Reading(left=text, why=why)
        if name in ("verified_on", "last_contact", "consent_on"):
            return self._date(text, heading)
        key = (name, text)
        if key not in self._known:
            reader = getattr(self, f"_{name}", None)
            self._known[key] = reader(text) if reader else Reading(" ".join(text.split()))
        return self._known[key]

    def _email(self, text):
        found, faulty = {}, []
        for part in ADDRESSES.split(text):
            address = part.strip(AROUND_ADDRESS).removeprefix("mailto:").lower()
            if "@" not in address:
                continue
            try:
                validate_email(address)
                found[address] = None
            except ValidationError:
                faulty.append(address)
        if faulty or not found:
            left = ", ".join(faulty) or text
            return Reading(list(found) or None, left=left, why="It is not an e-mail address.")
        return Reading(list(found))

    def _phone(self, text):
        parts = [" ".join(part.split()).lstrip("'") for part in PARTS.split(text)]
        return Reading([part for part in parts if part])

    def _expertise(self, text):
        return Reading(text)

    _notes = _expertise

    def _groups(self, text):
        if not any(map(str.isalpha, text)) or self.groups.is_known(text):
            return self._reading("group", [text], self.groups.words_of)
        return self._several("group", text, self.groups.words_of)

    def _categories(self, text):
        """Read known words as groups and other words as tags, which a person can make groups."""
        groups, tags, unknown, refused = [], [], [], []
        for part in re.split(r"\s*(?:[;|\n,]|:::)+\s*", text):
            word = part.lstrip("* ").strip()
            if not name_key(word) or name_key(word) in vocabulary.SYSTEM_LABELS:
                continue
            if use := _refused_by_label(word):
                refused.append(use)
                continue
            reading = self._reading("category", [word], self._group_by_name)
            groups += reading.value
            unknown += reading.unknown
            if not reading.value:
                tags.append(word)
        found = {"groups": groups, "status": refused}
        try:
            return Reading({**found, "tags": tag_words("; ".join(tags))}, unknown)
        except ValidationError as error:
            return Reading(found, left=text, why=error.messages[0])

    def _group_by_name(self, text):
        return self.groups.words_of(text) if any(map(str.isalpha, text)) else None

    def _countries(self, text):
        return self._several("country", text, lambda part: self.countries.get(name_key(part)))

    def _languages(self, text):
        return self._several("language", text, lambda part: self.languages.get(name_key(part)))

    def _kind(self, text):
        reading = self._reading("kind", [text], lambda part: self.kinds.get(name_key(part)))
        reading.value = reading.value[0] if reading.value else None
        return reading

    def _tags(self, text):
        try:
            tags = tag_words(text.replace(":::", ";"))
        except ValidationError as error:
            parts = re.split(r"[;,|\n]|:::", text)
            refused = {"status": list(filter(None, map(_refused_by_label, parts)))}
            return Reading(refused, left=text, why=error.messages[0])
        refused = [use for tag in tags if (use := _refused_by_label(tag))]
        return Reading(
            {"tags": [tag for tag in tags if not _refused_by_label(tag)], "status": refused}
        )

    # A file can refuse these, but never allow them

    def _no_mailings(self, text):
        """Read True unless the cell means no. Tools write yes, a day, a bounce count or a
        reason."""
        said_no = name_key(text) in vocabulary.NO or is_empty_date(text)
        return Reading(None if said_no else True)

    _do_not_contact = _no_mailings

    def _consent(self, text):
        return self._reading("consent", [text], self._declined)

    def _declined(self, text):
        key = name_key(text)
        if key in vocabulary.DECLINED:
            return [DataUse.KEEP]
        return [] if key in vocabulary.NOT_DECLINED else None

    def _refused_uses(self, text):
        """Read refused uses in the words of our own backup."""
        uses = {name_key(use.label): use for use in DataUse}
        return Reading([use for part in PARTS.split(text) if (use := uses.get(name_key(part)))])

    def _status(self, text):
        return self._reading("status", [text], self._said_by_status)

    def _said_by_status(self, text):
        key = name_key(text)
        if key in vocabulary.DO_NOT_CONTACT:
            return [DataUse.CONTACT]
        if key in vocabulary.NO_MAILINGS:
            return [DataUse.MAILINGS]
        return [] if key in vocabulary.STILL_SUBSCRIBED else None

    # Words that may be known, explained by a person, or unknown

    def _several(self, kind, text, find):
        """Read names separated by semicolons, line ends or commas, unless a known name contains
        one."""
        found = []
        for part in PARTS.split(text):
            if not part:
                continue
            if self._is_known(kind, part, find):
                found.append(part)
                continue
            for each in filter(None, map(str.strip, part.split(","))):
                loose = [piece for piece in LOOSE_PARTS.split(each) if piece]
                all_known = all(self._is_known(kind, piece, find) for piece in loose)
                found += loose if all_known and not self._is_known(kind, each, find) else [each]
        return self._reading(kind, found, find)

    def _is_known(self, kind, text, find):
        return find(text) is not None or (kind, answer_key(text)) in self.answers

    def _reading(self, kind, parts, find):
        """Read each part by the answers of people, else by our own words."""
        values, unknown = [], []
        for part in parts:
            value = self.answers.get((kind, answer_key(part)))
            value = find(part) if value is None else value
            if value is None:
                unknown.append((kind, part))
            else:
                values += [value] if isinstance(value, str) else value
        return Reading(list(dict.fromkeys(values)), unknown)

    def _date(self, text, heading):
        if is_empty_date(text):
            return Reading()
        found = readings(text, this_year=self.today.year)
        days = set(found.values())
        if len(days) > 1 and heading in self.date_orders:
            days = {found[order] for order in [self.date_orders[heading]] if order in found}
        if len(days) > 1:
            return Reading(unknown=[("date", heading)], left=text)
        if not days:
            return Reading(left=text, why="It is not a date. Write it as 2026-01-31.")
        (day,) = days
        if day > self.today:
            return Reading(left=text, why="The day is in the future.")
        return Reading(day.isoformat())
