"""Import and export of cover sheets: changes, kept values, and that no value is lost."""

import io
import json

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from products.cell_texts import tidy
from products.cover_sheet import BY_KEY, FIELDS, STUDY_ROWS, VALUES
from products.coversheets.commit import Changed, commit_batch, drop_expired, new_batch, undo_batch
from products.coversheets.content import cells_of, write_cells
from products.coversheets.plan import make_plans
from products.coversheets.reader import read_sheet
from products.coversheets.versions import marks_in
from products.coversheets.writer import write_sheet
from products.models import Dossier, DossierStudy, PreclinicalStudy, SheetBatch, SheetFile, Spelling
from trials.tests.factories import make_trial

from .sheets import PRODUCT, STUDY, cells, sheet_file, with_cells

OTHER = STUDY | {"study_id": "NCT00000001", "study_title": "Another study", "sponsor": "Else"}


def take(*files, clears=False, everything=False):
    """Import (name, bytes) or bytes, with `everything` also cells that a person would have to tick,
    and return the rows of the files."""
    named = [file if isinstance(file, tuple) else ("sheet.xlsx", file) for file in files]
    batch = new_batch(named, by=None, by_name="test", clears=clears)
    if everything:
        batch.files.update(left_out=[], is_chosen=True)
    return list(commit_batch(batch, by=None).files.all())


def outcomes(files):
    return [file.outcome for file in files]


@pytest.mark.django_db
class TestImport:
    def test_a_new_product_comes_in_with_its_studies(self):
        [file] = take(sheet_file(cells(None, STUDY, OTHER)))

        dossier = Dossier.objects.get()
        assert (file.outcome, file.dossier) == ("new", dossier)
        assert (dossier.name, dossier.slug, dossier.is_public) == ("TEST-01", "test-01", False)
        assert dossier.numbers == ["2019-000001-10", "NCT00000001"]
        assert dossier.studies.first().status_as_of.isoformat() == "2024-10-01"
        assert cells_of(dossier) == cells(None, STUDY, OTHER)

    def test_importing_again_changes_nothing(self):
        take(sheet_file(change=with_cells(B35="a", C36="b", A61="Comment", B61="c")))
        before = Dossier.history.count(), DossierStudy.history.count()

        again = take(sheet_file(change=with_cells(B35="a", C36="b", A61="Comment", B61="c")))

        assert outcomes(again) == ["same"]
        assert (Dossier.history.count(), DossierStudy.history.count()) == before

    def test_a_known_identifier_is_an_update_with_history(self):
        take(sheet_file())

        [file] = take(sheet_file(cells(name=" test 01 ", disease="Another disease")))

        dossier = Dossier.objects.get()
        assert file.changes == [
            ["B2", "Product", "TEST-01", "test 01", "yours"],
            ["B8", "Disease", "An invented disease", "Another disease", "yours"],
        ]
        assert dossier.history.first().history_change_reason == "Cover sheet sheet.xlsx"
        assert [row.disease for row in dossier.history.all()] == [
            "Another disease",
            "An invented disease",
        ]
        assert DossierStudy.history.count() == 1  # nothing was written about what stayed

    def test_empty_cells_keep_what_the_portal_has_unless_asked(self):
        take(sheet_file(cells(None, STUDY, OTHER)))
        without = cells({"disease": ""}, STUDY)

        [kept] = take(sheet_file(without))
        assert (kept.outcome, kept.kept) == ("same", 8)

        [cleared] = take(sheet_file(without), clears=True)
        assert cleared.outcome == "changed"
        assert cells_of(Dossier.objects.get()) == without
        assert DossierStudy.history.filter(history_type="-").count() == 1

    def test_rows_that_the_file_lacks_are_never_cleared(self):
        take(sheet_file())

        [file] = take(sheet_file(change=lambda sheet: sheet.delete_rows(8)), clears=True)

        assert file.outcome == "same"

    def test_studies_are_known_by_their_number_in_any_column(self):
        take(sheet_file(cells(None, STUDY, OTHER)))

        [file] = take(sheet_file(cells(None, {}, OTHER, STUDY | {"phase": "2"})))

        assert file.changes == [["D18", "Phase", "1/2", "2", "yours"]]

    def test_another_number_in_a_column_is_another_study(self):
        take(sheet_file())

        take(sheet_file(cells(None, OTHER)))

        assert Dossier.objects.get().numbers == ["2019-000001-10", "NCT00000001"]

    def test_a_number_is_corrected_where_all_else_stays(self):
        take(sheet_file())

        take(sheet_file(cells(None, STUDY | {"study_id": "2019-000002-10"})))

        assert Dossier.objects.get().numbers == ["2019-000002-10"]

    def test_refused_files_are_named_and_the_others_go_in(self):
        files = take(
            ("good.xlsx", sheet_file()),
            ("bad.xlsx", sheet_file(change=with_cells(B14="?"))),
            ("twice.xlsx", sheet_file(cells(disease="Else"))),
            ("no.xlsx", b"no workbook"),
        )

        assert outcomes(files) == ["new", "refused", "refused", "refused"]
        assert files[1].problems == [
            ["B14", "“?” is not a class. Enter GTMP, TEP, sCTMP or cATMP."]
        ]
        assert files[2].problems == [["", "good.xlsx is a cover sheet of the same product."]]
        assert Dossier.objects.get().disease == "An invented disease"

    def test_no_file_is_kept_once_it_is_decided(self):
        take(sheet_file())

        assert bytes(SheetFile.objects.get().data) == b""

    def test_what_nobody_decides_on_is_dropped_after_a_day(self):
        batch = new_batch([("a.xlsx", sheet_file())], by=None, by_name="test")
        SheetBatch.objects.update(created_at="2020-01-01T00:00Z")

        drop_expired()

        assert not SheetBatch.objects.filter(pk=batch.pk).exists()

    def test_a_product_that_changed_since_the_preview_is_looked_at_again(self):
        take(sheet_file())
        batch = new_batch([("a.xlsx", sheet_file(cells(disease="New")))], by=None, by_name="test")
        write_cells(Dossier.objects.get(), cells(disease="By hand"))

        with pytest.raises(Changed, match="changed after this preview"):
            commit_batch(batch, by=None)

        assert Dossier.objects.get().disease == "By hand"
        assert batch.files.get().changes == [["B8", "Disease", "By hand", "New", "both"]]
        batch.files.update(left_out=[], is_chosen=True)
        commit_batch(batch, by=None)
        assert Dossier.objects.get().disease == "New"

    def test_a_batch_is_imported_once(self):
        batch = new_batch([("a.xlsx", sheet_file())], by=None, by_name="test")
        commit_batch(batch, by=None)

        with pytest.raises(Changed, match="already"):
            commit_batch(batch, by=None)


def export():
    return write_sheet(cells_of(Dossier.objects.get()))


def edited(exported, **values):
    """Return an exported file as a person edits and saves it in a spreadsheet program."""
    book = openpyxl.load_workbook(io.BytesIO(exported))
    with_cells(**values)(book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.django_db
class TestOlderSheet:
    def test_a_cell_that_the_portal_changed_since_the_export_stays(self):
        write_cells(None, cells())
        file = edited(export(), B9="A new cohort")
        write_cells(Dossier.objects.get(), cells(disease="Corrected in the portal"))

        [done] = take(file)

        dossier = Dossier.objects.get()
        assert dossier.disease == "Corrected in the portal"
        assert dossier.patient_cohort == "A new cohort"
        assert [(change[0], change[-1]) for change in done.changes] == [
            ("B8", "theirs"),
            ("B9", "yours"),
        ]
        assert done.left_out == [0]

    def test_a_cell_that_both_changed_waits_for_a_tick(self):
        write_cells(None, cells())
        file = edited(export(), B8="Changed in the file")
        write_cells(Dossier.objects.get(), cells(disease="Changed in the portal"))

        [done] = take(file)

        assert done.changes == [
            ["B8", "Disease", "Changed in the portal", "Changed in the file", "both"]
        ]
        assert Dossier.objects.get().disease == "Changed in the portal"
        take(file, everything=True)
        assert Dossier.objects.get().disease == "Changed in the file"

    def test_a_sheet_of_a_partner_is_compared_with_its_last_import(self):
        take(sheet_file())
        write_cells(Dossier.objects.get(), cells(disease="Corrected in the portal"))

        take(sheet_file(cells(patient_cohort="A new cohort")))

        dossier = Dossier.objects.get()
        assert dossier.disease == "Corrected in the portal"
        assert dossier.patient_cohort == "A new cohort"

    def test_a_study_that_moved_in_the_file_is_compared_with_its_own_cells(self):
        write_cells(None, cells(None, STUDY, OTHER))
        exported = export()
        write_cells(Dossier.objects.get(), cells(None, STUDY | {"phase": "2"}, OTHER))

        def swapped(sheet):
            for row in STUDY_ROWS:
                first, second = sheet.cell(row, 2).value, sheet.cell(row, 3).value
                sheet.cell(row, 2).value, sheet.cell(row, 3).value = second, first

        book = openpyxl.load_workbook(io.BytesIO(exported))
        swapped(book.active)
        file = io.BytesIO()
        book.save(file)
        [done] = take(file.getvalue())

        assert [(change[1], change[-1]) for change in done.changes] == [("Phase", "theirs")]
        assert Dossier.objects.get().studies.first().phase == "2"

    def test_the_command_keeps_later_edits_unless_it_is_told_to_overwrite(self, tmp_path, capsys):
        write_cells(None, cells())
        path = tmp_path / "older.xlsx"
        path.write_bytes(export())
        write_cells(Dossier.objects.get(), cells(disease="Corrected in the portal"))

        call_command("import_coversheet", str(path), "--json")

        report = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
        assert (report["changed"], report["unchanged"]) == (0, 1)
        assert report["notes"][0]["where"] == "older.xlsx B8"
        assert Dossier.objects.get().disease == "Corrected in the portal"
        call_command("import_coversheet", str(path), "--overwrite")
        assert Dossier.objects.get().disease == "An invented disease"

    @pytest.mark.parametrize("text", ["", "B2", "B2:xyz", "ZZZZ9:000000000000", "B0:000000000000"])
    def test_damaged_properties_are_no_version_of_any_cell(self, text):
        assert marks_in({"JOIN4ATMP cells 1": text}) == {}
        assert marks_in({"Company": text}) is None


@pytest.mark.django_db
class TestUndo:
    def test_a_new_product_goes_and_a_changed_one_is_as_before(self):
        take(sheet_file())
        [first] = take(sheet_file(cells({"disease": "New"}, STUDY, OTHER)))
        [second] = take(sheet_file(cells(name="TEST-02")))

        undo_batch(second.batch, by=None)
        undo_batch(first.batch, by=None)

        assert cells_of(Dossier.objects.get()) == cells()
        with pytest.raises(Changed, match="no import to undo"):
            undo_batch(first.batch, by=None)

    def test_what_was_worked_on_since_stays(self):
        [file] = take(sheet_file())
        write_cells(Dossier.objects.get(), cells(disease="By hand"))

        with pytest.raises(Changed, match="was changed after this import"):
            undo_batch(file.batch, by=None)
        assert SheetBatch.objects.get().state == "imported"

    def test_preclinical_studies_are_not_lost_with_a_product(self):
        [file] = take(sheet_file())
        PreclinicalStudy.objects.create(
            dossier=file.dossier, setting="in_vivo", model="mouse", purpose="safety"
        )

        with pytest.raises(Changed, match="preclinical studies"):
            undo_batch(file.batch, by=None)


@pytest.mark.django_db
class TestTrials:
    def test_a_study_finds_its_trial_whenever_the_trial_comes(self, admin_user):
        take(sheet_file(cells(None, STUDY, STUDY | {"study_id": "2024-510663-34-02, nct00000009"})))
        eudract = make_trial(eudract_number="2019-000001-10")
        ctis = make_trial(eudract_number="", eu_ct_number="2024-510663-34-00")
        nct = make_trial(nct_number="NCT00000009")
        make_trial()

        dossier = Dossier.objects.get()
        assert set(dossier.trials_for(admin_user)) == {eudract, ctis, nct}
        for trial in (eudract, ctis, nct):
            assert list(Dossier.objects.of_trial(trial)) == [dossier]


@pytest.mark.django_db
class TestCommands:
    def run(self, capsys, *args):
        try:
            call_command(*[str(arg) for arg in args])
            status = 0
        except SystemExit as error:
            status = error.code
        out = capsys.readouterr().out.strip().splitlines()
        return status, json.loads(out[-1])

    def test_files_go_in_and_refused_ones_are_named(self, tmp_path, capsys):
        good, bad, gone = (tmp_path / name for name in ("good.xlsx", "bad.xlsx", "gone.xlsx"))
        good.write_bytes(sheet_file(change=with_cells(C36="10.1000/demo")))
        bad.write_bytes(sheet_file(change=with_cells(B2=None)))

        status, report = self.run(capsys, "import_coversheet", good, bad, gone, "--json")

        assert status == 1
        assert {key: report[key] for key in ("seen", "created", "failed")} == {
            "seen": 3,
            "created": 1,
            "failed": 2,
        }
        assert [problem["where"] for problem in report["problems"]] == ["gone.xlsx", "bad.xlsx B2"]
        assert [note["where"] for note in report["notes"]] == ["good.xlsx C36"]

        status, report = self.run(capsys, "import_coversheet", good, "--json")
        assert (status, report["unchanged"]) == (0, 1)

    def test_a_dry_run_and_refusals_write_nothing(self, tmp_path, capsys):
        good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
        good.write_bytes(sheet_file())
        bad.write_bytes(b"no workbook")

        assert self.run(capsys, "import_coversheet", good, "--dry-run", "--json")[0] == 0
        assert self.run(capsys, "import_coversheet", bad, "--json")[0] == 2
        assert (Dossier.objects.count(), SheetBatch.objects.count()) == (0, 0)

    def test_export_edit_import(self, tmp_path, capsys):
        take(sheet_file(cells(None, STUDY, OTHER)))
        file = tmp_path / "out.xlsx"
        call_command("export_coversheet", "test-01", str(file))
        assert read_sheet(file.read_bytes()).cells == cells(None, STUDY, OTHER)

        status, report = self.run(capsys, "import_coversheet", file, "--json")
        assert (status, report["unchanged"]) == (0, 1)

    def test_an_unknown_product_is_refused(self, tmp_path):
        with pytest.raises(CommandError, match="no product X"):
            call_command("export_coversheet", "X", str(tmp_path / "x.xlsx"))


@pytest.mark.django_db
class TestSpellings:
    def test_what_differs_in_form_only_is_mapped_by_itself(self):
        take(sheet_file(cells(cell_type="T-Cells, T CELLS", country_of_origin="Italy")))

        dossier = Dossier.objects.get()
        assert dossier.meaning("cell_type") == ["T cells"]
        assert dossier.meaning("country_of_origin") == ["Italy"]
        assert dossier.cell_type == "T-Cells, T CELLS"
        assert not Spelling.objects.unmapped().filter(vocabulary="cell_type").exists()

    def test_what_is_unknown_waits_with_its_count_and_one_decision_maps_all(self, admin_user):
        take(
            ("a.xlsx", sheet_file(cells(cell_type="killer lymphocytes"))),
            ("b.xlsx", sheet_file(cells(name="TEST-02", cell_type="killer lymphocytes"))),
        )
        [spelling] = Spelling.objects.unmapped().with_uses()
        assert (spelling.text, spelling.uses) == ("killer lymphocytes", 2)
        term = Spelling.objects.get(vocabulary="cell_type", text="MNC").term

        assert Spelling.objects.filter(pk=spelling.pk).map_to(term, by=admin_user) == 1

        assert {tuple(row.meaning("cell_type")) for row in Dossier.objects.all()} == {
            ("Mononuclear cells",)
        }
        assert Dossier.objects.with_terms("cell_type", ["Mononuclear cells"]).count() == 2
        spelling.refresh_from_db()
        assert spelling.history.first().history_user == admin_user
        assert spelling.undo(by=admin_user)
        assert Spelling.objects.unmapped().get() == spelling

    def test_what_no_sheet_holds_any_more_waits_no_longer(self):
        take(sheet_file(cells(cell_type="killer lymphocytes")))
        take(sheet_file(cells(cell_type="T cells")))

        assert not Spelling.objects.filter(text="killer lymphocytes").exists()


# Whatever people write comes back

TEXTS = st.text(max_size=40).map(tidy).filter(bool)
POSITIONS = st.one_of(
    st.tuples(st.sampled_from([field.row for field in FIELDS]), st.integers(VALUES, 5)),
    st.tuples(st.sampled_from([1, 15, 35, 57]), st.integers(VALUES, 5)),
)
CONTENTS = st.dictionaries(POSITIONS, TEXTS, max_size=30)


class RoundTrip(TestCase):
    @settings(deadline=None, max_examples=30)
    @given(content=CONTENTS)
    def test_export_then_import_is_no_change(self, content):
        content |= {(2, 2): PRODUCT["name"], (BY_KEY["atmp_category"].row, 2): "TEP"}
        dossier = write_cells(None, content)
        assert cells_of(dossier) == content

        exported = write_sheet(cells_of(dossier))
        [plan] = make_plans([("out.xlsx", exported)], clears=True)

        assert plan.problems == []
        assert (plan.outcome, plan.changes, plan.kept) == ("same", [], 0)
        dossier.delete()

    @settings(deadline=None, max_examples=20)
    @given(content=CONTENTS, other=CONTENTS)
    def test_an_import_makes_the_portal_say_what_the_file_says(self, content, other):
        keys = {(2, 2): PRODUCT["name"], (BY_KEY["atmp_category"].row, 2): "TEP"}
        content, other = ({**cells, **keys} for cells in (content, other))
        for numbered in (content, other):  # studies that could be taken for others
            for position in [p for p in numbered if p[0] == STUDY_ROWS[0]]:
                del numbered[position]
        dossier = write_cells(None, content)

        [file] = take(write_sheet(other), clears=True, everything=True)

        assert cells_of(Dossier.objects.get()) == other
        undo_batch(file.batch, by=None) if file.outcome == "changed" else None
        assert cells_of(Dossier.objects.get()) == content or file.outcome == "same"
        dossier.delete()


@given(st.text(max_size=30))
def test_tidy_texts_stay_as_they_are(text):
    assert tidy(tidy(text)) == tidy(text)
