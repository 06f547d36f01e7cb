"""The list of trials in a browser, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from .browsing import (
    NO_SCRIPTS,
    PHONE,
    expect_query,
    expect_titles,
    public_trial,
    three_trials,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=NO_SCRIPTS)])
def test_a_count_is_a_link_to_only_its_trials(page, scripts):
    three_trials()

    page.goto("/trials/")
    page.get_by_role("link", name="Only Gene therapy (GTMP): 2").click()

    expect(page.locator("#count")).to_contain_text("2 of 3 trials")
    expect_query(page, "atmp_class=GTMP")
    expect_titles(page, "Alpha", "Beta")
    expect(page.get_by_role("link", name="Remove Class: Gene therapy (GTMP)")).to_be_visible()


def test_checkboxes_of_a_facet_are_combined_in_place(page):
    three_trials()
    page.goto("/trials/")
    page.evaluate("window.here = true")

    page.locator("#phase-I").check()
    expect(page.locator("#count")).to_contain_text("1 of 3 trials")
    page.locator("#phase-III").check()
    expect(page.locator("#count")).to_contain_text("2 of 3 trials")

    expect_query(page, "order=-first_entered&phase=I&phase=III")
    expect_titles(page, "Alpha", "Gamma")
    assert page.evaluate("window.here"), "the page was reloaded"
    expect(page.locator("#phase-III")).to_be_focused()
    expect(page.locator("#announcer")).to_contain_text("2 of 3 trials")


@NO_SCRIPTS
def test_checkboxes_without_scripts_wait_for_the_button(page):
    three_trials()
    page.goto("/trials/")

    page.locator("#phase-I").check()
    page.get_by_role("checkbox", name="Germany").check()
    page.get_by_role("button", name="Apply filters").click()

    expect(page.locator("#count")).to_contain_text("1 of 3 trials")
    expect_titles(page, "Alpha")
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


def test_removing_a_filter_moves_the_focus_to_the_count(page):
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
    expect_titles(page, "Beta")

    page.get_by_role("searchbox").fill("nowhere")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("heading", name="No trial matches all")).to_be_visible()
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
    expect_titles(page)


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
    expect_query(page, "order=number&page=2")

    pager.get_by_role("link", name="Last").click()
    expect(pager).to_contain_text("Page 3 of 3")
    expect(pager.get_by_role("link")).to_have_text(["First", "Previous"])


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=NO_SCRIPTS)])
def test_a_heading_sorts_and_shows_the_direction(page, scripts):
    three_trials()
    page.goto("/trials/")

    page.get_by_role("columnheader", name="Trial").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Trial")).to_have_attribute(
        "aria-sort", "ascending"
    )
    expect_titles(page, "Alpha", "Beta", "Gamma")

    page.get_by_role("columnheader", name="Trial").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Trial")).to_have_attribute(
        "aria-sort", "descending"
    )
    expect_titles(page, "Gamma", "Beta", "Alpha")


def test_the_export_has_the_rows_of_the_list(page):
    three_trials()
    page.goto("/trials/?country=DE")
    expect(page.get_by_role("region", name="Export")).to_contain_text("2 of 3 trials")

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
    box = page.locator("#phase-I")
    expect(box).to_be_hidden()

    page.get_by_text("Filters (2)").click()

    expect(box).to_be_visible()
    if scripts:
        box.uncheck()
        expect(page.locator("#count")).to_contain_text("1 of 3 trials")
        expect(box).to_be_visible()


@pytest.fixture
def many_trials():
    for number in range(30):
        public_trial(
            title=f"Trial {number}",
            register_phase="I" if number % 3 else "II",
            countries="DE FR",
            register_sponsor_type="commercial" if number % 2 else "non_commercial",
        )


def place_of(control):
    return round(control.bounding_box()["y"])


def test_a_tick_and_a_sort_keep_the_place_of_the_reader(page, many_trials):
    page.set_viewport_size({"width": 1280, "height": 700})
    page.goto("/trials/")

    tick = page.get_by_label("Non-commercial")
    tick.scroll_into_view_if_needed()
    before = place_of(tick)
    tick.check()
    expect(page.locator("#count")).to_contain_text("15 of 30")
    assert place_of(tick) == pytest.approx(before, abs=2)

    heading = page.locator("#sort-title")
    heading.scroll_into_view_if_needed()
    before = place_of(heading)
    heading.click()
    expect(page.get_by_role("columnheader", name="Trial")).to_have_attribute(
        "aria-sort", "ascending"
    )
    assert place_of(heading) == pytest.approx(before, abs=2)


@pytest.mark.parametrize("width", [1280, 390])
def test_count_and_filters_are_in_view_while_filtering(page, many_trials, width):
    page.set_viewport_size({"width": width, "height": 700})
    page.goto("/trials/?phase=I")
    if width < 992:
        page.locator("#facets-toggle summary").click()

    page.get_by_label("Non-commercial").check()

    expect(page.locator("#count")).to_contain_text("10 of 30")
    expect(page.locator("#count")).to_be_in_viewport()
    expect(page.get_by_role("link", name="Remove Phase: Phase I")).to_be_in_viewport()


def test_a_number_beside_a_selected_value_adds_its_trials(page):
    three_trials()
    page.goto("/trials/?country=FR")

    page.get_by_role("link", name="Add Germany: +2").click()

    expect(page.locator("#count")).to_contain_text("3 trials")
