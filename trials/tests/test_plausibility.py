"""Hints before a trial is submitted for inclusion."""

import pytest

from core.transitions import InvalidTransition
from trials.choices import DISEASE_AREAS
from trials.curation.decide import Evidence, decide, one
from trials.curation.moves import make_move
from trials.curation.plausibility import hints_of, known_diseases
from trials.models import Drift, Publication, PublicationCandidate, Trial

from .factories import make_trial
from .people import person

pytestmark = pytest.mark.django_db
LINK = Evidence.of_text("https://example.org/article")
LONG_AGO = "2020-01-01T00:00Z"


@pytest.fixture
def curator():
    return person("curator")


def decided(curator, **fields):
    """Return a trial of a gene therapy without hints, but for the given fields."""
    values = {
        "register_delivery": "ex_vivo",
        "register_cell_source": "autologous",
        "register_technology": "car-t",
        "title": "CAR-T cells for lymphoma",
    } | fields
    trial = make_trial(**values)
    decide(one(trial), "status", "ongoing", by=curator, evidence=LINK)
    return Trial.objects.get(pk=trial.pk)


def names(trial):
    return [hint.name for hint in hints_of(trial)]


def test_a_decided_trial_whose_values_fit_together_has_no_hint(curator):
    assert names(decided(curator)) == []


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"register_atmp_class": ""}, ["class_missing"]),
        (
            {
                "register_technology": "aav",
                "register_delivery": "in_vivo",
                "register_cell_source": "not_applicable",
                "register_atmp_class": "sCTMP",
            },
            ["class_in_vivo", "class_of_vector"],
        ),
        (
            {"register_delivery": "in_vivo"},
            ["cells_in_vivo", "source_in_vivo"],
        ),
        ({"register_cell_source": "not_applicable"}, ["no_source_ex_vivo"]),
        (
            {
                "title": "Gene therapy in Duchenne muscular dystrophy",
                "register_disease_areas": "C04",
            },
            ["disease_area"],
        ),
        ({"title": "Duchenne", "register_disease_areas": "unknown"}, []),
        ({"conflicts": {"phase": {"I": ["DE"], "II": ["FR"]}}}, ["conflict"]),
        ({"conflicts": {"status": {"ongoing": ["DE"], "halted": ["FR"]}}}, []),
        ({"register_notes": ["Status: Paused"]}, ["unmapped"]),
        ({"register_doubts": ["Both flags"]}, ["contradiction"]),
    ],
)
def test_values_that_rarely_fit_together_are_named(curator, fields, found):
    assert names(decided(curator, **fields)) == found


def test_open_tasks_are_named(curator):
    trial = decided(curator)
    publication = Publication.objects.create(pmid="91234567", title="Cells")
    PublicationCandidate.objects.create(
        trial=trial, publication=publication, found_by="x", found_at=LONG_AGO
    )
    Drift.objects.create(trial=trial, fact="status", curated="ongoing", opened_at=LONG_AGO)

    assert names(trial) == ["unjudged", "drift"]
    assert names(make_trial(title="Cells")) == ["no_decision"]


def test_a_hint_is_mended_or_overridden_by_a_sentence(curator):
    trial = decided(curator, register_delivery="in_vivo")

    for sentence in ("", "  ok  "):
        with pytest.raises(InvalidTransition, match="cells are changed ex vivo"):
            make_move(trial, "include", by=curator, override=sentence)
    assert Trial.objects.get().curation == "in_curation"

    event = make_move(trial, "include", by=curator, override="The CAR is made in the patient.")

    assert event.new == "in_review"
    assert "Submitted despite these hints: The CAR is made in the patient." in event.note
    assert "cells are changed ex vivo" in event.note


def test_exclusion_asks_for_its_reason_only(curator):
    trial = make_trial()

    make_move(trial, "exclude", by=curator, exclusion_reason="not_atmp")

    assert Trial.objects.get().curation == "in_review"


@pytest.mark.parametrize("disease", known_diseases(), ids=lambda disease: disease.name)
def test_every_known_disease_has_words_and_areas_of_the_vocabulary(disease):
    assert disease.areas
    assert disease.areas <= DISEASE_AREAS.keys()
    assert disease.words
    assert all(word == word.lower() for word in disease.words)
