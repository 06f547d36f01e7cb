"""Decisions, actions and advice: numbers, steps, what cannot change, links and traces."""

import re

import pytest
from django.core import mail

from consortium.links import action_link
from consortium.models import Action, Decision, DecisionIsFixed, Link
from consortium.recording import answer_action, move_decision, reply_to
from core.transitions import InvalidTransition
from stakeholders.tests.factories import user_in
from usecases.tests.factories import make_hurdle, make_recommendation

from .factories import (
    body_of,
    make_action,
    make_advice,
    make_decision,
    make_document,
    make_meeting,
    make_seat,
    make_secretary,
)

pytestmark = pytest.mark.django_db


def path_of(link):
    return link.replace("http://127.0.0.1:8000", "")


def test_numbers_are_counted_per_body_and_year():
    numbers = [
        make_decision(decided_on=day).number
        for day in ("2026-01-01", "2026-05", "2025", "2026-02-02")
    ]
    other = make_decision(body_of("CC"))

    assert numbers == ["SC-2026-01", "SC-2026-02", "SC-2025-01", "SC-2026-03"]
    assert other.number == "CC-2026-01"
    assert make_advice().number == "SAB-2026-A01"


@pytest.mark.parametrize("state", ["adopted", "rejected", "withdrawn"])
@pytest.mark.parametrize("field", ["title", "text", "reason", "votes_for", "decided_on"])
def test_a_settled_decision_refuses_every_edit_and_says_how_to_replace_it(state, field):
    decision = make_decision(state=state)
    setattr(decision, field, 7 if field == "votes_for" else "2020")

    with pytest.raises(DecisionIsFixed, match="Record a new decision that replaces it"):
        decision.save()
    with pytest.raises(ValueError, match="cannot be updated in bulk"):
        Decision.objects.filter(pk=decision.pk).update(**{field: None})
    with pytest.raises(DecisionIsFixed, match="cannot be deleted"):
        decision.delete()


def test_the_page_refuses_the_edit_of_an_adopted_decision(client):
    client.force_login(make_secretary())
    decision = make_decision(state="adopted")

    answer = client.post(f"{decision.get_absolute_url()}edit/", {"title": "Another"}, follow=True)

    assert "Record a new decision that replaces it" in answer.content.decode()
    assert Decision.objects.get().title == decision.title


def test_a_proposed_decision_is_edited_and_an_edit_of_another_person_is_kept(client):
    client.force_login(make_secretary())
    decision = make_decision()
    address = f"{decision.get_absolute_url()}edit/"
    form = client.get(address).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    Decision.objects.filter(pk=decision.pk).update(visibility="public")

    answer = client.post(address, {**values, "title": "Use two templates"})

    assert answer.status_code == 302
    decision = Decision.objects.get()
    assert (decision.title, decision.visibility) == ("Use two templates", "public")


def test_a_decision_is_replaced_when_the_new_one_is_adopted():
    old = make_decision(state="adopted")
    new = make_decision(replaces=old, title="Use two templates")

    with pytest.raises(InvalidTransition, match="by the adoption of another one"):
        move_decision(old, "replaced", by=None)
    old.refresh_from_db()
    assert old.state == "adopted"
    move_decision(new, "adopted", by=None)

    old.refresh_from_db()
    assert (old.state, old.replaced_by) == ("replaced", new)


@pytest.mark.parametrize(
    ("state", "seen"),
    [("proposed", False), ("adopted", True), ("rejected", False), ("withdrawn", True)],
)
def test_the_public_sees_settled_public_decisions_only(client, state, seen):
    decision = make_decision(state=state, visibility="public")
    make_decision(state="adopted", visibility="members", title="For members")

    assert (client.get(decision.get_absolute_url()).status_code == 200) is seen
    page = client.get("/decisions/").content.decode()
    assert (decision.title in page) is seen
    assert "For members" not in page


def test_the_secretary_opens_an_adopted_decision_to_everyone(client):
    decision = make_decision(state="adopted", text="The text")
    assert client.get(decision.get_absolute_url()).status_code == 404
    client.force_login(make_secretary())

    client.post(f"{decision.get_absolute_url()}access/", {"visibility": "public"})

    client.logout()
    assert "The text" in client.get(decision.get_absolute_url()).content.decode()


def test_decisions_without_a_trace_are_adopted_ones_that_nothing_followed():
    bare = make_decision(state="adopted")
    make_decision()
    make_action(decision=make_decision(state="adopted"))
    linked = make_decision(state="adopted")
    Link.objects.create(decision=linked, hurdle=make_hurdle(), is_consequence=True)
    about = make_decision(state="adopted")
    Link.objects.create(decision=about, hurdle=make_hurdle())

    assert set(Decision.objects.without_trace()) == {bare, about}


def test_the_decisions_behind_a_recommendation_are_on_its_page_and_in_the_list(client):
    recommendation = make_recommendation(published_on="2026-01-01", slug="one-procedure")
    public = make_decision(state="adopted", visibility="public", title="Write to authorities")
    hidden = make_decision(state="adopted", visibility="body", title="Secret letter")
    for decision in (public, hidden):
        Link.objects.create(decision=decision, recommendation=recommendation)

    page = client.get(recommendation.get_absolute_url()).content.decode()
    listed = client.get("/decisions/?recommendation=one-procedure").content.decode()

    for html in (page, listed):
        assert "Write to authorities" in html
        assert "Secret letter" not in html
    assert client.get("/decisions/?recommendation=other").context["page"].paginator.count == 0


def test_a_link_to_a_draft_is_not_shown_to_visitors(client):
    decision = make_decision(state="adopted", visibility="public")
    Link.objects.create(decision=decision, recommendation=make_recommendation(title="A draft"))

    assert "A draft" not in client.get(decision.get_absolute_url()).content.decode()
    client.force_login(user_in("member"))
    assert "A draft" in client.get(decision.get_absolute_url()).content.decode()


# Actions


def test_an_action_needs_a_role_and_a_due_date(client):
    client.force_login(make_secretary())
    decision = make_decision()

    for values, words in (
        ({"title": "Write", "due_on": "2026-05"}, "no responsible role"),
        ({"title": "Write", "role": "Chair", "due_on": ""}, "due"),
        ({"title": "Write", "role": "Chair", "due_on": "soon"}, "is not a date"),
    ):
        answer = client.post(
            f"/decisions/{decision.pk}/action/", {**values, "visibility": "members"}, follow=True
        )
        assert words in answer.content.decode()
    assert not Action.objects.exists()


def test_the_person_in_the_seat_gets_a_link_and_answers_without_signing_in(client):
    client.force_login(make_secretary())
    seat = make_seat(user=user_in("member", email="leader@example.org"))
    decision = make_decision()
    values = {"title": "Write", "seat": seat.pk, "due_on": "2026-05", "visibility": "members"}

    client.post(f"/decisions/{decision.pk}/action/", values)

    action = Action.objects.get()
    (message,) = mail.outbox
    assert message.to == ["leader@example.org"]
    client.logout()
    link = path_of(re.search(r"https?://\S+", message.body)[0])
    assert "Write" in client.get(link).content.decode()
    answer = client.post(link, {"state": "done", "result": ""})
    assert "The result is missing" in answer.content.decode()
    answer = client.post(link, {"state": "done", "result": "It is written."})
    assert "Your answer is saved" in answer.content.decode()
    action.refresh_from_db()
    assert (action.state, action.result) == ("done", "It is written.")
    assert action.events.last().by == seat.user


@pytest.mark.parametrize("change", ["x", "../", ":", "%00"])
def test_a_changed_link_answers_nothing(client, change):
    action = make_action()
    link = path_of(action_link(action)).rstrip("/") + change + "/"

    assert client.post(link, {"state": "done", "result": "x"}).status_code in (400, 403, 404)
    action.refresh_from_db()
    assert action.state == "open"


def test_a_closed_action_is_not_answered_again(client):
    action = make_action(state="done")

    answer = client.post(path_of(action_link(action)), {"state": "dropped", "result": "x"})

    assert "final status" in answer.content.decode()
    action.refresh_from_db()
    assert action.state == "done"


def test_an_action_is_answered_by_its_role_and_the_secretary_only(client):
    seat = make_seat(user=user_in("member"))
    action = make_action(seat=seat)
    client.force_login(user_in("member"))
    address = f"{action.get_absolute_url()}answer/"

    assert client.post(address, {"state": "done", "result": "x"}).status_code == 403
    client.force_login(seat.user)
    client.post(address, {"state": "in_work"})
    action.refresh_from_db()
    assert action.state == "in_work"


def test_a_long_reason_for_dropping_an_action_is_kept_whole(client):
    action = make_action()
    reason = "No money. " * 499 + "The end."

    client.post(path_of(action_link(action)), {"state": "dropped", "result": reason})

    assert action.events.get(new="dropped").note == reason


def test_a_dropped_action_has_a_reason_and_can_be_opened_again():
    action = make_action()
    with pytest.raises(InvalidTransition, match="The reason is missing"):
        answer_action(action, "dropped", by=None)

    answer_action(action, "dropped", by=None, note="No money.")
    assert action.closed_on
    answer_action(action, "open", by=None)

    assert action.closed_on is None


def test_overdue_is_computed_from_the_last_possible_day():
    late = make_action(due_on="2020")
    make_action(due_on="2099-01")
    make_action(due_on="2020-01-01", state="done")

    assert list(Action.objects.overdue()) == [late]
    assert late.is_overdue


# Advice


def test_advice_waits_until_it_has_a_reply_with_words(client):
    client.force_login(make_secretary(body_of("SAB")))
    advice = make_advice(reply_due_on="2020-01-01")
    assert advice.state == "reply_due"

    with pytest.raises(InvalidTransition, match="The reply is missing"):
        reply_to(advice, "declined", reply=" ", by=None)
    page = client.get("/advice/?waiting=yes").content.decode()
    assert advice.title in page
    assert "late" in page
    client.post(f"{advice.get_absolute_url()}reply/", {"state": "partly", "reply": "In part."})

    advice.refresh_from_db()
    assert (advice.state, advice.reply, advice.is_waiting) == ("partly", "In part.", False)
    client.post(f"{advice.get_absolute_url()}acted-on/")
    advice.refresh_from_db()
    assert advice.state == "acted_on"


def test_an_advice_without_reply_in_an_answered_state_is_refused_by_the_database():
    from django.db import IntegrityError, transaction

    from consortium.models import Advice

    make_advice()
    with pytest.raises(IntegrityError), transaction.atomic():
        Advice.objects.update(state="declined")


def test_what_became_of_a_decision_names_actions_and_days(client):
    client.force_login(user_in("member"))
    decision = make_decision(state="adopted", meeting=make_meeting(days=-1, state="held"))
    action = make_action(decision=decision)
    page = client.get(decision.get_absolute_url()).content.decode()
    assert action.title in page
    assert "All actions were closed" not in page

    answer_action(action, "done", by=None, result="It is written.")

    page = client.get(decision.get_absolute_url()).content.decode()
    assert "All actions were closed 0 days after it" in page
    assert "It is written." in page


@pytest.mark.parametrize("rows", [1, 4])
def test_the_number_of_queries_of_lists_does_not_grow(client, rows, django_assert_max_num_queries):
    client.force_login(user_in("coordinator"))
    for number in range(rows):
        meeting = make_meeting(days=10 + number, state="called")
        decision = make_decision(meeting=meeting, state="adopted")
        make_action(decision=decision)
        make_advice()

    for address in ("/meetings/", "/decisions/", "/actions/", "/advice/"):
        with django_assert_max_num_queries(25):
            assert client.get(address).context["page"].paginator.count == rows
    with django_assert_max_num_queries(45):
        client.get(decision.get_absolute_url())


def test_a_document_is_linked_by_the_address_of_its_page_and_a_wrong_address_is_refused(client):
    client.force_login(make_secretary())
    decision, document = make_decision(state="adopted"), make_document()
    hidden = make_document(slug="of-a-board", access="body", body=body_of("SAB"))
    link = f"/links/decision/{decision.pk}/"

    for address in (f"https://portal.example{document.get_absolute_url()}", document.slug):
        decision.links.all().delete()
        client.post(link, {"document": address, "is_consequence": "on"})
        assert decision.links.get().document == document
    for address in (hidden.get_absolute_url(), "nonsense"):
        page = client.post(link, {"document": address}, follow=True).content.decode()
        assert "No document has this address" in page
    assert decision.links.count() == 1


def test_the_decision_that_is_replaced_is_named_by_its_number(client):
    client.force_login(make_secretary())
    old, meeting = make_decision(state="adopted"), make_meeting(days=-1)
    data = {"title": "New", "text": "", "decided_on": "2026-05-01", "visibility": "members"}
    address = f"{meeting.get_absolute_url()}decision/"

    refused = client.post(address, data | {"replaces": "SC-1999-99"})
    assert "no adopted decision with this number" in refused.content.decode()
    client.post(address, data | {"replaces": f" {old.number} "})

    new = Decision.objects.get(title="New")
    assert new.replaces == old
    form = client.get(f"{new.get_absolute_url()}edit/").context["form"]
    assert f'value="{old.number}"' in str(form["replaces"])
    client.post(f"{new.get_absolute_url()}edit/", data | {"replaces": old.number, "text": "Words"})
    new.refresh_from_db()
    assert (new.replaces, new.text) == (old, "Words")


def test_pages_of_a_decision_do_not_list_all_documents_and_decisions(client):
    client.force_login(make_secretary())
    for number in range(3):
        make_document(slug=f"document-{number}", title=f"Document number {number}")
        make_decision(state="adopted", title=f"Other decision {number}")
    decision = make_decision()

    for address in (decision.get_absolute_url(), f"{decision.get_absolute_url()}edit/"):
        page = client.get(address).content.decode()
        assert "Document number" not in page
        assert "Other decision" not in page
