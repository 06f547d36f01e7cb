"""Questions that readers ask, answered in a browser within a number of clicks, on a large screen
and on a phone. A test clicks only what is visible; a closed menu costs a click."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from core.text import search_text
from products.coversheets.content import write_cells
from products.models import ClinicalOutcome, PreclinicalStudy
from products.tests.sheets import STUDY, cells
from trials.models import RegisterRecord, Trial
from trials.tests.factories import make_trial
from usecases.content import write_cases, write_vocabularies
from usecases.tests.factories import make_hurdle, make_recommendation

from .browsing import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


class Clicks:
    """A reader at the home page, who counts clicks."""

    def __init__(self, page, size):
        self.page, self.count, self.is_phone = page, 0, size == SIZES["phone"]
        page.set_viewport_size(size)
        page.goto("/")

    def task(self, name):
        """Follow a link of the home page itself, outside the menu."""
        self.on(self.page.get_by_role("main").get_by_role("link", name=name, exact=True))

    def room(self, name):
        """Follow an entry of the menu, which is closed on a phone."""
        menu = self.page.get_by_role("navigation", name="Main")
        if self.is_phone:
            self.on(self.page.locator(".menu-switch summary"))
        self.on(menu.get_by_role("link", name=name, exact=True))

    def on(self, place):
        place.click()
        self.count += 1


@pytest.fixture(params=SIZES.values(), ids=SIZES)
def size(request):
    return request.param


@pytest.fixture
def reader(page, size):
    return Clicks(page, size)


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

    page.get_by_label("Search the portal").fill("academic CAR-T Spain since 2018")
    reader.on(page.get_by_role("button", name="Search"))
    reader.on(page.locator(".search-offer a"))
    expect(page.locator("#count")).to_contain_text("1 of 3 trials")
    with page.expect_download() as sheet:
        reader.on(page.get_by_role("link", name="Excel"))

    assert sheet.value.suggested_filename.endswith(".xlsx")
    assert reader.count <= 5


def test_pragmatil_by_a_visitor(reader, page, vocabularies):
    reader.task("Read a use case")
    reader.on(page.get_by_role("main").get_by_role("link", name="PragmaTIL"))

    expect(page.get_by_role("heading", level=1)).to_have_text("PragmaTIL")
    assert reader.count == 2


def test_hurdles_without_a_solution(reader, page, vocabularies):
    make_hurdle(title="Nobody has solved it", is_demo=True)

    reader.task("Hurdles without a solution")

    expect(page.get_by_role("main")).to_contain_text("Nobody has solved it")
    assert reader.count <= 2


def test_hurdles_without_a_solution_from_the_menu(reader, page, vocabularies):
    make_hurdle(title="Nobody has solved it", is_demo=True)

    if reader.is_phone:
        reader.on(page.locator(".menu-switch summary"))
    reader.on(page.locator(".menu-more summary").first)
    reader.on(page.get_by_role("link", name="Hurdles without a solution").first)

    expect(page.get_by_role("main")).to_contain_text("Nobody has solved it")
    assert reader.count == 2 + reader.is_phone


def test_germany_against_italy_with_refusals(reader, page):
    car_t(countries="DE", refusing_countries="IT")

    reader.task("Find trials")
    reader.on(page.get_by_role("link", name="Compare", exact=True))
    reader.on(page.get_by_role("link", name="Germany against Italy"))

    row = page.get_by_role("row", name="Refused by a country")
    expect(row.get_by_role("cell").last).to_contain_text("1")
    assert reader.count == 3


def test_a_citation_of_a_list(reader, page):
    car_t()

    reader.task("Find trials")
    reader.on(page.get_by_text("Cite, share, terms"))

    expect(page.locator(".cite-text")).to_contain_text(str(date.today().year))
    assert reader.count == 2


def test_who_answered_a_recommendation(reader, page, vocabularies):
    advice = make_recommendation(
        make_hurdle(is_demo=True), title="Exempt trials from GMO rules", is_demo=True
    )
    advice.events.create(
        old="handed_over",
        new="answered",
        happened_on="2025-06-03",
        reply="We see the need.",
        source="Letter of the invented Gene Board",
    )

    reader.task("Recommendations")
    reader.on(page.get_by_role("link", name="Exempt trials from GMO rules"))

    answer = page.get_by_role("listitem").filter(has_text="We see the need.")
    expect(answer).to_contain_text("3 Jun 2025")
    expect(answer).to_contain_text("Letter of the invented Gene Board")
    assert reader.count == 2


@pytest.mark.parametrize("age", [3, 20, 400])
def test_what_changed_this_month(page, size, age):
    """The days between the loading of a demonstration and its reader do not matter."""
    seen = timezone.now() - timedelta(days=age)
    trial = car_t(title="The latest one", is_demo=True)
    RegisterRecord.objects.create(
        trial=trial,
        register="euctr",
        number=trial.eudract_number,
        country="ES",
        packed=b"",
        sha256="x",
        first_seen_at=seen,
        last_seen_at=seen,
    )
    reader = Clicks(page, size)

    reader.task("Recent changes")
    reader.on(page.get_by_role("link", name="30", exact=True))

    answer = page.get_by_role("main")
    expect(answer).to_contain_text("The latest one")
    if age > 30:
        expect(answer).to_contain_text("There were no changes in the last 30 days.")
    assert reader.count == 2


def test_how_well_animals_predicted_the_clinic(page, size):
    for name, outcome in (("ONE", "as_expected"), ("TWO", "as_expected"), ("THREE", "worse")):
        dossier = write_cells(None, cells({"name": name}, STUDY))
        for _ in range(2):  # two studies of a product are one product
            PreclinicalStudy.objects.create(
                dossier=dossier, setting="in_vivo", model="mouse", purpose="safety"
            )
        ClinicalOutcome.objects.create(
            study=dossier.studies.get(), aspect="safety", outcome=outcome
        )
    sign_in(page, "member")
    reader = Clicks(page, size)

    reader.room("Products")
    reader.on(page.get_by_role("link", name="Predictivity"))

    expect(page.get_by_role("row").filter(has_text="mouse")).to_contain_text("too few: 3 products")
    assert reader.count == 2 + reader.is_phone


def test_a_chart_for_a_slide_with_its_title(reader, page, client):
    car_t()
    car_t(countries="ES DE")

    reader.task("Find trials")
    with page.expect_download() as download:
        reader.on(page.get_by_role("link", name="PNG of the map"))

    with Image.open(download.value.path()) as picture:
        assert picture.width == 1920
    drawing = page.request.get(download.value.url.replace(".png", ".svg")).text()
    assert "Spain has the most trials: 2 of 2" in drawing
    assert reader.count == 2
