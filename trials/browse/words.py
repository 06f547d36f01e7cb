"""Search in the words of all trials in memory: on both databases the same, and many times faster
than in their tables.

A reader's trials are read again for each version of the data (`DataChange`), but only with keys and
`text_version`, from an index of the database. A text is read again if its version is new. Words are
indexed once per text: those of recently changed trials apart, so that a change costs little.
`SearchedByNumber.found_by` answers the same questions from the tables.
"""

from functools import cached_property
from threading import Lock

import numpy as np

from core.querysets import is_short_word
from core.shared_work import SharedWork
from core.text import spellings_of
from core.word_places import ABSENT, WordPlaces

from ..models import DataChange, Trial
from ..number_search import TrialQuestion
from .index import Kept

KEPT_READERS = 4  # readers see one of three selections
MAX_RECENT_TEXTS = 1000  # with more, the words of all trials are indexed again
ROWS_PER_READ = 5000
# Parts of the number by which hits are sorted.
PLACES_BITS, NEWEST_BITS = 24, 24
NO_PLACE = 10_000  # words; behind every place in a text


class _Texts:
    """The searched columns of trials, given as (key, text version, search text, technologies)."""

    def __init__(self, rows):
        pairs, technologies = [], []

        def texts():  # one by one, because all of them need much memory
            for key, version, text, technology in rows:
                pairs.append((key, version))
                technologies.append(technology)
                yield text

        self.words = WordPlaces(texts())
        self.technologies = WordPlaces(technologies)
        self.numbers = {pair: number for number, pair in enumerate(pairs)}
        self.keys = np.array([key for key, _ in pairs], np.int64)


class _KeptTexts:
    """The texts of most trials, and apart from them those that changed since these were read."""

    def __init__(self):
        self.most, self.recent, self.recent_rows = _Texts(()), _Texts(()), {}
        self.lock = Lock()

    def including(self, pairs):
        """Return the two `_Texts` that have the texts of these (key, text version)."""
        with self.lock:  # two kinds of readers need the same texts
            known, newer = self.most.numbers, self.recent.numbers
            missing = [pair[0] for pair in pairs if pair not in known and pair not in newer]
            if missing:
                self._read(missing)
            return self.most, self.recent

    def _read(self, keys):
        columns = ("pk", "text_version", "search_text", "technology")
        rows = Trial.objects.order_by().values_list(*columns)
        if len(self.recent_rows) + len(keys) > MAX_RECENT_TEXTS:
            self.most, self.recent_rows = _Texts(rows.iterator(ROWS_PER_READ)), {}
        else:
            self.recent_rows |= {row[0]: row for row in rows.filter(pk__in=keys)}
        self.recent = _Texts(self.recent_rows.values())


class TrialWords:
    """The words of the trials that a reader may see. Each trial has a row, also others."""

    def __init__(self, trials):
        pairs = list(trials.order_by(*Trial._meta.ordering).values_list("pk", "text_version"))
        self.parts = most, recent = _texts.including(pairs)
        size = len(most.keys)
        rows = list(map(most.numbers.get, pairs))
        for place, row in enumerate(rows):
            if row is None:
                # A trial that was saved between the queries is found with the next version.
                rows[place] = recent.numbers.get(pairs[place], -1 - size) + size
        rows = np.array(rows, np.int64)
        self.keys = np.concatenate([most.keys, recent.keys])
        # Per row the place among the reader's trials, the newest first.
        self.newest = np.full(len(self.keys), -1, np.int64)
        self.newest[rows[rows >= 0]] = np.flatnonzero(rows >= 0)
        self.visible = self.newest >= 0
        self._rows_of_index = None, None

    def found_by(self, query):
        return FoundTrials(self, TrialQuestion.of(query))

    def counts(self, words):
        """Return {word: number of the reader's trials that have it}, without unknown words."""
        first, last = (part.words.counts(words, seen) for part, seen in self._parts_seen())
        return {word: first.get(word, 0) + last.get(word, 0) for word in {**first, **last}}

    def has_part(self, part):
        """Return whether one of the reader's trials has the part of a word."""
        return any(texts.words.has_part(part, seen) for texts, seen in self._parts_seen())

    def words_of_lengths(self, lengths):
        """Return the words of these lengths, also of other trials."""
        return {
            word
            for part in self.parts
            for length in lengths
            for word in part.words.words_by_length.get(length, ())
        }

    def _parts_seen(self):
        most, recent = self.parts
        size = len(most.keys)
        return (most, self.visible[:size]), (recent, self.visible[size:])

    def rows_of(self, index):
        """Return the row of each trial of a `TrialIndex`, -1 for one that is not known."""
        if self._rows_of_index[0] is not index:
            seen = np.flatnonzero(self.visible)
            row_of = dict(zip(map(str, self.keys[seen].tolist()), seen.tolist(), strict=True))
            rows = np.array([row_of.get(key, -1) for key in index.pks], np.int64)
            self._rows_of_index = index, rows
        return self._rows_of_index[1]


class FoundTrials:
    """The trials that a question finds among those of a reader."""

    def __init__(self, words, question):
        self.words, self.question = words, question
        self._first_places = {}

    @cached_property
    def rows(self):
        """Return per row whether it is found."""
        found = self.words.visible.copy()
        if self.question.is_too_short:
            found[:] = False
        for word in self.question.words:
            found &= self._has(word)
        for number in self.question.numbers:
            carried = np.isin(self.words.keys, Trial.objects.keys_about_number(number))
            written = self._places((number.base.lower(),), at_start=False) != ABSENT
            found &= carried | written
        for technology in self.question.technologies:
            written = np.ones(len(found), bool)
            for word in technology.words:
                written &= self._has(word)
            found &= written | self._with_technology(technology.code)
        return found

    @cached_property
    def count(self):
        return int(np.count_nonzero(self.rows))

    def first_keys(self, words, most):
        """Return the keys of the first trials: those with the most whole words, then those with the
        words nearest to the start of their text, where number and title are, then the newest."""
        hits = np.flatnonzero(self.rows)
        missing = places = np.zeros(len(hits), np.int64)
        for word in words:
            missing = missing + ~self._has_whole(word)[hits]
            places = places + np.minimum(self._places_of(word)[hits], NO_PLACE)
        order = (missing << (PLACES_BITS + NEWEST_BITS)) + (places << NEWEST_BITS)
        order += self.words.newest[hits]
        if len(hits) > most:
            best = np.argpartition(order, most)[:most]
            hits, order = hits[best], order[best]
        return self.words.keys[hits[np.argsort(order)]].tolist()

    def bits_in(self, index):
        """Return the bits of the found trials in a `TrialIndex`."""
        found = np.append(self.rows, False)[self.words.rows_of(index)]
        return int.from_bytes(np.packbits(found, bitorder="little").tobytes(), "little")

    def _has(self, word):
        return self._places_of(word) != ABSENT

    def _places_of(self, word):
        """Return per row the place of the first word with this one in any spelling."""
        if word not in self._first_places:
            short = [part for part in spellings_of(word) if is_short_word(part)]
            long = [part for part in spellings_of(word) if not is_short_word(part)]
            self._first_places[word] = np.minimum(
                self._places(short, at_start=True), self._places(long, at_start=False)
            )
        return self._first_places[word]

    def _places(self, parts, *, at_start):
        return np.concatenate(
            [texts.words.first_places(parts, at_start=at_start) for texts in self.words.parts]
        )

    def _has_whole(self, word):
        whole = [
            [texts.words.have_word(spelling) for texts in self.words.parts]
            for spelling in spellings_of(word)
        ]
        return np.any([np.concatenate(each) for each in whole], axis=0)

    def _with_technology(self, code):
        return np.concatenate([texts.technologies.have_word(code) for texts in self.words.parts])


_texts = _KeptTexts()
_kept = Kept(KEPT_READERS)
_work = SharedWork()


def words_of(trials):
    """Return the `TrialWords` of a queryset of visible trials, for the present data."""
    version, reader = DataChange.version(), (trials.db, str(trials.query))
    found = _kept.get(reader)
    if found and found[0] == version:
        return found[1]
    return _work.result((version, reader), lambda: _keep_words(version, reader, trials))


def _keep_words(version, reader, trials):
    words = TrialWords(trials)
    _kept.keep(reader, (version, words))
    return words
