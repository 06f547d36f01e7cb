"""A page never shows the title of a row that its reader may not open."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consortium.models import Statement
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
