"""A member's way in a browser from a trial to a shared scenario; the source of each default."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.apps import apps
from django.contrib.auth.models import Group, User
from playwright.sync_api import expect

from economics import demo
from economics.content import write_reference_values
from economics.models import SavedScenario
from economics.tests.libreoffice import recalculated
from join4atmp.roles import give_permissions

from .browsing import public_trial

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 800}
DARK = pytest.mark.browser_context_args(color_scheme="dark")
NO_SCRIPTS = pytest.mark.browser_context_args(java_script_enabled=False)
PASSWORD = "a-long-password"


@pytest.fixture
def content(db):
    """What migrations write: tests in a browser empty the tables."""
    give_permissions(apps)
    write_reference_values(apps.get_model)
    demo.load()


@pytest.fixture
def member(content, page):
    user = User.objects.create_user("member", "member@demo.example", PASSWORD)
    user.groups.add(Group.objects.get(name="member"))
    page.goto("/accounts/login/")
    page.get_by_label("User name or e-mail address").fill("member")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    return user


def download(page, name):
    with page.expect_download() as found:
        page.get_by_role("link", name=name).click()
    return found.value.path().read_bytes()


def corridor(page):
    return page.locator(".corridor-sentence")


@pytest.mark.libreoffice
@pytest.mark.timeout(240)
def test_from_a_trial_to_a_shared_scenario(member, page, browser, tmp_path):
    trial = public_trial(register_phase="II", title="Alpha", is_demo=True)

    # Start from the trial: its phase is filled in, and the corridor is shown.
    page.goto(trial.get_absolute_url())
    page.get_by_role("link", name="Write a scenario").click()
    expect(page.get_by_label("Next phase")).to_have_value("ii")
    expect(corridor(page)).to_contain_text("The payer's threshold is empty")

    # The results follow what is typed, in place.
    page.get_by_label("Title").fill("Alpha therapy")
    page.locator("#id_threshold").fill("80,000")
    expect(corridor(page)).to_contain_text("the payer can pay EUR 500,000")
    page.locator("#id_price").fill("-5")
    expect(page.locator("#error-price")).to_contain_text("E_RANGE")
    page.locator("#id_price").fill("450,000")
    expect(page.locator("#error-price")).to_be_hidden()
    expect(page.locator("#result-net_price")).to_contain_text("EUR 450,000")

    # Save, and see the same numbers with their draws.
    page.get_by_role("button", name="Save as a scenario").click()
    expect(page.get_by_text("The scenario is saved as version 1")).to_be_visible()
    subject = page.get_by_role("paragraph").filter(has_text="Cost-effectiveness plane")
    expect(subject).to_be_visible()
    expect(page.locator("main").get_by_role("link", name=trial.number)).to_be_visible()

    # The workbook calculates the same price, and the report is a PDF.
    saved = SavedScenario.objects.get(title="Alpha therapy").versions.get()
    files = {"alpha": download(page, re.compile("XLSX"))}
    book = recalculated(files, tmp_path)["alpha"]
    needed = saved.results["break_even_price"]["value"]
    assert book["Result"]["B7"].value == pytest.approx(needed, rel=1e-9)
    assert download(page, "PDF report").startswith(b"%PDF")

    # Share the address: somebody without an account reads it.
    page.get_by_role("button", name="Share by address").click()
    expect(page.get_by_text("everyone who has its address can read it")).to_be_visible()
    stranger = browser.new_context(base_url=page.url.split("/economics")[0]).new_page()
    stranger.goto(page.url)
    expect(stranger.locator(".corridor-sentence")).to_contain_text("EUR 500,000")
    stranger.context.close()

    # Compare with the charity case: only differences are listed.
    page.goto("/economics/compare/")
    page.get_by_label("Alpha therapy").check()
    page.get_by_label("Academic CAR-T").check()
    page.get_by_role("button", name="Compare").click()
    differences = page.get_by_role("region", name=re.compile("Different inputs"))
    expect(differences.get_by_role("rowheader", name=re.compile("List price"))).to_be_visible()
    expect(differences.get_by_role("rowheader", name=re.compile("Inflation"))).to_have_count(0)


def test_an_economist_finds_the_source_of_a_default_in_two_clicks(member, page):
    page.goto("/economics/new/")
    rate = page.locator(".input-field", has=page.locator("#id_cost_rate"))

    rate.locator("summary").click()
    rate.get_by_role("link", name=re.compile("JOIN4ATMP example")).click()

    expect(page).to_have_url(re.compile("/economics/references/#reference-"))
    expect(page.locator(":target")).to_contain_text("Discount rate of the payer")
    expect(page.locator(":target")).to_contain_text("Unverified")


def test_a_number_opens_how_it_came_about(content, page):
    page.goto("/economics/scenarios/demo-academic-car-t/")

    page.locator("#result-break_even_price summary").click()

    opened = page.locator("#result-break_even_price")
    expect(opened.get_by_text("P* = [PV_dev")).to_be_visible()
    expect(opened.get_by_role("link", name="Likelihood of approval")).to_be_visible()


@NO_SCRIPTS
def test_without_scripts_a_button_recalculates_and_a_value_is_taken(member, page):
    page.goto("/economics/new/")
    page.locator("#id_threshold").fill("100000")
    page.get_by_role("button", name="Recalculate").last.click()

    expect(corridor(page)).to_contain_text("the payer can pay EUR 600,000")
    expect(page.locator("#id_threshold")).to_have_value("100,000")

    rate = page.locator(".input-field", has=page.locator("#id_capital_rate"))
    rate.locator("summary").click()
    rate.get_by_role("button", name="Use 12 %").click()
    expect(page.locator("#id_capital_rate")).to_have_value("12")
    expect(page.locator("#id_threshold")).to_have_value("100,000")


ADDRESSES = [
    "/economics/",
    "/economics/scenarios/demo-academic-car-t/",
    "/economics/new/?example=academic-car-t",
    "/economics/compare/?s=demo-academic-car-t&s=demo-commercial-car-t",
    "/economics/method/",
    "/economics/references/",
]


def assert_good(page, addresses):
    for address in addresses:
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], f"{address} is {width} wide"
        found = Axe().run(page, options={"resultTypes": ["violations"]})
        assert found.response["violations"] == [], (address, found.generate_report())


def test_pages_are_accessible_on_a_desk(member, page):
    assert_good(page, ADDRESSES)


@DARK
def test_pages_are_accessible_on_a_phone_in_the_dark(member, page):
    page.set_viewport_size(PHONE)
    assert_good(page, ADDRESSES)
