"""Questions that readers ask, answered in a browser within a number of clicks."""

from datetime import date

import pytest
from playwright.sync_api import expect

from core.text import search_text
from trials.models import Trial
from trials.tests.factories import make_trial
from usecases.content import write_cases, write_vocabularies
from usecases.tests.factories import make_hurdle, make_recommendation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE = {"width": 1280, "height": 900}


class Clicks:
    """A reader at the home page, who counts clicks."""

    def __init__(self, page):
        self.page, self.count = page, 0
        page.set_viewport_size(WIDE)
        page.goto("/")

    def room(self, name):
        menu = self.page.get_by_role("navigation", name="Main")
        self.on(menu.get_by_role("link", name=name, exact=True))

    def on(self, place):
        place.click()
        self.count += 1


@pytest.fixture
def reader(page):
    return Clicks(page)


@pytest.fixture
def vocabularies():
    """Write the content of a new portal, which a test with transactions removes."""
    from django.apps import apps

    write_vocabularies(apps.get_model)
    write_cases(apps.get_model)


def car_t(**fields):
    trial = make_trial(
        **{
            "title": "CAR-T in lymphoma",
            "countries": "ES",
            "register_technology": "car-t",
            "register_sponsor_type": "non_commercial",
            "curation": "included",
            "first_year": 2019,
            **fields,
        }
    )
    Trial.objects.filter(pk=trial.pk).update(search_text=search_text(trial.title))
    return trial


def test_non_commercial_car_t_trials_in_spain_since_2018_as_a_sheet(reader, page):
    car_t()
    car_t(title="Older", first_year=2015)
    car_t(title="Elsewhere", countries="DE")

    page.goto("/search/")
    page.get_by_label("Search the portal").fill("academic CAR-T Spain since 2018")
    reader.on(page.get_by_role("button", name="Search"))
    reader.on(page.locator(".search-offer a"))
    expect(page.locator("#count")).to_contain_text("1 of 3 trials")
    with page.expect_download() as sheet:
        reader.on(page.get_by_role("link", name="Excel"))

    assert sheet.value.suggested_filename.endswith(".xlsx")
    assert reader.count <= 5


def test_pragmatil_by_a_visitor(reader, page, vocabularies):
    reader.room("Use cases")
    reader.on(page.get_by_role("main").get_by_role("link", name="PragmaTIL"))

    expect(page.get_by_role("heading", level=1)).to_have_text("PragmaTIL")
    assert reader.count == 2


def test_hurdles_without_a_solution(reader, page, vocabularies):
    make_hurdle(title="Nobody has solved it", is_demo=True)

    reader.on(page.locator(".menu-more summary").first)
    reader.on(page.get_by_role("link", name="Hurdles without a solution").first)

    expect(page.get_by_role("main")).to_contain_text("Nobody has solved it")
    assert reader.count == 2


def test_germany_against_italy_with_refusals(reader, page):
    car_t(countries="DE", refusing_countries="IT")

    reader.room("Trials")
    reader.on(page.get_by_role("link", name="Compare", exact=True))
    reader.on(page.get_by_role("link", name="Germany against Italy"))

    row = page.get_by_role("row", name="Refused by a country")
    expect(row.get_by_role("cell").last).to_contain_text("1")
    assert reader.count == 3


def test_a_citation_of_a_list(reader, page):
    car_t()

    reader.room("Trials")
    reader.on(page.get_by_text("Cite, share, terms"))

    expect(page.locator(".cite-text")).to_contain_text(str(date.today().year))
    assert reader.count == 2


def test_who_answered_a_recommendation(reader, page, vocabularies):
    make_recommendation(
        make_hurdle(is_demo=True), title="Exempt trials from GMO rules", is_demo=True
    )

    reader.room("Recommendations")
    reader.on(page.get_by_role("link", name="Exempt trials from GMO rules"))

    expect(page.get_by_role("heading", level=1)).to_contain_text("Exempt trials")
    assert reader.count == 2
