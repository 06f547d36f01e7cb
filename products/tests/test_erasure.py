"""An erased contact is in no cell, history, import or merge of products, and all can be undone."""

import pytest

from products.cover_sheet import BY_KEY, VALUES
from products.coversheets.commit import commit_batch, new_batch, undo_batch
from products.coversheets.content import cells_of, write_cells
from products.erasure import PRODUCT_CELLS, STUDY_CELLS
from products.merge import merge, undo_merge
from products.models import (
    AskedCell,
    CompletionCampaign,
    CompletionRequest,
    Dossier,
    PreclinicalStudy,
    SheetBatch,
)
from stakeholders.erasure import erase
from stakeholders.tests.factories import make_contact
from stakeholders.tests.test_rights import dump
from trials.tests.people import person

from .sheets import STUDY, cells, sheet_file

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Xenia Quill", "xenia@quill.example"


@pytest.fixture
def contact():
    return make_contact(name=NAME, email=EMAIL)


@pytest.fixture
def curator():
    return person("curator")


def erased(contact):
    return erase(contact, by=None, reason="asked")


def is_named():
    found = dump().lower()
    return "xenia" in found or "quill" in found


def test_every_cell_and_its_history_lose_the_name_and_the_address(contact, curator):
    product = {key: f"By {NAME}, {EMAIL.upper()}" for key in PRODUCT_CELLS}
    study = {key: f"Dr {NAME.upper()} <{EMAIL}>" for key in STUDY_CELLS}
    dossier = write_cells(None, cells(product, study), by=curator)
    write_cells(dossier, cells(product, study, cell_type=f"NK cells of {NAME}"), by=curator)
    assert is_named()

    done = erased(contact)

    dossier = Dossier.objects.get()
    assert dossier.reviewer == "By [erased], [erased]"
    assert dossier.studies.get().pi == "Dr [erased] <[erased]>"
    assert dossier.name == "TEST-01"
    assert not is_named()
    assert done.counts["texts of products"] >= len(PRODUCT_CELLS) + len(STUDY_CELLS)
    assert done.counts["products.Spelling"] > 0


def test_words_and_search_follow_the_cleaned_cells(contact, curator):
    dossier = write_cells(None, cells(cell_type=f"Cells that {NAME} described"), by=curator)
    others = {word.text for word in dossier.spellings.all() if NAME not in word.text}
    assert others

    erased(contact)

    dossier.refresh_from_db()
    assert "erased" in dossier.search_text
    words = {word.text for word in dossier.spellings.all()}
    assert words == others | {"Cells that [erased] described"}
    assert not is_named()


def test_a_merge_can_be_undone_after_the_erasure(contact, curator):
    same = STUDY | {"pi": NAME}
    kept = write_cells(None, cells(None, same | {"pi": "Dr Paula Person"}))
    gone = write_cells(None, cells(None, same, name="TEST-01 autologous", reviewer=NAME))
    merged = merge(kept, gone, take={"reviewer"}, by=curator)

    erased(contact)

    assert not is_named()
    merged.refresh_from_db()
    restored = undo_merge(merged, by=curator)
    assert (restored.name, restored.reviewer) == ("TEST-01 autologous", "[erased]")
    assert restored.studies.get().pi == "[erased]"
    kept.refresh_from_db()
    assert (kept.reviewer, kept.studies.get().pi) == ("Rosa Reviewer", "Dr Paula Person")
    assert not is_named()


def test_an_import_can_be_undone_after_the_erasure(contact, curator):
    write_cells(None, cells(reviewer=NAME))
    content = sheet_file(cells(None, STUDY | {"pi": NAME}, reviewer="Another Reader"))
    batch = new_batch([(f"Sheet of {NAME}.xlsx", content)], by=curator, by_name="ann")
    batch.files.update(is_chosen=True, left_out=[])
    commit_batch(batch, by=curator)
    assert Dossier.objects.get().studies.get().pi == NAME

    erased(contact)

    assert not is_named()
    undo_batch(batch, by=curator)
    assert Dossier.objects.get().reviewer == "[erased]"
    assert not is_named()


def test_a_waiting_cover_sheet_is_removed(contact, curator):
    content = sheet_file(cells(reviewer=NAME))
    new_batch([("a.xlsx", content)], by=curator, by_name="ann")

    done = erased(contact)

    assert not SheetBatch.objects.exists()
    assert done.counts["products.SheetBatch"] == 2


def test_notes_statements_and_answers_of_campaigns_lose_the_name(contact, curator):
    dossier = write_cells(None, cells() | {(60, VALUES + 9): f"Ask {NAME}"})
    row = PreclinicalStudy(
        dossier=dossier, setting="in_vivo", purpose="dose", model="mice", finding=f"{NAME} saw it"
    )
    row._change_reason = f"Mail of {NAME}"
    row.save()
    campaign = CompletionCampaign.objects.create(
        name="Spring", text=f"{NAME} asks you.", closes_on="2030-01-01"
    )
    request = CompletionRequest.objects.create(
        campaign=campaign,
        dossier=dossier,
        study=dossier.studies.get(),
        address_key="sponsor_email",
    )
    AskedCell.objects.create(request=request, key="reviewer", answer=NAME)
    assert dossier.sheet_notes.exists()

    erased(contact)

    assert not is_named()
    assert AskedCell.objects.get().answer == "[erased]"


def test_a_person_with_a_similar_name_stays(contact, curator):
    dossier = write_cells(None, cells(reviewer="Xenia Quillson", cell_type="Xenia cells"))
    before = cells_of(dossier)

    erased(contact)

    assert cells_of(Dossier.objects.get()) == before
    assert before[BY_KEY["reviewer"].row, VALUES] == "Xenia Quillson"


def test_an_address_that_another_contact_has_stays(contact, curator):
    write_cells(None, cells(None, STUDY | {"pi": NAME, "pi_email": EMAIL}))
    make_contact(name="Bo Ek", email="bo@quill.example").other_emails.create(email=EMAIL)

    erased(contact)

    study = Dossier.objects.get().studies.get()
    assert (study.pi, study.pi_email) == ("[erased]", EMAIL)
