"""The vocabulary as data: every list whole, and its figures on labelled texts."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from core.text import APOSTROPHES, HYPHENS, MARKS
from registers import numbers
from registers.records import AtmpClass
from trials.models import SearchQuery
from trials.rules.vocabulary import (
    known_products,
    other_names,
    signs_in_product,
    signs_in_title,
    technologies,
)
from trials.rules.vocabulary.lists import gene_word, stems, words
from trials.rules.vocabulary.names import _key

from .classification.measure import KINDS, PARTS, measure, rows, table

LEAST_RECALL, LEAST_PRECISION, LEAST_TECHNOLOGY = 0.95, 0.98, 0.95
AUTHORISED = [product for product in known_products() if product.since]
SAMPLES = Path(settings.BASE_DIR).parent / "shared" / "registers"


def codes(text):
    return {code for sign in signs_in_product(text) for code in sign.technologies}


def test_every_product_is_recognised_by_each_of_its_names():
    names = [(product, name) for product in known_products() for name in product.names]

    assert len(names) > 800
    for product, name in names:
        signs = signs_in_product(name)
        assert any(sign.decides for sign in signs), name
        assert set(product.technologies) <= codes(name), name
        assert product.atmp_class in {sign.atmp_class for sign in signs}, name


def test_no_name_stands_for_two_products():
    counts = Counter(
        key for product in known_products() for key in {_key(name) for name in product.names}
    )

    assert [key for key, count in counts.items() if count > 1] == []


def test_products_have_classes_technologies_and_years_that_exist():
    assert len(AUTHORISED) == 30
    for product in known_products():
        assert product.atmp_class in set(AtmpClass), product
        assert product.technologies, product
        assert set(product.technologies) <= set(technologies()), product
        assert not product.withdrawn or product.withdrawn >= product.since >= 2009, product


@pytest.mark.parametrize("stem", stems(), ids=lambda stem: stem.ending)
def test_every_ending_is_recognised_in_its_example_and_not_alone(stem):
    assert stem.pattern.search(stem.example), stem.example
    assert set(stem.technologies) <= codes(stem.example)
    assert set(stem.technologies) <= set(technologies())
    assert not stem.pattern.search(stem.ending)


@pytest.mark.parametrize(
    "word",
    "avec gene pathogene Kollagene antigene autogene allogene parcel excel Marcel cancel Caelyx "
    "oncogene transgene estrogene plasmide idelalisib alpelisib paclitaxel Lucentis".split(),
)
def test_words_that_end_alike_are_no_names_of_substances(word):
    assert not any(stem.pattern.search(word) for stem in stems())


def test_every_technology_has_texts_that_name_it():
    named = {
        code
        for name in ("products", "titles")
        for row in rows("tuned", name)
        for code in row["technologies"].split()
    }

    assert set(technologies()) - named == {"amnion"}
    assert codes("Amniotic fluid derived stem cells") == {"amnion"}


def test_every_word_list_decides_in_some_labelled_text_and_no_phrase_is_empty():
    patterns = [
        pattern
        for listed in words()
        for pattern in (listed.words, listed.product_words, listed.hints, listed.unless)
        if pattern
    ]

    assert patterns
    assert [pattern.pattern for pattern in patterns if pattern.search("")] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", PARTS)
def test_the_vocabulary_reaches_its_goals_on_labelled_texts(part, kind):
    found = measure(part, kind)

    assert found.positives > 50
    assert found.negatives > 50
    assert found.recall >= LEAST_RECALL, found.missed
    assert found.precision >= LEAST_PRECISION, found.false
    assert found.technology >= LEAST_TECHNOLOGY, found.wrong_technology


def test_the_documentation_shows_the_figures_of_today():
    page = (settings.BASE_DIR / "docs" / "classification.md").read_text("utf-8")

    assert table() in page


@pytest.mark.parametrize("mark", sorted(chr(code) for code in MARKS), ids=ascii)
def test_a_name_is_recognised_with_any_mark_in_it(mark):
    if mark in APOSTROPHES:
        assert codes(f"Wharton{mark}s jelly cells") == {"msc"}
    else:
        assert codes(f"CAR{mark}T cells") == {"car-t"}
        assert codes(f"CTL{mark}019") == {"car-t"}


def test_numbers_of_trials_are_read_with_the_same_marks():
    """The registers' library may not use `core`, so it has a table of its own."""
    assert {mark for mark, read_as in numbers.MARKS.items() if read_as == "-"} == {
        ord(hyphen) for hyphen in HYPHENS
    }
    assert numbers.MARKS.items() <= MARKS.items()


@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    assert isinstance(signs_in_product(text), tuple)
    assert isinstance(signs_in_title(text), tuple)


def test_a_long_text_without_an_end_is_read_in_a_moment():
    """Patterns with repeats must not try all ways to divide a text."""
    for text in ("autologous " * 2000, "stem cells " * 2000, "gene " * 4000, "a" * 20000):
        assert isinstance(signs_in_title(text), tuple)


def test_other_names_of_a_product_are_offered_to_the_search():
    assert "Kymriah" in other_names("CTL-019 in children")
    assert "onasemnogene abeparvovec" in other_names("Zolgensma")
    assert other_names("Paracetamol", "") == []


@pytest.mark.django_db
def test_a_new_portal_asks_both_registers_for_every_authorised_product_by_name():
    asked = {
        register: "\n".join(
            SearchQuery.objects.filter(register=register).values_list("text", flat=True)
        )
        for register in ("euctr", "ctis")
    }

    for product in AUTHORISED:
        name = gene_word(product.names[1]) or product.names[0]
        assert all(name in text for text in asked.values()), product
    assert '"BMN 270"' in asked["euctr"]
    assert "BMN 270," in asked["ctis"]


def test_real_titles_of_the_samples_are_told_apart():
    """Of 98 real titles three are of advanced therapies."""
    summaries = SAMPLES / "euctr" / "summary_pages_1-3.txt"
    if not summaries.exists():
        pytest.skip("the register samples are not here")
    items = json.loads((SAMPLES / "euctr" / "rss_items_multiple_sclerosis_2022.json").read_bytes())
    titles = re.findall(r"^Full Title:\s+(.*)", summaries.read_text("utf-8"), re.MULTILINE)
    titles += [item["title"] or "" for item in items]

    found = [title for title in titles if any(sign.decides for sign in signs_in_title(title))]

    assert len(titles) == 98
    assert [re.search("CMV TCR|DCVAC|PBGM01", title)[0] for title in found] == [
        "CMV TCR",
        "DCVAC",
        "PBGM01",
    ]
