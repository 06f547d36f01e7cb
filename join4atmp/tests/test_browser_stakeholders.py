"""A coordinator in a browser: an import, duplicates, an export and an erasure."""

import csv
import re
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import expect

from join4atmp.roles import give_permissions
from stakeholders.campaigns.lists import make_campaign
from stakeholders.campaigns.sending import send_due
from stakeholders.export import Selection
from stakeholders.imports import new_batch, replan
from stakeholders.models import (
    Contact,
    ContactCampaign,
    ExportEvent,
    ImportBatch,
    Organisation,
    TargetGroup,
)
from stakeholders.purposes import PURPOSES
from stakeholders.rights import personal_token
from stakeholders.tests.factories import make_contact, make_organisation
from stakeholders.tests.files import HEADER, csv_file, xlsx_file
from trials.models import SponsorMatch

from .browsing import NO_SCRIPTS, PHONE, assert_accessible, assert_fits, sign_in

SMALL_PHONE = {"width": 390, "height": 844}
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def roles():
    """The tests with a browser empty all tables, roles and groups among them."""
    if TargetGroup.objects.exists():
        return
    import_module("stakeholders.migrations.0002_target_groups").seed(apps, None)
    give_permissions(apps)


def sign_in_as(page, role):
    sign_in(page, role, is_staff=role != "member")
    User.objects.get(username=role).groups.add(Group.objects.get(name=role))


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=NO_SCRIPTS)])
def test_a_file_is_imported_and_a_list_is_exported(page, roles, scripts):
    make_contact("15", "DE", name="Ana Silva", email="", organisation=make_organisation(name="AKH"))
    sign_in_as(page, "coordinator")
    rows = [
        ["Silva, Ana", "ana@x.example", "AKH", "Patients", "Germany"],
        ["Bo Ek", "bo@x.example", "", "patient advocates", "Sweden"],
        ["Cy Costa", "cy@x.example", "", "15", "Portugal"],
        ["Di Roy", "di@x.example", "", "15", "France"],
        ["", "ed@x.example", "", "15", "Portugal"],
    ]

    page.goto("/stakeholders/")
    page.get_by_role("link", name="Import").click()
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": csv_file(*rows)}
    page.get_by_label("File").set_input_files(file)
    page.get_by_label("Lawful basis").select_option("public_task")
    page.get_by_role("button", name="Check this file").click()

    expect(page.get_by_text("5 rows in people.csv")).to_be_visible()
    expect(page.locator("tr", has_text="No name")).to_contain_text("The name of the person is")
    page.get_by_label("Row 2").select_option("Update the contact")
    page.get_by_role("button", name="Import now").click()
    expect(page.get_by_text("3 contacts added, 1 changed.")).to_be_visible()

    page.goto("/stakeholders/?group=15&country=DE&country=SE&country=PT")
    expect(page.locator("#count")).to_contain_text("3 of 4 contacts")
    page.get_by_role("link", name="Export these 3").click()
    expect(page.locator(".lead")).to_contain_text("You export 3 of 4 contacts")
    with page.expect_download() as download:
        page.get_by_role("region", name="Survey invitation").get_by_text("CSV").click()
    with open(download.value.path(), encoding="utf-8-sig") as exported:
        assert {row["Name"] for row in csv.DictReader(exported)} == {
            "Silva, Ana",
            "Bo Ek",
            "Cy Costa",
        }

    page.goto("/stakeholders/exports/")
    page.get_by_role("link", name=f"Export {ExportEvent.objects.get().pk}").click()
    expect(page.get_by_role("main")).to_contain_text("3 in the file, 3 found, 4 in the register")
    expect(page.get_by_role("main")).to_contain_text("Bo Ek")


def test_a_workbook_is_explained_imported_and_undone_on_a_phone(page, roles):
    page.set_viewport_size(PHONE)
    sign_in_as(page, "coordinator")

    def second_sheet(book):
        sheet = book.create_sheet("Old")
        sheet.append(HEADER)
        book.active.row_dimensions[4].hidden = True

    rows = [
        ["Silva, Ana", "ana@x.example", "AKH", "Patients", "Germny"],
        ["Bo Ek", "bo@x.example", "AKH", "1.3", "Sverige"],
        ["Cy Costa", "cy@x.example", "", "15", "Portugal"],
        ["", "nobody@x.example", "", "", ""],
    ]
    data = xlsx_file(*rows, change=second_sheet)

    def looks_right():
        assert_fits(page)
        assert_accessible(page)

    page.goto("/stakeholders/import/")
    looks_right()
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "list.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    )
    page.get_by_role("button", name="Check this file").click()
    looks_right()
    page.get_by_role("button", name="Read this sheet").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Unknown words")
    looks_right()
    page.get_by_label("Germny").select_option("DE")
    page.get_by_label("1.3").select_option("01 03")
    page.get_by_role("button", name="Save the answers").click()

    expect(page.get_by_text("Hidden in the workbook: row 4.")).to_be_visible()
    expect(page.get_by_role("link", name="refused rows as XLSX")).to_be_visible()
    looks_right()
    page.get_by_role("button", name="Import now").click()
    expect(page.get_by_text("2 contacts added, 0 changed.")).to_be_visible()
    assert Contact.objects.get(name="Bo Ek").group_words == ["01", "03"]

    page.get_by_role("link", name="Undo this import").click()
    looks_right()
    page.get_by_role("link", name="Keep the import").click()
    page.get_by_role("link", name="Remove the people it added").click()
    looks_right()
    page.get_by_label("The data are wrong").check()
    page.get_by_label("Reason").fill("Wrong list")
    page.get_by_label("Remove these people for good").check()
    page.get_by_role("button", name="Remove these people").click()
    expect(page.get_by_role("status")).to_contain_text("2 people were removed")


@pytest.mark.browser_context_args(viewport=SMALL_PHONE)
@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=NO_SCRIPTS)])
def test_the_daily_work_on_a_phone(page, roles, scripts, settings, monkeypatch):
    """Search, log, tick over two pages, change many, write to them, read an answer, see it all."""
    settings.SITE_URL = "https://portal.example"
    monkeypatch.setattr("core.lists.PAGE_SIZE", 2)
    monkeypatch.setattr(
        "stakeholders.views.campaigns.send_campaigns.apply_async", lambda *_, **__: None
    )
    place = make_organisation(name="Universitätsklinik Köln", country="DE")
    ana = make_contact(name="Ana Müller", organisation=place, phone="+49 221 478-0")
    bo, cy = make_contact(name="Bo Ek"), make_contact(name="Cy Costa")
    sign_in_as(page, "coordinator")

    def looks_right():
        assert_fits(page)
        assert_accessible(page)

    def says(text):
        expect(page.locator(".notice", has_text=text)).to_be_visible()

    page.goto("/stakeholders/?q=mueller+koeln")
    expect(page.locator("#count")).to_contain_text("1 of 3 contacts")
    page.goto("/stakeholders/?q=0221+4780")
    row = page.locator(".contacts-table tbody tr")
    expect(row).to_have_count(1)
    assert row.evaluate("row => getComputedStyle(row).display") == "grid"  # a card
    row.locator("summary").click()
    looks_right()
    row.get_by_role("button", name="Telephone call").click()
    says("Telephone call with Ana Müller")

    page.goto("/stakeholders/")
    for name, number in (("Ana Müller", 1), ("Bo Ek", 2)):
        page.get_by_label(f"Tick {name}").check()
        if scripts:
            expect(page.locator(".ticked-count")).to_have_text(f"{number} ticked")
    if not scripts:
        # The switch of the test browser does not let the style sheet show the button.
        page.locator(".keep-ticks").dispatch_event("click")
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".ticked-count")).to_have_text("2 ticked")
    page.get_by_label("Tick Cy Costa").check()
    if scripts:
        expect(page.locator(".ticked-count")).to_have_text("3 ticked")
    looks_right()
    page.get_by_role("button", name="Change or log").click()
    looks_right()
    page.get_by_label("Add tags").fill("round 1")
    page.get_by_role("button", name="Change 3 contacts").click()
    says("3 contacts changed.")

    page.get_by_role("button", name="Start a campaign").click()
    looks_right()
    page.get_by_label("Name").fill("Questionnaire")
    page.get_by_label("Survey invitation").check()
    page.get_by_role("button", name="Make the list").click()
    page.get_by_label("Subject").fill("A question")
    page.get_by_label("Text").fill("Dear {name}, {survey_link}")
    page.get_by_label("Address of the survey").fill("https://redcap.example/?id=IDENTIFIER")
    page.get_by_role("button", name="Save the letter").click()
    page.get_by_text("Preview: the mail to").click()
    looks_right()
    page.get_by_role("button", name="Send 3 mails").click()
    expect(page.get_by_role("button", name="Pause sending")).to_be_visible()
    bo.mailing_opt_out = True
    bo.save()
    assert send_due() == 2
    answers = f"record_id,participant\n1,C{ana.pk}-K{ContactCampaign.objects.get().pk}\n"
    page.get_by_label("Answers as REDCap exports them").set_input_files(
        {"name": "answers.csv", "mimeType": "text/csv", "buffer": answers.encode()}
    )
    page.get_by_role("button", name="Read the answers").click()
    says("1 people answered")
    looks_right()

    link = re.search(r"portal\.example(/stakeholders/unsubscribe/\S+)", mail.outbox[1].body)[1]
    page.goto(link)
    looks_right()
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("status")).to_be_visible()
    cy.refresh_from_db()
    assert cy.mailing_opt_out
    page.goto(ana.get_absolute_url())
    for words in ("Telephone call", "Invited", "Answered a questionnaire"):
        expect(page.locator("main .log").first).to_contain_text(words)
    looks_right()
    page.get_by_role("link", name="Universitätsklinik Köln").click()
    expect(page.get_by_role("main")).to_contain_text("People: 1")
    looks_right()
    page.goto(f"/admin/stakeholders/contact/{ana.pk}/change/")
    assert_fits(page)
    page.get_by_label("Countries").fill("France")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile("/contact/$"))
    ana.refresh_from_db()
    assert ana.country_codes == ["DE", "FR"]


def test_members_and_visitors_see_nothing_of_it(page, roles, page_problems):
    contact = make_contact(name="Secret Person")
    page.goto("/stakeholders/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sign in")

    sign_in_as(page, "member")
    for address in ("/stakeholders/", contact.get_absolute_url(), "/stakeholders/export/"):
        assert page.goto(address).status == 404
        assert "Secret Person" not in page.content()
    expect(page.get_by_role("link", name="Stakeholders")).to_have_count(0)
    page_problems.clear()  # the three answers 404


def test_an_erased_person_is_removed(page, roles):
    contact = make_contact(name="Xenia Quill", email="xenia@quill.example")
    sign_in_as(page, "coordinator")

    page.goto(contact.get_absolute_url())
    page.get_by_role("link", name="Erase").click()
    page.get_by_label("Reason").fill("Asked by mail")
    page.get_by_label("Erase this person").check()
    page.get_by_role("button", name="Erase").click()

    expect(page.get_by_role("status")).to_contain_text("The person was erased")
    page.goto("/stakeholders/?q=xenia")
    assert "Quill" not in page.content()
    assert not Contact.history.exists()


def test_a_person_confirms_their_data_by_link(page, roles):
    contact = make_contact(name="Ana", source="A conference")
    sign_in_as(page, "coordinator")
    page.goto(contact.get_absolute_url())
    page.get_by_role("button", name="Make a personal link").click()
    address = page.locator(".checksum").inner_text()
    page.get_by_role("button", name="Sign out").click()

    page.goto("/stakeholders/me/" + address.partition("/me/")[2])
    page.get_by_label("Position").fill("Chair")
    page.get_by_role("group", name="May we keep your contact data").get_by_label("Yes").check()
    assert_accessible(page)
    page.get_by_role("button", name="Confirm my data").click()

    expect(page.get_by_role("status")).to_contain_text("Thank you")
    contact.refresh_from_db()
    assert (contact.position, contact.consent) == ("Chair", "given")


def test_a_person_refuses_on_a_phone_in_german_and_a_coordinator_cannot_lift_it(
    page, roles, page_problems
):
    contact = make_contact(name="Ana", languages="de")
    sign_in_as(page, "coordinator")
    page.set_viewport_size(PHONE)
    admin = f"/admin/stakeholders/contact/{contact.pk}/change/"

    page.goto(f"/stakeholders/me/{personal_token(contact)}/")
    page.get_by_label("Nehmen Sie keinen Kontakt mit mir auf").check()
    page.get_by_role("button", name="Meine Daten bestätigen").click()
    expect(page.get_by_role("main")).to_contain_text("Sie möchten nicht kontaktiert werden.")
    assert_fits(page)
    assert_accessible(page)
    page.goto(admin)
    expect(page.get_by_label("Do not contact")).to_be_disabled()
    page.goto(f"/stakeholders/{contact.pk}/answers/")
    page.get_by_label("Use of the data").select_option("Any contact")
    page.get_by_role("group", name="Answer").get_by_label("Yes").check()
    page.get_by_label("Evidence").fill("Mail of 3 May 2026")
    page.get_by_role("button", name="Record the answer").click()
    expect(page.get_by_role("main")).to_contain_text("give the reason")
    contact.refresh_from_db()
    assert contact.do_not_contact

    page.goto(f"/stakeholders/me/{personal_token(contact)}/")
    page.get_by_role("button", name="Wieder erlauben").click()

    expect(page.get_by_role("status")).to_contain_text("Ihre neue Antwort ist vermerkt.")
    contact.refresh_from_db()
    assert not contact.do_not_contact
    page_problems.clear()  # the answer without a reason was refused, as it should be


def doubtful_and_in_work():
    """A pair of names that waits for a person, and a file that waits for a worker."""
    place = Organisation.objects.order_by("pk").first()
    SponsorMatch.objects.create(
        key="x", name=f"{place.name} GmbH", organisation=place, score=97, trials=3
    )
    ImportBatch.objects.create(
        by=User.objects.get(username="coordinator"),
        by_name="coordinator",
        file_name="people.xlsx",
        job="preview",
    )


def waiting():
    """A file whose columns are asked for, with a long address and a possible duplicate."""
    one = Contact.objects.order_by("pk").first()
    address = "somebody.with.a.long.name@a-very-long-name-of-a-domain.example"
    data = csv_file([one.name, ""], ["Somebody New", address], header=HEADER[:2])
    by = User.objects.get(username="coordinator")
    batch = new_batch(by=by, by_name="coordinator", data=data, file_name="people of a group.csv")
    replan(batch)
    return batch.get_absolute_url()


def addresses():
    one, two = Contact.objects.order_by("pk")[:2]
    preview = waiting()
    by = User.objects.get(username="coordinator")
    selection = Selection.by_query(by, "")
    make_campaign(by=by, name="Round 1", purpose=PURPOSES["survey"], selection=selection)
    return [
        "/stakeholders/",
        "/stakeholders/?group=15&country=DE",
        "/stakeholders/?across=kind",
        "/stakeholders/?across=role",
        "/trials/sponsors/",
        ImportBatch.objects.exclude(job="").get().get_absolute_url(),
        preview,
        f"{preview}columns/",
        "/stakeholders/?group=nonsense",
        "/stakeholders/?q=nobody",
        "/stakeholders/privacy/",
        f"/stakeholders/{one.pk}/answers/",
        "/stakeholders/export/",
        "/stakeholders/exports/",
        "/stakeholders/lists/",
        "/stakeholders/campaigns/",
        ContactCampaign.objects.get().get_absolute_url(),
        "/stakeholders/campaigns/new/?group=15",
        "/stakeholders/organisations/",
        f"/stakeholders/organisations/{one.organisation.slug}/",
        "/stakeholders/import/",
        "/stakeholders/duplicates/",
        f"/stakeholders/duplicates/contacts/{one.pk}/{two.pk}/",
        "/stakeholders/processing/",
        one.get_absolute_url(),
        f"{one.get_absolute_url()}everything/",
        f"{one.get_absolute_url()}erase/",
    ]


@pytest.mark.parametrize(
    "scheme",
    [
        pytest.param("light", marks=pytest.mark.browser_context_args(color_scheme="light")),
        pytest.param("dark", marks=pytest.mark.browser_context_args(color_scheme="dark")),
    ],
)
def test_axe_finds_nothing(page, roles, scheme):
    call_command("load_demo", trials=0, stakeholders=60, verbosity=0)
    sign_in_as(page, "coordinator")
    doubtful_and_in_work()
    for address in addresses():
        page.goto(address)
        assert_accessible(page)


@pytest.mark.browser_context_args(viewport=PHONE)
def test_nothing_scrolls_sideways_on_a_narrow_screen(page, roles):
    call_command("load_demo", trials=0, stakeholders=60, verbosity=0)
    sign_in_as(page, "coordinator")
    doubtful_and_in_work()
    for address in addresses():
        page.goto(address)
        assert_fits(page)
