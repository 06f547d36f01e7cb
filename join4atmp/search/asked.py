"""What a query asks for in the words of filters: "CAR-T Spain" is a technology and a country.

The technologies come from the one vocabulary of advanced therapies, the countries and the values of
the other filters from the lists of trials.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse

from core.countries import all_country_codes, country_name
from core.text import folded, search_words
from trials.browse.facets import FilteredIndex
from trials.browse.selection import TrialSelection
from trials.choices import TECHNOLOGIES, AtmpClass, Status
from trials.number_search import BESIDE_TECHNOLOGY, in_one_word
from trials.rules.vocabulary import signs_in_product

PHASE = re.compile(r"\bphases? (iv|i{1,3}(?:/i{1,3})?|[1-4](?:/[1-4])?)\b")
SINCE = re.compile(r"\b(?:since|from) ((?:19|20)\d\d)\b")
ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}
WORDS_OF_VALUES = {
    ("sponsor_type", "commercial"): ("commercial", "industry", "company"),
    ("sponsor_type", "non_commercial"): ("non-commercial", "noncommercial", "academic"),
    ("status", Status.ONGOING.value): ("ongoing", "recruiting"),
    ("status", Status.COMPLETED.value): ("completed",),
    ("atmp_class", AtmpClass.GTMP.value): ("gtmp", "gene therapy", "gene therapies"),
    ("atmp_class", AtmpClass.SCTMP.value): ("sctmp", "somatic cell therapy"),
    ("atmp_class", AtmpClass.TEP.value): ("tep", "tissue engineered"),
    ("atmp_class", AtmpClass.CATMP.value): ("catmp", "combined atmp"),
}
OTHER_COUNTRY_NAMES = {"uk": "GB", "great britain": "GB", "england": "GB", "usa": "US"}
# Words that join filters and search nothing.
JOINING = frozenset("in of the with for and trials trial studies study phase sponsor since".split())


def abbreviations_in_one_word(query):
    """Return the query with technologies such as "CAR T" as one word, as most texts write them."""
    for sign in signs_in_product(query):
        if sign.technologies:
            query = query.replace(sign.word, in_one_word(sign.word))
    return query


@dataclass(frozen=True)
class FilterOffer:
    """The list of trials that a query asks for: its filters in words, address and number."""

    words: str
    url: str
    count: int


@lru_cache(maxsize=1)
def _phrases():
    """Return [(words of a filter value, filter, value)], the longest first."""
    found = [(folded(country_name(code)), "country", code) for code in sorted(all_country_codes())]
    found += [(name, "country", code) for name, code in OTHER_COUNTRY_NAMES.items()]
    found += [(word, *key) for key, words in WORDS_OF_VALUES.items() for word in words]
    return sorted(found, key=lambda phrase: -len(phrase[0]))


@lru_cache(maxsize=1)
def words_of_filters():
    """Return the words of countries and filter values: they are known, whatever rows there are."""
    texts = [text for text, *_ in _phrases()] + [folded(label) for label in TECHNOLOGIES.values()]
    return frozenset(word for text in texts for word in search_words(text))


def filters_in(query):
    """Return ([(filter, value)], the words of the query that name none)."""
    rest, pairs = f" {folded(query)} ", []
    for sign in signs_in_product(query):
        if sign.technologies:
            pairs += [("technology", code) for code in sign.technologies[:1]]
            rest = rest.replace(folded(sign.word), " ")
    for match in SINCE.finditer(rest):
        pairs.append(("year_from", match[1]))
    rest = SINCE.sub(" ", rest)
    for match in PHASE.finditer(rest):
        phases = [ROMAN.get(part, part.upper()) for part in match[1].split("/")]
        exact = len(phases) > 1
        pairs.append(("phase_is", "/".join(phases)) if exact else ("phase", phases[0]))
    rest = PHASE.sub(" ", rest)
    for words, name, value in _phrases():
        pattern = rf"(?<![\w-]){re.escape(words)}(?![\w-])"
        if re.search(pattern, rest):
            pairs.append((name, value))
            rest = re.sub(pattern, " ", rest)
    joining = JOINING | (BESIDE_TECHNOLOGY if pairs else frozenset())
    words = [word for word in search_words(rest) if word not in joining]
    return list(dict.fromkeys(pairs)), words


def filter_offer(query, user):
    """Return the FilterOffer of a query that names at least one filter; None if it names none or no
    trial is found."""
    pairs, words = filters_in(query)
    if not pairs:
        return None
    asked = urlencode([*pairs, *([("q", " ".join(words))] if words else [])])
    selection = TrialSelection(user, asked)
    count = FilteredIndex(selection.filterset).total if selection.is_valid else 0
    url = f"{reverse('trials:list')}?{asked}"
    return FilterOffer(selection.words, url, count) if count else None
