"""Recognise products by name, however the name is written: "CTL-019", "CTL 019" and "CTL019"."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from core.text import without_accents

from .lists import KnownProduct, gene_word, known_products
from .spellings import in_english

PART = re.compile(r"[^\W_]+")
# A name this short may be a word of a language: it counts in its own case and in one piece only.
SHORT_NAME = 4
OPENING = 4  # letters of a name that a text is compared with first


@dataclass(frozen=True, slots=True)
class Named:
    """A known product in a text, and where."""

    product: KnownProduct
    start: int
    end: int


def _key(text):
    return "".join(PART.findall(text)).casefold()


@dataclass(frozen=True, slots=True)
class Index:
    """All names by key. `openings` are the first letters of the keys, `most_parts` is the largest
    number of parts that a name may be written in; `short` finds the short names as they are."""

    products: dict[str, KnownProduct]
    openings: frozenset[str]
    most_parts: int
    short_products: dict[str, KnownProduct]
    short: re.Pattern


@cache
def _index():
    products, short, most = {}, {}, 1
    for product in known_products():
        for name in product.names:
            plain = without_accents(name)
            for each in filter(None, (plain, gene_word(plain))):
                if len(_key(each)) <= SHORT_NAME:
                    short[each] = product
                else:
                    products.setdefault(_key(each), product)
                    # "CTL019" may be written in as many parts as it changes kind of letter.
                    most = max(most, len(re.findall(r"[^\W\d_]+|\d+", each)))
    openings = frozenset(key[:length] for key in products for length in range(1, OPENING + 1))
    any_short = "|".join(map(re.escape, short))
    return Index(
        products, openings, most, short, re.compile(rf"(?<![\w-])(?:{any_short})(?![\w-])")
    )


def find_names(text):
    """Return the known products named in a text without accents, the longest name at each place."""
    index = _index()
    parts = list(PART.finditer(text))
    found, place = [], 0
    while place < len(parts):
        named, taken = _longest_name(parts, place, index)
        if named:
            found.append(named)
        place += taken
    for match in index.short.finditer(text):
        found.append(Named(index.short_products[match[0]], match.start(), match.end()))
    return found


def _longest_name(parts, place, index):
    """Return the longest name that begins at a part, and how many parts it has; None and 1 where
    no name begins."""
    named, taken, key = None, 1, ""
    for count, part in enumerate(parts[place : place + index.most_parts], start=1):
        key += part[0].casefold()
        if key[:OPENING] not in index.openings:
            break
        if key in index.products:
            named, taken = Named(index.products[key], parts[place].start(), part.end()), count
    return named, taken


# The records of a trial, one per country, repeat the names of its products.
@lru_cache(maxsize=10_000)
def named_products(text):
    """Return the known products that a text names, each once."""
    found = find_names(in_english(without_accents(text)))
    return tuple(dict.fromkeys(each.product for each in found))


def other_names(*texts):
    """Return all names of the products that the texts name, so that a search for "Kymriah" finds
    the trial of "CTL019"."""
    named = dict.fromkeys(product for text in texts for product in named_products(text))
    return [name for product in named for name in product.names]
