"""Words that stand nowhere are taken for misspelt ones, and the nearest words tried instead.

The words of a source are read from its rows and kept in this process for some minutes, so that a
wrong letter costs no reading of all texts; new rows are added at once. They are candidates and no
more: a correction counts only if it finds rows that the reader may see.
"""

import threading
import time
from collections import Counter
from itertools import islice, product

from django.core.cache import cache
from rapidfuzz import process
from rapidfuzz.distance import OSA

KEPT_SECONDS = 600
STAMP = "search.words"
SHORTEST = 4
MOST_CANDIDATES = 3
MOST_TRIED = 8  # combinations of candidates


class Vocabulary:
    """The words of a source's rows and in how many rows they stand."""

    def __init__(self):
        self.counts = Counter()
        self.stamp = None
        self.newest = 0
        self.lock = threading.Lock()

    def read(self, model):
        """Clearing the cache makes every process read anew."""
        stamp = cache.get_or_set(STAMP, time.time, KEPT_SECONDS)
        with self.lock:
            if stamp != self.stamp:
                self.counts, self.newest, self.stamp = Counter(), 0, stamp
            rows = model.objects.filter(pk__gt=self.newest).order_by("pk")
            for pk, text in rows.values_list("pk", "search_text").iterator(chunk_size=5000):
                self.counts.update(set(_words(text)))
                self.newest = pk
            return self.counts


_kept = {}


def words_of(source, user):
    if not source.is_personal:
        return _kept.setdefault(source.name, Vocabulary()).read(source.rows(user).model)
    counts = Counter()
    for text in source.rows(user).order_by().values_list("search_text", flat=True).iterator():
        counts.update(set(_words(text)))
    return counts


def _words(text):
    """A number with another digit is another number, and not a spelling of it."""
    return (word for word in text.split() if not word[0].isdigit())


def most_wrong(word):
    """How many letters may be wrong, missing, too many or have changed places."""
    length = len(word)
    if length < SHORTEST or word[0].isdigit():
        return 0
    return 1 if length < 6 else 2 if length < 12 else 3


def candidates(word, counts):
    """The nearest words; at equal distance those with the same first letter, then the common."""
    limit = most_wrong(word)
    if not limit:
        return []
    near = process.extract(word, counts.keys(), scorer=OSA.distance, score_cutoff=limit, limit=50)
    best = sorted(
        ((distance, other[0] != word[0], -counts[other], other) for other, distance, _ in near)
    )
    return [other for *_, other in best if other != word][:MOST_CANDIDATES]


def corrections(words, counts):
    """Other spellings of the whole query, the likeliest first: words that stand somewhere stay."""
    choices = []
    for word in words:
        known = any(word in other for other in counts)
        choices.append([word] if known else candidates(word, counts) or [word])
    spellings = (list(each) for each in islice(product(*choices), MOST_TRIED))
    return [each for each in spellings if each != list(words)]


def commoner(words, counts):
    """A query of which few rows speak, in the spelling of most: "leukemia", "leukaemia"."""
    for place, word in enumerate(words):
        for other in candidates(word, counts):
            near = OSA.distance(word, other) == 1 and not other.startswith(word)
            if near and counts[other] >= 10 * max(1, counts[word]):
                return [*words[:place], other, *words[place + 1 :]]
    return None
