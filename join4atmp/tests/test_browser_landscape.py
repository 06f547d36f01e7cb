"""Walks over the regulatory landscape: a hospital team, the help-desk, and a change of law."""

import re

import pytest
from django.apps import apps
from playwright.sync_api import expect

from join4atmp.roles import give_permissions
from landscape.content import write as write_landscape
from landscape.desk.library import draft_from
from landscape.desk.links import ticket_of
from landscape.forms import MIN_SECONDS
from landscape.models import Desk, LibraryAnswer, Step, Ticket
from landscape.tests.factories import make_answer
from usecases.content import write_bottlenecks, write_vocabularies

from .browsing import NO_SCRIPTS, PHONE, assert_accessible, assert_fits, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DARK = pytest.mark.browser_context_args(color_scheme="dark")
PATH = "/path/?country=AT&class=GTMP&gmo=yes&source=autologous&sponsor=non_commercial"
PAGES = (
    PATH,
    "/path/?country=AT&other=DE&gmo=no",
    "/path/steps/gmo-consent/?country=AT",
    "/countries/",
    "/countries/NL/",
    "/countries/facts/gmo-framework/",
    "/helpdesk/",
    "/helpdesk/ask/",
    "/helpdesk/desks/",
    "/helpdesk/measures/",
    "/change-watch/",
    "/taxonomy/",
    "/bottlenecks/",
)


@pytest.fixture(autouse=True)
def content(db, monkeypatch):
    """Write what migrations write, because the tables of these tests start empty. The forms take
    what a browser sends at once."""
    write_vocabularies(apps.get_model)
    write_bottlenecks(apps.get_model)
    write_landscape(apps.get_model)
    give_permissions(apps)
    assert MIN_SECONDS > 0
    monkeypatch.setattr("landscape.forms.MIN_SECONDS", 0)


def ask(page, question):
    page.goto("/helpdesk/ask/")
    page.get_by_label("Your question").fill(question)
    page.get_by_label(re.compile("I have written no patient data")).check()
    page.get_by_role("button", name="Look for answers before sending").click()
    page.get_by_role("button", name="Send the question").click()
    expect(page.get_by_text("Keep the address of this page")).to_be_visible()


def test_a_hospital_team_reads_the_path_and_keeps_a_checklist(page):
    page.goto("/path/")
    page.get_by_label("Country", exact=True).select_option("AT")
    page.get_by_label("Class", exact=True).select_option("GTMP")
    page.get_by_label("Contains a GMO").select_option("yes")
    page.get_by_role("button", name="Show the path").click()
    gmo = page.locator("#gmo-consent")
    expect(gmo).to_contain_text("Contained use only")
    expect(gmo).to_contain_text("90 days")
    expect(gmo).to_contain_text("Source: syneoshealth.com")
    expect(page.locator("#no-legal-advice")).to_be_visible()

    page.get_by_label("Title of the checklist").fill("Our team")
    page.get_by_role("button", name="Save a checklist").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Our team")
    page.get_by_label("Planned: 7. Consent for the GMO").fill("2027-03-01")
    page.get_by_role("button", name="Save the checklist").click()

    expect(page.get_by_label("Planned: 7. Consent for the GMO")).to_have_value("2027-03-01")
    read = page.locator(".address").nth(1).inner_text()
    page.goto(re.sub(r"^https?://[^/]+", "", read))
    expect(page.get_by_role("row", name="7. Consent for the GMO")).to_contain_text("2027")


def test_a_question_that_needs_an_authority_is_referred_with_a_text(page):
    ask(page, "Is our product a tissue engineered product or a gene therapy?")
    ticket_address = page.url
    ticket = Ticket.objects.get()
    desk = Desk.objects.get(name__contains="CAT")
    sign_in(page, "curator", is_staff=True, is_superuser=True)

    page.goto(f"/admin/landscape/ticket/{ticket.pk}/change/")
    Ticket.objects.update(level="C", step=Step.objects.get(slug="classification"), desk=desk)
    for state in ("triaged", "referred"):
        page.goto(f"/admin/landscape/ticket/{ticket.pk}/move/")
        page.get_by_label("New status").select_option(state)
        page.get_by_role("button", name="Change status").click()
    page.goto(ticket_address)

    expect(page.get_by_label(re.compile("This text is prepared"))).to_have_value(
        re.compile("Is our product a tissue engineered product")
    )
    assert_accessible(page)


def test_an_answer_has_four_eyes_is_published_and_marked_when_the_law_changes(page):
    ask(page, "Which form does Austria want for contained use?")
    ticket = Ticket.objects.get()
    answer = {"answer": "The national form.", "sources": "A law", "valid_as_of": "2026-11-01"}
    author = make_answer().author
    step = Step.objects.get(slug="gmo-consent")
    Ticket.objects.update(level="A", step=step, author=author, may_publish=True, **answer)
    sign_in(page, "checker", is_staff=True, is_superuser=True)
    for state in ("triaged", "answering", "checked", "answered", "closed"):
        page.goto(f"/admin/landscape/ticket/{ticket.pk}/move/")
        page.get_by_label("New status").select_option(state)
        page.get_by_role("button", name="Change status").click()
    ticket.refresh_from_db()
    assert (ticket.state, ticket.author) == ("closed", author)
    draft = draft_from(ticket, by=author)
    page.goto("/admin/landscape/libraryanswer/?q=national")
    page.locator("input[name=_selected_action]").first.check()
    page.locator("select[name=action]").first.select_option("publish_answers")
    page.locator("button[name=index]").first.click()
    page.goto(draft.get_absolute_url())
    expect(page.locator(".answer")).to_contain_text("The national form.")

    page.goto("/admin/landscape/watchentry/add/")
    page.get_by_label("Title").fill("New form")
    page.get_by_label("Text").fill("The form changes.")
    page.get_by_label("Date of the change").fill("2027")
    page.get_by_label("Source").fill("Official Journal")
    page.get_by_label("Countries").fill("AT")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto("/countries/AT/")
    expect(page.get_by_text("This profile is under review")).to_be_visible()


def test_the_nearest_answers_appear_while_the_question_is_written(page):
    make_answer("Which form does a trial with a viral vector need?")
    page.goto("/helpdesk/ask/")

    page.get_by_label("Your question").fill("form for a trial with viral vektor")
    page.get_by_label("Your question").blur()

    expect(page.locator("#nearest")).to_contain_text("Which form does a trial")
    page.goto("/helpdesk/")


@NO_SCRIPTS
def test_a_question_is_sent_without_scripts_after_the_nearest_answers(page):
    ask(page, "Which form does a trial with a viral vector need?")

    assert ticket_of(page.url.rstrip("/").rsplit("/", 1)[1]) == Ticket.objects.get()


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_accessible_and_fit_on_a_phone(page, address):
    page.goto(address)
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_fits(page)


@DARK
@pytest.mark.parametrize("address", [PATH, "/countries/facts/gmo-framework/", "/helpdesk/ask/"])
def test_pages_are_accessible_in_the_dark(page, address):
    page.goto(address)
    assert_accessible(page)
    assert LibraryAnswer.objects.exists()
