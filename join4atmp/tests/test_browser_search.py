"""A member in a browser: a search with a typing error, a result, a saved view and its feed."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.core.management import call_command
from playwright.sync_api import expect

from core.text import search_text
from trials.models import SavedView
from trials.past import states
from trials.tests.factories import make_trial
from usecases.tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DARK = pytest.mark.browser_context_args(color_scheme="dark")
NO_SCRIPTS = pytest.mark.browser_context_args(java_script_enabled=False)
PASSWORD = "a-long-password"


@pytest.fixture
def trials(transactional_db):
    for title in ("Keratinocytes for burns", "Leukaemia in children"):
        make_trial(title=title, is_demo=True, search_text=search_text(title), countries="DE")
    states.keep()


def sign_in(page):
    User.objects.create_user("member", "member@member.example", PASSWORD)
    page.goto("/accounts/login/")
    page.get_by_label("User name or e-mail address").fill("member")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=NO_SCRIPTS)])
def test_a_search_with_a_typing_error_leads_to_a_saved_view_and_its_feed(page, trials, scripts):
    sign_in(page)

    # The search corrects the word and marks it in the result.
    page.goto("/")
    page.get_by_label("Search the portal").fill("keratinocites")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("These are the results for")).to_contain_text("keratinocytes")
    expect(page.locator("mark")).to_have_text(["Keratinocytes"])
    page.get_by_role("link", name="Keratinocytes for burns").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Keratinocytes for burns")

    # The list with a filter is saved under a name.
    page.goto("/trials/?country=DE")
    page.get_by_label("Name of the saved filter").fill("Germany")
    page.get_by_label("Send me a weekly e-mail").check()
    page.get_by_role("button", name="Save view").click()
    expect(page.get_by_text("The view “Germany” is saved.")).to_be_visible()
    expect(page.get_by_text("Country: Germany")).to_be_visible()
    expect(page.get_by_text("New trials are sent to member@member.example")).to_be_visible()

    # It opens its list again, and its feed needs no session.
    address = page.get_by_role("link", name="Private feed (Atom)").get_attribute("href")
    page.get_by_role("link", name="Germany", exact=True).click()
    expect(page.locator("#count")).to_contain_text("2 of 2 trials")
    page.context.clear_cookies()
    feed = page.request.get(address)
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert "Keratinocytes for burns" in feed.text()
    assert SavedView.objects.get().weekly_mail


def test_a_filter_that_was_set_by_scripts_is_saved(page, trials):
    sign_in(page)
    page.goto("/trials/")
    page.get_by_role("checkbox", name="Germany").check()
    expect(page.get_by_role("link", name="Remove Country: Germany")).to_be_visible()

    page.get_by_label("Name of the saved filter").fill("Made in place")
    page.get_by_role("button", name="Save view").click()

    expect(page.get_by_text("is saved.")).to_be_visible()
    assert "country=DE" in SavedView.objects.get().query


@pytest.fixture
def everything(transactional_db):
    make_user()
    call_command("load_demo", trials=20, stakeholders=0, verbosity=0)
    call_command("freeze_issue", demo=True, verbosity=0)


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=DARK)])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page, everything, scheme):
    sign_in(page)
    SavedView.objects.create(owner=User.objects.get(username="member"), name="Mine")
    issue = page.request.get("/issues/").text().split('href="/issues/')[1].split('"')[0]
    addresses = [
        "/",
        "/changes/",
        "/search/?q=cells",
        "/search/?q=leukemai",
        "/search/?q=zzzzzzzz",
        "/trials/views/",
        "/trials/as-of/",
        "/issues/",
        f"/issues/{issue}",
        "/api/",
        "/data-dictionary/",
    ]
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], address
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
