"""Abbreviations are explained where they stand."""

import re

import pytest

from core.glossary import explain, terms

LINK = re.compile(r'<a class="term" href="/g/#([^"]+)" title="[^"]+">([^<]+)</a>')


def linked(html):
    return LINK.findall(explain(html, "/g/"))


def test_the_first_place_of_each_term_is_a_link_to_its_meaning():
    html = "<p>ATMPs and more ATMP.</p><p>An ATMP needs GMP.</p>"

    assert linked(html) == [("ATMP", "ATMPs"), ("GMP", "GMP")]


@pytest.mark.parametrize(
    "html",
    [
        "<h1>ATMP</h1>",
        '<p><a href="/x/">An ATMP</a></p>',
        "<p><label>ATMP <b>ATMP</b></label></p>",
        '<p title="ATMP">text</p>',
        "<p>CATALOGUE, non-ATMP and ATMP-like</p>",
        "<li>ATMP</li>",
    ],
)
def test_headings_links_attributes_and_parts_of_words_are_unchanged(html):
    assert explain(html, "/g/") == html


def test_text_after_a_link_is_explained():
    assert linked('<p><a href="/x/">GMP</a> for an ATMP</p>') == [("ATMP", "ATMP")]


def test_every_term_has_one_meaning():
    words = [word for term in terms() for word in term.spellings]

    assert len(words) == len(set(words)) > 20
    assert all(term.meaning.endswith(".") for term in terms())
