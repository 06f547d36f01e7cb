"""Find the ISO 3166-1 alpha-2 code of a country name as registers print it, with pycountry."""

import re
import unicodedata
from collections import defaultdict
from functools import cache, lru_cache

import pycountry

# Spellings of the registers that ISO 3166 does not have.
OTHER_SPELLINGS = {
    "bosnia": "BA",
    "bosnia and herzegowina": "BA",
    "cape verde": "CV",
    "congo, the democratic republic of the": "CD",
    "côte d'ivoire": "CI",
    "czech republic": "CZ",
    "deutschland": "DE",
    "el": "GR",
    "england": "GB",
    "españa": "ES",
    "great britain": "GB",
    "hellas": "GR",
    "hong kong": "HK",
    "iran, islamic republic of": "IR",
    "ivory coast": "CI",
    "korea, republic of": "KR",
    "kosovo": "XK",
    "macao": "MO",
    "macau": "MO",
    "macedonia": "MK",
    "macedonia, the former yugoslav republic of": "MK",
    "northern ireland": "GB",
    "palestine": "PS",
    "palestinian territory, occupied": "PS",
    "republic of ireland": "IE",
    "russia": "RU",
    "scotland": "GB",
    "serbia and montenegro": "RS",
    "south korea": "KR",
    "korea, south": "KR",
    "swaziland": "SZ",
    "turkey": "TR",
    "turkiye": "TR",
    "uae": "AE",
    "u.s.a.": "US",
    "uk": "GB",
    "uk (northern ireland)": "GB",
    "united kingdom (northern ireland)": "GB",
    "usa": "US",
    "wales": "GB",
}
SMALL_WORDS = frozenset(("the", "of", "and"))


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
        return _codes_by_words().get(_words(name), "")


def _words(name):
    """Return the words of a name in no order: "Iran (Islamic Republic of)" has those of "Iran,
    Islamic Republic of"."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return frozenset(re.findall(r"[^\W_]+", plain)) - SMALL_WORDS


@cache
def _codes_by_words():
    """Return {words of a name: code} without words that two countries have."""
    names = list(OTHER_SPELLINGS.items())
    for country in pycountry.countries:
        stated = (getattr(country, key, "") for key in ("name", "official_name", "common_name"))
        names += [(name, country.alpha_2) for name in stated if name]
    codes = defaultdict(set)
    for name, code in names:
        codes[_words(name)].add(code)
    return {words: code for words, (code, *others) in codes.items() if words and not others}
