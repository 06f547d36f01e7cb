"""Walks over the capacity map: an invited facility, a coordinator, a member, and the gap report."""

import re

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from capacities import figures
from capacities.content import write as write_content
from capacities.models import Campaign, Facility, Invitation
from capacities.survey.links import path_of
from capacities.tests.factories import make_capability, make_facility, make_statement
from join4atmp.roles import give_permissions

from .browsing import (
    NO_SCRIPTS,
    PHONE,
    assert_accessible,
    assert_fits,
    public_trial,
    sign_in,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DARK = pytest.mark.browser_context_args(color_scheme="dark")
PAGES = (
    "/capacities/",
    "/capacities/map/",
    "/capacities/steps/",
    "/capacities/reports/",
    "/capacities/reports/gaps/",
    "/capacities/reports/selection/?atmp_class=GTMP&place=Vienna&km=500",
    "/capacities/infrastructures/",
    "/capacities/infrastructures/eatris/",
    "/capacities/countries/IT/",
)
QUESTION = "who can release a lentiviral CAR-T batch within 500 km of Vienna"


@pytest.fixture
def facilities(db):
    """Two facilities in Vienna and Madrid, and what migrations write: the tables may be empty."""
    write_content(apps.get_model)
    vienna = make_facility("AT", name="Vienna release unit", classes="GTMP")
    for step in ("release_test", "certification"):
        make_capability(vienna, step)
    madrid = make_facility("ES", name="Madrid vector core", kind="GMP-V", classes="GTMP")
    make_capability(madrid, "vector", technology="lentivir")
    make_statement(vienna, step="release_test")
    return vienna, madrid


def test_an_invited_facility_fills_the_first_page_on_a_phone_and_releases_two_blocks(page, db):
    facility = make_facility(name="Invited unit", released=[])
    today = timezone.localdate()
    campaign = Campaign.objects.create(
        name="Survey 2027", text="Please answer.", opens_on=today, closes_on=today
    )
    invitation = Invitation.objects.create(campaign=campaign, facility=facility)
    page.set_viewport_size(PHONE)
    page.goto(path_of(invitation))
    assert_fits(page)
    assert_accessible(page)
    page.get_by_label("Gene therapy (GTMP)").check()
    page.get_by_label("Cell processing and expansion").check()
    page.get_by_label("Capacity is counted in").select_option("batches_per_year")
    page.get_by_label("Capacity", exact=True).select_option("10-29")
    page.get_by_role("button", name="Save and check the page").click()

    expect(page.get_by_text("Preview: your page with all blocks released")).to_be_visible()
    assert_fits(page)
    assert_accessible(page)
    page.get_by_label("Identity: name, kind, place, description").check()
    page.get_by_label("Capabilities: classes, technologies, steps").check()
    page.get_by_label("Your name or function").fill("Head of production")
    page.get_by_label("I may speak for the facility").check()
    page.get_by_role("button", name="Release the chosen blocks").click()

    expect(page.get_by_text("A curator checks the released blocks")).to_be_visible()
    states = dict(invitation.answers.values_list("block", "state"))
    assert states == {
        "identity": "released",
        "capabilities": "released",
        "capacity": "saved",
        "authorisations": "saved",
    }


def test_a_coordinator_sees_the_campaign_and_exports_the_silent_ones(page, facilities):
    give_permissions(apps)
    today = timezone.localdate()
    campaign = Campaign.objects.create(name="Round 2027", text="x", opens_on=today, closes_on=today)
    for facility, state in zip(facilities, ("answered", "no_answer"), strict=True):
        Invitation.objects.create(campaign=campaign, facility=facility, state=state)
    sign_in(page, "coordinator")
    User.objects.get(username="coordinator").groups.add(
        apps.get_model("auth", "Group").objects.get(name="coordinator")
    )
    page.goto("/capacities/")
    page.get_by_role("link", name="Campaigns").click()
    page.get_by_role("link", name="Round 2027").click()
    expect(page.get_by_text("2 facilities invited, 1 without an answer")).to_be_visible()
    page.get_by_role("link", name="Without an answer 1").click()
    expect(page.get_by_role("rowheader", name="Madrid vector core")).to_be_visible()
    assert_accessible(page)
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV").click()
    text = started.value.path().read_text("utf-8-sig")
    assert "Madrid vector core" in text
    assert "Vienna release unit" not in text


def test_a_member_asks_in_words_and_gets_the_list_the_reasons_and_the_missing_step(
    page, facilities
):
    sign_in(page, "member")
    page.goto("/capacities/reports/")
    page.get_by_label("Question in words").fill(QUESTION)
    page.get_by_role("button", name="Find facilities").click()

    expect(page.get_by_role("link", name="Vienna release unit")).to_be_visible()
    expect(page.get_by_text("0 km from Vienna in a straight line")).to_be_visible()
    expect(page.get_by_text("Missing in the chain within 500 km of Vienna")).to_be_visible()
    expect(page.get_by_role("link", name="Madrid vector core, 1,810 km")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Vienna release unit").click()
    expect(page.get_by_role("heading", name="Vienna release unit")).to_be_visible()
    assert_accessible(page)


def open_trial_in_austria():
    public_trial(
        register_atmp_class="GTMP",
        register_status="ongoing",
        countries="AT",
        subjects=30,
        title="Open trial in Austria",
    )
    figures.refresh()


def test_the_gap_report_opens_its_trials_and_facilities(page, facilities):
    open_trial_in_austria()
    page.goto("/capacities/reports/gaps/?atmp_class=GTMP")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Austria"))
    expect(row).to_contain_text("gap: no facility known")
    trials, found = row.get_by_role("link").all()[:2]
    trials.click()
    expect(page.get_by_text("Open trial in Austria")).to_be_visible()
    page.go_back()
    assert found.inner_text() == "1"
    found.click()
    expect(page.get_by_role("link", name="Vienna release unit")).to_be_visible()


def test_filters_work_in_place_and_keep_the_address_true(page, facilities):
    page.goto("/capacities/")
    page.get_by_label("Spain").check()
    expect(page.get_by_role("heading", name="1 of 2 facilities")).to_be_visible()
    expect(page).to_have_url(re.compile(r"[?&]country=ES\b"))
    page.get_by_role("link", name="Map", exact=True).click()
    expect(page.get_by_role("heading", name="Map of capacities")).to_be_visible()
    expect(page).to_have_url(re.compile(r"[?&]country=ES\b"))


@NO_SCRIPTS
def test_filters_map_and_reports_work_without_scripts(page, facilities):
    page.goto("/capacities/")
    page.get_by_label("Austria").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("heading", name="1 of 2 facilities")).to_be_visible()
    page.get_by_role("link", name="Map", exact=True).click()
    page.locator("a.chart-mark:visible").first.click()
    expect(page.get_by_role("link", name="Vienna release unit")).to_be_visible()


@pytest.mark.parametrize("address", PAGES)
def test_every_page_fits_a_phone_and_is_accessible(page, facilities, address):
    page.set_viewport_size(PHONE)
    page.goto(address)
    assert_fits(page)
    assert_accessible(page)


SMALLEST_LETTERS = """
() => Math.min(...[...document.querySelectorAll(".chart-plot text")].map(
  (text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a))
"""


def test_letters_of_a_report_are_not_shrunk_on_a_phone(page, facilities):
    open_trial_in_austria()
    page.set_viewport_size(PHONE)
    page.goto("/capacities/reports/gaps/")

    assert page.evaluate(SMALLEST_LETTERS) >= 9
    assert_fits(page)


@DARK
@pytest.mark.parametrize("address", ["/capacities/", "/capacities/map/", "/capacities/steps/"])
def test_pages_are_accessible_in_the_dark_scheme(page, facilities, address):
    page.goto(address)
    assert_accessible(page)
    assert Facility.objects.count() == 2
