"""Countries by ISO 3166-1 alpha-2 code, and their region of Europe.

Regions are the geographic regions of the United Nations (M49), with Cyprus in southern Europe.
Every other country is "outside".
"""

from functools import lru_cache

import pycountry

from .text import name_key

REGIONS = {
    "north": "DK EE FI GB IE IS LT LV NO SE",
    "west": "AT BE CH DE FR LI LU NL",
    "south": "CY ES GR HR IT MT PT SI",
    "east": "BG CZ HU PL RO SK",
}
REGION_LABELS = {
    "north": "Northern Europe",
    "west": "Western Europe",
    "south": "Southern Europe",
    "east": "Eastern Europe",
    "outside": "Outside the EEA, UK and Switzerland",
}
COUNTRIES_BY_REGION = {region: frozenset(codes.split()) for region, codes in REGIONS.items()}
REGION_OF = {code: region for region, codes in COUNTRIES_BY_REGION.items() for code in codes}
EUROPE = tuple(sorted(REGION_OF))
OTHER_NAMES = {
    "UK": "GB",
    "Great Britain": "GB",
    "Czech Republic": "CZ",
    "The Netherlands": "NL",
    "Holland": "NL",
    "EL": "GR",
    "Turkey": "TR",
    "USA": "US",
    "Kosovo": "XK",
}


def region_of(code):
    return REGION_OF.get(code, "outside")


@lru_cache(maxsize=512)
def country_name(code):
    """Return the usual English name, or the code if there is no such country."""
    if code == "XK":
        return "Kosovo"
    country = pycountry.countries.get(alpha_2=code)
    return getattr(country, "common_name", country.name) if country else code


@lru_cache(maxsize=1)
def all_country_codes():
    return frozenset({country.alpha_2 for country in pycountry.countries} | {"XK"})


@lru_cache(maxsize=1)
def country_codes_by_name():
    """Return the code of each country by the `name_key` of its codes and English names."""
    codes = {name_key(name): code for name, code in OTHER_NAMES.items()}
    for country in pycountry.countries:
        for name in ("alpha_2", "alpha_3", "name", "official_name", "common_name"):
            codes[name_key(getattr(country, name, ""))] = country.alpha_2
    codes.pop("", None)
    return codes
