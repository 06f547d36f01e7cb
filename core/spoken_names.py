"""Names of countries, languages and months as people write them in the languages of Europe.

The sources are the Unicode Common Locale Data Repository (CLDR) in Babel and, for other names of
countries ("Holland" beside "Nederlandene"), the catalogues of iso-codes in pycountry. A name with
different meanings in two languages is left out, so that a person decides: "listopad" is October in
Croatian and November in Polish.
"""

import gettext
from collections import defaultdict
from functools import lru_cache

import pycountry
from babel import Locale

from .countries import all_country_codes, country_codes_by_name
from .text import name_key

# The official languages of the European Union, and those of Norway, Iceland, Ukraine and Turkey.
LANGUAGES = "bg cs da de el en es et fi fr ga hr hu is it lt lv mt nb nl pl pt ro sk sl sv tr uk"
# Articles that CLDR writes with a name, "an Ghearmáin" and "il-Ġermanja", and people leave out.
ARTICLES = {
    "ga": ("an ", "na "),
    "mt": ("il-", "l-", "iċ-", "id-", "in-", "ir-", "is-", "it-", "ix-", "iż-", "iz-"),
}
# Names that neither source has.
COUNTRY_PARTS_AND_SHORT_NAMES = {
    **dict.fromkeys(
        ("England", "Scotland", "Wales", "Northern Ireland", "Inghilterra", "Angleterre")
        + ("Inglaterra", "Schottland", "Großbritannien", "Grande-Bretagne", "Gran Bretagna")
        + ("Gran Bretaña",),
        "GB",
    ),
    "BRD": "DE",
    "Czech Rep.": "CZ",
    "Slovenská republika": "SK",
    "Svizra": "CH",
    "Republic of Ireland": "IE",
    "Macedonia": "MK",
}


@lru_cache(maxsize=1)
def country_codes_by_spoken_name():
    """Return the ISO 3166 code of each country by the `name_key` of its codes and of its names in
    all these languages. Codes and English names count before others."""
    found = defaultdict(set)
    for language in LANGUAGES.split():
        for code, name in Locale(language).territories.items():
            if code in all_country_codes():
                _note(found, language, name, code)
        for code, name in _catalogue_names(language):
            _note(found, language, name, code)
    known = {name_key(name): code for name, code in COUNTRY_PARTS_AND_SHORT_NAMES.items()}
    return _without_doubt(found) | known | country_codes_by_name()


def _catalogue_names(language):
    catalogue = gettext.translation(
        "iso3166-1", pycountry.LOCALES_DIR, [language], fallback=True
    ).gettext
    for country in pycountry.countries:
        for kind in ("name", "common_name", "official_name"):
            name = getattr(country, kind, "")
            if name:
                yield country.alpha_2, catalogue(name)


def _note(found, language, name, code):
    found[name_key(name)].add(code)
    for article in ARTICLES.get(language, ()):
        if name.startswith(article):
            found[name_key(name[len(article) :])].add(code)


@lru_cache(maxsize=1)
def language_codes_by_spoken_name():
    """Return the ISO 639-1 code of each of these languages by the `name_key` of its code and of
    its names in all of them."""
    codes = LANGUAGES.split()
    found = defaultdict(set)
    for language in codes:
        names = Locale(language).languages
        for code in codes:
            if code in names:
                found[name_key(names[code])].add(code)
    return _without_doubt(found) | {code: code for code in codes}


@lru_cache(maxsize=1)
def months_by_spoken_name():
    """Return the number of each month, 1 to 12, by the `name_key` of its names and short names."""
    found = defaultdict(set)
    for language in LANGUAGES.split():
        months = Locale(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    found[name_key(name)].add(number)
    months = {key: number for key, number in _without_doubt(found).items() if not key.isdigit()}
    english = Locale("en").months["format"]
    for width in ("wide", "abbreviated"):
        months |= {name_key(name): number for number, name in english[width].items()}
    return months


def _without_doubt(found):
    return {key: codes.pop() for key, codes in found.items() if key and len(codes) == 1}
