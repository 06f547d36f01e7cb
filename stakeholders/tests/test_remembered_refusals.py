"""Refusals of people whom the register does not know yet are kept for the day they are added."""

import pytest

from stakeholders.choices import Answer, AnswerChannel, DataUse
from stakeholders.hashes import address_hash, person_hash
from stakeholders.imports import new_batch, replan
from stakeholders.imports.commit import commit
from stakeholders.models import Contact, ContactEmail, ImportKind, PrivacyAnswer, RememberedRefusal
from stakeholders.models.answers import entry_of_answer
from stakeholders.privacy import Circumstances, refusals_of
from stakeholders.refusal_ledger import replay_refusals

from .factories import make_contact
from .files import csv_file

pytestmark = pytest.mark.django_db
ADDRESS = "ana@x.example"


def brought(user, data, **fields):
    batch = new_batch(by=user, by_name="test", data=data, file_name="people.csv", **fields)
    replan(batch)
    commit(batch, by=user)


def unsubscribed(user, *emails):
    data = csv_file(*([email] for email in emails), header=["E-mail"])
    brought(user, data, kind=ImportKind.UNSUBSCRIBE)


def imported(user, *rows):
    brought(user, csv_file(*rows, header=["Name", "E-mail"]))


def test_an_unsubscribed_address_of_nobody_is_respected_by_a_later_import(user):
    unsubscribed(user, ADDRESS.upper(), "bo@x.example")
    assert RememberedRefusal.objects.count() == 2
    assert not RememberedRefusal.objects.filter(key_hash__contains="ana").exists()

    imported(user, ["Ana", ADDRESS], ["Cy", "cy@x.example"])

    ana, cy = Contact.objects.order_by("name")
    assert (refusals_of(ana), refusals_of(cy)) == ((DataUse.MAILINGS,), ())
    logged = PrivacyAnswer.objects.get()
    assert (logged.contact, logged.use, logged.answer) == (ana, "mailings", "refused")


def test_every_other_way_of_adding_the_address_respects_it_too(user, coordinator):
    unsubscribed(user, ADDRESS)
    assert refusals_of(make_contact(email=ADDRESS)) == (DataUse.MAILINGS,)

    other = make_contact(name="Bo", email="bo@x.example")
    other.email = ADDRESS
    other.save()
    assert refusals_of(Contact.objects.get(pk=other.pk)) == (DataUse.MAILINGS,)

    known = make_contact(name="Cy", email="cy@x.example")
    imported(user, ["Cy", f"cy@x.example; {ADDRESS}"])
    assert refusals_of(Contact.objects.get(pk=known.pk)) == (DataUse.MAILINGS,)


def test_a_further_address_brings_the_refusals_that_it_sent_and_lifting_forgets_them(user):
    unsubscribed(user, ADDRESS)
    contact = make_contact(name="Bo", email="bo@x.example")

    further = ContactEmail.objects.create(contact=contact, email="Ana@x.example")
    stored = Contact.objects.get()
    assert refusals_of(contact) == refusals_of(stored) == (DataUse.MAILINGS,)

    given = Circumstances(channel=AnswerChannel.MAIL, reason="Asked", evidence="Mail", by=user)
    stored.record_answers({DataUse.MAILINGS: Answer.AGREED}, given)
    further.save()
    assert refusals_of(Contact.objects.get()) == ()
    assert not RememberedRefusal.objects.exists()


def test_the_act_that_lifts_the_refusal_also_forgets_it(user):
    unsubscribed(user, ADDRESS)
    contact = make_contact(email=ADDRESS)
    given = Circumstances(channel=AnswerChannel.MAIL, reason="Asked", evidence="Mail", by=user)
    contact.record_answers({DataUse.MAILINGS: Answer.AGREED}, given)
    assert not RememberedRefusal.objects.exists()

    contact.save()
    assert refusals_of(Contact.objects.get(pk=contact.pk)) == ()


def test_an_address_is_remembered_once(user):
    unsubscribed(user, ADDRESS)
    unsubscribed(user, ADDRESS)

    assert RememberedRefusal.objects.count() == 1


def test_a_person_who_was_added_and_refused_after_a_backup_is_remembered(user):
    contact = make_contact(name="Ana Silva", email=ADDRESS)
    contact.record_answers({DataUse.CONTACT: Answer.REFUSED}, Circumstances())
    entries = [entry_of_answer(answer) for answer in contact.privacy_answers.all()]
    contact.delete()  # the backup is older than the contact

    assert replay_refusals(entries) == 0

    assert [row.key_hash for row in RememberedRefusal.objects.all()] == [
        person_hash(ADDRESS, "Ana Silva")
    ]
    imported(user, ["Silva, Ana", ADDRESS], ["Bo Ek", ADDRESS])
    ana = Contact.objects.get(name__contains="Silva")
    assert refusals_of(ana) == (DataUse.CONTACT,)
    assert refusals_of(Contact.objects.get(name="Bo Ek")) == ()
    assert address_hash(ADDRESS) != person_hash(ADDRESS, "Ana Silva")
