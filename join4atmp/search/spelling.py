"""Correction of the spelling: unknown words are replaced by the most similar words.

The words of a source are read from its rows and kept in the memory of the process for some
minutes, so that a typing error does not need all texts; new rows are added immediately. A
correction is used only if it finds rows that the reader may see.
"""

import time
from collections import Counter
from itertools import islice, product

from django.core.cache import cache
from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.shared_work import SharedWork

from .asked import words_of_filters

CACHE_SECONDS = 600
CACHE_KEY = "search.words"
MIN_WORD_LENGTH = 4
MAX_CANDIDATES = 3
MAX_SPELLINGS_TRIED = 8  # combinations of candidates


class WordCounts:
    """The words of a source with the number of rows that contain them."""

    def __init__(self):
        self.counts = Counter()
        self.stamp = None
        self.newest = 0
        self.work = SharedWork()

    def read(self, rows, column, *, stamp, is_fresh):
        """Return the counts of the words of a column; if `is_fresh`, with new rows added. Another
        `stamp` starts over."""
        # One key: the counts are one, and those of a moment ago correct a word as well.
        return self.work.result("counts", lambda: self._read(rows, column, stamp, is_fresh))

    def _read(self, rows, column, stamp, is_fresh):
        if stamp != self.stamp:
            self.counts, self.newest, self.stamp = Counter(), 0, stamp
        elif not is_fresh:
            return self.counts
        new = rows.filter(pk__gt=self.newest).order_by("pk")
        for pk, text in new.values_list("pk", column).iterator(chunk_size=5000):
            self.counts.update(set(_words(text)))
            self.newest = pk
        return self.counts


_kept = {}


def words_of(source, user, *, is_fresh=True):
    """Return the counts of the words that a source has for this user. Clearing the cache starts
    all processes over."""
    if not source.is_personal:
        # A word that only hidden rows have would stop a correction, and so name itself to visitors.
        rows = source.rows(user)
        is_member = user.is_authenticated
        kept = _kept.setdefault((source.name, is_member), WordCounts())
        stamp = cache.get_or_set(CACHE_KEY, time.time, CACHE_SECONDS)
        rows = rows.model.objects.all() if is_member else rows
        return kept.read(rows, source.column, stamp=stamp, is_fresh=is_fresh)
    counts = Counter()
    for text in source.rows(user).order_by().values_list(source.column, flat=True).iterator():
        counts.update(set(_words(text)))
    return counts


def _words(text):
    """Return the words without numbers, because a similar number is a different number."""
    return (word for word in text.split() if not word[0].isdigit())


def max_errors(word):
    """Return the largest number of wrong, missing, extra or swapped letters."""
    length = len(word)
    if length < MIN_WORD_LENGTH or word[0].isdigit():
        return 0
    return 1 if length < 6 else 2 if length < 12 else 3


def candidates(word, counts):
    """Return the most similar words; ties prefer the same first letter, then common words."""
    limit = max_errors(word)
    if not limit:
        return []
    near = process.extract(word, counts.keys(), scorer=OSA.distance, score_cutoff=limit, limit=50)
    best = sorted(
        ((distance, other[0] != word[0], -counts[other], other) for other, distance, _ in near)
    )
    return [other for *_, other in best if other != word][:MAX_CANDIDATES]


def corrections(words, counts):
    """Return other spellings of the query, the likeliest first; known words are not changed."""
    choices = []
    for word in words:
        known = word in words_of_filters() or any(word in other for other in counts)
        choices.append([word] if known else candidates(word, counts) or [word])
    spellings = (list(each) for each in islice(product(*choices), MAX_SPELLINGS_TRIED))
    return [each for each in spellings if each != list(words)]


def commoner(words, counts):
    """Return the query in a more common spelling, such as "leukaemia" for "leukemia", or None."""
    for place, word in enumerate(words):
        if word in words_of_filters():
            continue
        for other in candidates(word, counts):
            near = OSA.distance(word, other) == 1 and not other.startswith(word)
            if near and counts[other] >= 10 * max(1, counts[word]):
                return [*words[:place], other, *words[place + 1 :]]
    return None
