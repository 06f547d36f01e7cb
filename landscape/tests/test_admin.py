"""The admin of the regulatory landscape: rights, four eyes and refusals."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.messages import get_messages
from django.urls import reverse

from landscape.choices import WITH_ANSWER
from landscape.models import HurdleCandidate, LibraryAnswer, ReviewTask, RotaShift, Step, Ticket
from landscape.tests.factories import (
    make_answer,
    make_desk,
    make_fact,
    make_ticket,
    make_triaged,
    with_answer,
)
from usecases.tests.admin_pages import form_of, sign_in
from usecases.tests.factories import make_user

pytestmark = pytest.mark.django_db
ROWS = ["step", "factkind", "countryfact", "desk", "taxonomyentry", "watchentry"]
DESK = ["ticket", "libraryanswer", "hurdlecandidate"]


def address(row, page="change"):
    return f"/admin/landscape/{row._meta.model_name}/{row.pk}/{page}/"


def said(answer):
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def row_of(name):
    model = apps.get_model("landscape", name)
    if name == "ticket":
        return make_ticket()
    if name == "hurdlecandidate":
        return HurdleCandidate.objects.create(step=Step.objects.first(), asked=3)
    if name == "rotashift":
        day = "2026-11-29"
        return RotaShift.objects.create(person=make_user(), first_on=day, last_on=day)
    return model.objects.first()


def test_every_model_with_an_admin_is_in_these_tests():
    registered = {
        model._meta.model_name
        for model in admin.site._registry
        if model._meta.app_label == "landscape"
    }

    assert registered == {*ROWS, *DESK, "reviewtask", "rotashift"}


@pytest.mark.parametrize("name", [*ROWS, *DESK, "reviewtask", "rotashift"])
@pytest.mark.parametrize(
    ("role", "desk", "rows", "may_change"),
    [
        ("member", 403, 403, False),
        ("coordinator", 200, 200, False),
        ("curator", 200, 200, True),
        ("reviewer", 200, 200, False),
        ("administrator", 200, 200, True),
    ],
)
def test_a_role_has_exactly_its_rights(client, name, role, desk, rows, may_change):
    sign_in(client, role)
    row = row_of(name)
    expected = desk if name in DESK else rows
    if name == "rotashift" and role == "reviewer":
        expected = 403

    assert client.get(f"/admin/landscape/{name}/").status_code == expected
    page = client.get(address(row))
    assert page.status_code == expected
    if name in ROWS and expected == 200:
        assert page.context["has_change_permission"] is may_change
        assert client.get(address(row, "history")).status_code in (200, 404)


@pytest.mark.parametrize(
    ("role", "sees"),
    [("curator", True), ("reviewer", False), ("administrator", True)],
)
def test_names_and_addresses_of_askers_need_their_own_permission(client, role, sees):
    ticket = make_ticket(email="ada@hospital.example")
    sign_in(client, role)

    page = client.get(address(ticket)).content.decode()

    assert ("ada@hospital.example" in page) is sees


def test_a_writer_cannot_verify_a_fact_and_a_change_takes_the_verification_back(client):
    curator = sign_in(client, "curator")
    fact = make_fact()
    data = form_of(client, address(fact)) | {"value": "Another body"}
    assert client.post(address(fact), data).status_code == 302
    curator.groups.add(*make_user("reviewer").groups.all())
    action = {"action": "verify_rows", "_selected_action": [fact.pk]}
    changelist = reverse("admin:landscape_countryfact_changelist")

    assert "Another person must approve it" in said(client.post(changelist, action))
    reviewer = sign_in(client, "reviewer")
    client.post(changelist, action)
    fact.refresh_from_db()
    assert fact.verified_by == reviewer

    sign_in(client, "administrator")
    client.post(address(fact), form_of(client, address(fact)) | {"value": "A third body"})
    fact.refresh_from_db()
    assert (fact.verified_by, fact.verified_on) == (None, None)


def test_a_ticket_goes_from_triage_to_its_answer_with_four_eyes(client):
    ticket = make_ticket()
    curator = sign_in(client, "curator")
    step = Step.objects.get(slug="gmo-consent")

    client.post(address(ticket), form_of(client, address(ticket)) | {"level": "A", "step": step.pk})
    for state in ("triaged", "answering"):
        client.post(address(ticket, "move"), {"status": state})
    answer = {"answer": "A form.", "sources": "epa.ie", "valid_as_of": "2026-11-01"}
    client.post(address(ticket), form_of(client, address(ticket)) | answer)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.author) == ("answering", curator)

    # The state needs the permission to check.
    client.post(address(ticket, "move"), {"status": "checked"})
    ticket.refresh_from_db()
    assert ticket.state == "answering"
    curator.groups.add(*make_user("reviewer").groups.all())
    refused = client.post(address(ticket, "move"), {"status": "checked"}).content.decode()
    assert "Another person must approve it" in refused

    reviewer = sign_in(client, "reviewer")
    client.post(address(ticket, "move"), {"status": "checked"})
    client.post(address(ticket, "move"), {"status": "answered"})
    ticket.refresh_from_db()
    assert (ticket.state, ticket.author, ticket.checker) == ("answered", curator, reviewer)
    assert ticket.first_reply_at


def test_the_text_of_a_checked_answer_cannot_be_changed(client):
    ticket = with_answer(make_triaged())
    Ticket.objects.filter(pk=ticket.pk).update(state="checked", checker=make_user("reviewer"))
    sign_in(client, "curator")

    client.post(address(ticket), form_of(client, address(ticket)) | {"answer": "Changed"})

    ticket.refresh_from_db()
    assert ticket.answer != "Changed"


@pytest.mark.parametrize(
    ("state", "change", "words"),
    [
        *((state, {"level": "C"}, "cannot have level C") for state in ("answering", *WITH_ANSWER)),
        *((state, {"level": ""}, "Choose a level") for state in ("triaged", "closed")),
        *((state, {"step": ""}, "Choose a step") for state in ("triaged", "closed")),
        ("referred", {"desk": ""}, "Choose a desk"),
        ("duplicate", {"duplicate_of": ""}, "Choose an answer"),
    ],
)
def test_a_change_that_does_not_fit_the_state_of_a_ticket_is_refused_in_a_sentence(
    client, state, change, words
):
    ticket = with_answer(make_triaged(desk=make_desk(), duplicate_of=make_answer()))
    Ticket.objects.update(state=state, checker=make_user("reviewer"))
    sign_in(client, "curator")

    page = client.post(address(ticket), form_of(client, address(ticket)) | change)

    assert page.status_code == 200
    assert words in page.text
    ticket.refresh_from_db()
    assert ticket.level == "A"
    assert all((ticket.step, ticket.desk, ticket.duplicate_of))


def test_a_new_ticket_is_saved_without_a_level(client):
    ticket = make_ticket()
    sign_in(client, "curator")

    client.post(address(ticket), form_of(client, address(ticket)) | {"target_on": "2027-01-04"})

    ticket.refresh_from_db()
    assert (str(ticket.target_on), ticket.level) == ("2027-01-04", "")


@pytest.mark.parametrize("emptied", ["answer", "sources", "valid_as_of"])
def test_a_published_answer_that_loses_a_part_is_a_draft(client, emptied):
    answer = make_answer()
    sign_in(client, "curator")

    client.post(address(answer), form_of(client, address(answer)) | {emptied: ""})

    answer.refresh_from_db()
    assert (answer.state, bool(getattr(answer, emptied))) == ("draft", False)


def test_a_published_answer_that_is_changed_is_a_draft_until_another_person_publishes_it(client):
    answer = make_answer()
    curator = sign_in(client, "curator")
    client.post(address(answer), form_of(client, address(answer)) | {"answer": "Changed"})
    answer.refresh_from_db()
    assert (answer.state, answer.author, answer.checker) == ("draft", curator, None)

    reviewer = sign_in(client, "reviewer")
    action = {"action": "publish_answers", "_selected_action": [answer.pk]}
    client.post(reverse("admin:landscape_libraryanswer_changelist"), action)

    answer.refresh_from_db()
    assert (answer.state, answer.checker) == ("published", reviewer)


def test_an_answer_with_an_e_mail_address_is_refused_by_the_form(client):
    answer = LibraryAnswer.objects.first()
    sign_in(client, "curator")

    page = client.post(
        address(answer), form_of(client, address(answer)) | {"answer": "Write to a@b.example"}
    )

    assert "has an e-mail address" in page.content.decode()


def test_a_review_needs_its_result_and_closes_once(client):
    task = ReviewTask.objects.first()
    curator = sign_in(client, "curator")

    page = client.post(address(task), form_of(client, address(task)) | {"note": " "})
    assert page.status_code == 200
    client.post(address(task), form_of(client, address(task)) | {"note": "Nothing changes."})

    task.refresh_from_db()
    assert (task.done_by, task.note) == (curator, "Nothing changes.")
    assert client.get(address(task)).context["has_change_permission"] is False


@pytest.mark.parametrize("query", ["foo=bar", "atmp_class=XYZ"])
def test_a_filter_that_the_list_of_trials_does_not_know_is_refused(client, query):
    entry = apps.get_model("landscape", "taxonomyentry").objects.first()
    sign_in(client, "curator")

    page = client.post(address(entry), form_of(client, address(entry)) | {"trials_query": query})

    assert page.status_code == 200
    assert page.context["adminform"].form.errors["trials_query"]


@pytest.mark.parametrize("name", [*ROWS, *DESK, "reviewtask", "rotashift"])
def test_lists_open_with_few_queries(client, name, django_assert_max_num_queries):
    sign_in(client, "administrator")
    for _ in range(2):
        row_of(name) if name != "hurdlecandidate" else None
    with django_assert_max_num_queries(24):
        assert client.get(f"/admin/landscape/{name}/").status_code == 200


@pytest.mark.parametrize(
    ("role", "is_staff", "is_saved"),
    [
        ("curator", True, True),
        ("coordinator", True, True),
        ("member", True, False),
        ("curator", False, False),
    ],
)
def test_the_rota_takes_only_people_who_may_work_on_tickets(client, role, is_staff, is_saved):
    sign_in(client, "curator")
    person = make_user(role, is_staff=is_staff)
    data = {"person": person.pk, "first_on": "2026-11-30", "last_on": "2026-12-04"}

    page = client.post("/admin/landscape/rotashift/add/", data)

    assert RotaShift.objects.filter(person=person).exists() is is_saved
    if not is_saved:
        assert "may not work on tickets" in page.content.decode()
