"""A new curator in a browser: write, review, publish, read, print and find a use case."""

import re

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from playwright.sync_api import expect

from join4atmp.roles import give_permissions
from usecases.content import write_vocabularies
from usecases.models import Hurdle, UseCase

from .browsing import NO_SCRIPTS, assert_accessible, assert_fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 800}
DARK = pytest.mark.browser_context_args(color_scheme="dark")
PASSWORD = "a-long-password"


@pytest.fixture
def content(db):
    """Restore the content of the migrations, without the use cases."""
    UseCase.objects.all().delete()
    write_vocabularies(apps.get_model)
    give_permissions(apps)


@pytest.fixture
def demonstration(content):
    call_command("load_demo", trials=0, stakeholders=0, verbosity=0)


def account(name, role):
    user = User.objects.create_user(name, f"{name}@demo.example", PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def sign_in(page, name):
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_label("User name or e-mail address").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def choose(page, field, text):
    """In a field of the admin that completes itself."""
    page.locator(f"#id_{field} + .select2, .field-{field} .select2").first.click()
    page.locator(".select2-search__field").last.fill(text)
    page.locator(".select2-results__option", has_text=text).first.click()


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()


def move(page, case, status, note=""):
    page.goto(f"/admin/usecases/usecase/{case.pk}/move/")
    page.locator("#id_status").select_option(status)
    page.locator("#id_note").fill(note)
    page.get_by_role("button", name="Change status").click()


def test_a_new_curator_writes_a_case_and_readers_find_its_hurdle(page, content):
    account("curator", "curator")
    account("reviewer", "reviewer")
    sign_in(page, "curator")

    # The case, with rich text that is cleaned.
    page.goto("/admin/usecases/usecase/add/")
    page.locator("#id_short_name").press_sequentially("Blue cells")
    expect(page.locator("#id_slug")).to_have_value("blue-cells")
    page.locator("#id_title").fill("Blue cells on their road")
    page.locator("#id_summary").fill("What happened to blue cells.")
    page.locator("#id_countries").fill("de es")
    page.locator(".field-context .tiptap").click()
    page.keyboard.type("The cells were blue before they were a medicine.")
    save(page)
    case = UseCase.objects.get()
    assert case.countries == "DE ES"
    assert case.context == "<p>The cells were blue before they were a medicine.</p>"

    # A milestone on its own page; a wrong date is refused at its field.
    page.goto(f"/admin/usecases/usecase/{case.pk}/change/")
    page.get_by_role("link", name="Add milestone").click()
    choose(page, "procedure", "GMO consent")
    page.locator("#id_country").fill("DE")
    page.locator("#id_submitted_on").fill("2023-01-10")
    page.locator("#id_decided_on").fill("2022-12-01")
    save(page)
    expect(page.get_by_text("The decision is before the submission")).to_be_visible()
    page.locator("#id_decided_on").fill("2023-07-01")
    save(page)
    page.wait_for_url(f"**/usecase/{case.pk}/change/")

    # A hurdle is started from the case; a similar one is suggested while typing.
    page.get_by_role("link", name="Add new hurdle").click()
    page.locator("#id_title").fill("Consent took half a year")
    choose(page, "category", "H03")
    choose(page, "stage", "S05")
    save(page)
    page.wait_for_url("**/usecases/hurdle/")
    page.goto("/admin/usecases/hurdle/add/")
    page.locator("#id_title").press_sequentially("Consent took half a ye")
    expect(page.get_by_role("link", name="Consent took half a year")).to_be_visible()

    # A solution for the hurdle, with its outcome.
    page.goto("/admin/usecases/solution/add/")
    page.locator("#id_title").fill("One meeting with the authority")
    choose(page, "type", "Early and iterative")
    page.get_by_role("link", name="Hurdles on which it was tried").click()
    page.get_by_role("link", name="Add another").last.click()
    choose(page, "attempts-0-hurdle", "Consent took half a year")
    page.locator("#id_attempts-0-outcome").select_option("failed")
    save(page)
    expect(page.get_by_text("Write why the solution failed")).to_be_visible()
    page.locator("#id_attempts-0-outcome").select_option("worked")
    save(page)
    page.wait_for_url("**/usecases/solution/#attempts")

    # Review by a second person.
    move(page, case, "final_review")
    sign_in(page, "reviewer")
    move(page, case, "finalised", "First version.")
    assert UseCase.objects.get().status == "finalised"

    # A reader without an account, on a phone.
    page.context.clear_cookies()
    page.set_viewport_size(PHONE)
    page.goto("/use-cases/blue-cells/")
    expect(page.get_by_role("heading", name="Blue cells on their road")).to_be_visible()
    expect(page.get_by_text("The cells were blue before")).to_be_visible()
    expect(page.locator(".timeline").get_by_text("Took 172 days; 82 days longer")).to_be_visible()
    expect(page.get_by_text("Version 1,").first).to_be_visible()
    assert_fits(page)

    # On paper, and as files.
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="PDF")).to_be_hidden()
    expect(page.get_by_role("heading", name="Consent took half a year")).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF-")
    page.emulate_media(media="screen")
    for kind in ("PDF", "Word"):
        with page.expect_download() as download:
            page.get_by_role("link", name=kind).click()
        assert download.value.suggested_filename.startswith("join4atmp-blue-cells-version-1.")

    # The same hurdle from the matrix.
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("link", name="Hurdles", exact=True).first.click()
    page.get_by_role("link", name="H03 GMO legislation, Trial authorisation: 1").click()
    page.get_by_role("link", name="Consent took half a year").click()
    expect(page.get_by_role("link", name="Blue cells")).to_be_visible()
    expect(page.get_by_role("link", name="One meeting with the authority")).to_be_visible()


PAGES = [
    "/use-cases/",
    "/use-cases/demo-car-t/",
    "/use-cases/demo-car-t/versions/",
    "/use-cases/compare/?case=demo-car-t&case=demo-stem-cells",
    "/hurdles/",
    "/hurdles/?matrix=country",
    "/hurdles/gaps/",
    "/solutions/",
    "/procedures/",
    "/procedures/gmo/",
    "/recommendations/",
    "/recommendations/demo-one-gmo-form/",
]


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=DARK)])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page, demonstration, scheme):
    hurdle = Hurdle.objects.filter(attempts__isnull=False).first()
    for address in [*PAGES, hurdle.get_absolute_url()]:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        assert_accessible(page)
        page.set_viewport_size({"width": 360, "height": 740})
        assert_fits(page)


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=NO_SCRIPTS)])
def test_a_number_of_the_matrix_opens_its_hurdles(page, demonstration, scripts):
    page.goto("/hurdles/")
    cell = page.get_by_role("link", name="H03 GMO legislation, Trial authorisation: 1")
    expect(cell).to_have_text("1")

    cell.click()

    expect(page.locator("#count")).to_have_text(re.compile(r"1 of \d+ hurdles"))
    expect(page.locator(".hurdles-table tbody tr")).to_have_count(1)


def test_a_filter_narrows_the_list_in_place(page, demonstration):
    page.goto("/hurdles/?matrix=country")
    page.evaluate("window.sameDocument = true")

    page.get_by_role("checkbox", name="H04 GMP and manufacturing").check()

    expect(page.locator(".hurdles-table tbody tr")).to_have_count(1)
    expect(page.locator("#announcer")).to_have_text(re.compile(r"1 of \d+ hurdles"))
    expect(page.get_by_role("checkbox", name="H04 GMP and manufacturing")).to_be_focused()
    assert "category=H04" in page.url
    assert "matrix=country" in page.url
    page.get_by_role("link", name="Remove Category").click()
    expect(page.locator("#count")).to_have_text(re.compile(r"^\s*\d+ hurdles"))
    page.go_back()
    expect(page.locator(".hurdles-table tbody tr")).to_have_count(1)
    page.go_back()
    expect(page.locator(".filter-chip")).to_have_count(0)


def test_a_number_of_the_matrix_narrows_the_rows_in_place(page, demonstration):
    page.goto("/hurdles/")
    page.evaluate("window.sameDocument = true")

    page.get_by_role("link", name="H03 GMO legislation, Trial authorisation: 1").click()

    expect(page.locator(".hurdles-table tbody tr")).to_have_count(1)
    expect(page.locator(".hurdles-table")).to_be_in_viewport()
    assert page.evaluate("window.sameDocument")


@NO_SCRIPTS
@pytest.mark.parametrize(
    ("address", "label", "left"),
    [
        ("/hurdles/", "H04 GMP and manufacturing", ".hurdles-table tbody tr"),
        ("/use-cases/", "France", ".case-card"),
        ("/recommendations/", "Adopted", ".results tbody tr"),
    ],
)
def test_filters_are_a_form_that_works_without_scripts(page, demonstration, address, label, left):
    page.goto(address)
    page.get_by_role("checkbox", name=label, exact=True).check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.locator(left)).to_have_count(1)

    page.get_by_role("link", name="Remove").first.click()

    expect(page).to_have_url(re.compile(f"{address}$"))


def test_a_change_of_a_public_text_is_shown_with_its_difference(page, demonstration):
    hurdle = Hurdle.objects.exclude(approved_text=None).first()
    hurdle.description = "Another description."
    hurdle.save()

    page.goto(hurdle.get_absolute_url())
    expect(page.get_by_text("Changed since Demo CAR-T, version 2, 3 March 2026")).to_be_visible()
    page.get_by_text("Show the changes").click()

    expect(page.get_by_role("insertion")).to_have_text("Another description.")
    assert_accessible(page)


def test_two_cases_are_compared(page, demonstration):
    page.goto("/use-cases/")
    page.get_by_label("Compare Demo CAR-T").check()
    page.get_by_label("Compare Demo stem cells").check()
    page.get_by_role("button", name="Compare selected use cases").click()

    expect(page.locator(".timeline")).to_have_count(2)
    page.get_by_label("Time axis").select_option("start")
    page.get_by_role("button", name="Compare").click()
    expect(page.locator(".bar-label").first).to_have_text("Year 1")


def test_the_print_is_a_brief_without_controls(page, demonstration):
    page.goto("/use-cases/demo-car-t/")
    page.emulate_media(media="print")

    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_role("link", name="PDF")).to_be_hidden()
    expect(page.locator(".timeline")).to_be_visible()
    expect(page.locator(".citation")).to_be_visible()
    assert page.pdf().startswith(b"%PDF-")
