"""Several people removed at once: all of them or nobody, with a reason, and what stays."""

import pytest

from stakeholders.choices import Answer, DataUse
from stakeholders.imports import commit
from stakeholders.models import Contact, Erasure
from stakeholders.privacy import Circumstances

from .factories import make_contact, user_in
from .files import csv_file, person
from .importing import batch_of, outcomes

pytestmark = pytest.mark.django_db
REMOVE = "/stakeholders/remove/"
ANSWERS = {"why": "may_return", "reason": "Wrong list", "sure": "on"}


def of(*contacts, **changes):
    return ANSWERS | {"id": [contact.pk for contact in contacts]} | changes


def test_the_ticked_people_are_removed_with_a_reason(coordinator, user):
    ana, bo, stays = make_contact(name="Ana"), make_contact(name="Bo"), make_contact(name="Cy")
    page = coordinator.get(REMOVE, {"id": [ana.pk, bo.pk]}).content.decode()
    assert "<strong>2</strong> contacts would be removed" in page

    coordinator.post(REMOVE, of(ana, bo))

    assert list(Contact.objects.all()) == [stays]
    assert not Contact.history.filter(id__in=[ana.pk, bo.pk]).exists()
    assert set(Erasure.objects.values_list("reason", "by_name")) == {
        ("Wrong list", user.get_username())
    }


@pytest.mark.parametrize(
    ("why", "outcome"), [("may_return", ("new", "add")), ("asked", ("refused", "skip"))]
)
def test_the_answer_why_decides_whether_a_file_may_add_them_again(coordinator, why, outcome):
    commit(batch_of(csv_file(person(1))), by=None)

    coordinator.post(REMOVE, of(Contact.objects.get(), why=why))

    assert outcomes(batch_of(csv_file(person(1)))) == {2: outcome}


def test_nobody_with_a_refusal_comes_back_without_it(coordinator):
    commit(batch_of(csv_file(person(1))), by=None)
    contact = Contact.objects.get()
    contact.record_answers({DataUse.MAILINGS: Answer.REFUSED}, Circumstances())
    assert "1 of them refused" in coordinator.get(REMOVE, {"id": contact.pk}).content.decode()

    coordinator.post(REMOVE, of(contact))

    assert outcomes(batch_of(csv_file(person(1)))) == {2: ("refused", "skip")}


@pytest.mark.parametrize(
    "changes",
    [{"sure": ""}, {"reason": ""}, {"why": ""}, {"reason": "Ana Silva asked"}, {"id": []}],
)
def test_nobody_is_removed_without_every_answer(coordinator, changes):
    ana, bo = make_contact(name="Ana Silva"), make_contact(name="Bo")

    coordinator.post(REMOVE, of(ana, bo) | changes)

    assert Contact.objects.count() == 2


def test_the_people_whom_an_import_added_are_offered(coordinator, user):
    known = make_contact(name="Person 1", email="person1@file.example")
    batch = commit(batch_of(csv_file(person(1), person(2)), user), by=user)

    page = coordinator.get(REMOVE, {"import": batch.pk})

    assert [contact.name for contact in page.context["people"]] == ["Person 2"]
    assert known not in page.context["people"]
    assert coordinator.get(REMOVE, {"import": "x"}).status_code == 404


def test_too_many_at_once_are_refused(coordinator, monkeypatch):
    for module in ("removal", "views.removal"):
        monkeypatch.setattr(f"stakeholders.{module}.MAX_CONTACTS_REMOVED", 1)
    ana, bo = make_contact(), make_contact()

    page = coordinator.post(REMOVE, of(ana, bo))

    assert page.status_code == 400
    assert Contact.objects.count() == 2


@pytest.mark.parametrize("role", ["member", "curator", "reviewer"])
def test_others_remove_nobody(client, role):
    client.force_login(user_in(role))
    contact = make_contact()

    assert client.get(REMOVE, {"id": contact.pk}).status_code == 404
    assert client.post(REMOVE, of(contact)).status_code == 404
    assert Contact.objects.exists()
