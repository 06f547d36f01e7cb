"""The words of many texts in memory: which texts have a part of a word, and how near the start.

A text is found by its number, which is its place in the sequence given. The index never changes;
`joined` answers for several indexes as for one.
"""

from array import array
from functools import cached_property

import numpy as np

ABSENT = np.iinfo(np.int32).max  # the place of a part that a text does not have
BETWEEN_WORDS = ord("\n")
BEFORE_A_WORD = (BETWEEN_WORDS, ord("-"), ord("+"))


class WordPlaces:
    def __init__(self, texts):
        numbers = _Numbers()
        known, lengths = array("i"), array("i")
        for text in texts:
            words = dict.fromkeys(text.split())
            known.extend(map(numbers.__getitem__, words))
            lengths.append(len(words))
        self.size = len(lengths)
        known, lengths = np.array(known, np.int32), np.array(lengths, np.int32)
        starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
        order = np.argsort(known, kind="stable")
        # Grouped by word: the number of the text, and how many words the text has before this one.
        self._texts = np.repeat(np.arange(self.size, dtype=np.int32), lengths)[order]
        self._places = (np.arange(len(known)) - starts).astype(np.int32)[order]
        ends = np.cumsum(np.bincount(known, minlength=len(numbers)))
        self._starts = np.concatenate([[0], ends]).astype(np.int64)
        self.words = list(numbers)
        self._numbers = dict(numbers)
        # All words as one text, so that a part of a word is found at the speed of memory.
        letters = "\n".join(["", *self.words, ""]).encode()
        self._letters = np.frombuffer(letters, np.uint8)
        self._breaks = np.flatnonzero(self._letters == BETWEEN_WORDS)

    @cached_property
    def words_by_length(self):
        """Return {number of letters: [word, ...]}."""
        found = {}
        for word in self.words:
            found.setdefault(len(word), []).append(word)
        return found

    def first_places(self, parts, *, at_start=False):
        """Return per text the place of its first word with one of the parts, or ABSENT. With
        `at_start` a part is found only at the start of a word and after a hyphen or plus."""
        found = np.full(self.size, ABSENT, np.int32)
        for part in parts:
            rows = self._rows_of(self._words_with(part, at_start))
            np.minimum.at(found, self._texts[rows], self._places[rows])
        return found

    def have_word(self, word):
        """Return per text whether it has the whole word."""
        found = np.zeros(self.size, bool)
        if word in self._numbers:
            found[self._texts_of(word)] = True
        return found

    def counts(self, words, among):
        """Return {word: number of texts with it} of known words; `among` has one truth per text."""
        return {
            word: int(np.count_nonzero(among[self._texts_of(word)]))
            for word in words
            if word in self._numbers
        }

    def has_part(self, part, among):
        """Return whether one of the texts has the part in a word."""
        return bool(among[self._texts[self._rows_of(self._words_with(part, False))]].any())

    def _texts_of(self, word):
        number = self._numbers[word]
        return self._texts[self._starts[number] : self._starts[number + 1]]

    def _words_with(self, part, at_start):
        """Return the sorted numbers of the words."""
        wanted = part.encode()
        first, rest = wanted[0], wanted[1:]
        found = np.flatnonzero(self._letters == first)
        # No word has a line break, so that nothing is read beyond the last one.
        for further, letter in enumerate(rest, 1):
            found = found[self._letters[found + further] == letter]
        if at_start:
            found = found[np.isin(self._letters[found - 1], BEFORE_A_WORD)]
        return np.unique(np.searchsorted(self._breaks, found) - 1)

    def _rows_of(self, words):
        """Return the numbers of the rows of these words."""
        starts, ends = self._starts[words], self._starts[words + 1]
        lengths = ends - starts
        total = int(lengths.sum())
        return np.repeat(starts - (np.cumsum(lengths) - lengths), lengths) + np.arange(total)


class _Numbers(dict):
    """Numbers of words, in the order in which these are first asked for."""

    def __missing__(self, word):
        self[word] = number = len(self)
        return number
