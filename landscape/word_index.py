"""An index of texts by word, which finds the texts nearest to a question with typing errors.

It knows nothing of Django. Each word of the question is looked up as it is, else as the most
similar words of the index (rapidfuzz, optimal string alignment). A text scores the sum of the
inverse document frequency of the words that it shares with the question; words in its title count
more. Scores are shares of the best possible score, 0 to 1.
"""

import re
from collections import Counter, defaultdict
from math import log

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.text import folded

WORD = re.compile(r"[^\W_]+")
STOP_WORDS = frozenset(
    "a about all also an and any are as at be by can could do does for from had has have how i if "
    "in into is it its may me must my need of on one or our shall should so that the their there "
    "this to us want was we what when where which who why will with without would you your".split()
)
MAX_QUERY_WORDS = 40
ENOUGH_WORDS = 10
MIN_FUZZY_LENGTH = 4
MAX_SIMILAR_WORDS = 4
TITLE_WEIGHT, TEXT_WEIGHT = 1.0, 0.6
SIMILAR_WEIGHT = 0.8  # of a word with typing errors
PARTS = "\n"  # between the words of a title and those of its text


def stem(word):
    """Return a word without the plural of English, so that "consents" finds "consent"."""
    if len(word) > MIN_FUZZY_LENGTH and word.endswith("ies"):
        return word[:-3] + "y"
    if (
        len(word) > MIN_FUZZY_LENGTH
        and word.endswith("s")
        and not word.endswith(("ss", "us", "is"))
    ):
        return word[:-1]
    return word


def words_of(text):
    """Return the stems of the words of a text that carry meaning, with repetitions."""
    found = (stem(word) for word in WORD.findall(folded(text)))
    return [word for word in found if word not in STOP_WORDS and len(word) > 1]


def packed(title, text):
    """Return the distinct words of a title and a text in one string, for `WordIndex.put_words`."""
    return PARTS.join(" ".join(dict.fromkeys(words_of(each))) for each in (title, text))


def max_errors(word):
    length = len(word)
    return 0 if length < MIN_FUZZY_LENGTH or word[0].isdigit() else 1 if length < 7 else 2


class WordIndex:
    """Texts by key. `put` and `put_words` add or replace a text, `drop` removes one."""

    def __init__(self):
        self._weights = {}  # key -> {word: weight}
        self._texts = defaultdict(dict)  # word -> {key: weight}

    def __len__(self):
        return len(self._weights)

    def __contains__(self, key):
        return key in self._weights

    def put(self, key, title, text=""):
        self.put_words(key, packed(title, text))

    def put_words(self, key, words):
        """Add or replace a text by its `packed` words."""
        self.drop(key)
        title, _, text = words.partition(PARTS)
        weights = dict.fromkeys(text.split(), TEXT_WEIGHT)
        weights.update(dict.fromkeys(title.split(), TITLE_WEIGHT))
        self._weights[key] = weights
        for word, weight in weights.items():
            self._texts[word][key] = weight

    def drop(self, key):
        for word in self._weights.pop(key, ()):
            texts = self._texts[word]
            del texts[key]
            if not texts:
                del self._texts[word]

    def nearest(self, question, *, most=3, least_score=0.25):
        """Return up to `most` (key, score), the nearest first."""
        total, rarities = Counter(), []
        words = list(dict.fromkeys(words_of(question)))[:MAX_QUERY_WORDS]
        for word in words:
            found = self._similar(word)
            if not found:
                continue
            rarity = self._rarity(found[0][0])
            rarities.append(rarity)
            reached = {}
            for other, likeness in found:
                for key, weight in self._texts[other].items():
                    reached[key] = max(reached.get(key, 0), weight * likeness)
            for key, weight in reached.items():
                total[key] += rarity * weight
        if not rarities:
            return []
        # A word that no text has counts as much as the others do on average, and a long question
        # needs no more words in common than one of ENOUGH_WORDS.
        best = sum(rarities) / len(rarities) * min(len(words), ENOUGH_WORDS)
        ranked = sorted(total.items(), key=lambda pair: (-pair[1], -pair[0]))[:most]
        return [
            (key, min(score / best, 1.0)) for key, score in ranked if score >= least_score * best
        ]

    def _rarity(self, word):
        return log(1 + len(self._weights) / (1 + len(self._texts[word])))

    def _similar(self, word):
        """Return (word of the index, likeness), the likest first."""
        if word in self._texts:
            return [(word, 1.0)]
        errors = max_errors(word)
        if not errors:
            return []
        near = process.extract(
            word,
            self._texts.keys(),
            scorer=OSA.distance,
            score_cutoff=errors,
            limit=MAX_SIMILAR_WORDS,
        )
        return [(other, SIMILAR_WEIGHT / distance) for other, distance, _ in near if distance]
