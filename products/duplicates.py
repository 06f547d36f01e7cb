"""Find products that may be one, with the reason. A person decides."""

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from core.text import folded

from .models import Dossier, FormerName, NotSameDossier, StudyNumber

NAME_SIMILARITY_THRESHOLD = 90  # of 100, for the letters of two names
MIN_LETTERS_OF_WORD = 3  # shorter words and numbers are codes, which must be equal
PART = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True)
class Pair:
    """Two keys, the smaller one first, and the reason why they may be the same product."""

    first: int
    second: int
    reason: str


def product_pairs():
    """Return pairs of products that share a number of a study, then those with similar names, each
    once. Pairs that a person marked as two and pairs of a real and an invented product are left
    out."""
    products = dict(Dossier.objects.order_by("pk").values_list("pk", "is_demo"))
    found = {}
    for number, keys in _by_number().items():
        for pair in combinations(sorted(keys), 2):
            found.setdefault(pair, f"share the study {number}")
    for pair in _with_similar_names():
        found.setdefault(pair, "have similar names")
    decided = set(NotSameDossier.objects.values_list("first", "second"))
    return [
        Pair(*pair, reason)
        for pair, reason in sorted(found.items())
        if pair not in decided and products[pair[0]] == products[pair[1]]
    ]


def _by_number():
    """Return {number: keys of the products with it}."""
    products = defaultdict(set)
    numbers = StudyNumber.objects.order_by("number").values_list("number", "study__dossier")
    for number, key in numbers:
        products[number].add(key)
    return products


def _with_similar_names():
    names = [
        *Dossier.objects.values_list("pk", "name"),
        *FormerName.objects.values_list("dossier", "name"),
    ]
    parts = [(key, _parts(name)) for key, name in sorted(names)]
    for (one, here), (two, there) in combinations(parts, 2):
        if one != two and _are_similar(here, there):
            yield tuple(sorted((one, two)))


def _parts(name):
    return [part.lstrip("0") or "0" for part in PART.findall(folded(name))]


def _are_similar(one, two):
    """Return whether two names have the same codes and similar words, or one is the other with more
    words. ABC-101 is no ABC-102, and ABC-101 A is no ABC-101 B."""
    shorter, longer = sorted((one, two), key=len)
    if len(shorter) > 1 and set(shorter) <= set(longer) and _is_telling(shorter):
        more = set(longer) - set(shorter)
        has_words, has_numbers = any(map(_is_word, more)), any(part.isdigit() for part in more)
        return not more or (has_words and not has_numbers)
    if _codes(one) != _codes(two):
        return False
    here, there = (" ".join(filter(_is_word, parts)) for parts in (one, two))
    return bool(here and there) and fuzz.ratio(here, there) >= NAME_SIMILARITY_THRESHOLD


def _is_telling(parts):
    """Return whether a short name says enough: a word with a number, or two words."""
    return any(part.isdigit() for part in parts) or sum(map(_is_word, parts)) > 1


def _is_word(part):
    return len(part) >= MIN_LETTERS_OF_WORD and not part.isdigit()


def _codes(parts):
    return sorted(part for part in parts if not _is_word(part))
