"""After a change of SECRET_KEY the earlier key still recognises people by their kept hashes."""

from types import SimpleNamespace

import pytest

from stakeholders.campaigns.lists import BOUNCED, address_mark, reason_against
from stakeholders.choices import Answer, DataUse
from stakeholders.erasure import erase, ledger, replay
from stakeholders.hashes import address_hash, person_hash, row_hash
from stakeholders.imports.register import Register
from stakeholders.models import Contact, Erasure, RememberedRefusal
from stakeholders.privacy import refusals_of
from stakeholders.refusal_ledger import replay_refusals
from stakeholders.rights import contact_of, personal_token

from .factories import make_contact

pytestmark = pytest.mark.django_db
ADDRESS = "ana@x.example"


@pytest.fixture
def change_key(settings):
    def change():
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        settings.SECRET_KEY = "another key " * 6 + str(len(settings.SECRET_KEY_FALLBACKS))

    return change


def test_a_refusal_of_an_unknown_address_is_respected(change_key):
    RememberedRefusal.objects.remember([address_hash(ADDRESS)], DataUse.MAILINGS)
    change_key()
    change_key()

    assert refusals_of(make_contact(email=ADDRESS)) == (DataUse.MAILINGS,)


def test_an_erased_person_is_not_imported_again(change_key):
    erase(make_contact(name="Ana", email=ADDRESS), by=None, reason="wish")
    change_key()

    register = Register()

    assert register.was_erased([ADDRESS], "Ana")
    assert register.is_erased_address([ADDRESS])
    assert not register.was_erased(["bo@x.example"], "Bo")


def test_a_restored_person_is_erased_again(change_key):
    contact = make_contact(name="Ana", email=ADDRESS)
    made_at = contact.created_at
    erase(contact, by=None, reason="wish")
    entries = ledger()
    Erasure.objects.all().delete()
    restored = make_contact(name="Ana", email=ADDRESS)
    Contact.objects.filter(pk=restored.pk).update(created_at=made_at)
    change_key()

    assert replay(entries) == 1
    assert not Contact.objects.exists()


def test_the_newest_answer_counts_after_a_restore_whatever_its_key(change_key):
    def entry(day, answer):
        return {
            "at": f"2026-01-0{day}T00:00:00+00:00",
            "row": row_hash(contact.pk, contact.created_at),
            "person": person_hash(ADDRESS, "Ana"),
            "use": str(DataUse.MAILINGS),
            "answer": str(answer),
        }

    contact = make_contact(name="Ana", email=ADDRESS)
    no = entry(1, Answer.REFUSED)
    change_key()
    yes = entry(2, Answer.AGREED)

    assert replay_refusals([no, yes]) == 0
    assert replay_refusals([no]) == 1
    assert refusals_of(Contact.objects.get()) == (DataUse.MAILINGS,)


def test_personal_links_and_bounced_addresses_are_recognised(change_key):
    contact = make_contact(email=ADDRESS)
    token, mark = personal_token(contact), address_mark(ADDRESS)
    change_key()

    assert contact_of(token) == contact
    allowed = SimpleNamespace(reason_against=lambda *args: "")
    assert reason_against(contact, allowed, {mark}) == BOUNCED
    assert reason_against(contact, allowed, {"of another"}) == ""
