"""The term that a word of a cover sheet means, by its words and their synonyms.

A suggestion needs every word of a term in the text, and nothing in the text beyond the term but
words without a meaning: "non-viral vector" is no viral vector, and "rare and common cancers" are
neither. A slip of the pen in a long word is read. If two terms fit, there is no suggestion.
"""

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

from rapidfuzz.distance import DamerauLevenshtein

from core.text import WORD, folded

CONTENT = Path(__file__).parent / "coversheets" / "meanings.toml"
MIN_LENGTH_FOR_ONE_SLIP, MIN_LENGTH_FOR_TWO_SLIPS = 6, 10


@cache
def _content():
    """Return (phrases with the same meaning, the longest first; words without a meaning)."""
    content = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    phrases = [
        (tuple(other.split()), tuple(meaning.split()))
        for meaning, others in content["same"].items()
        for other in others
    ]
    phrases.sort(key=lambda pair: -len(pair[0]))
    return phrases, frozenset(content["without_meaning"]["words"])


def _words(text):
    return [part for word in WORD.findall(folded(text)) for part in word.split("-") if part]


def _with_one_word_per_meaning(words):
    """Return the words with each synonym replaced, read from the left and the longest first."""
    phrases, _ = _content()
    found, place = [], 0
    while place < len(words):
        for phrase, meaning in phrases:
            if tuple(words[place : place + len(phrase)]) == phrase:
                found += meaning
                place += len(phrase)
                break
        else:
            found.append(words[place])
            place += 1
    return found


@cache
def _meaning_of_name(name):
    """Return the words of a known name that have a meaning; all of them if none has."""
    words = _with_one_word_per_meaning(_words(name))
    telling = [word for word in words if word not in _content()[1]]
    return Counter(telling or words)


class Meanings:
    """The known names of one vocabulary, as (name, term) pairs: terms and mapped spellings."""

    def __init__(self, known):
        self.known = [(_meaning_of_name(name), term) for name, term in known]
        phrases, without_meaning = _content()
        self.words = set(without_meaning).union(*(words for words, _ in self.known))
        self.words |= {word for phrase, meaning in phrases for word in (*phrase, *meaning)}

    def suggested(self, text):
        """Return the only term that a text means, or None."""
        words = [part for word in _words(text) for part in self._corrected(word).split()]
        meaning = Counter(_with_one_word_per_meaning(words))
        fitting = [
            (name, term)
            for name, term in self.known
            if name and name <= meaning and set(meaning - name) <= _content()[1]
        ]
        terms = {term for name, term in fitting if not any(name < other for other, _ in fitting)}
        return terms.pop() if len(terms) == 1 else None

    def _corrected(self, word):
        """Return the known word for a long word with a slip of the pen, else the word. A word
        that is nearly as close to a word with another meaning is not corrected."""
        if word in self.words or len(word) < MIN_LENGTH_FOR_ONE_SLIP:
            return word
        slips = 2 if len(word) >= MIN_LENGTH_FOR_TWO_SLIPS else 1
        near = {}
        for known in sorted(self.words):
            if known[:1] == word[:1] and len(known) >= MIN_LENGTH_FOR_ONE_SLIP - 1:
                distance = DamerauLevenshtein.distance(word, known, score_cutoff=slips + 1)
                if distance <= slips + 1:
                    near.setdefault(tuple(_with_one_word_per_meaning([known])), []).append(distance)
        if len(near) != 1:
            return word
        [(meaning, distances)] = near.items()
        return " ".join(meaning) if min(distances) <= slips else word
