"""Correction of the spelling: unknown words are replaced by the most similar words.

The words of trials are those of their index in memory. The words of other sources are read from
their rows and kept in the memory of the process for some minutes, so that a typing error does not
need all texts; new rows are added immediately. A correction is used only if it finds rows that the
reader may see.
"""

import time
from collections import Counter
from itertools import islice, product

from django.core.cache import cache
from django.db import connection
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
        self.newest = self.newest_in_table = 0
        self.work = SharedWork()

    def read(self, source, user, *, stamp, newest):
        """Return the counts of the words of a source. Rows are added if `newest`, the newest key of
        the table, is another than the last time. Another `stamp` starts over."""
        # One key: the counts are one, and those of a moment ago correct a word as well.
        return self.work.result("counts", lambda: self._read(source, user, stamp, newest))

    def _read(self, source, user, stamp, newest):
        if stamp != self.stamp:
            self.counts, self.newest, self.stamp = Counter(), 0, stamp
        elif newest == self.newest_in_table:
            return self.counts
        # A word that only hidden rows have would stop a correction, and so name itself to visitors.
        rows = source.model.objects.all() if user.is_authenticated else source.rows(user)
        new = rows.filter(pk__gt=self.newest).order_by("pk")
        for pk, text in new.values_list("pk", source.column).iterator(chunk_size=5000):
            self.counts.update(set(_words(text)))
            self.newest = pk
        self.newest_in_table = newest
        return self.counts


_kept = {}


def words_of(sources, user, *, is_fresh=True):
    """Return the counts of the words that sources in tables have for this user, with those of new
    rows if `is_fresh`. Clearing the cache starts all processes over."""
    stamp = cache.get_or_set(CACHE_KEY, time.time, CACHE_SECONDS)
    newest = _newest_keys(sources) if is_fresh else {}
    counts = Counter()
    for source in sources:
        if source.is_personal:
            texts = source.rows(user).order_by().values_list(source.column, flat=True)
            for text in texts.iterator():
                counts.update(set(_words(text)))
            continue
        kept = _kept.setdefault((source.name, user.is_authenticated), WordCounts())
        key = newest.get(source.name, kept.newest_in_table)
        counts.update(kept.read(source, user, stamp=stamp, newest=key))
    return counts


def _newest_keys(sources):
    """Return {name of the source: newest key of its table}, with one query."""
    quoted = connection.ops.quote_name
    tables = [source.model._meta for source in sources]
    asked = [
        f"SELECT %s, MAX({quoted(each.pk.column)}) FROM {quoted(each.db_table)}" for each in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked), [source.name for source in sources])
        return dict(cursor.fetchall())


def _words(text):
    """Return the words without numbers, because a similar number is a different number."""
    return (word for word in text.split() if not word[0].isdigit())


def max_errors(word):
    """Return the largest number of wrong, missing, extra or swapped letters."""
    length = len(word)
    if length < MIN_WORD_LENGTH or word[0].isdigit():
        return 0
    return 1 if length < 6 else 2 if length < 12 else 3


class Vocabulary:
    """The words that a reader may find. `counts` has those of the tables, and each index in memory
    its own."""

    def __init__(self, counts, indexes):
        self.counts, self.indexes = counts, indexes

    def counts_of(self, words):
        """Return a Counter of the rows with each of the words."""
        found = Counter({word: self.counts[word] for word in words if word in self.counts})
        for index in self.indexes:
            found.update(index.counts(words))
        return +found

    def knows(self, part):
        """Return whether a row has the word, also as a part of another one."""
        inside = any(part in other for other in self.counts)
        return inside or any(index.has_part(part) for index in self.indexes)

    def similar(self, word, limit):
        """Return {similar word: number of wrong letters}, also with words of hidden trials."""
        lengths = range(max(1, len(word) - limit), len(word) + limit + 1)
        choices = [list(self.counts)]
        choices += [list(index.words_of_lengths(lengths)) for index in self.indexes]
        return {
            other: distance
            for words in choices
            for other, distance, _ in process.extract(
                word, words, scorer=OSA.distance, score_cutoff=limit, limit=None
            )
            if not other[0].isdigit()
        }


def vocabulary_of(sources, user, *, is_fresh=True):
    in_tables = [source for source in sources if not source.index]
    counts = words_of(in_tables, user, is_fresh=is_fresh) if in_tables else Counter()
    return Vocabulary(counts, [source.index(user) for source in sources if source.index])


def candidates(word, vocabulary):
    """Return the most similar words; ties prefer the same first letter, then common words."""
    limit = max_errors(word)
    if not limit:
        return []
    near = vocabulary.similar(word, limit)
    counts = vocabulary.counts_of(near)
    best = sorted((near[other], other[0] != word[0], -counts[other], other) for other in counts)
    return [other for *_, other in best if other != word][:MAX_CANDIDATES]


def corrections(words, vocabulary):
    """Return other spellings of the query, the likeliest first; known words are not changed."""
    choices = []
    for word in words:
        known = word in words_of_filters() or vocabulary.knows(word)
        choices.append([word] if known else candidates(word, vocabulary) or [word])
    spellings = (list(each) for each in islice(product(*choices), MAX_SPELLINGS_TRIED))
    return [each for each in spellings if each != list(words)]


def commoner(words, vocabulary):
    """Return the query in a more common spelling, such as "leukaemia" for "leukemia", or None."""
    for place, word in enumerate(words):
        if word in words_of_filters():
            continue
        others = candidates(word, vocabulary)
        counts = vocabulary.counts_of([word, *others])
        for other in others:
            near = OSA.distance(word, other) == 1 and not other.startswith(word)
            if near and counts[other] >= 10 * max(1, counts[word]):
                return [*words[:place], other, *words[place + 1 :]]
    return None
