"""Template tags and filters for values: chips, provenance marks, "not stated".

The tags accept rows of any app and use only attributes of the row, so that core depends on no app.
"""

from dataclasses import dataclass

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language_info

from core.countries import country_name

register = template.Library()

UNSTATED = (None, "", "unknown")
MAX_COUNTRIES_SHOWN = 4


# Values


@register.filter
def stated(value):
    """Return the value, or "not stated" if there is none."""
    if value in UNSTATED:
        return format_html('<span class="unstated">{}</span>', "not stated")
    return value


@register.filter
def lower_first(text):
    """Return the text with a lower-case first letter, for labels inside a sentence."""
    return text[:1].lower() + text[1:]


@register.inclusion_tag("components/status_chip.html")
def status_chip(row):
    return {"value": row.status, "label": row.get_status_display()}


@register.inclusion_tag("components/class_chip.html")
def class_chip(row, *, long=False):
    """Show the class as a short code, or in full with `long`."""
    return {"value": row.atmp_class, "label": row.get_atmp_class_display(), "long": long}


@register.filter
def any_demo(rows):
    return any(row.is_demo for row in rows)


@register.filter
def language(name):
    """Return the English name of a language, which registers state as a code or a name."""
    try:
        return get_language_info(name)["name"]
    except KeyError:
        return name


@register.filter
def unlocalise(number):
    """Return a number such as a key without thousands separators: 1234, not 1,234."""
    return str(number)


@register.filter
def numeral(word):
    """Return a number that is stored as sortable text: "03" becomes "3"."""
    return word.lstrip("0")


@register.filter
def lookup(names, key):
    """Return the name of a key, or the key if it has no name."""
    return names.get(key, key)


# Countries


@register.filter
def country(code):
    return country_name(code) if code else ""


@register.filter
def record_place(code):
    """Return the country of a record. EUCTR has one record per country, CTIS one for all."""
    if not code:
        return "All countries"
    return "A third country" if code.upper() == "3RD" else country_name(code)


@register.filter
def record_names(sources):
    """Return the records of a value for readers: ["ES", "SE (2)"] becomes "Spain, Sweden (2)"."""
    return ", ".join(_record_name(source) for source in sources)


def _record_name(source):
    if source == "CTIS":
        return source
    code, _, ordinal = source.partition(" ")
    return f"{record_place(code)} {ordinal}".strip()


@register.inclusion_tag("components/countries.html")
def countries(codes):
    """Show the first countries by code and the number of the others, with names in the title."""
    named = [(code, country_name(code)) for code in codes]
    first, others = named[:MAX_COUNTRIES_SHOWN], named[MAX_COUNTRIES_SHOWN:]
    if len(others) == 1:
        first, others = named, []
    return {"first": first, "others": [name for _, name in others]}


# Provenance


@dataclass(frozen=True)
class ProvenanceMark:
    """The provenance of a value: "register", "curated" or "derived", and its source as text."""

    kind: str
    text: str

    @property
    def letter(self):
        return self.kind[0].upper()


@register.simple_tag
def record_mark(record):
    """Return the mark of a value that was copied from one register record."""
    return ProvenanceMark("register", f"Register: {_read(record)}") if record else None


@register.simple_tag
def derived_mark(records):
    """Return the mark of a value derived by rule from all records of a row."""
    records = list(records)
    if len(records) == 1:
        return record_mark(records[0])
    if not records:
        return ProvenanceMark("derived", "Derived by rule from the registers")
    kind = "invented" if all(record.is_demo for record in records) else "register"
    day = _day(max(record.last_seen_at for record in records))
    return ProvenanceMark(
        "derived", f"Derived by rule from {len(records)} {kind} records, read on {day}"
    )


@register.simple_tag
def fact_mark(row, fact, records):
    """Return the mark of a fact that has a register value and a curated value.

    A row may name in `derived_because` the values that no record states, each with its reason.
    """
    if getattr(row, f"curated_{fact}"):
        value = getattr(row, f"register_{fact}")
        words = dict(row._meta.get_field(fact).flatchoices)
        said = "nothing" if value in UNSTATED else words.get(value, value)
        return ProvenanceMark(
            "curated", f"Curated: decided by a curator; value in the registers: {said}"
        )
    if reason := getattr(row, "derived_because", {}).get(fact):
        return ProvenanceMark("derived", f"Derived by rule, not stated in the register: {reason}")
    return derived_mark(records)


@register.inclusion_tag("components/provenance.html")
def provenance(mark):
    return {"mark": mark}


def _read(record):
    invented = ", invented for demonstration" if record.is_demo else ""
    return f"{record}, read on {_day(record.last_seen_at)}{invented}"


def _day(moment):
    return date_format(moment, "SHORT_DATE_FORMAT")


@register.inclusion_tag("components/fact.html")
def fact(label, value, mark=None, disputed=False):
    """Show one line of a list of facts; `disputed` means that records disagree."""
    return {
        "label": label,
        "value": stated(value),
        "mark": mark if value not in UNSTATED else None,
        "disputed": disputed,
    }


# Lists


@register.simple_tag
def class_values(facets):
    """Return the values of the class facet if none is selected, otherwise none."""
    values = next((facet.values for facet in facets if facet.name == "atmp_class"), ())
    return [] if any(value.selected for value in values) else list(values)


@register.inclusion_tag("components/class_strip.html")
def class_strip(values):
    """Show the shares of the classes as one bar; positions and widths are per cent for SVG."""
    total = sum(value.count for value in values)
    parts, start = [], 0.0
    for value in values:
        width = 100 * value.count / total
        parts.append({"value": value.value, "x": f"{start:.3f}%", "width": f"{width:.3f}%"})
        start += width
    return {"parts": parts}


@register.inclusion_tag("components/pager.html")
def pager(page, address, label="Pages of the list"):
    """Show links to other pages; the number of a page is appended to `address`."""
    last = page.paginator.num_pages
    return {
        "page": page,
        "label": label,
        "last": last,
        "total": page.paginator.count,
        "first_url": f"{address}1",
        "previous_url": f"{address}{page.number - 1}" if page.has_previous() else "",
        "next_url": f"{address}{page.number + 1}" if page.has_next() else "",
        "last_url": f"{address}{last}",
    }
