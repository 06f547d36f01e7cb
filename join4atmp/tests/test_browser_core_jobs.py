"""The curators' core jobs in clicks: a selection in a list and a press of a button is one each."""

import pytest
from django.apps import apps
from playwright.sync_api import expect

from join4atmp.roles import give_permissions
from products.models import Dossier
from products.tests.sheets import STUDY, cells, sheet_file
from trials.models import Trial
from trials.tests.factories import make_trial
from trials.tests.people import person

from .test_browser_curation import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Clicks:
    """Counts what a person does with the mouse."""

    def __init__(self):
        self.number = 0

    def click(self, target):
        self.number += 1
        target.click()

    def select(self, target, value):
        self.number += 1
        target.select_option(value)

    def fill(self, target, text):
        self.number += 1
        target.fill(text)

    def choose(self, target, files):
        self.number += 1
        target.set_input_files(files)


@pytest.fixture
def clicks():
    return Clicks()


@pytest.fixture
def curator(page, db):
    give_permissions(apps)
    person("curator")
    sign_in(page, "curator")
    return page


def test_the_next_trial_is_one_click_away(curator, clicks):
    first, second = make_trial(), make_trial()
    curator.goto("/admin/")

    clicks.click(curator.get_by_role("link", name="Begin: To curate"))
    curator.wait_for_url(f"**/trial/{first.pk}/change/**")
    assert clicks.number == 1
    clicks.click(curator.get_by_role("link", name="Skip to the next trial"))
    curator.wait_for_url(f"**/trial/{second.pk}/change/**")
    assert clicks.number == 2


def test_taking_over_and_submitting_is_two_clicks(curator, clicks):
    first, second = make_trial(), make_trial()
    curator.goto(f"/admin/trials/trial/{first.pk}/change/?queue=curate")

    clicks.click(curator.get_by_role("button", name="Confirm all undecided values"))
    clicks.click(curator.get_by_role("button", name="Submit for inclusion and open the next"))

    curator.wait_for_url(f"**/trial/{second.pk}/change/**")
    assert clicks.number == 2
    assert Trial.objects.get(curation="in_review") == first


def test_three_facts_with_one_evidence_are_at_most_six_clicks(curator, clicks):
    trial = make_trial()
    curator.goto(f"/admin/trials/trial/{trial.pk}/change/")

    for label, value in (("Phase", "I"), ("Class", "TEP"), ("Status", "completed")):
        clicks.select(curator.get_by_label(label, exact=True), value)
    shared = curator.get_by_role("group", name="Evidence for all changes")
    clicks.fill(shared.get_by_label("or link, or document"), "https://example.org/article")
    clicks.click(curator.get_by_role("button", name="Save decisions"))

    expect(curator.get_by_text("Saved: ").first).to_be_visible()
    assert clicks.number <= 6
    facts = trial.decisions.values_list("fact", "source")
    assert sorted(facts) == [
        (fact, "https://example.org/article") for fact in ("atmp_class", "phase", "status")
    ]


def test_eleven_sheets_are_imported_in_three_clicks(curator, clicks):
    files = [
        {
            "name": f"sheet-{number}.xlsx",
            "mimeType": "application/xlsx",
            "buffer": sheet_file(cells(None, STUDY | {"study_id": ""}, name=f"P-{number}")),
        }
        for number in range(11)
    ]
    curator.goto("/admin/products/dossier/import/")

    clicks.choose(curator.locator("input[type=file]"), files)
    clicks.click(curator.get_by_role("button", name="Check files"))
    clicks.click(curator.get_by_role("button", name="Import the ticked files"))

    expect(curator.get_by_text("11 products added")).to_be_visible()
    assert clicks.number == 3
    assert Dossier.objects.count() == 11
    curator.goto("/admin/products/dossier/import/")
    expect(curator.get_by_text("sheet-3.xlsx: new product")).to_contain_text("P-3")


def test_a_question_mark_lists_the_shortcuts(curator):
    make_trial()
    curator.goto("/admin/")
    expect(curator.locator("#cu-keys-list")).to_be_hidden()

    curator.keyboard.press("?")

    expect(curator.locator("#cu-keys-list")).to_be_visible()
    expect(curator.locator("#cu-keys-list kbd").first).to_be_visible()
