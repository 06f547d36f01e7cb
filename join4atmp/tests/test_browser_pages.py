"""The public pages in a browser: with and without scripts, light and dark, wide and narrow."""

import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.template.loader import get_template
from django.utils import timezone
from playwright.sync_api import expect

from core.text import search_text
from trials.models import Product, RegisterRecord, Sponsor, Trial, TrialCountry
from trials.tests.factories import make_trial

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
NO_SCRIPTS = pytest.mark.browser_context_args(java_script_enabled=False)


# Arrange


def public_trial(**fields):
    trial = make_trial(**{"curation": "included", **fields})
    trial.search_text = search_text(trial.number, trial.title)
    trial.save()
    return trial


def three_trials():
    public_trial(register_atmp_class="GTMP", register_phase="I", title="Alpha", countries="DE ES")
    public_trial(register_atmp_class="GTMP", register_phase="II", title="Beta", countries="FR")
    public_trial(register_atmp_class="TEP", register_phase="III", title="Gamma", countries="DE")


def trial_with_everything():
    """A trial that shows every section of its page."""
    trial = public_trial(
        eudract_number="2022-002568-62",
        nct_number="NCT00000001",
        title="An open-label trial of invented cells",
        lay_title="A study of cells",
        register_phase="I/II",
        curated_phase="I",
        subjects=15,
        started_on=date(2023, 5, 18),
        conflicts={"status": {"ongoing": ["ES"], "completed": ["SE", "SE (2)"]}},
        is_demo=True,
    )
    now = timezone.now()
    for country in ("ES", "SE"):
        RegisterRecord.objects.create(
            trial=trial,
            register="euctr",
            number=trial.eudract_number,
            country=country,
            packed=b"",
            sha256=country,
            first_seen_at=now,
            last_seen_at=now,
        )
        TrialCountry.objects.create(
            trial=trial,
            register="euctr",
            code=country,
            name={"ES": "Spain", "SE": "Sweden"}[country],
            participation="concerned",
            status="ongoing",
            authority="Spain - AEMPS",
            decided_on=date(2023, 5, 18),
        )
    TrialCountry.objects.create(
        trial=trial, register="euctr", code="PL", name="Poland", participation="planned"
    )
    Product.objects.create(
        trial=trial, role="Test", name="Invented cells", atmp="yes", atmp_class="GTMP", orphan="yes"
    )
    Sponsor.objects.create(trial=trial, name="Demo Neurovector Ltd")
    return trial


def sign_in(page, name, **rights):
    email = f"{name}@demo.example"
    get_user_model().objects.create_user(name, email, "a-long-password", **rights)
    page.goto("/accounts/login/")
    page.get_by_label("User name or e-mail address").fill(name)
    page.get_by_label("Password").fill("a-long-password")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def titles(page):
    return page.locator(".cell-title a").all_inner_texts()


def query_of(page):
    return page.url.partition("?")[2]


# The list


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=NO_SCRIPTS)])
def test_a_count_is_a_link_to_its_trials_alone(page, scripts):
    three_trials()

    page.goto("/trials/")
    page.get_by_role("link", name="Only Gene therapy (GTMP): 2").click()

    expect(page.locator("#count")).to_contain_text("2 of 3 trials")
    assert query_of(page) == "atmp_class=GTMP"
    assert sorted(titles(page)) == ["Alpha", "Beta"]
    expect(page.get_by_role("link", name="Remove Class: Gene therapy (GTMP)")).to_be_visible()


def test_checkboxes_of_a_facet_add_up_in_place(page):
    three_trials()
    page.goto("/trials/")
    page.evaluate("window.here = true")

    page.get_by_label("Phase I", exact=True).check()
    expect(page.locator("#count")).to_contain_text("1 of 3 trials")
    page.get_by_label("Phase III", exact=True).check()
    expect(page.locator("#count")).to_contain_text("2 of 3 trials")

    assert query_of(page) == "order=-first_entered&phase=I&phase=III"
    assert sorted(titles(page)) == ["Alpha", "Gamma"]
    assert page.evaluate("window.here"), "the page was loaded anew"
    expect(page.get_by_label("Phase III", exact=True)).to_be_focused()
    expect(page.locator("#announcer")).to_contain_text("2 of 3 trials")


@NO_SCRIPTS
def test_checkboxes_without_scripts_wait_for_the_button(page):
    three_trials()
    page.goto("/trials/")

    page.get_by_label("Phase I", exact=True).check()
    page.get_by_role("checkbox", name="Germany").check()
    page.get_by_role("button", name="Apply filters").click()

    expect(page.locator("#count")).to_contain_text("1 of 3 trials")
    assert titles(page) == ["Alpha"]
    expect(page.get_by_role("checkbox", name="Germany")).to_be_checked()


def test_back_and_reload_show_the_list_of_their_address(page):
    three_trials()
    page.goto("/trials/")
    page.get_by_label("Tissue engineered (TEP)").check()
    expect(page.locator("#count")).to_contain_text("1 of 3 trials")

    page.reload()
    expect(page.locator("#count")).to_contain_text("1 of 3 trials")

    page.go_back()
    expect(page.locator("#count")).to_contain_text("3 trials")
    expect(page.get_by_label("Tissue engineered (TEP)")).not_to_be_checked()


def test_taking_a_filter_away_leads_the_focus_to_the_count(page):
    three_trials()
    page.goto("/trials/?phase=I&country=DE")

    page.get_by_role("link", name="Remove Phase: Phase I").click()

    expect(page.locator("#count")).to_contain_text("2 of 3 trials")
    expect(page.locator("#count")).to_be_focused()
    page.get_by_role("link", name="Clear all").click()
    expect(page.locator("#count")).to_have_text(re.compile(r"^\s*3 trials"))


def test_an_opened_list_of_countries_stays_open(page):
    public_trial(countries="AT BE CZ DE DK ES FI FR IT")
    page.goto("/trials/")

    page.get_by_text("Show all 9").click()
    page.get_by_role("checkbox", name="Italy").check()

    expect(page.get_by_role("link", name="Remove Country: Italy")).to_be_visible()
    expect(page.locator("#more-country")).to_have_attribute("open", "")


def test_search_and_words_that_find_nothing(page):
    three_trials()
    page.goto("/trials/")

    page.get_by_role("searchbox").fill("beta")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("#count")).to_contain_text("1 of 3 trials")
    assert titles(page) == ["Beta"]

    page.get_by_role("searchbox").fill("nowhere")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("heading", name="No trial fits all of these filters.")).to_be_visible()
    expect(page.locator(".empty").get_by_role("link", name="sign in")).to_have_attribute(
        "href", re.compile("/accounts/login/")
    )


def test_an_impossible_value_gives_a_message_and_no_rows(page):
    three_trials()

    page.goto("/trials/?phase=V&year_from=soon")

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Phase: V is not one of the values of this filter.")
    expect(alert).to_contain_text("First entered from: Enter a whole number.")
    expect(page.get_by_label("from")).to_have_value("soon")
    assert titles(page) == []


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=NO_SCRIPTS)])
def test_the_pager_knows_first_last_and_total(page, scripts):
    for _ in range(101):
        public_trial()
    page.goto("/trials/?order=number")
    pager = page.get_by_role("navigation", name="Pages of the list")
    expect(pager).to_contain_text("1–50 of 101")
    expect(pager.get_by_role("link")).to_have_text(["Next", "Last"])

    pager.get_by_role("link", name="Next").click()
    expect(pager).to_contain_text("51–100 of 101")
    assert query_of(page) == "order=number&page=2"

    pager.get_by_role("link", name="Last").click()
    expect(pager).to_contain_text("Page 3 of 3")
    expect(pager.get_by_role("link")).to_have_text(["First", "Previous"])


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=NO_SCRIPTS)])
def test_a_heading_sorts_and_says_how(page, scripts):
    three_trials()
    page.goto("/trials/")

    page.get_by_role("columnheader", name="Trial").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Trial")).to_have_attribute(
        "aria-sort", "ascending"
    )
    assert titles(page) == ["Alpha", "Beta", "Gamma"]

    page.get_by_role("columnheader", name="Trial").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Trial")).to_have_attribute(
        "aria-sort", "descending"
    )
    assert titles(page) == ["Gamma", "Beta", "Alpha"]


def test_the_export_has_the_rows_of_the_list(page):
    three_trials()
    page.goto("/trials/?country=DE")
    expect(page.get_by_role("region", name="Export")).to_contain_text("You export 2 of 3 trials")

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()

    with open(download.value.path(), encoding="utf-8-sig") as file:
        assert len(file.readlines()) == 3  # the heading and two trials


@pytest.mark.parametrize(
    "scripts",
    [
        pytest.param(True, marks=pytest.mark.browser_context_args(viewport=PHONE)),
        pytest.param(
            False,
            marks=pytest.mark.browser_context_args(viewport=PHONE, java_script_enabled=False),
        ),
    ],
)
def test_filters_of_a_phone_open_on_demand(page, scripts):
    three_trials()
    page.goto("/trials/?phase=I&phase=II")
    box = page.get_by_label("Phase I", exact=True)
    expect(box).to_be_hidden()

    page.get_by_text("Filters (2)").click()

    expect(box).to_be_visible()
    if scripts:
        box.uncheck()
        expect(page.locator("#count")).to_contain_text("1 of 3 trials")
        expect(box).to_be_visible()


# One trial


def test_a_trial_tells_what_is_known_and_who_says_so(page):
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
        "Curated: decided by a curator; the registers say: Phase I/II"
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
    page.get_by_role("main").get_by_role("button", name="Sign in").click()

    expect(page.locator("#count")).to_contain_text("2 of 3 trials")
    assert query_of(page) == "phase=I&phase=II"
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def test_a_wrong_password_is_said_at_the_form(page):
    page.goto("/accounts/login/")

    page.get_by_label("User name or e-mail address").fill("nobody")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert")).to_contain_text("not correct")


# Every page

PAGES = [
    "/",
    "/trials/",
    "/trials/?atmp_class=GTMP&phase=I",
    "/trials/?q=nowhere",
    "/trials/?phase=V",
    "/trials/2022-002568-62/",
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


def assert_accessible(page):
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in violations] == []


def assert_fits(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


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


def test_the_page_of_a_breakdown_needs_neither_request_nor_database(page, live_server):
    html = get_template("500.html").render()
    page.route("**/broken", lambda route: route.fulfill(body=html, content_type="text/html"))

    page.goto("/broken")

    expect(page.get_by_role("heading", level=1)).to_have_text("Something went wrong on our side")
    assert_accessible(page)
