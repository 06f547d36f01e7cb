"""The life of a ticket: what each change of state needs, and what it does."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.transitions import InvalidTransition
from landscape.choices import TICKET_STEPS, TicketState
from landscape.desk.arrive import on_duty
from landscape.desk.candidates import look_for_candidates, make_hurdle
from landscape.desk.library import draft_from, publish, review_day
from landscape.desk.links import path_of
from landscape.desk.measures import measures_of
from landscape.desk.moves import move_ticket
from landscape.desk.retention import forget_askers
from landscape.desk.working_days import add_working_days
from landscape.models import HurdleCandidate, LibraryAnswer, RotaShift, Ticket, TicketAsker
from landscape.tests.factories import make_answer, make_desk, make_ticket, make_triaged, with_answer
from usecases.models import Hurdle, HurdleCategory
from usecases.tests.factories import make_user

pytestmark = pytest.mark.django_db


def refused(ticket, state, words, **values):
    by = values.pop("by", None) or make_user("curator")
    with pytest.raises(InvalidTransition, match=words):
        move_ticket(ticket, state, by=by, **values)
    ticket.refresh_from_db()


def test_every_state_has_steps_and_each_can_be_reached():
    assert set(TICKET_STEPS) == set(TicketState)
    assert set().union(*TICKET_STEPS.values()) == set(TicketState) - {TicketState.NEW}


@pytest.mark.parametrize(
    ("old", "new"),
    [(old, new) for old in TicketState for new in TicketState if new not in TICKET_STEPS[old]],
)
def test_a_step_that_is_not_in_the_list_is_refused(old, new):
    ticket = with_answer(make_triaged(desk=make_desk(), duplicate_of=make_answer()))
    Ticket.objects.filter(pk=ticket.pk).update(state=old, checker=make_user())

    refused(ticket, new, "cannot become|final status", note="Why")

    assert ticket.state == old


def test_a_referred_ticket_cannot_be_closed_as_answered():
    ticket = make_triaged(level="C", desk=make_desk())
    move_ticket(ticket, "referred", by=make_user("curator"))

    for state in ("answering", "checked", "answered", "closed"):
        refused(ticket, state, "cannot become")
    assert ticket.closed_at


@pytest.mark.parametrize("state", ["answering", "checked", "answered", "closed"])
def test_the_database_refuses_an_answer_of_the_portal_to_level_c(state):
    ticket = with_answer(make_triaged(level="C"))

    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(state=state, checker=make_user())


def test_level_c_is_referred_with_a_text_that_has_the_question():
    desk = make_desk(text="Country {country}, class {class}, {unknown}: {question}")
    ticket = make_triaged(level="C", desk=desk, email="a@x.example", question="Why {country}?")
    refused(ticket, "answering", "needs an authority")

    move_ticket(ticket, "referred", by=make_user("curator"))

    ticket.refresh_from_db()
    assert ticket.referral_text == "Country Austria, class not known, {unknown}: Why {country}?"
    assert ticket.first_reply_at
    assert "Another desk" in mail.outbox[0].body
    assert "Why" not in mail.outbox[0].body.partition("/helpdesk/")[0]


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"level": ""}, "level is missing"), ({"level": "A", "step": None}, "topic is missing")],
)
def test_triage_needs_level_and_topic(fields, words):
    refused(make_ticket(**fields), "triaged", words)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("referred", "desk is missing"),
        ("duplicate", "published answer is missing"),
        ("not_for_us", "note is empty"),
        ("waiting_asker", "note is empty"),
    ],
)
def test_another_end_needs_what_the_asker_has_to_know(state, words):
    refused(make_triaged(), state, words)


def test_an_open_answer_is_no_duplicate():
    ticket = make_triaged(duplicate_of=LibraryAnswer.objects.filter(state="open").first())

    refused(ticket, "duplicate", "published answer is missing")


@pytest.mark.parametrize("missing", ["answer", "sources", "valid_as_of", "author"])
def test_an_answer_without_source_date_or_author_is_not_checked(missing):
    ticket = with_answer(make_triaged())
    move_ticket(ticket, "answering", by=make_user("curator"))
    setattr(ticket, missing, None if missing in ("valid_as_of", "author") else "")
    ticket.save()

    refused(ticket, "checked", "missing")


def test_the_author_cannot_check_and_the_database_refuses_it_too():
    author = make_user("administrator")
    ticket = with_answer(make_triaged(), author)
    move_ticket(ticket, "answering", by=author)

    refused(ticket, "checked", "Another person must approve", by=author)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(checker=author)


def answered_ticket(**fields):
    ticket = with_answer(make_triaged(**fields))
    move_ticket(ticket, "answering", by=ticket.author)
    checker = make_user("reviewer")
    for state in ("checked", "answered"):
        move_ticket(ticket, state, by=checker)
    return ticket


def test_the_asker_follows_the_answer_and_opens_the_question_again(client):
    ticket = answered_ticket()
    page = path_of(ticket)
    assert "The common application form." in client.get(page).content.decode()

    client.post(page, {"close": "yes"})
    ticket.refresh_from_db()
    assert ticket.state == "closed"
    client.post(page, {"reply": "yes", "text": "Which annex?"})

    ticket.refresh_from_db()
    assert (ticket.state, ticket.times_reopened, ticket.closed_at) == ("triaged", 1, None)
    assert ticket.checker is None
    assert ticket.messages.get().is_from_asker


def test_the_asker_does_not_see_an_answer_before_it_is_checked_and_sent(client):
    ticket = with_answer(make_triaged())
    move_ticket(ticket, "answering", by=ticket.author)

    assert "The common application form." not in client.get(path_of(ticket)).content.decode()


def test_the_question_of_the_desk_waits_for_the_asker(client):
    ticket = make_triaged(email="ada@x.example")
    move_ticket(ticket, "waiting_asker", by=make_user("curator"), note="Which vector?")
    page = path_of(ticket)
    assert "Which vector?" in client.get(page).content.decode()
    assert "Which vector?" not in mail.outbox[0].body

    refused_reply = client.post(page, {"reply": "yes", "text": "Patient no 123456"})
    assert refused_reply.status_code == 400
    client.post(page, {"reply": "yes", "text": "AAV9"})

    ticket.refresh_from_db()
    assert ticket.state == "triaged"


def test_a_forged_or_foreign_link_finds_nothing(client):
    ticket = make_ticket()
    page = path_of(ticket)
    Ticket.objects.filter(pk=ticket.pk).update(nonce="other")

    for address in (page, page[:-2] + "x/", "/helpdesk/tickets/1/"):
        assert client.get(address).status_code == 404


def test_a_closed_ticket_becomes_an_answer_with_consent_and_another_persons_check():
    ticket = answered_ticket()
    move_ticket(ticket, "closed", by=None)
    author, other = make_user("curator"), make_user("reviewer")
    with pytest.raises(InvalidTransition, match="did not agree"):
        draft_from(ticket, by=author)
    Ticket.objects.update(may_publish=True)

    draft = draft_from(ticket, by=author)

    assert draft_from(ticket, by=author) == draft
    assert draft.state == "draft"
    with pytest.raises(InvalidTransition, match="Another person"):
        publish(draft, by=author)
    published = publish(draft, by=other)
    assert (published.state, published.checker) == ("published", other)


def test_a_draft_is_not_published_after_the_asker_withdrew_the_consent(client):
    ticket = answered_ticket(may_publish=True)
    move_ticket(ticket, "closed", by=None)
    draft = draft_from(ticket, by=make_user("curator"))
    client.post(path_of(ticket), {"publish": "no"})

    with pytest.raises(InvalidTransition, match="withdrew the agreement"):
        publish(draft, by=make_user("reviewer"))

    client.post(path_of(ticket), {"publish": "yes"})
    assert publish(draft, by=make_user("reviewer")).is_published


def test_the_asker_sees_that_the_answer_is_published_and_cannot_withdraw_the_consent(client):
    ticket = answered_ticket(may_publish=True)
    move_ticket(ticket, "closed", by=None)
    answer = publish(draft_from(ticket, by=make_user("curator")), by=make_user("reviewer"))

    page = client.get(path_of(ticket)).text
    assert answer.get_absolute_url() in page
    assert "Withdraw your agreement" not in page
    told = client.post(path_of(ticket), {"publish": "no"}, follow=True).text

    assert "already published" in told
    ticket.refresh_from_db()
    assert ticket.may_publish


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"answer": ""}, "answer is missing"),
        ({"sources": ""}, "sources is missing"),
        ({"valid_as_of": None}, "is missing"),
        ({"answer": "Ask ada@x.example"}, "e-mail address"),
        ({"answer": "As Mrs Ada Lovelace asked"}, "name a person"),
    ],
)
def test_an_incomplete_or_identifying_answer_is_not_published(fields, words):
    answer = make_answer(published=False, **fields)

    with pytest.raises(InvalidTransition, match=words):
        publish(answer, by=make_user("reviewer"))


@pytest.mark.parametrize("missing", [{"sources": ""}, {"valid_as_of": None}, {"answer": ""}])
def test_the_database_refuses_a_published_answer_that_lacks_something(missing):
    answer = make_answer()

    with pytest.raises(IntegrityError), transaction.atomic():
        LibraryAnswer.objects.filter(pk=answer.pk).update(**missing)


@pytest.mark.parametrize(
    ("day", "ageing", "expected"),
    [
        (date(2026, 11, 30), "law", date(2027, 5, 28)),
        (date(2026, 6, 1), "law", date(2026, 12, 1)),
        (date(2026, 1, 15), "fact", date(2027, 1, 15)),
    ],
)
def test_answers_on_law_age_in_6_months_and_facts_in_12(day, ageing, expected):
    assert review_day(day, ageing) == expected


def test_three_questions_without_an_answer_make_one_candidate_and_a_draft_of_a_hurdle():
    category = HurdleCategory.objects.get(code="H03")
    for _ in range(2):
        make_triaged(category=category)
    assert look_for_candidates() == 0
    make_triaged(category=category)
    answered_ticket(category=category)
    HurdleCandidate.objects.all().delete()

    assert (look_for_candidates(), look_for_candidates()) == (1, 0)

    candidate = HurdleCandidate.objects.get()
    by = make_user("curator")
    hurdle = make_hurdle(candidate, by=by)
    assert candidate.asked == 3
    assert make_hurdle(candidate, by=by) == hurdle
    assert hurdle.published_on is None
    assert Hurdle.objects.count() == 1


def test_measures_count_real_tickets_and_not_invented_ones():
    make_ticket(is_demo=True)
    answered_ticket()
    move_ticket(make_triaged(level="C", desk=make_desk()), "referred", by=make_user())
    late = make_ticket(country="DE", triage_due_on=timezone.localdate() - timedelta(days=1))
    make_answer(helped=1)

    found = measures_of(timezone.localdate())

    assert (found.tickets, found.replied, found.late_in_triage, found.is_demo) == (3, 2, 1, False)
    assert (found.from_library.number, found.from_library.of) == (1, 4)
    assert (found.referred.number, found.reopened.number) == (1, 0)
    assert found.by_country == [("Austria", 2, 1), ("Germany", 1, 1)]
    assert late.state == "new"


def test_names_are_deleted_12_months_after_closing_and_tickets_stay():
    old, recent, still_open = make_ticket(), make_ticket(), make_ticket()
    now = timezone.now()
    Ticket.objects.filter(pk=old.pk).update(closed_at=now - timedelta(days=366))
    Ticket.objects.filter(pk=recent.pk).update(closed_at=now - timedelta(days=364))

    assert forget_askers() == 1

    assert set(TicketAsker.objects.values_list("ticket", flat=True)) == {recent.pk, still_open.pk}
    assert Ticket.objects.count() == 3


@pytest.mark.parametrize(
    ("days_of_rest", "state", "is_kept"),
    [(366, "answered", False), (364, "answered", True), (366, "triaged", True)],
)
def test_names_are_deleted_12_months_after_a_reply_that_nobody_closed(days_of_rest, state, is_kept):
    ticket = answered_ticket() if state == "answered" else make_triaged()
    past = timezone.now() - timedelta(days=days_of_rest)
    ticket.events.update(at=past)
    Ticket.objects.filter(first_reply_at__isnull=False).update(first_reply_at=past)

    forget_askers()

    assert TicketAsker.objects.exists() == is_kept


def test_a_new_message_keeps_the_name_of_an_answered_ticket():
    ticket = answered_ticket()
    past = timezone.now() - timedelta(days=366)
    ticket.events.update(at=past)
    Ticket.objects.update(first_reply_at=past)
    ticket.messages.create(text="One more thing", is_from_asker=True)

    assert forget_askers() == 0


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 27), date(2026, 12, 2)),
        (date(2026, 11, 30), date(2026, 12, 3)),
        (date(2026, 11, 28), date(2026, 12, 2)),
    ],
)
def test_working_days_leave_out_the_weekend(day, expected):
    assert add_working_days(day, 3) == expected


def test_the_rota_names_who_is_on_duty():
    today = timezone.localdate()
    now, away = make_user("curator"), make_user("curator", is_active=False)
    for person in (now, away):
        RotaShift.objects.create(person=person, first_on=today, last_on=today)

    assert on_duty() == [now]
    assert on_duty(today + timedelta(days=1)) == []
