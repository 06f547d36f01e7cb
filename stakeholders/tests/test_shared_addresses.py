"""Two people at one address stay two people, and the erasure of one does not bar the other."""

import pytest

from stakeholders.erasure import erase, ledger, replay
from stakeholders.imports import commit
from stakeholders.models import Contact, Erasure
from stakeholders.rights import contact_of, personal_token

from .factories import make_contact, user_in
from .files import csv_file
from .importing import batch_of, outcomes
from .pages import admin_page, opened

pytestmark = pytest.mark.django_db
HEADER = ["Name", "E-mail", "Groups", "Countries"]
CHIARA = ["Chiara Probe", "shared@prova-two.example", "15", "IT"]
DARIO = ["Dario Probe", "shared@prova-two.example", "15", "IT"]


@pytest.fixture
def user():
    return user_in("coordinator")


def brought(*rows, user=None):
    batch = batch_of(csv_file(*rows, header=HEADER), user)
    found = outcomes(batch)
    commit(batch, by=user)
    return found


def test_a_file_with_two_people_at_one_address_makes_two_contacts(user):
    assert brought(CHIARA, DARIO, user=user) == {2: ("new", "add"), 3: ("new", "add")}

    names = Contact.objects.filter(email="shared@prova-two.example").values_list("name", flat=True)
    assert set(names) == {"Chiara Probe", "Dario Probe"}
    assert brought(CHIARA, DARIO, user=user) == {2: ("same", "skip"), 3: ("same", "skip")}


def test_one_person_twice_in_a_file_is_added_once(user):
    assert brought(CHIARA, CHIARA, user=user) == {2: ("new", "add"), 3: ("same", "skip")}


def test_a_third_name_at_a_shared_address_waits_for_a_person(user):
    brought(CHIARA, DARIO, user=user)

    assert brought(["Eva Probe", *DARIO[1:]], user=user) == {2: ("duplicate", "skip")}


def test_the_erasure_of_one_bars_only_that_one(user):
    brought(CHIARA, DARIO, user=user)
    chiara, dario = Contact.objects.order_by("name")
    dario.notes = "Write to shared@prova-two.example"
    dario.save()

    erase(chiara, by=user, reason="asked")

    dario.refresh_from_db()
    assert dario.notes == "Write to shared@prova-two.example"
    assert brought(CHIARA, DARIO, user=user) == {2: ("refused", "skip"), 3: ("same", "skip")}


def test_another_name_at_an_erased_address_may_be_added(user):
    """A person decides: the name may be a new spelling of the person who was erased."""
    brought(CHIARA, user=user)
    erase(Contact.objects.get(), by=user, reason="asked")

    batch = batch_of(csv_file(CHIARA, DARIO, header=HEADER))

    rows = {row.number: (row.outcome, row.choices) for row in batch.rows.all()}
    assert rows == {2: ("refused", "skip"), 3: ("duplicate", "skip add")}


def test_a_restored_backup_erases_only_the_one_again(user):
    brought(CHIARA, DARIO, user=user)
    chiara, dario = Contact.objects.order_by("name")
    values = {name: getattr(chiara, name) for name in ("name", "email", "created_at", "source")}
    erase(chiara, by=user, reason="asked")
    entries = ledger()
    Erasure.objects.all().delete()
    Contact.objects.create(**values)  # as the backup brings her back, with another key

    assert replay(entries) == 1

    assert Contact.objects.get() == dario


def test_each_has_a_personal_link_of_their_own(user):
    brought(CHIARA, DARIO, user=user)

    for contact in Contact.objects.all():
        assert contact_of(personal_token(contact)) == contact


def test_the_coordinators_see_who_shares_an_address(client, user):
    client.force_login(user)
    other = make_contact(name="Chiara Probe")
    contact = make_contact(name="Dario Probe")
    form = opened(client, admin_page(contact)) | {"email": other.email}

    page = client.post(admin_page(contact), form, follow=True)

    assert "This address is also that of Chiara Probe" in page.content.decode()
    assert "Shared with" in client.get(f"/stakeholders/{contact.pk}/").content.decode()
