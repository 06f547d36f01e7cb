"""Two curators edit the same row or its parts: no edit is lost."""

import pytest

from usecases.models import Attempt, CaseHurdle, Milestone, UseCase

from .admin_pages import address, form_of, sign_in
from .factories import (
    make_case,
    make_hurdle,
    make_milestone,
    make_recommendation,
    make_solution,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(client):
    sign_in(client, "curator")
    return client


def written_by_another(row, **values):
    row._history_user = make_user("curator")
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


ROWS = {
    "case": make_case,
    "milestone": lambda: make_milestone(title="Before"),
    "hurdle": make_hurdle,
    "solution": make_solution,
    "recommendation": make_recommendation,
}


@pytest.mark.parametrize("name", ROWS)
def test_the_second_of_two_editors_sees_the_text_of_the_first(curator, name):
    row = ROWS[name]()
    mine = {**form_of(curator, address(row)), "title": "Mine"}
    written_by_another(row, title="Theirs")

    page = curator.post(address(row), mine)

    text = page.content.decode()
    assert f"{row._history_user.username} changed this row while you were editing it" in text
    assert "Title: Theirs" in text
    row.refresh_from_db()
    assert row.title == "Theirs"
    again = mine | {"opened_as": page.context["adminform"].form.data["opened_as"]}
    assert curator.post(address(row), again).status_code == 302
    row.refresh_from_db()
    assert row.title == "Mine"


def test_changes_of_only_the_other_editor_are_kept(curator):
    case = make_case(title="Before")
    mine = {**form_of(curator, address(case)), "summary": "Mine"}
    written_by_another(case, title="Theirs", disease="Theirs")

    assert curator.post(address(case), mine).status_code == 302

    case = UseCase.objects.get(pk=case.pk)
    assert (case.title, case.disease, case.summary) == ("Theirs", "Theirs", "Mine")


def test_parts_of_a_case_that_both_changed_are_shown(curator):
    case = make_case()
    make_hurdle(case)
    row = CaseHurdle.objects.get()
    mine = {**form_of(curator, address(case)), "case_hurdles-0-note": "Mine"}
    written_by_another(row, note="Theirs")

    page = curator.post(address(case), mine)

    text = page.content.decode()
    assert "Note: Theirs" in text
    row.refresh_from_db()
    assert row.note == "Theirs"
    formsets = {one.formset.prefix: one.formset for one in page.context["inline_admin_formsets"]}
    shown = formsets["case_hurdles"].forms[0]["opened_as"].value()
    again = mine | {"case_hurdles-0-opened_as": shown}
    assert curator.post(address(case), again).status_code == 302
    row.refresh_from_db()
    assert row.note == "Mine"


def test_parts_changed_only_by_the_other_editor_are_kept(curator):
    case = make_case()
    make_hurdle(case)
    row = CaseHurdle.objects.get()
    mine = {**form_of(curator, address(case)), "title": "Mine"}
    written_by_another(row, note="Theirs", position=7)
    changes = row.history.count()

    assert curator.post(address(case), mine).status_code == 302

    row.refresh_from_db()
    case.refresh_from_db()
    assert (row.note, case.title) == ("Theirs", "Mine")
    assert row.history.count() <= changes + 1  # the position, for which the last save wins


def test_a_clock_stop_is_not_overwritten(curator):
    milestone = make_milestone(submitted_on="2023", decided_on="2024")
    stop = milestone.stops.create(stopped_on="2023-05", reason="Before")
    mine = {**form_of(curator, address(milestone)), "stops-0-reason": "Mine"}
    written_by_another(stop, reason="Theirs")

    page = curator.post(address(milestone), mine)

    assert "Reason: Theirs" in page.content.decode()
    stop.refresh_from_db()
    assert stop.reason == "Theirs"


def test_an_outcome_is_shown_in_words(curator):
    hurdle = make_hurdle()
    make_solution(hurdle, outcome="worked")
    attempt = Attempt.objects.get()
    mine = {**form_of(curator, address(hurdle)), "attempts-0-outcome": "not_stated"}
    written_by_another(attempt, outcome="failed", why="Too late.")

    page = curator.post(address(hurdle), mine)

    assert "Outcome: Failed" in page.content.decode()


def test_a_part_that_somebody_deleted_stays_deleted(curator):
    case = make_case()
    make_hurdle(case)
    mine = {**form_of(curator, address(case)), "title": "Mine"}
    CaseHurdle.objects.all().delete()

    assert curator.post(address(case), mine).status_code == 302

    case.refresh_from_db()
    assert case.title == "Mine"
    assert not CaseHurdle.objects.exists()


def test_an_editor_of_a_deleted_part_gets_a_message(curator):
    case = make_case()
    make_hurdle(case)
    mine = {**form_of(curator, address(case)), "case_hurdles-0-note": "Mine", "title": "Mine"}
    CaseHurdle.objects.all().delete()

    page = curator.post(address(case), mine)

    text = page.content.decode()
    assert "deleted a row of this list" in text
    assert "“Note: Mine”" in text
    case.refresh_from_db()
    assert case.title != "Mine"


@pytest.mark.parametrize("carried", ["", "x", "[]", "null", '{"title": 5}'])
def test_a_carrier_that_was_tampered_with_breaks_nothing(curator, carried):
    milestone = make_milestone(title="Before")
    data = form_of(curator, address(milestone)) | {"title": "Mine", "opened_as": carried}

    assert curator.post(address(milestone), data).status_code in (200, 302)
    assert Milestone.objects.get().title in ("Before", "Mine")
