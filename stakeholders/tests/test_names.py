"""Names of persons: parts that are certain, and contact cards that have them in their places."""

import re

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from stakeholders.names import NameParts, likely_parts, parts_of, person_key, without_suffix

from .factories import make_contact
from .importing import batch_of, outcomes


@pytest.mark.parametrize(
    ("printed", "parts"),
    [
        ("Silva, Ana", NameParts(given_name="Ana", family_name="Silva")),
        ("van der Berg, Jan", NameParts(given_name="Jan", family_name="van der Berg")),
        (
            "Groß, Prof. Dr. Jürgen",
            NameParts(title="Prof. Dr.", given_name="Jürgen", family_name="Groß"),
        ),
        ("Rossi, Laura, MD", NameParts(given_name="Laura", family_name="Rossi", suffix="MD")),
        ("Chen, M.", NameParts(given_name="M.", family_name="Chen")),
        ("Ana Silva", NameParts()),
        ("Laura Rossi, PhD", NameParts()),
        ("Silva, Ana, Porto", NameParts()),
        ("Sales, 2nd floor", NameParts()),
    ],
)
def test_only_certain_parts_are_split_from_a_printed_name(printed, parts):
    assert parts_of(printed) == parts


@pytest.mark.parametrize(
    ("printed", "family", "given", "title", "suffix"),
    [
        ("Jan van der Berg", "van der Berg", "Jan", "", ""),
        ("Frau Prof. Dr. Eva Maier", "Maier", "Eva", "Prof. Dr.", ""),
        ("Laura Rossi, MD, PhD", "Rossi", "Laura", "", "MD, PhD"),
        ("Müller", "Müller", "", "", ""),
    ],
)
def test_the_parts_that_a_card_must_say(printed, family, given, title, suffix):
    parts = likely_parts(printed)

    assert (parts.family_name, parts.given_name) == (family, given)
    assert (parts.title, parts.suffix) == (title, suffix)


@given(st.text(max_size=40))
def test_no_word_of_a_name_is_lost(name):
    parts = likely_parts(name)
    words = re.findall(r"\w+", " ".join(vars(parts).values()))

    assert sorted(words) == sorted(re.findall(r"\w+", name))


def test_degrees_are_taken_off_the_end_only():
    assert without_suffix("Rossi, MD, PhD") == ("Rossi", "MD, PhD")
    assert without_suffix("MD") == ("MD", "")


def test_titles_do_not_make_another_person():
    keys = {
        person_key(n) for n in ("Dr. Ana García", "GARCIA Ana", "García, Ana", "Frau Ana García")
    }

    assert len(keys) == 1


@pytest.mark.django_db
def test_parts_of_a_name_go_when_the_name_is_another_one():
    contact = make_contact(name="Ana Silva", given_name="Ana", family_name="Silva")

    contact.name = "Ana Costa"
    contact.save()
    assert (contact.given_name, contact.family_name) == ("", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "card"),
    [
        ({"name": "Ana Maria Silva Costa", "given_name": "Ana Maria", "family_name": "Silva Costa",
          "title": "Prof. Dr.", "suffix": "PhD"}, ("Silva Costa", "Ana Maria", "Prof. Dr.", "PhD")),
        ({"name": "Jan van der Berg"}, ("van der Berg", "Jan", "", "")),
        ({"name": "O;Brien, Siobhán"}, ("O;Brien", "Siobhán", "", "")),
    ],
)  # fmt: skip
def test_a_card_has_the_parts_in_their_places_and_the_printed_name(coordinator, fields, card):
    make_contact(**fields)

    text = coordinator.post("/stakeholders/export/", {"choice": "meeting:vcf"}).content.decode()
    read = vobject.readOne(text)

    name = read.n.value
    assert (name.family, name.given, name.prefix, name.suffix) == card
    assert read.fn.value == fields["name"]


@pytest.mark.django_db
def test_cards_that_went_out_come_in_unchanged(coordinator, user):
    make_contact("", "", name="Silva Costa, Ana", given_name="Ana", family_name="Silva Costa")
    cards = coordinator.post("/stakeholders/export/", {"choice": "meeting:vcf"}).content

    batch = batch_of(cards, user, "cards.vcf")

    assert outcomes(batch) == {1: ("same", "skip")}
