"""Recognise medicines and measures that are no advanced therapies, by name."""

import re
from functools import cache

from core.text import without_accents

from .lists import in_all_languages


def names_other_medicine(text):
    """Return whether a field of a product names a medicine that is no advanced therapy, by the stem
    of its INN or by a common name: "Prevymis (letermovir)"."""
    return bool(_other_medicine().search(without_accents(text).lower()))


@cache
def _other_medicine():
    return re.compile(rf"\b(?:{_names()})(?!\w)")


@cache
def other_medicine_or_measure():
    """Return the pattern of a medicine or a measure, such as irradiation, in small letters without
    accents. A medicine that patients had before ("ibrutinib-refractory") is left out."""
    measures, given_before = (
        in_all_languages("medicines", table) for table in ("measures", "given_before")
    )
    return re.compile(rf"\b(?:{_names()}|{measures})(?!\w)(?![- ](?:{given_before})\b)")


def _names():
    stems, names = (in_all_languages("medicines", table) for table in ("stems", "names"))
    return rf"\w{{3,}}(?:{stems})\w{{0,3}}|{names}"
