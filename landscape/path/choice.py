"""The product and country that a reader chose in the address of the path."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from core.countries import EUROPE, country_name

from ..choices import AtmpClass, CellSource, SponsorKind, YesNo

COUNTRIES = sorted(EUROPE, key=country_name)
FIELDS = {
    "country": ("Country", [(code, country_name(code)) for code in COUNTRIES]),
    "other": ("Second country", [(code, country_name(code)) for code in COUNTRIES]),
    "class": ("Class", AtmpClass.choices),
    "gmo": ("Contains a GMO", YesNo.choices),
    "source": ("Cell source", CellSource.choices),
    "sponsor": ("Sponsor", SponsorKind.choices),
}
WITHOUT_GENES = (AtmpClass.SCTMP, AtmpClass.TEP)
MAX_VALUE_LENGTH_SHOWN = 30  # characters of a refused value


@dataclass(frozen=True)
class PathChoice:
    """A choice by name of FIELDS; "" where nothing is chosen. `errors` has one sentence each."""

    country: str = ""
    other: str = ""
    atmp_class: str = ""
    gmo: str = ""
    source: str = ""
    sponsor: str = ""
    errors: tuple[str, ...] = ()

    @property
    def values(self):
        names = dict(zip(FIELDS, self._chosen, strict=True))
        return {name: value for name, value in names.items() if value}

    @property
    def _chosen(self):
        return (
            self.country,
            self.other,
            self.atmp_class,
            self.gmo,
            self.source,
            self.sponsor,
        )

    @property
    def query(self):
        return urlencode(self.values)

    @property
    def countries(self):
        """Return the codes of the chosen countries, one or two."""
        return [code for code in (self.country, self.other) if code]

    @property
    def in_words(self):
        return "; ".join(f"{FIELDS[n][0]}: {dict(FIELDS[n][1])[v]}" for n, v in self.values.items())

    @property
    def fields(self):
        """Return (name, label, choices, chosen value) for the form."""
        return [
            (name, label, choices, self.values.get(name, ""))
            for name, (label, choices) in FIELDS.items()
        ]

    def with_values(self, **values):
        return replace(self, **values)


def read_choice(query):
    """Return the PathChoice of a QueryDict. Unknown names are ignored; unknown values and choices
    that contradict each other are errors, and are left out of the choice."""
    values, errors = {}, []
    for name, (label, choices) in FIELDS.items():
        value = query.get(name, "").strip()
        if name in ("country", "other"):
            value = value.upper()
        if value and value not in dict(choices):
            shown = value[:MAX_VALUE_LENGTH_SHOWN]
            known = ", ".join(code for code, _ in choices)
            errors.append(f"{label}: “{shown}” is not known. Use one of: {known}.")
            value = ""
        values["atmp_class" if name == "class" else name] = value
    choice = PathChoice(**values)
    return choice.with_values(errors=(*errors, *contradictions_of(choice)))


def contradictions_of(choice):
    """Return why the values of a choice cannot be true together, one sentence each."""
    found = []
    if choice.atmp_class in WITHOUT_GENES and choice.gmo == YesNo.YES:
        found.append(
            f"{choice.atmp_class} and GMO contradict each other: a product with a recombinant "
            "nucleic acid is a gene therapy, or combined. Choose GTMP or cATMP, or no GMO."
        )
    if choice.atmp_class in WITHOUT_GENES and choice.source == CellSource.NONE:
        found.append(
            f"{choice.atmp_class} without cells is a contradiction: the class consists of cells "
            "or tissues. Choose a cell source, or another class."
        )
    if choice.other and choice.other == choice.country:
        found.append("The two countries are the same. Choose another second country.")
    if choice.other and not choice.country:
        found.append("There is a second country but no first one. Choose the country as well.")
    return found
