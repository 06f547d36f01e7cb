"""A secretary takes a meeting from its plan to the report, in a browser; an action is answered by
its link, a member sees the decision, and everyone reads the public part of the minutes."""

import csv
import io
import zipfile
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from consortium.content import write
from consortium.links import action_link
from consortium.models import Action, Body, Decision, Meeting, Seat, Statement
from consortium.pack import Period
from join4atmp.packs.work import built
from join4atmp.roles import give_permissions
from stakeholders.models import TargetGroup
from usecases.content import write_vocabularies
from usecases.tests.factories import make_recommendation

from .browsing import PHONE, assert_accessible, assert_fits

PASSWORD = "a-long-password"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def content():
    """The tests with a browser empty all tables, those of the first content among them."""
    if not TargetGroup.objects.exists():
        import_module("stakeholders.migrations.0002_target_groups").seed(apps, None)
        write_vocabularies(apps.get_model)
        give_permissions(apps)
    write(apps.get_model)


def sign_in_as(page, name):
    """Sign in with an account that exists."""
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.get_by_label("User name or e-mail address").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def answer(page, button):
    page.get_by_role("button", name=button).first.click()


def plan_the_series(page):
    page.goto("/consortium/bodies/steering-committee/")
    page.get_by_role("link", name="Plan a series").click()
    page.get_by_label("Title").fill("Walk of the committee")
    page.get_by_label("Day").fill((timezone.localdate() - timedelta(days=1)).isoformat())
    page.get_by_label("Time").fill("10:00")
    page.get_by_label("Number of meetings").fill("3")
    page.get_by_label("Visible to").select_option("public")
    assert_accessible(page)
    answer(page, "Save")
    for title in ("Letter to the authorities", "Second newsletter"):
        page.get_by_text("Add an item").click()
        page.get_by_label("Title").fill(title)
        answer(page, "Add to the backlog")
        expect(page.get_by_role("listitem").filter(has_text=title)).to_be_visible()


def hold_the_meeting(page):
    page.get_by_role("link", name="Walk of the committee").first.click()
    for _ in range(2):
        answer(page, "Put on the agenda")
    expect(page.locator(".agenda > li")).to_have_count(2)
    for chooser in page.locator(".attendance-row select").all():
        chooser.select_option("attending")
    answer(page, "Save the attendance")
    answer(page, "Mark as held")
    page.get_by_label("Outcome").first.fill("The letter is written.")
    answer(page, "Mark as discussed")
    answer(page, "Defer")
    expect(page.locator(".agenda > li")).to_have_count(1)
    assert_accessible(page)


def record_the_decision(page):
    page.get_by_role("link", name="Record a decision").click()
    page.get_by_label("Title").fill("Write to three authorities")
    page.get_by_label("Recommendation").select_option(label="One text for all countries")
    page.get_by_label("Visible to").select_option("public")
    answer(page, "Save the decision")
    page.get_by_label("New state").select_option("adopted")
    answer(page, "Change the state")
    expect(page.get_by_text("The text cannot be edited any more")).to_be_visible()
    assert_accessible(page)
    page.get_by_text("Add an action").click()
    page.get_by_label("Task").fill("Send the letters")
    page.get_by_label("Seat").select_option(label="Leader of work package 3")
    page.get_by_label("Due").fill((timezone.localdate() + timedelta(days=20)).isoformat())
    answer(page, "Add the action")
    expect(page.get_by_role("link", name="Send the letters")).to_be_visible()


def test_a_meeting_from_its_plan_to_the_report(page, content):
    committee = Body.objects.get(code="SC")
    for name, role, keeps in (
        ("secretary", "Secretary", True),
        ("leader", "Leader of work package 3", False),
    ):
        user = User.objects.create_user(name, password=PASSWORD)
        Seat.objects.create(body=committee, user=user, role=role, keeps=keeps)
    make_recommendation(
        title="One text for all countries", slug="one-text", published_on="2026-01-01"
    )

    sign_in_as(page, "secretary")
    plan_the_series(page)
    hold_the_meeting(page)
    record_the_decision(page)

    page.context.clear_cookies()
    page.goto(action_link(Action.objects.get()).replace("http://127.0.0.1:8000", ""))
    page.get_by_label("Result or reason").fill("Three letters were sent.")
    assert_accessible(page)
    answer(page, "Save the answer")
    expect(page.get_by_text("Your answer is saved.")).to_be_visible()

    decision, meeting = Decision.objects.get(), Meeting.objects.get(state="held")
    sign_in_as(page, "secretary")
    page.goto(f"{meeting.get_absolute_url()}minutes/")
    page.get_by_label("Text").fill("Everything that was said.")
    page.get_by_label("Public part").fill("The committee wrote to three authorities.")
    answer(page, "Save the minutes")
    answer(page, "Propose the minutes")
    sign_in_as(page, "leader")
    page.goto(meeting.get_absolute_url())
    answer(page, "Approve the minutes")
    sign_in_as(page, "secretary")
    page.goto(meeting.get_absolute_url())
    answer(page, "Publish the public part")

    page.context.clear_cookies()
    page.goto(meeting.get_absolute_url())
    expect(page.get_by_text("The committee wrote to three authorities.")).to_be_visible()
    expect(page.get_by_text("Everything that was said.")).to_have_count(0)
    page.goto("/recommendations/one-text/")
    expect(page.get_by_role("link", name=str(decision))).to_be_visible()

    sign_in_as(page, "leader")
    page.goto("/")
    expect(page.get_by_role("heading", name="My day")).to_be_visible()
    expect(page.locator("#my-day ~ ul").get_by_text("Walk of the committee")).to_be_visible()
    page.get_by_role("link", name="1 decision of the consortium").click()
    expect(page.get_by_role("link", name="Write to three authorities")).to_be_visible()

    today = timezone.localdate()
    pack = built(Period(today - timedelta(days=30), today + timedelta(days=30)))
    with zipfile.ZipFile(io.BytesIO(pack.content)) as archive:
        text = archive.read("decisions.csv").decode("utf-8-sig")
        assert "Three letters were sent." in archive.read("summary.md").decode()
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["Number"] == decision.number


def test_all_statements_are_shown_with_their_quotation(page, content):
    page.goto("/statements/?order=subject")
    shown = page.locator(".statement-quotation").all_text_contents()
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".pager-here")).to_contain_text("Page 2")
    page.wait_for_load_state()
    shown += page.locator(".statement-quotation").all_text_contents()

    quotations = Statement.objects.exclude(quotation="").values_list("quotation", flat=True)
    assert len(quotations) >= 55
    assert sorted(shown) == sorted(f"“{text}”" for text in quotations)


@pytest.mark.parametrize("address", ["/consortium/", "/statements/", "/events/", "/meetings/"])
def test_the_pages_fit_on_a_phone_and_are_accessible(page, content, address):
    page.set_viewport_size(PHONE)
    page.goto(address)

    assert_fits(page)
    assert_accessible(page)
