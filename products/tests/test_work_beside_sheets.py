"""Work that a cover sheet does not have stays, whatever an import or its undo does to the cells."""

import pytest

from products.coversheets.commit import Changed, undo_batch
from products.coversheets.content import cells_of, write_cells
from products.coversheets.work import MADE_BY_SHEETS, work_on, work_on_product
from products.models import (
    AskedCell,
    ClinicalOutcome,
    CompletionCampaign,
    CompletionRequest,
    Dossier,
    DossierStudy,
)

from .sheets import STUDY, cells, sheet_file
from .test_coversheets import OTHER, take

pytestmark = pytest.mark.django_db
SECOND = 3  # column of the second study


def outcome_of(position):
    study = DossierStudy.objects.get(position=position)
    return ClinicalOutcome.objects.create(study=study, aspect="safety", outcome="as_expected")


def request_for(dossier):
    campaign = CompletionCampaign.objects.create(name="Spring", closes_on="2030-01-01")
    return CompletionRequest.objects.create(campaign=campaign, dossier=dossier)


def test_the_undo_of_an_update_does_not_remove_a_study_with_an_outcome():
    take(sheet_file(cells(None, STUDY)))
    [file] = take(sheet_file(cells(None, STUDY, OTHER)))
    outcome_of(SECOND)

    with pytest.raises(Changed, match=r"NCT00000001 .* clinical outcomes"):
        undo_batch(file.batch, by=None)

    assert ClinicalOutcome.objects.count() == 1
    assert cells_of(Dossier.objects.get()) == cells(None, STUDY, OTHER)


@pytest.mark.parametrize("left", [{}, {"sponsor": "Else"}], ids=["no cell", "one cell"])
def test_a_sheet_that_empties_a_study_with_an_outcome_leaves_it_and_says_so(left):
    take(sheet_file(cells(None, STUDY, OTHER)))
    outcome_of(SECOND)

    [file] = take(sheet_file(cells(None, STUDY, left)), clears=True, everything=True)

    assert file.outcome == "same"
    assert file.kept == len(OTHER) - len(left)
    assert "people added clinical outcomes" in str(file.notes)
    assert ClinicalOutcome.objects.count() == 1
    assert cells_of(Dossier.objects.get()) == cells(None, STUDY, OTHER)


def test_a_sheet_that_empties_a_study_on_which_nobody_worked_removes_it():
    take(sheet_file(cells(None, STUDY, OTHER)))
    outcome_of(SECOND - 1)

    take(sheet_file(cells(None, STUDY)), clears=True)

    assert cells_of(Dossier.objects.get()) == cells(None, STUDY)


def test_a_study_with_a_question_to_a_person_is_not_removed():
    dossier = write_cells(None, cells(None, STUDY, OTHER))
    study = dossier.studies.get(position=SECOND)
    AskedCell.objects.create(request=request_for(dossier), study=study, key="phase")

    with pytest.raises(Changed, match="asked cells"):
        write_cells(dossier, cells(None, STUDY))

    assert AskedCell.objects.count() == 1


def test_the_undo_does_not_delete_a_new_product_about_which_people_are_asked():
    [file] = take(sheet_file())
    request_for(Dossier.objects.get())

    with pytest.raises(Changed, match="requests to complete products"):
        undo_batch(file.batch, by=None)

    assert CompletionRequest.objects.count() == 1


def test_the_undo_does_not_delete_a_new_product_that_was_published_since():
    [file] = take(sheet_file())
    Dossier.objects.update(is_public=True)

    with pytest.raises(Changed, match="a publication"):
        undo_batch(file.batch, by=None)

    assert Dossier.objects.get().is_public


def test_a_product_straight_from_its_sheet_has_no_work():
    dossier = write_cells(None, cells(None, STUDY, OTHER) | {(61, 2): "A note"})

    assert work_on_product(dossier) == []
    assert [work_on(study) for study in dossier.studies.all()] == [[], []]
    names = {relation.related_model.__name__ for relation in Dossier._meta.related_objects}
    assert {"PreclinicalStudy", "CompletionRequest", "DossierMerge"} <= names - MADE_BY_SHEETS
