"""The columns of a file of facilities, and the allowed content of their cells.

`read(name, text)` returns the text that an export would write for a cell, so that an exported file
that is imported again changes nothing.
"""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from core.countries import country_codes_by_name
from core.exports import FORMULA_START
from core.text import name_key
from stakeholders.languages import language_code
from trials.choices import TECHNOLOGIES

from .. import choices
from ..measures.ranges import BANDS
from ..models.authorisations import LICENCE_NUMBER
from ..models.sites import NUTS_CODE, NUTS_VERSIONS, ROR_ID

SEPARATOR = " | "
LONGEST = {
    "facility_id": 40,
    "organisation": 200,
    "name": 200,
    "city": 100,
    "postcode": 20,
    "address": 300,
    "contact_name": 200,
    "source": 300,
}
COLUMNS = (
    "facility_id",
    "organisation",
    "ror_id",
    "name",
    "kind",
    "country",
    "city",
    "postcode",
    "address",
    "latitude",
    "longitude",
    "nuts",
    "state",
    "open_to_others",
    "classes",
    "technologies",
    "steps",
    "rooms_a_in_b",
    "rooms_isolator",
    "rooms_other",
    "square_metres",
    "capacity_measure",
    "capacity_band",
    "capacity_exact",
    "utilisation_band",
    "as_of",
    "licences",
    "accreditations",
    "age_groups",
    "languages",
    "website",
    "consent_blocks",
    "contact_name",
    "contact_email",
    "source",
    "source_date",
)
REQUIRED = ("organisation", "name", "kind", "country", "city")
# An import only adds to these columns. Values that are no longer true are removed by hand.
GROWING = (
    "classes",
    "technologies",
    "steps",
    "licences",
    "accreditations",
    "age_groups",
    "languages",
    "consent_blocks",
)
CONTACT = ("contact_name", "contact_email")
RESTRICTED = ("capacity_exact", "utilisation_band")
HTML = re.compile(r"<\s*[a-z!/][^>]*>", re.IGNORECASE)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
GROUPED = re.compile(r"\d{1,3}([, ]\d{3})+(\.\d+)?")  # 12,500 or 12 500
DECIMAL_COMMA = re.compile(r"\d+,(\d{1,2}|\d{4,})")
POINT_BEFORE_THREE_DIGITS = re.compile(r"[1-9]\d{0,2}\.\d{3}")
PERCENT = re.compile(r"(\d{1,4}(?:[.,]\d+)?) ?%?")


class Refused(ValueError):
    """A cell cannot be imported; the message has the reason and a remedy."""


def read(name, text):
    """Return the canonical text of a cell that is not empty; raise Refused."""
    if name != "contact_email" and EMAIL.search(text):
        raise Refused("The cell contains an e-mail address. Move it to the column contact_email.")
    if HTML.search(text):
        raise Refused("The cell contains HTML. Enter plain text.")
    if name in READERS:
        return READERS[name](text)
    return _plain(name, text)


def _plain(name, text):
    text = " ".join(text.split())
    if FORMULA_START.match(text):
        raise Refused("The cell begins like a formula. Enter plain text.")
    longest = LONGEST[name]
    if len(text) > longest:
        raise Refused(f"The cell has {len(text):,} characters. Shorten it to {longest}.")
    return text


def split(text):
    """Return the parts of a cell with several values."""
    return [part.strip() for part in re.split(r"[|\n]", text) if part.strip()]


def joined(parts):
    return SEPARATOR.join(dict.fromkeys(parts))


def _one_of(values, noun):
    """Return a reader of one word of a list, by its code or label."""
    known = {name_key(each): value for value, label in values for each in (str(value), label)}

    def reader(text):
        word = known.get(name_key(text))
        if word is None:
            codes = ", ".join(str(value) for value, _ in values)
            raise Refused(f"“{text[:60]}” is not a valid {noun}. Use one of: {codes}.")
        return str(word)

    return reader


def _several_of(values, noun):
    one, order = _one_of(values, noun), [str(value) for value, _ in values]

    def reader(text):
        return joined(sorted(map(one, split(text)), key=order.index))

    return reader


def _measure(text):
    """Read also "batches a year", as surveys print it."""
    return _MEASURE(re.sub(r" an? (year|month)$", r" per \1", text.strip().lower()))


def _blocks(text):
    """Read also "capacity band" and "exact capacity", as the consent form prints them."""
    parts = [part.lower() for part in split(text)]
    return _BLOCKS(joined(_BLOCK_WORDS.get(part, part) for part in parts))


def _country(text):
    code = country_codes_by_name().get(name_key(text))
    if not code:
        raise Refused(f"“{text[:60]}” is not a country. Enter its ISO code, such as AT.")
    return code


def _ror(text):
    identifier = text.rstrip("/").rpartition("/")[2].lower()
    if not ROR_ID.fullmatch(identifier):
        raise Refused(f"“{text[:60]}” is not a ROR identifier. Enter one such as 02nv7yv05.")
    return identifier


def _degrees(limit):
    def reader(text):
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            message = f"“{text[:40]}” is not a number of degrees. Enter it as 48.2082."
            raise Refused(message) from None
        if not -limit <= value <= limit:
            raise Refused(f"{text[:40]} degrees is more than {limit}. Check the coordinates.")
        return repr(value)

    return reader


def _nuts(text):
    code, _, year = text.replace(" ", "").upper().partition(":")
    if not NUTS_CODE.fullmatch(code):
        raise Refused(
            f"“{text[:40]}” is not a NUTS code. Enter code and version, such as AT130:2021."
        )
    if not year:
        raise Refused("The NUTS version is missing. Add its year, such as AT130:2021.")
    if not year.isdigit() or int(year) not in NUTS_VERSIONS:
        years = ", ".join(map(str, NUTS_VERSIONS))
        raise Refused(f"There is no NUTS version {year[:10]}. Use one of: {years}.")
    return f"{code}:{year}"


def _ungrouped(text):
    """Return a number without commas and spaces between thousands."""
    return re.sub("[, ]", "", text) if GROUPED.fullmatch(text) else text


def _count(text):
    digits = _ungrouped(text)
    if digits.startswith("-"):
        raise Refused(f"{text[:40]} is negative. Enter a whole number of 0 or more.")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        raise Refused(f"“{text[:40]}” is not a whole number. Enter one from 0 to 999,999,999.")
    return str(int(digits))


def _rooms(text):
    number = _count(text)
    if int(number) > 999:
        raise Refused(f"The number of rooms is {text[:40]}. Enter 999 or less.")
    return number


def area_text(value):
    """Return square metres as `_area` reads them. A fourth decimal after three shows that the point
    is not between thousands."""
    text = f"{value:g}" if value < 1e6 else repr(value)
    return f"{text}0" if POINT_BEFORE_THREE_DIGITS.fullmatch(text) else text


def _area(text):
    if POINT_BEFORE_THREE_DIGITS.fullmatch(text):
        thousands = text.replace(".", "")
        raise Refused(f"“{text}” can be read as {float(text):g} or {thousands}. Enter one of them.")
    number = text.replace(",", ".") if DECIMAL_COMMA.fullmatch(text) else _ungrouped(text)
    try:
        value = float(number)
    except ValueError:
        message = f"“{text[:40]}” is not a number. Enter the square metres."
        raise Refused(message) from None
    if not 0 <= value < 1e7:
        raise Refused(f"{text[:40]} square metres is not possible. Check the number.")
    return area_text(value)


def _band(text):
    word = text.replace("–", "-").replace(" to ", "-").replace(",", "").replace(" ", "")
    word = "1000+" if word in {"1000ormore", ">=1000"} else word
    if word not in BANDS:
        bands = ", ".join(BANDS)
        raise Refused(f"“{text[:40]}” is not a band. Use one of: {bands}.")
    return word


def _utilisation(text):
    """Return a band, or the band of a percentage, which may be above 100."""
    word = text.replace("–", "-").replace("%", "").replace(" ", "")
    if word in choices.Utilisation.values:
        return word
    number = PERCENT.fullmatch(text.strip())
    if not number:
        bands = ", ".join(choices.Utilisation.values)
        raise Refused(
            f"“{text[:40]}” is not a utilisation. Enter a percentage, or one of: {bands}."
        )
    value = float(number[1].replace(",", "."))
    limits = ((50, "<50"), (75, "50-75"), (90, "75-90"), (100, ">90"))
    return next((band for limit, band in limits if value < limit or value == limit >= 75), ">100")


def _date(text):
    try:
        day = date.fromisoformat(text)
    except ValueError:
        message = f"“{text[:40]}” is not a date. Enter it as 2026-01-31."
        raise Refused(message) from None
    if not 1950 <= day.year <= 2100:
        raise Refused(f"The year {day.year} is not between 1950 and 2100. Check the date.")
    return day.isoformat()


def _licences(text):
    """Read parts such as MIA-IMP:DE_BY_01:2027-03-31; the last part is optional."""
    kind_of = _one_of(choices.AuthorisationType.choices, "type of authorisation")
    found = []
    for part in split(text):
        pieces = [piece.strip() for piece in part.split(":")]
        if len(pieces) not in (2, 3):
            raise Refused(f"“{part[:60]}” cannot be read. Enter it as type:number:until.")
        kind, number, until = kind_of(pieces[0]), pieces[1], (pieces[2] if pieces[2:] else "")
        if number and not LICENCE_NUMBER.fullmatch(number):
            raise Refused(f"“{number[:60]}” is not a licence number. Enter it as printed.")
        if kind == choices.AuthorisationType.EXEMPTION:
            raise Refused("A hospital exemption belongs to a product. Enter both in the admin.")
        found.append(f"{kind}:{number}:{_date(until) if until else ''}")
    return joined(sorted(found))


def _accreditations(text):
    kinds = {name_key(each): value for value, label in choices.AccreditationKind.choices
             for each in (value, label)}  # fmt: skip
    kinds.pop(name_key("other"))
    found = []
    for part in split(text):
        if len(part) > 100:
            raise Refused("The name of an accreditation has more than 100 characters. Shorten it.")
        found.append(str(kinds.get(name_key(part), part)))
    return joined(sorted(found))


def _languages(text):
    found = []
    for part in split(text):
        code = language_code(part)
        if not code:
            raise Refused(f"“{part[:40]}” is not a known language. Enter its code, such as de.")
        found.append(code)
    return joined(sorted(found))


def _website(text):
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        message = f"“{text[:80]}” is not a web address. Enter one that begins with https://."
        raise Refused(message) from None
    if len(text) > 200:
        raise Refused("The web address has more than 200 characters. Enter a shorter one.")
    return text


def _email(text):
    try:
        validate_email(text)
    except ValidationError:
        raise Refused(f"“{text[:80]}” is not an e-mail address. Enter one.") from None
    return text.lower()


TECHNOLOGY_CHOICES = [
    (code, label) for code, label in TECHNOLOGIES.items() if code != choices.NOT_STATED
]
_MEASURE = _one_of(choices.Measure.choices, "measure")
_BLOCKS = _several_of(choices.Block.choices, "block")
_BLOCK_WORDS = {"capacity band": choices.Block.CAPACITY, "exact capacity": choices.Block.EXACT}
READERS = {
    "ror_id": _ror,
    "kind": _one_of(choices.FacilityKind.choices, "kind of facility"),
    "country": _country,
    "latitude": _degrees(90),
    "longitude": _degrees(180),
    "nuts": _nuts,
    "state": _one_of(choices.OperatingState.choices, "state"),
    "open_to_others": _one_of(choices.OpenTo.choices, "answer"),
    "classes": _several_of(choices.AtmpClass.choices, "class"),
    "technologies": _several_of(TECHNOLOGY_CHOICES, "technology"),
    "steps": _several_of(choices.Step.choices, "step"),
    "rooms_a_in_b": _rooms,
    "rooms_isolator": _rooms,
    "rooms_other": _rooms,
    "square_metres": _area,
    "capacity_measure": _measure,
    "capacity_band": _band,
    "capacity_exact": _count,
    "utilisation_band": _utilisation,
    "as_of": _date,
    "licences": _licences,
    "accreditations": _accreditations,
    "age_groups": _several_of(choices.AgeGroup.choices, "age group"),
    "languages": _languages,
    "website": _website,
    "consent_blocks": _blocks,
    "contact_email": _email,
    "source_date": _date,
}
