"""Two people in two browsers: no work is lost, and decisions are about values that were seen."""

import csv
import io
import re

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from join4atmp.roles import give_permissions
from products.coversheets.content import cells_of, write_cells
from products.coversheets.writer import write_sheet
from products.models import Dossier
from products.tests.sheets import cells
from trials.curation.decide import Evidence, decide, one
from trials.curation.moves import make_move
from trials.curation.table import export_content
from trials.models import Trial
from trials.tests.factories import make_trial
from trials.tests.people import SURE, person
from trials.tests.test_curation_tables import as_file

from .test_browser_curation import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINK = Evidence.of_text("https://example.org/article")


@pytest.fixture
def people(db):
    give_permissions(apps)
    return {
        name: person(name, role)
        for name, role in (
            ("ann", "curator"),
            ("ben", "curator"),
            ("rosa", "reviewer"),
            ("tom", "reviewer"),
            ("una", "reviewer"),
        )
    }


@pytest.fixture
def desk(new_context):
    """Open a browser of its own for a person."""

    def opened(name):
        page = new_context().new_page()
        sign_in(page, name)
        return page

    return opened


def address(trial):
    return f"/admin/trials/trial/{trial.pk}/change/"


def sync(**values):
    Trial.objects.update(
        **values, **{name.removeprefix("register_"): value for name, value in values.items()}
    )


def test_a_reader_whose_values_changed_is_asked_again(people, desk):
    trial = make_trial()
    make_move(trial, "include", by=people["ann"], override=SURE)
    rosa = desk("rosa")
    rosa.goto(address(trial))
    sync(register_phase="III")

    rosa.get_by_role("button", name="Include", exact=True).click()

    expect(rosa.get_by_text("you saw “Phase II”, now it is “Phase III”")).to_be_visible()
    assert Trial.objects.get().curation == "in_review"
    rosa.get_by_role("button", name="Include", exact=True).click()
    expect(rosa.get_by_text("In review → Included").first).to_be_visible()


def test_a_value_is_taken_over_as_it_was_on_the_page_or_not_at_all(people, desk):
    trial = make_trial()
    ann = desk("ann")
    ann.goto(address(trial))
    sync(register_phase="III")

    ann.get_by_role("button", name="Confirm all undecided values").click()

    expect(ann.get_by_text("you saw “Phase II”, now it is “Phase III”")).to_be_visible()
    ann.get_by_role("button", name="Confirm all undecided values").click()
    expect(ann.get_by_text("Register values confirmed: Phase")).to_be_visible()
    assert Trial.objects.get().curated_phase == "III"


def test_two_readers_who_saw_different_values_are_sent_to_a_third(people, desk, settings):
    settings.REVIEWERS_REQUIRED = 2
    trial = make_trial()
    make_move(trial, "include", by=people["ann"], override=SURE)
    rosa, tom = desk("rosa"), desk("tom")
    rosa.goto(address(trial))
    rosa.get_by_role("button", name="Include", exact=True).click()
    expect(rosa.get_by_text("You can change it until the other reader")).to_be_visible()
    sync(register_phase="III")
    tom.goto(address(trial))
    tom.get_by_role("button", name="Include", exact=True).click()
    assert Trial.objects.get().curation == "in_review"

    una = desk("una")
    una.goto("/admin/")
    una.get_by_role("link", name="Begin: Disagreements of readers").click()

    expect(una.get_by_text("Two readers disagree and you decide")).to_be_visible()


def test_a_reader_takes_a_verdict_back_before_the_other_one_reads(people, desk, settings):
    settings.REVIEWERS_REQUIRED = 2
    trial = make_trial()
    make_move(trial, "include", by=people["ann"], override=SURE)
    rosa, tom = desk("rosa"), desk("tom")
    rosa.goto(address(trial))
    rosa.get_by_role("button", name="Include", exact=True).click()
    rosa.get_by_role("button", name="Withdraw my verdict").click()
    expect(rosa.get_by_text("Your verdict is withdrawn")).to_be_visible()
    tom.goto(address(trial))
    tom.get_by_role("button", name="Include", exact=True).click()
    assert Trial.objects.get().curation == "in_review"

    rosa.get_by_label("Note").first.fill("Which class?")
    rosa.get_by_role("button", name="Return", exact=True).click()
    expect(rosa.get_by_text("You have already given your verdict")).to_be_visible()
    assert Trial.objects.get().curation == "in_review"


def test_the_value_of_the_reader_is_beside_the_value_of_the_curator(people, desk):
    trial = make_trial()
    make_move(trial, "include", by=people["ann"], override=SURE)
    rosa, ann = desk("rosa"), desk("ann")
    rosa.goto(address(trial))
    rosa.get_by_label("Phase", exact=True).select_option("I")
    rosa.locator("#id_verdict-note").fill("The protocol says phase I.")
    rosa.get_by_role("button", name="Return", exact=True).click()

    ann.goto("/admin/")
    ann.get_by_role("link", name="Begin: Assigned to me").click()

    expect(ann.locator("#fact-phase")).to_contain_text("Reader 1, rosa, proposes: Phase I")


def test_a_drift_on_an_included_trial_is_seen_by_a_reader(people, desk):
    trial = make_trial()
    decide(one(trial), "phase", "II", by=people["ann"], evidence=LINK)
    Trial.objects.update(curation="included", register_phase="III")
    trial.drifts.create(
        fact="phase", old="II", new="III", curated="II", opened_at="2026-01-01T00:00Z"
    )
    ann, rosa = desk("ann"), desk("rosa")
    ann.goto(address(trial))
    ann.get_by_role("button", name="Adopt “Phase III”").click()
    expect(ann.get_by_text("The trial is now in review")).to_be_visible()

    rosa.goto("/admin/")
    rosa.get_by_role("link", name="Begin: To review").click()

    expect(rosa.locator("#fact-phase")).to_contain_text("Phase III")


def test_unsaved_facts_survive_a_note_and_the_decision_of_another_person(people, desk):
    trial = make_trial()
    ann, ben = desk("ann"), desk("ben")
    ann.goto(address(trial))
    ann.get_by_label("Phase", exact=True).select_option("III")
    ann.locator("#id_note-text").fill("Look at page 4")
    ann.get_by_role("button", name="Save note").click()
    expect(ann.get_by_text("The note was saved.")).to_be_visible()
    ben.goto(address(trial))
    ben.locator("#fact-status").get_by_role("button", name="Confirm").click()
    expect(ben.get_by_text("Register values confirmed: Status")).to_be_visible()

    ann.goto(address(trial))

    expect(ann.get_by_label("Phase", exact=True)).to_have_value("III")
    expect(ann.get_by_text("entries of yours that are not saved yet")).to_be_visible()
    shared = ann.get_by_role("group", name="Evidence for all changes")
    shared.get_by_label("or link, or document").fill("https://example.org/")
    ann.get_by_role("button", name="Save decisions").click()
    expect(ann.get_by_text("Saved: Phase.")).to_be_visible()
    assert Trial.objects.get().curated_status == "ongoing"


def test_an_expired_sign_in_keeps_what_was_typed(people, desk):
    trial = make_trial()
    ann = desk("ann")
    ann.goto(address(trial))
    ann.locator("#id_note-text").fill("An hour of thought")
    Session.objects.all().delete()
    ann.get_by_role("button", name="Save note").click()

    ann.get_by_label("User name or e-mail address").fill("ann")
    ann.get_by_label("Password").fill("x")
    ann.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(ann.get_by_role("heading", name="Your entries are kept")).to_be_visible()
    ann.get_by_role("button", name="Send these entries").click()

    expect(ann.get_by_text("The note was saved.")).to_be_visible()
    assert trial.notes.get().text == "An hour of thought"


def test_a_long_form_offers_its_entries_again(people, desk):
    dossier = write_cells(None, cells())
    ann = desk("ann")
    form = f"/admin/products/dossier/{dossier.pk}/change/"
    ann.goto(form)
    ann.locator("#id_name").fill("TEST-01 with a new name")
    expect(ann.locator("#dossier_form")).to_have_attribute("data-kept", "yes")
    ann.on("dialog", lambda dialog: dialog.accept())
    ann.goto("/admin/")
    ann.goto(form)

    ann.get_by_role("button", name="Show these entries").click()

    expect(ann.locator("#id_name")).to_have_value("TEST-01 with a new name")
    expect(ann.get_by_text("are not saved yet").first).to_be_visible()
    assert Dossier.objects.get().name == "TEST-01"


def test_an_older_cover_sheet_does_not_revert_the_edit_of_another_person(people, desk):
    dossier = write_cells(None, cells())
    older = write_sheet(cells_of(dossier))
    write_cells(dossier, cells(disease="Corrected by Ben"), by=people["ben"])
    ann = desk("ann")
    ann.goto("/admin/products/dossier/import/")
    ann.locator("input[type=file]").set_input_files(
        {"name": "older.xlsx", "mimeType": "application/xlsx", "buffer": older}
    )
    ann.get_by_role("button", name="Check files").click()

    expect(ann.get_by_text("portal, after this sheet was made")).to_be_visible()
    expect(ann.get_by_label("Import B8, Disease")).not_to_be_checked()
    assert Dossier.objects.get().disease == "Corrected by Ben"


# Products


def product_form(page, dossier):
    page.goto(f"/admin/products/dossier/{dossier.pk}/change/")


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()


def test_two_edits_of_one_product_are_both_kept(people, desk):
    dossier = write_cells(None, cells())
    ann, ben = desk("ann"), desk("ben")
    for page in (ann, ben):
        product_form(page, dossier)
    ben.locator("#id_disease").fill("Corrected by Ben")
    save(ben)
    expect(ben.get_by_text("was changed successfully").first).to_be_visible()

    ann.locator("#id_cell_type").fill("NK cells")
    save(ann)

    expect(ann.get_by_text("They are kept: Disease").first).to_be_visible()
    dossier.refresh_from_db()
    assert (dossier.disease, dossier.cell_type) == ("Corrected by Ben", "NK cells")


def test_the_same_field_of_a_product_is_overwritten_only_on_purpose(people, desk):
    dossier = write_cells(None, cells())
    ann, ben = desk("ann"), desk("ben")
    for page in (ann, ben):
        product_form(page, dossier)
    ben.locator("#id_disease").fill("Corrected by Ben")
    save(ben)
    expect(ben.get_by_text("was changed successfully").first).to_be_visible()

    ann.locator("#id_disease").fill("Corrected by Ann")
    save(ann)

    expect(ann.get_by_text("ben changed this row while you were editing it").first).to_be_visible()
    expect(ann.get_by_text("Disease: Corrected by Ben").first).to_be_visible()
    dossier.refresh_from_db()
    assert dossier.disease == "Corrected by Ben"


def test_one_curator_reverts_the_edit_of_another_from_the_history(people, desk):
    dossier = write_cells(None, cells())
    write_cells(dossier, cells(disease="A mistake"), by=people["ben"])
    first = dossier.history.last()
    ann = desk("ann")
    ann.goto(f"/admin/products/dossier/{dossier.pk}/history/{first.history_id}/")

    ann.get_by_role("button", name="Revert").click()

    ann.wait_for_url(re.compile(r"/admin/products/dossier/"))
    dossier.refresh_from_db()
    assert dossier.disease == "An invented disease"
    assert dossier.history.first().history_user == people["ann"]


def test_a_product_that_another_person_changed_is_not_merged_unseen(people, desk):
    kept, gone = write_cells(None, cells()), write_cells(None, cells(name="TEST-01 autologous"))
    ann, ben = desk("ann"), desk("ben")
    ann.goto(f"/admin/products/dossier/duplicates/{kept.pk}/{gone.pk}/")
    write_cells(gone, cells(name="TEST-01 autologous", disease="Corrected"), by=people["ben"])
    ann.get_by_role("button", name="Merge the products").click()
    expect(ann.get_by_text("Another person changed one of the two")).to_be_visible()
    expect(ann.get_by_text("Corrected")).to_be_visible()
    ann.get_by_role("button", name="Merge the products").click()
    expect(ann.get_by_text("is merged into TEST-01")).to_be_visible()

    ben.goto("/admin/products/dossier/duplicates/")
    ben.get_by_role("button", name="Undo the merge of TEST-01 autologous").click()

    expect(ben.get_by_text("The merge is undone")).to_be_visible()
    expect(ben.get_by_text(re.compile("undone .*, ben"))).to_be_visible()
    assert Dossier.objects.count() == 2


# Trials


def test_an_older_file_of_values_does_not_revert_the_decision_of_another_person(people, desk):
    trial = make_trial()
    decide(one(trial), "phase", "II", by=people["ann"], evidence=LINK)
    older = b"".join(export_content("csv", Trial.objects.all()))
    rows = list(csv.DictReader(io.StringIO(older.decode("utf-8-sig"))))
    rows[0] |= {"Phase: curated": "Phase I", "Evidence": "https://example.org/older"}
    decide(one(Trial.objects.get()), "phase", "III", by=people["ben"], evidence=LINK)
    ann = desk("ann")
    ann.goto("/admin/trials/trial/import/")
    ann.locator("input[type=file]").set_input_files(
        {"name": "older.csv", "mimeType": "text/csv", "buffer": as_file(rows).read()}
    )
    ann.get_by_role("button", name=re.compile("^(Check|Preview|Upload|Show)")).click()

    expect(ann.locator("input[name=tick]")).not_to_be_checked()
    ann.get_by_role("button", name="Write the ticked values").click()

    expect(ann.get_by_text("0 trials changed")).to_be_visible()
    assert Trial.objects.get().curated_phase == "III"


def test_a_decision_is_saved_although_the_register_changed_in_between(people, desk):
    make_trial()
    ann = desk("ann")
    ann.goto(address(Trial.objects.get()))
    sync(register_status="completed")
    ann.get_by_label("Phase", exact=True).select_option("I")
    shared = ann.get_by_role("group", name="Evidence for all changes")
    shared.get_by_label("or link, or document").fill("https://example.org/")

    ann.get_by_role("button", name="Save decisions").click()

    expect(ann.get_by_text("Saved: Phase.")).to_be_visible()
    trial = Trial.objects.get()
    assert (trial.phase, trial.status) == ("I", "completed")


def test_a_bulk_action_is_undone_by_another_person_whose_name_is_shown(people, desk):
    make_trial()
    ann, ben = desk("ann"), desk("ben")
    ann.goto("/admin/trials/trial/")
    ann.locator("#action-toggle").check()
    ann.locator("select[name=action]").first.select_option("tag_all")
    ann.get_by_role("button", name="Run").click()
    ann.locator("#id_tag").fill("Eye")
    ann.get_by_role("button", name="Apply to 1 trial").click()
    expect(ann.get_by_text("1 of 1 trials changed")).to_be_visible()

    ben.goto("/admin/trials/trial/bulk/")
    ben.get_by_role("button", name=re.compile("^Undo")).click()

    expect(ben.get_by_text(re.compile("undone by ben"))).to_be_visible()
    assert not Trial.objects.filter(tags__name="Eye").exists()


def test_a_returned_trial_is_in_the_queue_of_its_curator_only(people, desk):
    trial = make_trial()
    make_move(trial, "include", by=people["ann"], override=SURE)
    rosa, ann, ben = desk("rosa"), desk("ann"), desk("ben")
    rosa.goto(address(trial))
    rosa.locator("#id_verdict-note").fill("Which class?")
    rosa.get_by_role("button", name="Return", exact=True).click()
    expect(rosa.get_by_text("Returned").first).to_be_visible()

    ann.goto("/admin/")
    ben.goto("/admin/")

    expect(ann.get_by_role("link", name="Begin: Assigned to me")).to_be_visible()
    expect(ben.get_by_role("link", name="Begin: Assigned to me")).to_have_count(0)
    expect(ben.get_by_role("link", name="Begin: To curate")).to_have_count(0)


def test_hints_are_overridden_by_a_sentence_that_the_reader_sees(people, desk):
    trial = make_trial(register_delivery="in_vivo", register_atmp_class="sCTMP")
    ann, rosa = desk("ann"), desk("rosa")
    ann.goto(address(trial))
    ann.get_by_role("button", name="Submit for inclusion").click()
    expect(ann.get_by_text("Hints before you submit")).to_be_visible()
    assert Trial.objects.get().curation != "in_review"
    ann.locator("#id_move-override").fill("The protocol says so on page 3.")
    ann.get_by_role("button", name="Submit for inclusion").click()
    expect(ann.get_by_text("In review").first).to_be_visible()

    rosa.goto(address(trial))

    expect(rosa.get_by_text("Hints for the reader")).to_be_visible()
    expect(rosa.get_by_text("The protocol says so on page 3.").first).to_be_visible()


def test_a_mass_verdict_is_given_only_on_trials_that_the_reader_opened(people, desk):
    opened, unopened = make_trial(), make_trial()
    for trial in (opened, unopened):
        make_move(trial, "include", by=people["ann"], override=SURE)
    rosa = desk("rosa")
    rosa.goto(address(opened))
    rosa.goto("/admin/trials/trial/")
    rosa.locator("#action-toggle").check()
    rosa.locator("select[name=action]").first.select_option(label="Review")
    rosa.get_by_role("button", name="Run").click()
    rosa.locator("#id_outcome").select_option("include")
    rosa.get_by_role("button", name="Apply to 2 trials").click()

    expect(rosa.get_by_text("1 of 2 trials changed")).to_be_visible()
    assert Trial.objects.get(curation="included") == opened
