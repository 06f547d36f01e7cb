"""Two people in two browsers: no work is lost, and decisions are about values that were seen."""

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
from trials.models import Trial
from trials.tests.factories import make_trial
from trials.tests.people import SURE, person

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
