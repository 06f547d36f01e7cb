"""Two products become one with everything that points at them, and two again."""

from datetime import date

import pytest
from django.contrib.auth.models import User

from economics.models import SavedScenario
from products.coversheets.commit import commit_batch, new_batch
from products.coversheets.content import cells_of, write_cells
from products.duplicates import product_pairs
from products.merge import NotMergeable, joined_studies, merge, undo_merge
from products.models import (
    AskedCell,
    ClinicalOutcome,
    CompletionCampaign,
    CompletionRequest,
    Dossier,
    DossierMerge,
    DossierStudy,
    FormerName,
    NotSameDossier,
    PreclinicalStudy,
    SheetNote,
)
from products.tests.sheets import PRODUCT, STUDY, cells, sheet_file
from trials.tests.people import person

pytestmark = pytest.mark.django_db
DUPLICATES = "/admin/products/dossier/duplicates/"
OTHER_STUDY = {"study_id": "2020-000002-20", "study_title": "Another study"}
ONE_MORE_STUDY = {"study_id": "NCT00000003", "study_title": "A third study", "phase": "III"}


def product(name, *studies, **more):
    content = cells(None, *studies, name=name, **more) if studies else cells(name=name, **more)
    return write_cells(None, content)


def everything_of(dossier):
    """Return a row of each kind that points at the product: {relation: row}."""
    third = product(f"{dossier.name} OTHER", {"study_id": "", "study_title": "Else"})
    low, high = sorted((dossier, third), key=lambda one: one.pk)
    batch = new_batch([("a.xlsx", sheet_file(cells_of(dossier)))], by=None, by_name="x")
    absorbed = product(f"{dossier.name} OLD", {"study_id": "", "study_title": "Old"})
    merged = merge(dossier, absorbed, by=None)
    campaign = CompletionCampaign.objects.create(
        name=dossier.name, text="x", closes_on=date(2199, 1, 1)
    )
    return {
        "studies": dossier.studies.first(),
        "preclinical_studies": PreclinicalStudy.objects.create(
            dossier=dossier, setting="in_vivo", model="mouse", purpose="safety"
        ),
        "sheet_notes": SheetNote.objects.create(
            dossier=dossier, row=1, column=2, text=dossier.name
        ),
        "sheet_files": batch.files.get(),
        "former_names": merged.kept.former_names.get(),
        "merges": merged,
        "not_same_as" if low == dossier else "not_same_with": NotSameDossier.objects.create(
            first=low, second=high
        ),
        "completion_requests": CompletionRequest.objects.create(campaign=campaign, dossier=dossier),
        "scenarios": SavedScenario.objects.create(title="S", slug=dossier.slug, product=dossier),
    }


def holder_of(row, dossier):
    """Return the key of the product at which a row points."""
    row = type(row).objects.get(pk=row.pk)
    relations = [
        field
        for field in row._meta.fields
        if field.related_model is Dossier and getattr(row, field.attname) is not None
    ]
    keys = {getattr(row, field.attname) for field in relations}
    return dossier.pk if dossier.pk in keys else keys.pop()


def test_everything_that_points_at_a_product_moves_and_moves_back():
    kept, gone = product("KEPT-1"), product("GONE-1", OTHER_STUDY, ONE_MORE_STUDY)
    rows = everything_of(gone)
    known = {relation.get_accessor_name() for relation in Dossier._meta.related_objects}
    covered = set(rows) | {"not_same_as", "not_same_with"}
    assert covered == known, "a new relation to products needs a row in this test"
    key, before = gone.pk, cells_of(Dossier.objects.get(pk=gone.pk))
    kept_before = cells_of(kept)

    merged = merge(kept, gone, by=None)

    assert not Dossier.objects.filter(pk=key).exists()
    assert {name: holder_of(row, kept) for name, row in rows.items()} == dict.fromkeys(
        rows, kept.pk
    )

    restored = undo_merge(merged, by=None)

    assert restored.pk == key
    assert {name: holder_of(row, restored) for name, row in rows.items()} == dict.fromkeys(
        rows, key
    )
    assert cells_of(Dossier.objects.get(pk=key)) == before
    assert cells_of(Dossier.objects.get(pk=kept.pk)) == kept_before


def test_studies_with_one_number_become_one_with_everything_of_both():
    kept = product("KEPT-1", STUDY | {"phase": ""})
    gone = product("GONE-1", OTHER_STUDY, STUDY | {"phase": "II", "pi": "Dr Other"})
    other = gone.studies.get(study_id=STUDY["study_id"])
    outcome = ClinicalOutcome.objects.create(study=other, aspect="safety", outcome="worse")
    relations = {relation.get_accessor_name() for relation in DossierStudy._meta.related_objects}
    known = {"numbers", "outcomes", "completion_requests", "asked_cells"}
    assert relations == known, "a new relation to studies needs a line here"
    campaign = CompletionCampaign.objects.create(name="C", text="x", closes_on=date(2199, 1, 1))
    asked = CompletionRequest.objects.create(campaign=campaign, dossier=gone, study=other)
    cell = AskedCell.objects.create(request=asked, study=other, key="countries")
    before, gone_key = [cells_of(one) for one in (kept, gone)], gone.pk

    merged = merge(kept, gone, take={f"study-{other.pk}-pi"}, by=None)

    study = kept.studies.get(study_id=STUDY["study_id"])
    assert (study.phase, study.pi, study.outcomes.get()) == ("II", "Dr Other", outcome)
    assert kept.studies.count() == 2
    asked.refresh_from_db()
    cell.refresh_from_db()
    assert (asked.dossier, asked.study, cell.study) == (kept, study, study)
    undo_merge(merged, by=None)
    asked.refresh_from_db()
    cell.refresh_from_db()
    assert (asked.dossier_id, asked.study, cell.study) == (gone_key, other, other)
    assert [cells_of(Dossier.objects.get(name=name)) for name in ("KEPT-1", "GONE-1")] == before
    outcome.refresh_from_db()
    assert outcome.study == other
    assert [row.number for row in other.numbers.all()] == [STUDY["study_id"]]


def test_no_outcome_is_lost_when_both_studies_have_one_of_its_kind():
    kept, gone = product("KEPT-1"), product("GONE-1")
    for dossier, outcome in ((kept, "worse"), (gone, "better")):
        ClinicalOutcome.objects.create(
            study=dossier.studies.get(), aspect="safety", outcome=outcome
        )

    assert joined_studies(kept, gone) == []
    merge(kept, gone, by=None)

    assert kept.studies.count() == 2
    assert set(ClinicalOutcome.objects.values_list("outcome", flat=True)) == {"worse", "better"}


def test_cells_of_both_are_kept_and_notes_do_not_overwrite_each_other():
    kept = product("KEPT-1", target="", disease="A")
    gone = product("GONE-1", target="CD19", disease="B", cell_type="NK cells")
    for dossier, text in ((kept, "mine"), (gone, "theirs")):
        for row, column in ((1, 2), (61, 1), (61, 2)):
            SheetNote.objects.create(dossier=dossier, row=row, column=column, text=f"{text} {row}")

    merged = merge(kept, gone, take={"cell_type"}, by=None)

    kept.refresh_from_db()
    assert (kept.target, kept.disease, kept.cell_type) == ("CD19", "A", "NK cells")
    notes = {(note.row, note.column): note.text for note in kept.sheet_notes.all()}
    assert notes == {
        (1, 2): "mine 1",
        (61, 1): "mine 61",
        (61, 2): "mine 61",
        (62, 1): "theirs 61",
        (62, 2): "theirs 61",
        (63, 2): "theirs 1",
    }
    undo_merge(merged, by=None)
    assert sorted(Dossier.objects.get(name="GONE-1").sheet_notes.values_list("row", "column")) == [
        (1, 2),
        (61, 1),
        (61, 2),
    ]


def test_later_changes_stay_with_the_kept_product_after_the_undo():
    kept, gone = product("KEPT-1", disease="A"), product("GONE-1", disease="B", target="CD19")
    merged = merge(kept, gone, take={"disease"}, by=None)
    kept.refresh_from_db()
    kept.target = "CD20"
    kept.save()

    undo_merge(merged, by=None)

    kept.refresh_from_db()
    assert (kept.disease, kept.target) == ("A", "CD20")


def test_former_name_and_address_find_the_merged_product(client):
    kept, gone = product("KEPT-1"), product("GONE-1", OTHER_STUDY)
    slug = gone.slug
    Dossier.objects.update(is_public=True)
    merged = merge(*Dossier.objects.order_by("pk"), by=None)
    kept.refresh_from_db()

    answer = client.get(f"/products/{slug}/")

    assert answer.url == kept.get_absolute_url()
    assert client.get(f"/products/{slug}/cover-sheet/").status_code == 200
    assert Dossier.objects.found_by("GONE-1").get() == kept
    batch = new_batch(
        [("b.xlsx", sheet_file(cells(PRODUCT, OTHER_STUDY, name="Gone 1", disease="C")))],
        by=None,
        by_name="x",
    )
    file = batch.files.get()
    assert (file.dossier, file.outcome) == (kept, "changed")
    assert file.notes[-1] == ["B2", "A former name of KEPT-1, which is kept."]
    commit_batch(batch, by=None)
    assert Dossier.objects.get().name == "KEPT-1"
    undo_merge(merged, by=None)
    assert client.get(f"/products/{slug}/").status_code == 200


def test_the_address_of_a_product_that_a_reader_may_not_see_tells_nothing(client):
    kept, gone = product("KEPT-1"), product("GONE-1", OTHER_STUDY)
    merge(kept, gone, by=None)

    assert client.get("/products/gone-1/").status_code == 404


def test_a_product_is_public_after_a_merge_only_if_both_were():
    kept, gone = product("KEPT-1"), product("GONE-1", OTHER_STUDY)
    Dossier.objects.filter(pk=kept.pk).update(is_public=True)

    merge(kept, gone, by=None)

    assert not Dossier.objects.get().is_public


def test_merges_are_undone_once_and_from_the_last():
    first, second, third = (product(f"P-{n}", {"study_title": str(n)}) for n in range(3))
    early, late = merge(first, second, by=None), merge(first, third, by=None)

    with pytest.raises(NotMergeable, match="later merge"):
        undo_merge(early, by=None)
    undo_merge(late, by=None)
    with pytest.raises(NotMergeable, match="already undone"):
        undo_merge(late, by=None)
    undo_merge(early, by=None)
    assert Dossier.objects.count() == 3


def test_a_merge_cannot_be_undone_when_the_name_is_taken(client):
    client.force_login(person("curator"))
    kept, gone = product("KEPT-1"), product("GONE-1", OTHER_STUDY)
    merged = merge(kept, gone, by=None)
    FormerName.objects.all().delete()
    product("GONE-1", OTHER_STUDY)
    before = list(Dossier.objects.values_list("pk", flat=True))

    page = client.post(f"{DUPLICATES}{merged.pk}/undo/", follow=True)

    assert "Not undone" in page.content.decode()
    assert list(Dossier.objects.values_list("pk", flat=True)) == before
    assert DossierMerge.objects.get().undone_at is None


def test_real_and_invented_products_are_not_merged():
    real, invented = product("KEPT-1"), product("GONE-1")
    Dossier.objects.filter(pk=invented.pk).update(is_demo=True)

    assert product_pairs() == []
    with pytest.raises(NotMergeable, match="demonstration"):
        merge(real, invented, by=None)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("ABC-101", "ABC 101 (CAR-T cells)"),
        ("Nanocell-12", "Nanocel 12"),
        ("CAR T cells Leiden", "Leiden CAR-T cells"),
        ("XY-007", "XY-7 autologous"),
        ("Obecabtagene autoleucel", "Obecabtagene autoleucell"),
    ],
)
def test_similar_names_are_noticed(one, two):
    first, second = product(one, {"study_title": "A"}), product(two, {"study_title": "B"})

    [pair] = product_pairs()

    assert (pair.first, pair.second) == (first.pk, second.pk)
    assert pair.reason == "have similar names"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("ABC-101", "ABC-102"),
        ("ABC-101 A", "ABC-101 B"),
        ("ABC-101", "ABC-101 B"),
        ("Tisagenlecleucel", "Axicabtagene ciloleucel"),
        ("CAR-T", "CAR-T Leiden"),
        ("TEST", "TEST trial of cells"),
        ("CD19 CAR", "CD20 CAR"),
    ],
)
def test_names_of_two_products_are_no_duplicate(one, two):
    product(one, {"study_title": "A"})
    product(two, {"study_title": "B"})

    assert product_pairs() == []


def test_a_common_study_is_noticed_in_any_printed_form():
    first = product("Alpha", STUDY)
    second = product("Beta", STUDY | {"study_id": "EudraCT 2019-000001-10"})

    [pair] = product_pairs()

    assert (pair.first, pair.second) == (first.pk, second.pk)
    assert pair.reason == "share the study 2019-000001-10"


class TestPages:
    @pytest.fixture
    def curator(self, client):
        client.force_login(person("curator"))
        return client

    def test_the_start_page_leads_to_the_comparison_and_the_merge_can_be_undone(self, curator):
        kept, gone = product("KEPT-1", disease="A"), product("GONE-1", disease="B")
        address = f"{DUPLICATES}{kept.pk}/{gone.pk}/"
        assert DUPLICATES in curator.get("/admin/").content.decode()
        assert address in curator.get(DUPLICATES).content.decode()
        page = curator.get(address)
        values = {"decision": "one", "disease": "other", "seen": page.context["seen"]}

        curator.post(address, values)

        [dossier] = Dossier.objects.all()
        assert (dossier.name, dossier.disease) == ("KEPT-1", "B")
        assert dossier.history.first().history_user == User.objects.get()
        merged = DossierMerge.objects.get()
        assert f"{DUPLICATES}{merged.pk}/undo/" in curator.get(DUPLICATES).content.decode()
        curator.post(f"{DUPLICATES}{merged.pk}/undo/")
        assert Dossier.objects.count() == 2
        assert DossierMerge.objects.get().undone_by == User.objects.get()

    def test_a_product_that_changed_since_the_page_was_opened_is_not_merged(self, curator):
        kept, gone = product("KEPT-1"), product("GONE-1", target="CD19")
        address = f"{DUPLICATES}{kept.pk}/{gone.pk}/"
        seen = curator.get(address).context["seen"]
        gone.target = "CD20"
        gone.save()

        page = curator.post(address, {"decision": "one", "seen": seen}, follow=True)

        assert "Another person changed one of the two" in page.content.decode()
        assert Dossier.objects.count() == 2

    def test_two_products_are_not_offered_again(self, curator):
        kept, gone = product("KEPT-1"), product("GONE-1")

        curator.post(f"{DUPLICATES}{gone.pk}/{kept.pk}/", {"decision": "two"})

        assert product_pairs() == []
        assert Dossier.objects.count() == 2

    @pytest.mark.parametrize("role", ["reviewer", "coordinator"])
    def test_others_may_not_merge(self, client, role):
        client.force_login(person(role))
        kept, gone = product("KEPT-1"), product("GONE-1")

        assert client.get(DUPLICATES).status_code == 403
        answer = client.post(f"{DUPLICATES}{kept.pk}/{gone.pk}/", {"decision": "one", "seen": ""})
        assert answer.status_code == 403
        assert Dossier.objects.count() == 2

    @pytest.mark.parametrize("path", ["1/1/", "998/999/"])
    def test_nothing_to_compare_is_not_found(self, curator, path):
        assert curator.get(f"{DUPLICATES}{path}").status_code == 404
