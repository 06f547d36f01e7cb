"""The search of the register finds people by everything that somebody has in hand."""

import pytest

from core.text import search_text, with_other_spellings
from stakeholders.merge import merge, undo_merge
from stakeholders.models import Contact
from stakeholders.rights import contact_of, personal_token

from .factories import make_contact, make_organisation

pytestmark = pytest.mark.django_db


def names(query):
    return sorted(Contact.objects.found_by(query).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("Jörg Müller", ["Jörg Müller", "Joerg Mueller", "jorg muller", "MÜLLER", "mueller"]),
        ("Joerg Mueller", ["Jörg Müller", "Joerg Mueller", "müller"]),
        ("Kjær, Søren", ["kjaer", "Kjær", "soeren", "søren", "soren"]),
        ("Åse Weiß", ["aase", "ase", "weiss", "Weiß"]),
        ("Zoë Müller-Strauß", ["müller-strauss", "mueller-strauß", "zoe"]),
    ],
)
def test_a_name_is_found_in_both_spellings_of_an_umlaut(name, queries):
    make_contact(name=name)
    make_contact(name="Somebody Else")

    assert {query: names(query) for query in queries} == {query: [name] for query in queries}


def test_an_organisation_is_found_in_both_spellings_of_an_umlaut():
    make_contact(name="Ana", organisation=make_organisation(name="Universität Köln", city="Köln"))

    assert names("universitaet koeln") == names("universitat koln") == ["Ana"]


@pytest.mark.parametrize(
    ("stored", "queries"),
    [
        ("+49 (0)30 / 1234-567", ["030 1234567", "+49 30 1234567", "0049301234567", "1234567"]),
        ("030 1234567", ["+49 30 1234567", "(030) 123 45 67", "030/1234567"]),
    ],
)
def test_a_telephone_number_is_found_however_it_is_written(stored, queries):
    make_contact(name="Ana", phone=stored)
    make_contact(name="Bo", phone="+49 30 7654321")

    assert {query: names(query) for query in queries} == {query: ["Ana"] for query in queries}


def test_a_short_number_is_a_word_and_no_telephone_number():
    make_contact(name="Ana", email="", expertise="Board 2025", phone="+49 20251")

    assert names("2025") == ["Ana"]
    assert names("49-25") == []


def test_a_second_address_is_found_whole_and_in_part():
    contact = make_contact(name="Ana")
    contact.other_emails.create(email="silva@former.example", kind="former")
    make_contact(name="Bo")

    assert names("silva@former.example") == names("former.example") == ["Ana"]


def test_a_reference_is_found_as_exports_write_it_and_after_a_merge():
    kept, gone = make_contact(name="Ana"), make_contact(name="Ana S")
    key = gone.pk
    merge(kept, gone, by=None)

    for query in (f"C{kept.pk}", f"c{kept.pk}", f"C{kept.pk}-E7", f"C{key}"):
        assert names(query) == ["Ana"], query
    assert names("C999999") == []


def test_other_spellings_add_words_and_remove_none():
    words = search_text(with_other_spellings("Jörg Mueller")).split()

    assert words == ["jorg", "mueller", "joerg", "muller"]


def test_the_address_of_a_merged_contact_leads_to_the_one_that_was_kept(coordinator):
    first, second, third = (make_contact(name=name) for name in ("Ana", "Ana S", "Ana Silva"))
    keys = [first.pk, second.pk]
    merge(second, first, by=None)
    merged = merge(third, second, by=None)

    for key in keys:
        assert coordinator.get(f"/stakeholders/{key}/").url == f"/stakeholders/{third.pk}/"
        admin = coordinator.get(f"/admin/stakeholders/contact/{key}/change/")
        assert admin.url == f"/admin/stakeholders/contact/{third.pk}/change/"
    assert coordinator.get("/stakeholders/999999/").status_code == 404

    undo_merge(merged)
    assert coordinator.get(f"/stakeholders/{keys[0]}/").url == f"/stakeholders/{keys[1]}/"
    assert coordinator.get(f"/stakeholders/{keys[1]}/").status_code == 200


def test_the_link_of_a_merged_person_opens_the_kept_contact_only_at_the_same_address():
    at_one, elsewhere = make_contact(name="Ana", email="ana@x.example"), make_contact(name="Bo")
    same = make_contact(name="Ana Silva", email="ana@x.example")
    tokens = personal_token(same), personal_token(elsewhere)
    merge(at_one, same, by=None)
    merge(at_one, elsewhere, by=None)

    assert contact_of(tokens[0]) == at_one
    assert contact_of(tokens[1]) is None
