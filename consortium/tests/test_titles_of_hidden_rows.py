"""A page, list or file never shows the title or number of a row that its reader may not open."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from consortium.links import action_link
from consortium.models import Statement
from consortium.pack.period import Period
from consortium.pack.tables import PARTS
from consortium.recording import move_decision
from stakeholders.tests.factories import user_in

from .factories import (
    body_of,
    make_action,
    make_advice,
    make_decision,
    make_document,
    make_event,
    make_meeting,
    make_news,
    make_seat,
)

pytestmark = pytest.mark.django_db
HIDDEN = "Hidden words"


def hidden_meeting():
    return make_meeting(title=HIDDEN, visibility="body", days=-7, state="held")


def hidden_decision():
    return make_decision(title=HIDDEN, visibility="body", state="adopted")


def hidden_document():
    return make_document(title=HIDDEN, slug="hidden", access="body", body=body_of())


def draft_newsletter():
    tomorrow = timezone.localdate() + timedelta(days=1)
    return make_news(title=HIDDEN, published_on=tomorrow, kind="newsletter")


def decision_of_a_meeting():
    return make_decision(visibility="public", state="adopted", meeting=hidden_meeting())


def decision_that_replaces():
    return make_decision(visibility="public", state="adopted", replaces=hidden_decision())


def advice_of_a_meeting():
    return make_advice(body=body_of(), visibility="public", meeting=hidden_meeting())


def action_of_a_meeting():
    return make_action(visibility="public", meeting=hidden_meeting())


def action_of_a_decision():
    return make_action(visibility="public", decision=hidden_decision())


def action_of_an_advice():
    advice = make_advice(body=body_of(), title=HIDDEN, visibility="body")
    return make_action(visibility="public", advice=advice)


def event_with_slides():
    return make_event(slides=hidden_document())


def news_with_a_document():
    return make_news(document=hidden_document())


def statement_of_a_newsletter():
    statement = Statement.objects.first()
    statement.newsletter = draft_newsletter()
    statement.save()
    return statement


PAGES_OF_A_BODY = [
    decision_of_a_meeting,
    decision_that_replaces,
    advice_of_a_meeting,
    action_of_a_meeting,
    action_of_a_decision,
    action_of_an_advice,
    event_with_slides,
    news_with_a_document,
]


@pytest.mark.parametrize("make", [*PAGES_OF_A_BODY, statement_of_a_newsletter])
@pytest.mark.parametrize("role", [None, "member"])
def test_the_title_of_a_row_that_the_reader_may_not_open_is_not_shown(client, make, role):
    if role:
        client.force_login(user_in(role))

    page = client.get(make().get_absolute_url())

    assert page.status_code == 200
    assert HIDDEN not in page.text


@pytest.mark.parametrize("make", PAGES_OF_A_BODY)
def test_a_person_with_a_seat_in_the_body_sees_the_title(client, make):
    user = user_in("member")
    make_seat(user=user)
    client.force_login(user)

    assert HIDDEN in client.get(make().get_absolute_url()).text


def text_of(file):
    return b"".join(file.streaming_content).decode()


def replacing():
    """Return the number of a hidden decision and a public one that replaces it."""
    hidden = make_decision(visibility="body", state="adopted")
    return hidden.number, make_decision(visibility="public", state="adopted", replaces=hidden)


def action_on_a_hidden_decision():
    hidden = make_decision(visibility="body", state="adopted")
    return hidden.number, make_action(visibility="public", decision=hidden)


def list_of_actions(client):
    number, _ = action_on_a_hidden_decision()
    return number, client.get("/actions/").text


def file_of_actions(client):
    number, _ = action_on_a_hidden_decision()
    return number, text_of(client.get("/actions/export/?format=csv"))


def list_of_actions_on_advice(client):
    hidden = make_advice(body=body_of(), visibility="body")
    make_action(visibility="public", advice=hidden)
    return hidden.number, client.get("/actions/").text


def file_of_decisions(client):
    number, _ = replacing()
    return number, text_of(client.get("/decisions/export/?format=csv"))


def list_of_the_api(client):
    number, _ = replacing()
    return number, client.get("/api/v1/decisions/").text


def row_of_the_api(client):
    number, decision = replacing()
    return number, client.get(f"/api/v1/decisions/{decision.number}/").text


def step_of_a_replaced_decision(client):
    replaced = make_decision(visibility="public", state="adopted")
    hidden = make_decision(visibility="body", replaces=replaced)
    move_decision(hidden, "adopted", by=None)
    return hidden.number, client.get(replaced.get_absolute_url()).text


WITH_NUMBERS = [
    list_of_actions,
    file_of_actions,
    list_of_actions_on_advice,
    file_of_decisions,
    list_of_the_api,
    row_of_the_api,
    step_of_a_replaced_decision,
]


@pytest.mark.parametrize("show", WITH_NUMBERS)
@pytest.mark.parametrize("role", [None, "member"])
def test_the_number_of_a_row_that_the_reader_may_not_open_is_not_shown(client, show, role):
    if role:
        client.force_login(user_in(role))

    number, shown = show(client)

    assert shown
    assert number not in shown


@pytest.mark.parametrize("show", WITH_NUMBERS)
def test_a_person_with_a_seat_in_the_body_sees_the_number(client, show):
    user = user_in("member")
    make_seat(user=user)
    client.force_login(user)

    number, shown = show(client)

    assert number in shown


def test_the_link_of_an_action_shows_the_number_to_a_seat_of_the_body_only(client):
    number, action = action_on_a_hidden_decision()
    address = action_link(action).replace("http://127.0.0.1:8000", "")
    assert number not in client.get(address).text

    action.seat = make_seat(user=user_in("member"))
    action.save()
    assert number in client.get(address).text


def test_the_reporting_pack_has_no_number_of_a_hidden_decision():
    number, decision = replacing()
    (part,) = [part for part in PARTS if part.name == "decisions"]

    rows = list(part.rows(Period(date(2026, 1, 1), date(2026, 12, 31))))

    assert [row[0] for row in rows] == [decision.number]
    assert number not in str(rows)
