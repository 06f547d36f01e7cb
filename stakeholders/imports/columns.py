"""What the columns of a file mean, and what stands in their cells."""

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from core.countries import country_codes_by_name
from core.text import name_key

from ..choices import OrganisationKind
from ..forms import tag_words
from ..languages import language_code
from ..models import GroupAlias, ImportHeading, TargetGroup

IGNORED = ""
SEVERAL = re.compile(r"[;|\n]+")
ADDRESSES = re.compile(r"[;,|\s]+")


class Refused(ValueError):
    """A cell that cannot be taken; the text says why."""


@dataclass(frozen=True)
class Field:
    """Something a column can hold. `spellings` are headings by which it is known without asking."""

    label: str
    spellings: str
    longest: int = 200


FIELDS = {
    "name": Field("Name", "name; full name; contact; contact person; contact name; person"),
    "first_name": Field("First name", "first name; given name; forename; firstname", 100),
    "last_name": Field("Last name", "last name; surname; family name; lastname", 100),
    "email": Field(
        "E-mail", "e-mail; e-mail address; mail; e-mails; e-mail addresses; mail address", 1000
    ),
    "other_emails": Field("Other e-mails", "other e-mails; other e-mail; second e-mail", 1000),
    "phone": Field("Phone", "phone; telephone; tel; mobile; phone number", 60),
    "position": Field("Position", "position; job title; function; job"),
    "organisation": Field(
        "Organisation",
        "organisation; organization; institution; institute; company; affiliation; employer",
    ),
    "kind": Field(
        "Kind of organisation", "kind of organisation; organisation type; type of organisation"
    ),
    "city": Field("City", "city; town; place", 100),
    "groups": Field(
        "Groups",
        "groups; group; target group; target groups; stakeholder group; stakeholder groups; "
        "stakeholder type",
        500,
    ),
    "countries": Field("Countries", "countries; country; country of work", 500),
    "languages": Field("Languages", "languages; language", 200),
    "expertise": Field("Expertise", "expertise; field of expertise; area of expertise", 2000),
    "tags": Field("Tags", "tags; tag; keywords", 400),
    "notes": Field("Notes", "notes; note; comment; comments; remarks", 5000),
    "source": Field("Source", "source"),
    "verified_on": Field("Verified on", "verified on; last verified"),
    "reference": Field("Reference", "reference", 20),
}
# Known from our own exports and never written: a file gives nobody's consent and takes none back.
NEVER_WRITTEN = (
    "export; engagement; lawful basis; consent; consent on; consent proof; no mailings; "
    "do not contact; agreed uses; refused uses; demonstration; id; owner"
)


def known_headings():
    """Key of a heading -> field; what people decided for a heading goes before what we know."""
    known = {
        name_key(spelling): name
        for name, field in FIELDS.items()
        for spelling in field.spellings.split("; ")
    }
    known |= {name_key(heading): IGNORED for heading in NEVER_WRITTEN.split("; ")}
    return known | dict(ImportHeading.objects.values_list("key", "field"))


def guess_mapping(header):
    """Heading -> field, for the headings that are known. Two for one field are left to a person."""
    known = known_headings()
    mapping = {
        heading: known[name_key(heading)] for heading in header if name_key(heading) in known
    }
    fields = list(mapping.values())
    return {h: f for h, f in mapping.items() if f == IGNORED or fields.count(f) == 1}


def mapping_problem(header, mapping):
    """Why no contacts can be made with this mapping; "" if they can."""
    unknown = [heading for heading in header if heading not in mapping]
    if unknown:
        return f"Say what these columns hold, or leave them out: {', '.join(unknown)}."
    fields = [field for field in mapping.values() if field != IGNORED]
    twice = sorted({FIELDS[field].label for field in fields if fields.count(field) > 1})
    if twice:
        return f"Two columns cannot both be: {', '.join(twice)}."
    if "name" not in fields and "last_name" not in fields:
        return "A column with the name of the person is missing."
    return ""


class Cells:
    """Turns the texts of a row into values; knows groups, countries and languages by name."""

    def __init__(self):
        aliases = GroupAlias.objects.select_related("group")
        self.groups = {name_key(alias.name): alias.group for alias in aliases}
        for group in TargetGroup.objects.all():
            for text in (group.name, group.slug, str(group), str(group.number), group.word):
                self.groups[name_key(text)] = group
        self.countries = country_codes_by_name()
        kinds = OrganisationKind.choices
        self.kinds = {name_key(text): value for value, label in kinds for text in (value, label)}

    def value(self, field, text):
        """The value of a cell that is not empty; raises Refused."""
        longest = FIELDS[field].longest
        if len(text) > longest:
            raise Refused(f"The cell has more than {longest:,} characters.")
        reader = getattr(self, f"_{field}", None)
        return reader(text) if reader else " ".join(text.split())

    def _email(self, text):
        addresses = list(dict.fromkeys(part.lower() for part in ADDRESSES.split(text) if part))
        for address in addresses:
            try:
                validate_email(address)
            except ValidationError:
                raise Refused(f"{address[:80]} is not an e-mail address.") from None
        return addresses

    _other_emails = _email

    def _expertise(self, text):
        return text

    _notes = _expertise

    def _groups(self, text):
        return self._several(text, self._group, "target group")

    def _group(self, text):
        group = self.groups.get(name_key(text))
        if group and group.retired_on and group.retired_on <= timezone.localdate():
            raise Refused(f"The group {group.name} is retired.")
        return group.word if group else None

    def _countries(self, text):
        return self._several(text, lambda part: self.countries.get(name_key(part)), "country")

    def _languages(self, text):
        return self._several(text, language_code, "language")

    def _several(self, text, find, noun):
        """Names with a semicolon between them; commas too, unless a name has one in it."""
        found = []
        for part in SEVERAL.split(text):
            if not part.strip():
                continue
            whole = find(part)
            for each in [part] if whole else part.split(","):
                value = whole or find(each)
                if not value:
                    raise Refused(f"{each.strip()[:80]} is no {noun} that is known here.")
                found.append(value)
        return list(dict.fromkeys(found))

    def _tags(self, text):
        try:
            return tag_words(text)
        except ValidationError as error:
            raise Refused(error.messages[0]) from error

    def _kind(self, text):
        kind = self.kinds.get(name_key(text))
        if not kind:
            raise Refused(f"{text[:80]} is no kind of organisation that is known here.")
        return kind

    def _verified_on(self, text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise Refused(f"{text[:40]} is no date; write it as 2026-01-31.") from None
        if day > timezone.localdate():
            raise Refused(f"{text} lies in the future.")
        return day.isoformat()
