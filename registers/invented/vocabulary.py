"""The words of the demonstration: diseases, therapies, products, medicines, sponsors.

The words themselves are in the TOML files of `words/`, so that a person who knows the
field can add a disease without reading code. This module only gives them types and adds the words
that are the registers' own: therapeutic areas, MedDRA organ classes, age bands.

Organ class codes are MedDRA's; codes of single terms are invented, in a range MedDRA does not use.
"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

WORDS = Path(__file__).with_name("words")

# MeSH branch -> the area as EudraCT words it, and as CTIS does.
THERAPEUTIC_AREAS = {
    "C02": ("Virus Diseases", "Virus Diseases"),
    "C04": ("Cancer", "Neoplasms"),
    "C05": ("Musculoskeletal Diseases", "Musculoskeletal Diseases"),
    "C06": ("Digestive System Diseases", "Digestive System Diseases"),
    "C08": ("Respiratory Tract Diseases", "Respiratory Tract Diseases"),
    "C10": ("Nervous System Diseases", "Nervous System Diseases"),
    "C11": ("Eye Diseases", "Eye Diseases"),
    "C12": (
        "Male diseases of the urinary and reproductive systems",
        "Male Urogenital Diseases",
    ),
    "C13": (
        "Female diseases of the urinary and reproductive systems and pregancy complications",
        "Female Urogenital Diseases and Pregnancy Complications",
    ),
    "C14": ("Cardiovascular Diseases", "Cardiovascular Diseases"),
    "C15": ("Blood and lymphatic diseases", "Hemic and Lymphatic Diseases"),
    "C17": ("Skin and Connective Tissue Diseases", "Skin and Connective Tissue Diseases"),
    "C18": ("Nutritional and Metabolic Diseases", "Nutritional and Metabolic Diseases"),
    "C20": ("Immune System Diseases", "Immune System Diseases"),
    "C26": ("Wounds and Injuries", "Wounds and Injuries"),
}

ORGAN_CLASSES = {
    "cardiac": ("10007541", "Cardiac disorders"),
    "congenital": ("10010331", "Congenital, familial and genetic disorders"),
    "eye": ("10015919", "Eye disorders"),
    "gastrointestinal": ("10017947", "Gastrointestinal disorders"),
    "hepatobiliary": ("10019805", "Hepatobiliary disorders"),
    "immune": ("10021428", "Immune system disorders"),
    "infections": ("10021881", "Infections and infestations"),
    "injury": ("10022117", "Injury, poisoning and procedural complications"),
    "metabolism": ("10027433", "Metabolism and nutrition disorders"),
    "musculoskeletal": ("10028395", "Musculoskeletal and connective tissue disorders"),
    "neoplasms": (
        "10029104",
        "Neoplasms benign, malignant and unspecified (incl cysts and polyps)",
    ),
    "nervous": ("10029205", "Nervous system disorders"),
    "renal": ("10038359", "Renal and urinary disorders"),
    "respiratory": ("10038738", "Respiratory, thoracic and mediastinal disorders"),
    "skin": ("10040785", "Skin and subcutaneous tissue disorders"),
    "vascular": ("10047065", "Vascular disorders"),
}

AGE_BANDS = {
    "adult": ("adults", "elderly"),
    "young": ("adolescents", "adults"),
    "all": ("children", "adolescents", "adults"),
    "paediatric": ("children", "adolescents"),
    "infant": ("infants", "children"),
    "newborn": ("preterm", "newborns"),
}

MINORS = ("preterm", "newborns", "infants", "children", "adolescents")

LANGUAGES = ("es", "de", "fr", "it")


@dataclass(frozen=True)
class Disease:
    """A real disease, with the texts of a protocol about it."""

    name: str
    stages: list[str]
    lay: str
    area: str
    soc: str
    rare: bool
    ages: str
    include: list[str]
    exclude: str
    endpoint: str
    at: str
    names: dict[str, str]
    term: str = ""
    term_code: str = ""
    sex: str = "both"
    gene: str = ""
    comparator: str = ""

    @property
    def bands(self) -> tuple[str, ...]:
        return AGE_BANDS[self.ages]

    @property
    def has_minors(self) -> bool:
        return any(band in MINORS for band in self.bands)


@dataclass(frozen=True)
class Therapy:
    """A kind of advanced therapy; with a sponsor and a code it becomes a product."""

    rank: int
    atmp_class: str
    short: str
    product: str
    form: str
    routes: list[str]
    unit: str
    amounts: list[str]
    modified: bool
    settings: list[str]
    exclude: str
    diseases: list[str]
    since: int = 2004
    placebo: bool = False
    control: str = "standard of care"
    route_for: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AuthorisedProduct:
    """An invented product with an invented EU marketing authorisation."""

    trade_name: str
    substance: str
    therapy: Therapy
    diseases: list[str]
    number: str

    @property
    def since(self) -> int:
        """Return the year in a number such as EU/1/18/9101/001."""
        return 2000 + int(self.number.split("/")[2])


@dataclass(frozen=True)
class Medicine:
    """A medicine on the market beside the tested product."""

    name: str
    form: str
    route: str
    biological: bool = False


@dataclass(frozen=True)
class Sponsor:
    """An invented organisation."""

    rank: int
    name: str
    commercial: bool
    country: str
    town: str
    postcode: str
    street: str

    @property
    def contact(self) -> str:
        """Return an address that cannot exist: .example is reserved for examples."""
        return f"contact@demo-sponsor-{self.rank + 1:02}.example"


def _words(name: str) -> dict:
    return tomllib.loads((WORDS / name).read_text(encoding="utf-8"))


def _disease(rank: int, entry: dict) -> Disease:
    names = {language: entry.pop(language) for language in LANGUAGES}
    code = str(10_900_000 + 37 * rank) if "term" in entry else ""
    return Disease(names=names, term_code=code, **entry)


def _therapy(rank: int, entry: dict) -> Therapy:
    return Therapy(rank=rank, atmp_class=entry.pop("class"), **entry)


DISEASES = {
    key: _disease(rank, entry)
    for rank, (key, entry) in enumerate(_words("diseases.toml").items(), start=1)
}

THERAPIES = {
    key: _therapy(rank, entry) for rank, (key, entry) in enumerate(_words("therapies.toml").items())
}

AUTHORISED = [
    AuthorisedProduct(
        trade_name=name,
        substance=entry["substance"],
        therapy=THERAPIES[entry["therapy"]],
        diseases=entry["diseases"],
        number=entry["number"],
    )
    for name, entry in _words("authorised.toml").items()
]

MEDICINES = {name: Medicine(name=name, **entry) for name, entry in _words("medicines.toml").items()}

SPONSORS = [
    Sponsor(rank=rank, **entry) for rank, entry in enumerate(_words("sponsors.toml")["sponsor"])
]
