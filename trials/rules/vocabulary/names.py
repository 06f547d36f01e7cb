"""Recognise products by name, however the name is written: "CTL-019", "CTL 019" and "CTL019"."""

import re
from dataclasses import dataclass
from functools import cache

from core.text import without_accents

from .lists import KnownProduct, gene_word, known_products

PART = re.compile(r"[^\W_]+")
# A name this short may be a word of a language: it counts in its own case and in one piece only.
SHORT_NAME = 4


@dataclass(frozen=True, slots=True)
class Named:
    """A known product in a text, and where."""

    product: KnownProduct
    start: int
    end: int


def _key(text):
    return "".join(PART.findall(text)).casefold()


@cache
def _index():
    """Return ({key of a name: product}, {short name: product}, the most parts that a name has)."""
    long, short, most = {}, {}, 1
    for product in known_products():
        for name in product.names:
            plain = without_accents(name)
            for each in filter(None, (plain, gene_word(plain))):
                if len(_key(each)) <= SHORT_NAME:
                    short[each] = product
                else:
                    long.setdefault(_key(each), product)
                    # "CTL019" may be written in as many parts as it changes kind of letter.
                    most = max(most, len(re.findall(r"[^\W\d_]+|\d+", each)))
    return long, short, most


def find_names(text):
    """Return the known products named in a text without accents, the longest name at each place."""
    long, short, most = _index()
    parts = list(PART.finditer(text))
    found, place = [], 0
    while place < len(parts):
        named, taken, key = None, 1, ""
        for count, part in enumerate(parts[place : place + most], start=1):
            key += part[0].casefold()
            if key in long:
                named, taken = Named(long[key], parts[place].start(), part.end()), count
        if named:
            found.append(named)
        place += taken
    for name, product in short.items():
        found += [
            Named(product, match.start(), match.end())
            for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)
        ]
    return found


def named_products(text):
    """Return the known products that a text names, each once."""
    return list(dict.fromkeys(each.product for each in find_names(without_accents(text))))


def other_names(*texts):
    """Return all names of the products that the texts name, so that a search for "Kymriah" finds
    the trial of "CTL019"."""
    named = dict.fromkeys(product for text in texts for product in named_products(text))
    return [name for product in named for name in product.names]
