"""The words of texts in memory, compared with a search through each text."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.word_places import ABSENT, WordPlaces

LETTERS = st.text("abé-+1", min_size=1, max_size=3)
TEXTS = st.lists(st.lists(LETTERS, max_size=4, unique=True).map(" ".join), max_size=5)


def first_place(text, part, at_start):
    """Return the place of the first word with the part, as a reader of the text finds it."""
    for place, word in enumerate(text.split()):
        starts = word.startswith(part) or f"-{part}" in word or f"+{part}" in word
        if starts if at_start else part in word:
            return place
    return ABSENT


@given(TEXTS, st.lists(LETTERS, min_size=1, max_size=2), st.booleans())
def test_parts_are_found_at_their_first_word(texts, parts, at_start):
    found = WordPlaces(texts).first_places(parts, at_start=at_start)

    expected = [min(first_place(text, part, at_start) for part in parts) for text in texts]
    assert found.tolist() == expected


@given(TEXTS, LETTERS, st.data())
def test_whole_words_and_their_counts_are_those_of_the_texts(texts, word, data):
    among = data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))
    index = WordPlaces(texts)

    assert index.have_word(word).tolist() == [word in text.split() for text in texts]
    seen = [text for text, is_seen in zip(texts, among, strict=True) if is_seen]
    known = any(word in text.split() for text in texts)
    expected = {word: sum(word in text.split() for text in seen)} if known else {}
    assert index.counts([word], np.array(among, bool)) == expected
    assert index.has_part(word, np.array(among, bool)) == any(word in text for text in seen)


def test_a_word_that_a_text_has_twice_is_counted_once():
    index = WordPlaces(["skin cells skin"])

    assert index.counts(["skin"], np.array([True])) == {"skin": 1}
    assert index.first_places(["skin"]).tolist() == [0]
