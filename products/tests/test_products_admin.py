"""Products in the admin: imports with a preview, exports with a record, spellings and rights."""

import io
import re
import zipfile

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile

from products.coversheets.commit import commit_batch, new_batch
from products.coversheets.content import cells_of, write_cells
from products.coversheets.reader import read_sheet
from products.coversheets.writer import write_sheet
from products.models import Dossier, DossierStudy, PreclinicalStudy, SheetBatch, Spelling, Term

from .sheets import STUDY, cells, sheet_file, with_cells

pytestmark = pytest.mark.django_db
IMPORT = "/admin/products/dossier/import/"
WAITING = "/admin/products/spelling/waiting/"


def sign_in(client, role):
    user = User.objects.create_user(f"{role}-1", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return client


@pytest.fixture
def curator(client):
    return sign_in(client, "curator")


def upload(client, *files, **values):
    named = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(IMPORT, {"files": named, **values})


def forms_of(page):
    """Return the data that a browser sends if nothing was edited."""
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    for formset in page.context["inline_admin_formsets"]:
        forms = formset.formset
        for each in (forms.management_form, *forms.forms):
            data |= {each.add_prefix(name): each[name].value() for name in each.fields}
    return {name: value for name, value in data.items() if str(value or "") or type(value) is int}


class TestAllSheets:
    def test_selected_sheets_are_one_file_and_each_is_recorded(self, curator):
        first = write_cells(None, cells())
        write_cells(None, cells(name="TEST-02"))
        values = {
            "action": "download_sheets",
            "select_across": "1",
            "_selected_action": [str(first.pk)],
        }

        answer = curator.post("/admin/products/dossier/", values)

        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            sheets = {name: archive.read(name) for name in archive.namelist()}
        assert sorted(sheets) == ["cover-sheet-test-01.xlsx", "cover-sheet-test-02.xlsx"]
        assert read_sheet(sheets["cover-sheet-test-01.xlsx"]).cells == cells()
        assert LogEntry.objects.count() == 2

    def test_completeness_counts_all_fields_and_leads_to_the_form(self, curator):
        dossier = write_cells(None, cells())

        page = curator.get("/products/completeness/")

        [entry] = page.context["page"].object_list
        assert (entry.filled, entry.fields) == (len(cells()), 55)
        assert f"/admin/products/dossier/{dossier.pk}/change/" in page.content.decode()


@pytest.mark.django_db
class TestImport:
    def test_preview_then_import_then_undo(self, curator):
        answer = upload(
            curator, ("a.xlsx", sheet_file()), ("b.xlsx", sheet_file(change=with_cells(B14="?")))
        )
        batch = SheetBatch.objects.get()
        assert answer.url == batch.get_absolute_url()
        page = curator.get(answer.url).content.decode()
        assert "An invented disease" in page
        assert "“?” is not a class" in page
        assert Dossier.objects.count() == 0

        chosen = batch.files.get(outcome="new").pk
        curator.post(answer.url, {"file": chosen})
        assert Dossier.objects.get().history.first().history_user.username == "curator-1"
        assert "1 product added, 0 changed." in curator.get(answer.url).content.decode()

        curator.post(f"{answer.url}undo/")
        assert Dossier.objects.count() == 0
        assert "undone" in curator.get(answer.url).content.decode()

    def test_what_is_not_ticked_is_left_out(self, curator):
        answer = upload(curator, ("a.xlsx", sheet_file()))

        curator.post(answer.url, {})

        assert Dossier.objects.count() == 0

    def test_files_can_be_discarded(self, curator):
        answer = upload(curator, ("a.xlsx", sheet_file()))

        curator.post(f"{answer.url}discard/")

        assert SheetBatch.objects.count() == 0

    @pytest.mark.parametrize(
        ("files", "message"),
        [
            ([], "This field is required"),
            ([("a.xlsx", b"")], "The file is empty"),
            ([("a.xlsx", b"PK" + b"a" * 6_000_000)], "larger than 5 MB. Remove them: a.xlsx"),
            ([(f"{n}.xlsx", b"a") for n in range(51)], "Choose at most 50."),
        ],
    )
    def test_what_cannot_be_taken_is_said(self, curator, files, message):
        answer = upload(curator, *files)

        assert answer.status_code == 400
        assert message in answer.content.decode()

    def test_a_hostile_file_has_a_preview_that_says_why(self, curator):
        answer = upload(curator, ("<b>.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99))

        page = curator.get(answer.url).content.decode()
        assert "The file has a password" in page
        assert "There is nothing to import" in page

    def test_ticks_say_cell_by_cell_what_is_imported(self, curator):
        dossier = write_cells(None, cells(target="An invented target"))
        exported = write_sheet(cells_of(dossier))
        write_cells(dossier, cells(disease="Of the portal", target="Of the portal"))

        answer = upload(curator, ("a.xlsx", exported))
        page = curator.get(answer.url)
        file = SheetBatch.objects.get().files.get()
        assert [row[1] for row in page.context["files"][0].rows] == [False, False]
        ticks = {"file": file.pk, "ticks": file.pk, f"cell-{file.pk}": ["0"]}
        curator.post(answer.url, ticks)

        dossier.refresh_from_db()
        assert (dossier.disease, dossier.target) == ("An invented disease", "Of the portal")

    def test_the_list_of_imports_names_files_and_products_and_who_undid_one(self, curator):
        answer = upload(curator, ("a.xlsx", sheet_file()))
        file = SheetBatch.objects.get().files.get()
        curator.post(answer.url, {"file": file.pk})
        assert "a.xlsx: new product" in curator.get(IMPORT).content.decode()

        curator.post(f"{answer.url}undo/")

        assert "undone by curator" in curator.get(IMPORT).content.decode()
        assert "undone by curator" in curator.get(answer.url).content.decode()

    def test_empty_cells_empty_the_portal_when_asked(self, curator):
        write_cells(None, cells())

        answer = upload(curator, ("a.xlsx", sheet_file(cells({"disease": ""}))), clears="on")
        curator.post(answer.url, {"file": SheetBatch.objects.get().files.get().pk})

        assert Dossier.objects.get().disease == ""

    def test_files_that_wait_are_their_uploader_s_alone(self, curator):
        batch = new_batch([("a.xlsx", sheet_file())], by=None, by_name="somebody")

        for address in ("", "undo/", "discard/"):
            assert curator.post(f"{IMPORT}{batch.pk}/{address}").status_code == 404
        assert Dossier.objects.count() == 0

    def test_an_unfinished_request_breaks_nothing(self, curator):
        answer = upload(curator, ("a.xlsx", sheet_file()))

        curator.post(answer.url, {"file": ["x", "9" * 30, "-1"]})
        again = curator.post(answer.url, {"file": "1"}, follow=True)

        assert "These cover sheets are already imported" in again.content.decode()


@pytest.mark.parametrize("role", ["reviewer", "coordinator"])
def test_only_those_who_keep_products_import_and_map(client, role):
    batch = commit_batch(new_batch([("a.xlsx", sheet_file())], by=None, by_name="x"), by=None)
    sign_in(client, role)
    spelling = Spelling.objects.first()
    term = spelling.term

    for address in (IMPORT, f"{IMPORT}{batch.pk}/", f"{IMPORT}{batch.pk}/undo/", WAITING):
        assert client.get(address).status_code == 403
        assert client.post(address, {"spelling": spelling.pk, "own": "1"}).status_code == 403
    spelling.refresh_from_db()
    assert spelling.term == term
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize(("role", "status"), [("reviewer", 200), ("coordinator", 403)])
def test_whole_sheets_are_for_those_who_may_see_persons(client, role, status):
    dossier = write_cells(None, cells())
    sign_in(client, role)

    for address in ("change/", "history/"):
        assert client.get(f"/admin/products/dossier/{dossier.pk}/{address}").status_code == status
    answer = client.get(f"/admin/products/dossier/{dossier.pk}/cover-sheet/")
    assert answer.status_code == status


class TestDossier:
    def test_the_sheet_goes_out_whole_and_on_record(self, curator):
        dossier = write_cells(None, cells())

        answer = curator.get(f"/admin/products/dossier/{dossier.pk}/cover-sheet/")

        assert read_sheet(answer.content).cells == cells()
        assert "with names" in LogEntry.objects.get().change_message

    def test_the_blank_template_can_be_downloaded(self, curator):
        answer = curator.get("/admin/products/dossier/template/")

        assert answer.content.startswith(b"PK")

    def test_saving_without_a_change_writes_no_history(self, curator):
        dossier = write_cells(None, cells())
        address = f"/admin/products/dossier/{dossier.pk}/change/"

        answer = curator.post(address, forms_of(curator.get(address)))

        assert answer.status_code == 302
        assert (Dossier.history.count(), DossierStudy.history.count()) == (1, 1)
        assert cells_of(Dossier.objects.get()) == cells()

    def test_an_edit_is_found_mapped_and_exported(self, curator):
        dossier = write_cells(None, cells())
        address = f"/admin/products/dossier/{dossier.pk}/change/"
        data = forms_of(curator.get(address)) | {"cell_type": " Stromal Cells "}
        data["studies-0-study_id"] = "NCT00000007"

        curator.post(address, data)

        dossier = Dossier.objects.get()
        assert dossier.meaning("cell_type") == ["Stromal cells"]
        assert dossier.numbers == ["NCT00000007"]
        assert "nct00000007" in dossier.search_text
        assert cells_of(dossier)[6, 2] == "Stromal Cells"

    def test_a_second_editor_sees_what_the_first_one_wrote(self, curator):
        dossier = write_cells(None, cells())
        address = f"/admin/products/dossier/{dossier.pk}/change/"
        data = forms_of(curator.get(address)) | {"disease": "Mine"}
        write_cells(Dossier.objects.get(), cells(disease="Theirs"))

        answer = curator.post(address, data)

        assert "changed this row while you were editing it" in answer.content.decode()
        assert Dossier.objects.get().disease == "Theirs"

    @pytest.mark.parametrize(
        ("name", "message"),
        [("test 01", "has this identifier"), ("--", "neither letters nor digits")],
    )
    def test_a_name_that_cannot_be_told_apart_is_refused(self, curator, name, message):
        write_cells(None, cells())
        other = write_cells(None, cells(name="OTHER"))
        address = f"/admin/products/dossier/{other.pk}/change/"

        page = curator.post(address, forms_of(curator.get(address)) | {"name": name})

        assert message in page.content.decode()
        assert Dossier.objects.get(pk=other.pk).name == "OTHER"

    def test_a_preclinical_study_names_its_model(self, curator):
        dossier = write_cells(None, cells())
        with pytest.raises(Exception, match="The model is missing"):
            PreclinicalStudy(dossier=dossier, setting="in_vivo", purpose="safety").full_clean()

    @pytest.mark.parametrize("model", ["dossier", "dossierstudy", "spelling", "term"])
    def test_lists_take_the_same_queries_whatever_they_show(
        self, curator, model, django_assert_max_num_queries
    ):
        for number in range(4):
            study = STUDY | {"study_id": f"NCT0000000{number}"}
            write_cells(None, cells({"name": f"T-{number}"}, study))

        with django_assert_max_num_queries(12):
            page = curator.get(f"/admin/products/{model}/")

        assert len(page.context["cl"].result_list) >= 4

    def test_a_study_has_a_page_with_its_outcomes(self, curator):
        study = write_cells(None, cells()).studies.get()

        page = curator.get(f"/admin/products/dossierstudy/{study.pk}/change/")

        assert "outcomes-TOTAL_FORMS" in page.content.decode()


class TestWaiting:
    def test_one_click_maps_a_word_everywhere_and_one_takes_it_back(self, curator):
        for number in range(2):
            write_cells(None, cells(name=f"T-{number}", cell_type="engineered T lymphocytes"))
        spelling = Spelling.objects.unmapped().get()
        page = curator.get(WAITING).content.decode()
        assert "used 2 times" in page
        assert "= T cells" in page
        for dossier in Dossier.objects.all():
            assert f'/admin/products/dossier/{dossier.pk}/change/">{dossier}</a>' in page
        term = Term.objects.get(vocabulary="cell_type", name="T cells")

        curator.post(WAITING, {"spelling": spelling.pk, "term": term.pk})
        assert all(row.meaning("cell_type") == ["T cells"] for row in Dossier.objects.all())
        assert "Undo engineered T lymphocytes" in curator.get(WAITING).content.decode()

        curator.post(WAITING, {"spelling": spelling.pk, "undo": "1"})
        assert Spelling.objects.unmapped().get() == spelling
        assert "Undo engineered T lymphocytes" not in curator.get(WAITING).content.decode()

    def test_a_similar_word_with_another_meaning_is_not_suggested(self, curator):
        write_cells(None, cells(cell_type="killer lymphocytes"))

        assert "= T cells" not in curator.get(WAITING).content.decode()

    def test_a_word_becomes_a_term(self, curator):
        write_cells(None, cells(cell_type="killer lymphocytes"))

        curator.post(WAITING, {"spelling": Spelling.objects.unmapped().get().pk, "own": "1"})

        assert Dossier.objects.get().meaning("cell_type") == ["Killer lymphocytes"]
        assert "Every word of the cover sheets has a term" in curator.get(WAITING).content.decode()

    def test_a_term_of_another_vocabulary_is_refused(self, curator):
        write_cells(None, cells(cell_type="killer lymphocytes"))
        spelling = Spelling.objects.unmapped().get()
        wrong = Term.objects.filter(vocabulary="route").first()

        page = curator.post(WAITING, {"spelling": spelling.pk, "term": wrong.pk}, follow=True)
        assert "Nothing was changed" in page.content.decode()

        data = {"action": "map_chosen", "term": wrong.pk, "_selected_action": [spelling.pk]}
        page = curator.post("/admin/products/spelling/", data, follow=True)
        assert "Nothing was changed" in page.content.decode()
        spelling.refresh_from_db()
        assert spelling.term is None

    def test_several_are_mapped_at_once_by_an_action(self, curator):
        write_cells(None, cells(cell_type="killer lymphocytes, natural killers"))
        term = Term.objects.get(vocabulary="cell_type", name="Other")
        keys = list(Spelling.objects.unmapped().values_list("pk", flat=True))

        data = {"action": "map_chosen", "term": term.pk, "_selected_action": keys}
        page = curator.post("/admin/products/spelling/", data, follow=True)

        assert "2 spellings are mapped to “Other”" in page.content.decode()
        assert Dossier.objects.get().meaning("cell_type") == ["Other"]

    def test_a_word_that_another_person_mapped_meanwhile_keeps_its_term(self, curator):
        write_cells(None, cells(cell_type="killer lymphocytes"))
        spelling = Spelling.objects.unmapped().get()
        first, second = Term.objects.filter(vocabulary="cell_type")[:2]
        curator.post(WAITING, {"spelling": spelling.pk, "term": first.pk})

        page = curator.post(WAITING, {"spelling": spelling.pk, "term": second.pk}, follow=True)

        assert f"was mapped to “{first}” after you opened the page" in page.content.decode()
        assert Spelling.objects.get(pk=spelling.pk).term == first

    def test_the_undo_of_a_decision_does_not_undo_a_later_one(self, curator):
        write_cells(None, cells(cell_type="killer lymphocytes"))
        spelling = Spelling.objects.unmapped().get()
        first, second = Term.objects.filter(vocabulary="cell_type")[:2]
        spelling.map_to(first, by=None)
        page = curator.get(WAITING).content.decode()
        decision = re.search(r'name="decision" value="(\d+)"', page)[1]
        spelling.map_to(second, by=None)

        undo = {"spelling": spelling.pk, "undo": "1", "decision": decision}
        page = curator.post(WAITING, undo, follow=True)

        assert "was decided again" in page.content.decode()
        assert Spelling.objects.get(pk=spelling.pk).term == second

    def test_a_term_that_is_no_number_is_no_error_of_the_server(self, curator):
        write_cells(None, cells(cell_type="killer lymphocytes"))
        keys = [Spelling.objects.unmapped().get().pk]

        data = {"action": "map_chosen", "term": "abc", "_selected_action": keys}

        assert curator.post("/admin/products/spelling/", data, follow=True).status_code == 200

    def test_a_spelling_that_is_no_number_is_not_found(self, curator):
        assert curator.post(WAITING, {"spelling": "x", "own": "1"}).status_code == 404


@pytest.mark.parametrize("model", ["dossier", "dossierstudy"])
def test_the_second_of_two_people_does_not_put_the_first_one_s_text_back(curator, model):
    dossier = write_cells(None, cells(None, STUDY), reason="Test")
    row = dossier if model == "dossier" else dossier.studies.get()
    first, second = ("disease", "target") if model == "dossier" else ("funding", "study_title")
    address = f"/admin/products/{model}/{row.pk}/change/"
    opened_first, opened_second = (forms_of(curator.get(address)) for _ in range(2))

    curator.post(address, opened_first | {first: "Of the first person"})
    saved = curator.post(address, opened_second | {second: "Of the second person"}, follow=True)

    row.refresh_from_db()
    assert (getattr(row, first), getattr(row, second)) == (
        "Of the first person",
        "Of the second person",
    )
    assert "They are kept" in saved.content.decode()
