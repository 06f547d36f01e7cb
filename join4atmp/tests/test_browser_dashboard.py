"""The dashboard in a browser: with and without scripts, by keyboard, on a phone, for everyone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import expect

PAGES = (
    "/trials/",
    "/trials/?demo=yes&time_to_start=m3&time_to_start=m6&time_to_start=m12&time_to_start=m24",
    "/trials/?view=charts&phase_is=I%2FII",
    "/trials/?view=map&per=million&country=DE",
    "/trials/compare/?a-technology=car-t&b-technology=til",
)


@pytest.fixture
def trials(transactional_db):
    call_command("load_demo", trials=24, stakeholders=0, verbosity=0)


def number(page):
    words = page.locator(".sentence-count").inner_text()
    return int(re.search(r"[\d,]+", words)[0].replace(",", ""))


def test_a_bar_sets_its_filter_in_place_and_back_removes_it(page, trials):
    page.goto("/trials/?view=charts")
    everything = number(page)
    bar = page.locator("#chart-class a.chart-mark").first
    says = int(re.search(r"([\d,]+) trial", bar.get_attribute("aria-label"))[1].replace(",", ""))
    page.evaluate("window.stayed = true")

    bar.click()

    expect(page.locator(".filter-chip")).to_contain_text("Class")
    assert page.evaluate("window.stayed")
    assert number(page) == says < everything
    assert "view=charts" in page.url
    assert "atmp_class=" in page.url
    expect(page.locator("#chart-class .chart-chosen")).to_have_count(1)

    page.go_back()
    expect(page.locator(".sentence-count")).to_contain_text(str(everything))


def test_bars_countries_and_tabs_work_by_keyboard_and_without_scripts(browser, base_url, trials):
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto("/trials/?view=map")
    country = page.locator(".map a.chart-mark").first
    country.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("country="))
    expect(page.locator(".filter-chip")).to_have_count(1)

    page.get_by_role("link", name="Charts", exact=True).click()
    expect(page).to_have_url(re.compile("view=charts"))
    page.locator("#table-phase summary").click()
    cell = page.locator("#table-phase td a").first
    said = int(cell.inner_text())
    cell.click()
    expect(page.locator(".sentence-count")).to_contain_text(f"{said} of")
    context.close()


def test_columns_are_chosen_in_place(page, trials):
    page.goto("/trials/")
    page.locator("#column-chooser summary").click()
    page.get_by_label("Technology", exact=True).check()
    page.get_by_role("button", name="Show these columns").click()

    expect(page.locator("th.col-technology")).to_be_visible()
    assert "columns=technology" in page.url


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_dashboard_is_accessible_and_fits_the_screen(page, trials, width, scheme):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    for address in PAGES:
        page.goto(address)

        assert page.evaluate("document.documentElement.scrollWidth") == width, address
        found = Axe().run(page)
        assert found.violations_count == 0, (address, found.generate_report())
