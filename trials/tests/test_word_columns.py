"""Columns with several words: a search for one word must not find part of another."""

from itertools import permutations

import pytest

from core.countries import all_country_codes
from trials.choices import Register
from trials.models import Trial
from trials.models.facts import SEVERAL_WORDS, fact_words

VOCABULARIES = {
    "countries": all_country_codes(),
    "registers": Register.values,
    **{fact: [word for word, _ in fact_words(Trial, fact)] for fact in SEVERAL_WORDS},
}


@pytest.mark.parametrize("column", VOCABULARIES)
def test_no_word_of_a_column_is_part_of_another(column):
    words = VOCABULARIES[column]

    assert words
    assert [pair for pair in permutations(words, 2) if pair[0] in pair[1]] == []
