"""Rows that may be one: found, merged with all that hangs on them, made two again."""

from datetime import date
from types import MappingProxyType

import pytest

from stakeholders.duplicates import contact_pairs, organisation_pairs
from stakeholders.erasure import erase
from stakeholders.export import Selection, make_export
from stakeholders.merge import NotMergeable, merge, undo_merge
from stakeholders.models import (
    Contact,
    ContactEmail,
    Engagement,
    ExportedContact,
    ExportEvent,
    Merge,
    Organisation,
)
from stakeholders.purposes import PURPOSES

from .factories import make_contact, make_organisation, user_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return user_in("coordinator")


def state():
    models = (Contact, ContactEmail, Engagement, Organisation)
    unimportant = {"updated_at", "created_at"}  # a row made again has no microseconds
    return [
        {k: v for k, v in row.items() if k not in unimportant}
        for model in models
        for row in model.objects.order_by("pk").values()
    ]


def test_people_are_found_by_address_name_and_similar_name():
    place, other = make_organisation(), make_organisation()
    ana = make_contact(name="Ana García", organisation=place)
    shared = make_contact(name="Somebody")
    shared.other_emails.create(email=ana.email, kind="former")
    turned = make_contact(name="GARCIA, Dr. Ana", organisation=place)
    typo = make_contact(name="Anna Garcia", organisation=place)
    elsewhere = make_contact(name="Ana García", organisation=other)
    nowhere = make_contact(name="Ana Garcia")

    found = {(pair.first, pair.second): pair.reason for pair in contact_pairs()}

    assert found[ana.pk, shared.pk] == "share an e-mail address"
    assert found[ana.pk, turned.pk] == "have the same name"
    assert found[ana.pk, typo.pk] == "have similar names at one organisation"
    assert found[ana.pk, nowhere.pk] == "have the same name"
    assert (ana.pk, elsewhere.pk) not in found


def test_organisations_are_found_by_similar_names_in_one_country():
    a = make_organisation(name="University Hospital of Köln", country="DE")
    b = make_organisation(name="Koln University Hospital (of)", country="DE")
    c = make_organisation(name="University Hospital of Köln", country="")
    make_organisation(name="University Hospital of Köln", country="FR")
    make_organisation(name="University Hospital of Kiel", country="DE")

    found = {(pair.first, pair.second) for pair in organisation_pairs()}

    assert {(a.pk, b.pk), (a.pk, c.pk)} <= found
    assert len([pair for pair in found if c.pk not in pair]) == 1


REFUSING = {"do_not_contact": True, "consent": "declined", "consent_on": date(2026, 1, 1)}


def two_of_one(user, answers=MappingProxyType(REFUSING)):
    one = make_contact("15", "DE", name="Ana Garcia", position="", **{"tags": "a"})
    two = make_contact(
        "09 15",
        "ES",
        name="Ana García",
        position="Chair",
        **answers,
    )
    two.engagements.create(kind="met", note="in Lisbon")
    two.other_emails.create(email="older@x.example", kind="former")
    for contacts in ([one, two], [two]):
        chosen = Selection.by_ids(user, [contact.pk for contact in contacts])
        make_export(by=user, selection=chosen, purpose=PURPOSES["backup"], format="csv")
    return one, two


def test_merging_keeps_what_hangs_on_both(user):
    one, two = two_of_one(user)

    merge(one, two, take=["name", "position"], by=user)

    (kept,) = Contact.objects.all()
    assert (kept.pk, kept.name, kept.position) == (one.pk, "Ana García", "Chair")
    assert (kept.group_words, kept.country_codes) == (["15", "09"], ["DE", "ES"])
    assert (kept.do_not_contact, kept.consent) == (True, "declined")
    assert set(kept.other_emails.values_list("email", "kind")) == {
        (two.email, "former"),
        ("older@x.example", "former"),
    }
    assert kept.engagements.get().note == "in Lisbon"
    assert kept.export_entries.count() == 2


def test_undo_makes_two_of_one_again(user):
    """But for the refusals of the removed row, which the kept one keeps: test_refusals."""
    one, two = two_of_one(user, {})
    before = state()

    undo_merge(merge(one, two, take=["email", "name"], by=user))

    assert state() == before
    assert [contact.export_entries.count() for contact in (one, two)] == [1, 2]
    assert not Merge.objects.exists()


def test_undo_leaves_later_changes(user):
    one, two = two_of_one(user)
    merged = merge(one, two, take=["position"], by=user)
    one.refresh_from_db()
    one.phone = "123"
    one.save()

    undo_merge(merged)

    one.refresh_from_db()
    assert (one.phone, one.position) == ("123", "")


def test_an_export_that_held_one_of_the_two_holds_the_merged_one(user):
    one, two = make_contact(do_not_contact=True), make_contact()
    chosen = Selection.by_ids(user, [one.pk, two.pk])
    make_export(by=user, selection=chosen, purpose=PURPOSES["survey"], format="csv")
    entries = ExportedContact.objects.order_by("contact")
    before = list(entries.values())

    merged = merge(one, two, by=user)

    (event,) = ExportEvent.objects.holding(one)
    undo_merge(merged)
    assert list(entries.values()) == before
    merge(one, two, by=user)
    assert erase(one, by=user, reason="asked").exports == [event.pk]


def test_what_cannot_be_undone_any_more_is_said(client, user):
    client.force_login(user)
    one, two = make_contact(), make_contact(organisation=make_organisation())
    other_place = make_organisation()
    merged = merge(one, two, by=user)
    make_contact(email=two.email, name=two.name)
    before = state()

    page = client.post(f"/stakeholders/duplicates/undo/{merged.pk}/", follow=True)

    assert "Not undone" in page.content.decode()
    assert state() == before
    Contact.objects.get(email=two.email).delete()
    merge(other_place, two.organisation, by=user)
    page = client.post(f"/stakeholders/duplicates/undo/{merged.pk}/", follow=True)
    assert "Not undone" in page.content.decode()
    assert Contact.objects.get() == one


def test_nobody_is_merged_with_a_row_without_a_person_or_with_an_invented_one(user):
    one = make_contact()
    figure = make_contact(name="Anonymised person", anonymised_on=date(2026, 1, 1), email="")
    invented = make_contact(is_demo=True)

    for kept, gone in ((figure, one), (one, figure), (invented, one), (one, invented)):
        with pytest.raises(NotMergeable):
            merge(kept, gone, by=user)
    assert Contact.objects.count() == 3


def test_merges_are_undone_from_the_last(user):
    first, second, third = (make_contact() for _ in range(3))
    early = merge(first, second, by=user)
    merge(first, third, by=user)

    with pytest.raises(NotMergeable, match="later merge"):
        undo_merge(early)


def test_merging_organisations_moves_people_and_keeps_the_name(user):
    one, two = make_organisation(name="AP-HP"), make_organisation(name="Assistance Publique")
    contact = make_contact(organisation=two)
    part = make_organisation(parent=two)
    before = state()

    merged = merge(one, two, by=user)

    contact.refresh_from_db()
    part.refresh_from_db()
    assert (contact.organisation, part.parent) == (one, one)
    assert one.aliases.get().name == "Assistance Publique"
    undo_merge(merged)
    assert state() == before


def test_a_merged_person_is_erased_whole(user):
    one, two = two_of_one(user)
    merge(one, two, by=user)

    erase(one, by=user, reason="asked")

    assert not Contact.history.exists()
    assert not Merge.objects.exists()


@pytest.mark.parametrize("changed", ["one", "two"])
def test_two_contacts_are_not_merged_after_another_person_changed_one(client, user, changed):
    client.force_login(user)
    one, two = two_of_one(user)
    address = f"/stakeholders/duplicates/contacts/{one.pk}/{two.pk}/"
    values = {"decision": "one", "seen": client.get(address).context["seen"]}
    Contact.objects.filter(pk={"one": one, "two": two}[changed].pk).update(phone="+49 30 1")

    page = client.post(address, values, follow=True)

    text = page.content.decode()
    assert "Another person changed one of the two" in text
    assert "+49 30 1" in text
    assert Contact.objects.count() == 2
    client.post(address, values | {"seen": page.context["seen"]})
    assert Contact.objects.count() == 1


def test_the_desk(client, user):
    client.force_login(user)
    one, two = two_of_one(user)
    address = f"/stakeholders/duplicates/contacts/{one.pk}/{two.pk}/"
    assert address in client.get("/stakeholders/duplicates/").content.decode()
    assert "Chair" in client.get(address).content.decode()

    client.post(address, {"decision": "two"})
    assert contact_pairs() == []

    client.post(address, {"decision": "one", "position": "two", "name": "one"})
    assert Contact.objects.get().position == "Chair"
    client.post(f"/stakeholders/duplicates/undo/{Merge.objects.get().pk}/")
    assert Contact.objects.count() == 2
    assert contact_pairs() == []


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Ana Silva", "Silva, Ana Maria"),
        ("Ana Silva", "Dr. Maria Ana Silva Costa"),
        ("A. Silva", "Ana Silva"),
        ("Silva A", "Ana Maria Silva"),
        ("A. M. Silva", "Ana Maria Silva"),
        ("Jörg Müller", "Mueller, Joerg"),
        ("Søren Kjær", "Soeren Kjaer"),
        ("Jean-Luc Picard", "Picard, Jean Luc"),
    ],
)
def test_parts_of_a_name_in_any_order_are_a_possible_duplicate(one, two):
    first, second = make_contact(name=one), make_contact(name=two)

    (pair,) = contact_pairs()

    assert (pair.first, pair.second) == (first.pk, second.pk)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Ana Silva", "Bo Silva"),
        ("A. Silva", "Bo Silva"),
        ("Ana", "Ana Silva"),
        ("A. S.", "Ana Silva"),
        ("Ana Maria Silva", "Ana Maria Costa"),
        ("Ana Silva Costa", "Ana Maria Silva"),
    ],
)
def test_other_people_with_a_word_in_common_are_none(one, two):
    make_contact(name=one)
    make_contact(name=two)

    assert contact_pairs() == []


def test_parts_of_a_name_at_two_organisations_are_two_people():
    make_contact(name="Ana Silva", organisation=make_organisation())
    make_contact(name="Ana Maria Silva", organisation=make_organisation())

    assert contact_pairs() == []


@pytest.mark.parametrize("path", ["people/1/2/", "contacts/1/1/", "contacts/998/999/"])
def test_nothing_to_compare_is_not_found(client, user, path):
    client.force_login(user)

    assert client.get(f"/stakeholders/duplicates/{path}").status_code == 404
