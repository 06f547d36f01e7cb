"""Find rows that may be one person or one organisation, with the reason. A person decides."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations, permutations

from rapidfuzz import fuzz, process

from core.text import WORD, folded, one_spelling

from .models import (
    Contact,
    ContactEmail,
    NotSameContact,
    NotSameOrganisation,
    Organisation,
)

NAME_SIMILARITY_THRESHOLD = 90  # of 100, for names whose words may be in any order
WORD_SIMILARITY_THRESHOLD = 75
MAX_SHOWN_PAIRS = 100
# Two words of a name that more people share say nothing about one person.
MAX_NAMESAKES = 200


@dataclass(frozen=True)
class Pair:
    """Two keys, the smaller one first, and the reason why they may be the same."""

    first: int
    second: int
    reason: str


def contact_pairs():
    """Return pairs with a shared address, then with the same name, similar names at one
    organisation, or a name that is a part of the other; each once."""
    rows = list(
        Contact.objects.filter(anonymised_on=None)
        .order_by("pk")
        .values_list("pk", "email", "name_key", "organisation")
    )
    found = {}
    owners = defaultdict(set)
    for key, email, *_ in rows:
        if email:
            owners[email].add(key)
    for key, email in ContactEmail.objects.values_list("contact", "email"):
        owners[email].add(key)
    for keys in owners.values():
        _add(found, keys, "share an e-mail address")
    people, places = defaultdict(list), defaultdict(list)
    for key, _, name, place in rows:
        people[name].append((key, place))
        if place:
            places[place].append((key, name))
    for same in people.values():
        for (one, place), (two, other) in combinations(same, 2):
            if place == other or not place or not other:
                _add(found, (one, two), "have the same name")
    for colleagues in places.values():
        for one, two in _alike(colleagues):
            _add(found, (one, two), "have similar names at one organisation")
    for one, two in _partly_same({key: (name, place) for key, _, name, place in rows}):
        _add(found, (one, two), "have parts of one name")
    return _open(found, NotSameContact)


def _partly_same(people):
    """Yield pairs of keys where the shorter name is a part of the longer one, in any order: "Ana
    Silva" and "Silva, Ana Maria", "A. Silva", "Jörg Müller" and "Joerg Mueller".

    `people` are {key: (name key, organisation)}. Only people who share two words, or a word and an
    initial, are compared, so that the work grows with the people and not with their pairs.
    """
    names = {key: one_spelling(name).split() for key, (name, _) in people.items()}
    for keys in _blocks(names).values():
        if len(keys) > MAX_NAMESAKES:
            continue
        for one, two in combinations(keys, 2):
            here, there = people[one][1], people[two][1]
            same_place = here == there or not here or not there
            if same_place and _is_part(names[one], names[two]):
                yield one, two


def _blocks(names):
    """Return {two words, or an initial and a word: keys of the people with both}."""
    blocks = defaultdict(dict)
    shortened = {key for key, words in names.items() if any(len(word) == 1 for word in words)}
    with_initials = {
        pair for key in shortened for pair in _pairs(names[key]) if min(map(len, pair)) == 1
    }
    for key, words in names.items():
        pairs = set(_pairs(words))
        for one, two in permutations(words, 2):
            initial = tuple(sorted((one[0], two)))
            if initial in with_initials:
                pairs.add(initial)
        for pair in pairs:
            blocks[pair][key] = None
    return {pair: sorted(keys) for pair, keys in blocks.items() if len(keys) > 1}


def _pairs(words):
    return combinations(sorted(set(words)), 2)


def _is_part(one, two):
    """Return whether each word of the shorter name is in the other one, at least as an initial;
    one word is there in full."""
    shorter, longer = sorted((one, two), key=len)
    rest, full = list(longer), 0
    for word in sorted(shorter, key=len, reverse=True):
        match = next((other for other in rest if other == word), None)
        full += match is not None and len(word) > 1
        match = match or next((other for other in rest if _is_initial(word, other)), None)
        if match is None:
            return False
        rest.remove(match)
    return full > 0 and len(shorter) > 1


def _is_initial(word, other):
    return 1 in (len(word), len(other)) and word[0] == other[0]


def organisation_pairs():
    """Return pairs with similar names in one country; an unstated country matches every one."""
    found, countries = {}, defaultdict(list)
    for key, name, country in Organisation.objects.order_by("pk").values_list(
        "pk", "name", "country"
    ):
        countries[country].append((key, folded(name)))
    unstated = countries.pop("", [])
    for group in [*countries.values(), []]:
        for one, two in _alike([*group, *unstated]):
            _add(found, (one, two), "have similar names")
    return _open(found, NotSameOrganisation)


def _alike(named):
    """Yield pairs of keys whose names are alike, in any order of their words."""
    keys = [key for key, _ in named]
    texts = [" ".join(sorted(WORD.findall(text))) for _, text in named]
    for place, text in enumerate(texts):
        others = texts[place + 1 :]
        for _, _, other in process.extract(
            text, others, scorer=fuzz.ratio, score_cutoff=NAME_SIMILARITY_THRESHOLD, limit=None
        ):
            if _same_words(text, others[other]):
                yield keys[place], keys[place + 1 + other]


def _same_words(one, two):
    """Return whether each word has a similar one in the other name. Köln and Kiel are two."""
    one, two = set(one.split()), set(two.split())
    return _has_likes(one - two, two) and _has_likes(two - one, one)


def _has_likes(words, others):
    return all(
        any(fuzz.ratio(word, other, score_cutoff=WORD_SIMILARITY_THRESHOLD) for other in others)
        for word in words
    )


def _add(found, keys, reason):
    for pair in combinations(sorted(keys), 2):
        found.setdefault(pair, reason)


def _open(found, told_apart):
    """Return the pairs without those that a person marked as two."""
    known = set(told_apart.objects.values_list("first", "second"))
    return [Pair(*pair, reason) for pair, reason in sorted(found.items()) if pair not in known]
