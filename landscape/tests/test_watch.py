"""The change watch: saving an entry marks what it touches and opens one task each."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.transitions import InvalidTransition
from landscape.models import ReviewTask, Step, WatchEntry
from landscape.tests.factories import make_answer
from landscape.watch import finish_review, open_reviews
from usecases.tests.admin_pages import sign_in
from usecases.tests.factories import make_user

pytestmark = pytest.mark.django_db


def make_entry(steps=(), answers=(), countries=""):
    entry = WatchEntry.objects.create(
        title="New law", text="A law", happens_on="2027", source="A source", countries=countries
    )
    entry.steps.set(steps)
    entry.answers.set(answers)
    return entry


def test_an_entry_saved_in_the_admin_marks_step_profile_and_answer_until_each_is_reviewed(client):
    answer, step = make_answer(), Step.objects.get(slug="preclinical")
    pages = [answer.get_absolute_url(), step.get_absolute_url(), "/countries/FR/"]
    assert not any("is under review" in client.get(page).content.decode() for page in pages)
    sign_in(client, "curator")
    data = {
        "title": "Reform",
        "text": "It changes much.",
        "happens_on": "2027-01",
        "steps": [step.pk],
        "countries": "FR",
        "answers": [answer.pk],
        "source": "Official Journal",
        "as_of": "",
        "recorded_on": "2026-11-29",
        "standing": "sourced",
    }

    response = client.post(reverse("admin:landscape_watchentry_add"), data)

    assert response.status_code == 302
    entry = WatchEntry.objects.get(title="Reform")
    assert entry.tasks.count() == 3
    client.logout()
    assert all("is under review" in client.get(page).content.decode() for page in pages)
    assert "Under review" in client.get("/helpdesk/").content.decode()
    for task in entry.tasks.all():
        finish_review(task, by=make_user("curator"), note="Checked.")
    assert not any("is under review" in client.get(page).content.decode() for page in pages)


def test_saving_again_opens_no_second_task_and_drops_what_is_no_longer_touched():
    one, two = Step.objects.all()[:2]
    entry = make_entry([one], countries="FR DE")
    assert (open_reviews(entry), open_reviews(entry)) == (3, 0)
    entry.steps.set([two])
    entry.countries = "FR"
    entry.save()

    assert open_reviews(entry) == 1

    assert {(task.step, task.country) for task in entry.tasks.all()} == {(two, ""), (None, "FR")}


def test_a_finished_review_is_not_opened_again_and_not_finished_twice():
    entry = make_entry(countries="FR")
    open_reviews(entry)
    task, user = entry.tasks.get(), make_user("curator")
    with pytest.raises(InvalidTransition, match="result is missing"):
        finish_review(task, by=user, note=" ")
    finish_review(task, by=user, note="Nothing changes.")

    assert open_reviews(entry) == 0
    with pytest.raises(InvalidTransition, match="already finished"):
        finish_review(task, by=user, note="Again")


def test_a_task_is_of_exactly_one_thing():
    entry, step = make_entry(), Step.objects.first()

    for fields in ({}, {"step": step, "country": "FR"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReviewTask.objects.create(entry=entry, **fields)


def test_the_page_and_the_feed_have_the_entries_with_their_source(client):
    page = client.get("/change-watch/").content.decode()
    feed = client.get("/change-watch/changes.atom").content.decode()

    for entry in WatchEntry.objects.all():
        assert entry.title in page
        assert entry.source in page
        assert entry.title in feed


def test_changes_that_are_coming_are_first_with_the_next_one_on_top_and_past_ones_are_below(client):
    WatchEntry.objects.all().delete()
    for day in ("2020-05", "2090", "2019", "2080-01-01"):
        WatchEntry.objects.create(title=f"Law of {day}", text="A law", happens_on=day, source="S")

    context = client.get("/change-watch/").context

    assert [entry.happens_on for entry in context["coming"]] == ["2080-01-01", "2090"]
    assert [entry.happens_on for entry in context["past"]] == ["2020-05", "2019"]
