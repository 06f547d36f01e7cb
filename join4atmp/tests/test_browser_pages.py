"""The public pages in a browser: with and without scripts, light and dark, wide and narrow."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.template.loader import get_template
from playwright.sync_api import expect

from trials.models import Trial

from .browsing import (
    PHONE,
    assert_accessible,
    assert_fits,
    expect_query,
    public_trial,
    sign_in,
    three_trials,
    trial_with_everything,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# One trial


def test_a_trial_shows_its_facts_and_their_sources(page):
    trial = trial_with_everything()

    page.goto("/trials/")
    page.get_by_role("link", name=trial.title).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(trial.title)
    expect(page.locator(".trial-signs")).to_contain_text("Ongoing")
    expect(page.locator(".notice-demo")).to_contain_text("This trial is invented.")
    expect(page.locator("#products")).to_contain_text("Invented cells")
    expect(page.locator("#countries")).to_contain_text("Spain - AEMPS")
    expect(page.locator("#countries .inline-list")).to_have_text("Poland")
    expect(page.locator("#sponsors")).to_contain_text("Demo Neurovector Ltd")
    expect(page.locator("#disagreements")).to_contain_text(
        re.compile(r"Ongoing\s+Spain\s+Completed\s+Sweden, Sweden \(2\)")
    )
    expect(page.locator("#records tbody tr")).to_have_count(2)
    expect(page.locator("#study")).to_contain_text("not stated")
    expect(page.locator("main a[rel~=external]")).to_have_count(0)  # no register knows this trial


def test_texts_of_the_register_open_on_demand(page):
    call_command("load_demo", trials=1, verbosity=0)
    trial = Trial.objects.get()
    protocol = trial.lead_record.protocol()

    page.goto(trial.get_absolute_url())
    expect(page.locator("#study")).to_contain_text(protocol.objective)
    criteria = page.locator("details", has_text="inclusion criteria").locator("p")
    expect(criteria).to_be_hidden()

    page.get_by_text("inclusion criteria").click()

    expect(criteria).to_contain_text(protocol.inclusion.splitlines()[0])


def test_a_real_trial_links_to_the_registers(page):
    trial = public_trial(nct_number="NCT00000001")

    page.goto(trial.get_absolute_url())

    expect(page.get_by_role("link", name="NCT00000001")).to_have_attribute(
        "href", "https://clinicaltrials.gov/study/NCT00000001"
    )


def test_a_mark_of_provenance_names_its_source_on_focus(page):
    trial = trial_with_everything()
    page.goto(trial.get_absolute_url())
    mark = page.locator(".fact", has_text="Phase").locator(".mark")

    mark.focus()

    expect(mark).to_have_accessible_name(
        "Curated: decided by a curator; value in the registers: Phase I/II"
    )
    note = mark.locator(".mark-text").bounding_box()
    assert note["width"] > 100
    page.keyboard.press("Escape")
    assert mark.locator(".mark-text").bounding_box()["width"] == 1


def test_records_link_to_the_admin_for_those_who_may_see_them(page):
    trial = trial_with_everything()
    page.goto(trial.get_absolute_url())
    expect(page.locator("#records tbody a")).to_have_count(0)

    sign_in(page, "admin", is_staff=True, is_superuser=True)
    page.goto(trial.get_absolute_url())

    expect(page.locator("#records tbody a")).to_have_count(2)


# Accounts


def test_signing_in_comes_back_to_the_same_list(page):
    three_trials()
    get_user_model().objects.create_user("member", "member@demo.example", "a-long-password")
    page.goto("/trials/?phase=I&phase=II")

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Sign in").click()
    page.get_by_label("User name or e-mail address").fill("member")
    page.get_by_label("Password").fill("a-long-password")
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()

    expect(page.locator("#count")).to_contain_text("2 of 3 trials")
    expect_query(page, "phase=I&phase=II")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def test_a_wrong_password_is_an_error_of_the_form(page):
    page.goto("/accounts/login/")

    page.get_by_label("User name or e-mail address").fill("nobody")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("alert").filter(has_text="password")).to_contain_text("not correct")


# Every page

PAGES = [
    "/",
    "/trials/",
    "/trials/?atmp_class=GTMP&phase=I",
    "/trials/?q=nowhere",
    "/trials/?phase=V",
    "/trials/2022-002568-62/",
    "/trials/data-errors/",
    "/trials/data-errors/?kind=no_status",
    "/accounts/login/",
    "/accounts/password/reset/",
]
MEMBERS_PAGES = [
    "/components/",
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/2fa/",
    "/accounts/logout/",
]


@pytest.mark.parametrize(
    "scheme",
    [
        pytest.param("light", marks=pytest.mark.browser_context_args(color_scheme="light")),
        pytest.param("dark", marks=pytest.mark.browser_context_args(color_scheme="dark")),
    ],
)
def test_axe_finds_nothing(page, page_problems, scheme):
    call_command("load_demo", trials=50, verbosity=0)
    trial_with_everything()
    for address in PAGES:
        page.goto(address)
        assert_accessible(page)

    assert page.goto("/trials/2099-999999-99/").status == 404
    assert_accessible(page)
    assert page_problems.pop().endswith("404 (Not Found)")

    sign_in(page, "member")
    for address in MEMBERS_PAGES:
        page.goto(address)
        assert_accessible(page)


@pytest.mark.browser_context_args(viewport=PHONE)
def test_nothing_scrolls_sideways_on_a_narrow_screen(page):
    call_command("load_demo", trials=50, verbosity=0)
    trial_with_everything()
    for address in PAGES:
        page.goto(address)
        assert_fits(page)

    sign_in(page, "member")
    for address in MEMBERS_PAGES:
        page.goto(address)
        assert_fits(page)
    assert_accessible(page)


def test_the_page_for_server_errors_needs_neither_request_nor_database(page, live_server):
    html = get_template("500.html").render()
    page.route("**/broken", lambda route: route.fulfill(body=html, content_type="text/html"))

    page.goto("/broken")

    expect(page.get_by_role("heading", level=1)).to_have_text("There is a problem with the portal")
    assert_accessible(page)
