import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import (
    BLANKS,
    HYPHENS,
    WITHOUT_WIDTH,
    even_marks,
    folded,
    name_key,
    search_text,
    search_words,
    without_accents,
)


@pytest.mark.parametrize(
    ("text", "plain"),
    [("Køge", "koge"), ("Łódź", "lodz"), ("MÜNCHEN", "munchen"), ("Straße", "strasse")],
)
def test_accents_and_case_do_not_matter(text, plain):
    assert folded(text) == plain


def test_similar_names_have_one_key():
    assert name_key("Universität  Köln, GmbH") == name_key("UNIVERSITAT KOLN GMBH")
    assert name_key("Hospital A") != name_key("Hospital B")


def test_words_are_kept_once_and_numbers_whole():
    assert search_text("Trial 2022-002568-62 of CAR-T", "the trial") == (
        "trial 2022-002568-62 of car-t the"
    )


@given(st.text(max_size=200))
def test_every_word_of_a_short_text_is_found_in_it(text):
    stored = search_text(text)

    assert all(word in stored for word in search_words(text))


@pytest.mark.parametrize(
    ("marks", "one"), [(HYPHENS, "-"), (BLANKS, " "), (WITHOUT_WIDTH, "")], ids=ascii
)
def test_every_way_to_write_a_mark_is_read_as_one(marks, one):
    for mark in marks:
        assert even_marks(f"CAR{mark}T") == f"CAR{one}T", ascii(mark)
        assert search_words(f"CAR{mark}T") == search_words(f"CAR{one}T"), ascii(mark)


def test_letters_become_plain_and_keep_their_case():
    assert without_accents("Thérapie génique, CD34⁺, ØRSTED, γδ") == (
        "Therapie genique, CD34+, ORSTED, γδ"
    )
