"""Columns with several words: a search for one word must not find part of another."""

import pytest
from django.apps import apps

from core.packed_fields import WordsField
from trials.models import Trial
from trials.models.facts import FACTS

from .factories import make_trial

QUESTIONS = {
    "countries": "in_country",
    "refusing_countries": "refused_in",
    "disease_areas": "in_disease_area",
    "technology": "with_technology",
    "delivery": "with_delivery",
    "cell_source": "with_cell_source",
    "registers": "in_register",
}


@pytest.mark.django_db
@pytest.mark.parametrize(("column", "question"), QUESTIONS.items())
def test_a_word_is_found_whole_and_never_as_part_of_another(column, question):
    make_trial()
    curated = {f"curated_{column}": "AB ABC"} if column in FACTS else {}
    Trial.objects.update(**{column: "AB ABC"}, **curated)

    def found(word):
        return getattr(Trial.objects, question)([word]).exists()

    assert {word: found(word) for word in ("AB", "ABC", "A", "BC", "B AB")} == {
        "AB": True,
        "ABC": True,
        "A": False,
        "BC": False,
        "B AB": False,
    }
    assert getattr(Trial.objects.get(), column) == "AB ABC"


def test_every_column_of_words_is_packed():
    described = [
        field
        for model in apps.get_models()
        for field in model._meta.fields
        if "separated by spaces" in str(field.help_text)
    ]

    assert described
    assert [str(field) for field in described if not isinstance(field, WordsField)] == []
