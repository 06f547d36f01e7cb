"""Find the ISO 3166-1 alpha-2 code of a country name as registers print it, with pycountry."""

from functools import lru_cache

import pycountry

# Spellings of the registers that ISO 3166 does not have.
OTHER_SPELLINGS = {
    "bosnia and herzegowina": "BA",
    "cape verde": "CV",
    "congo, the democratic republic of the": "CD",
    "côte d'ivoire": "CI",
    "czech republic": "CZ",
    "england": "GB",
    "hong kong": "HK",
    "iran, islamic republic of": "IR",
    "ivory coast": "CI",
    "korea, republic of": "KR",
    "kosovo": "XK",
    "macedonia": "MK",
    "macedonia, the former yugoslav republic of": "MK",
    "palestinian territory, occupied": "PS",
    "russia": "RU",
    "serbia and montenegro": "RS",
    "south korea": "KR",
    "swaziland": "SZ",
    "turkey": "TR",
    "uk": "GB",
    "usa": "US",
}


@lru_cache(maxsize=1024)
def country_code(name: str) -> str:
    """Return the alpha-2 code, or "" for an unknown name, which is shown as printed and not
    guessed."""
    name = " ".join(name.split())
    if not name:
        return ""
    if code := OTHER_SPELLINGS.get(name.casefold()):
        return code
    try:
        return pycountry.countries.lookup(name).alpha_2
    except LookupError:
        return ""
