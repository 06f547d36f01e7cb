"""Languages by ISO 639-1 code."""

from functools import lru_cache

import pycountry

from core.text import name_key

# The official languages of the EU, and those of Norway, Iceland, Ukraine and Turkey.
OFFERED = "bg cs da de el en es et fi fr ga hr hu is it lt lv mt nb nl pl pt ro sk sl sv tr uk"
OWN_NAMES = {"greek": "el", "norwegian": "nb"}


@lru_cache(maxsize=256)
def language_name(code):
    language = pycountry.languages.get(alpha_2=code)
    return language.name.partition(" (")[0] if language else code


@lru_cache(maxsize=1)
def language_choices():
    return sorted(((code, language_name(code)) for code in OFFERED.split()), key=lambda p: p[1])


@lru_cache(maxsize=1)
def _codes():
    codes = {}
    for code, name in language_choices():
        codes[code] = codes[name_key(name)] = code
    return codes | OWN_NAMES


def language_code(text):
    """Return the code of a language that is given by code or English name; "" for other texts."""
    return _codes().get(name_key(text), "")
