"""After a refusal, saved lists and past exports name the people to remove from the copies."""

import pytest

from stakeholders.choices import Answer, DataUse
from stakeholders.export import Selection, make_export
from stakeholders.merge import merge
from stakeholders.models import ExportedContact, SavedList
from stakeholders.privacy import Circumstances
from stakeholders.purposes import PURPOSES

from .factories import make_contact, user_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return user_in("coordinator")


@pytest.fixture
def coordinator(client, user):
    client.force_login(user)
    return client


def refuse(contact, use, **given):
    contact.record_answers({use: Answer.REFUSED}, Circumstances(**given))


def exported(user, *contacts, purpose="survey", saved_list=None):
    chosen = Selection.by_ids(user, [contact.pk for contact in contacts])
    event, _ = make_export(
        by=user, selection=chosen, purpose=PURPOSES[purpose], format="csv", saved_list=saved_list
    )
    return event


def people_to_remove(event):
    return [entry.contact for entry in event.entries.to_remove()]


def able(**fields):
    """A person whom each purpose would include."""
    return make_contact(consent="given", consent_on="2026-01-01", **fields)


@pytest.mark.parametrize("use", DataUse)
@pytest.mark.parametrize("purpose", ["survey", "meeting", "newsletter", "backup"])
def test_a_person_who_refused_after_an_export_is_named(user, purpose, use):
    contact, other = able(), able()
    event = exported(user, contact, other, purpose=purpose)
    assert people_to_remove(event) == []

    refuse(contact, use)

    assert people_to_remove(event) == [contact]


def test_a_refusal_that_was_known_at_the_export_is_not_named(user):
    """A backup holds everybody, with the refusals of its day."""
    contact = able()
    refuse(contact, DataUse.MAILINGS)

    assert people_to_remove(exported(user, contact, purpose="backup")) == []
    assert people_to_remove(exported(user, contact, purpose="meeting")) == []


def test_a_refusal_that_was_lifted_is_not_named(user):
    contact = able()
    event = exported(user, contact)
    refuse(contact, DataUse.CONTACT)
    contact.record_answers(
        {DataUse.CONTACT: Answer.AGREED}, Circumstances(reason="asked", evidence="mail")
    )

    assert people_to_remove(event) == []


def test_a_refusal_that_came_by_a_merge_is_named(user):
    contact, other = able(), able()
    refuse(other, DataUse.CONTACT)
    event = exported(user, contact)

    merge(contact, other, by=user)

    assert people_to_remove(event) == [contact]


def test_lists_and_exports_show_who_must_be_removed(coordinator, user):
    saved = SavedList.objects.create(name="All", query="")
    contact, other = able(name="Ana Gone"), able(name="Bo Stays")
    event = exported(user, contact, other, saved_list=saved)
    refuse(contact, DataUse.MAILINGS)

    for address in ("/stakeholders/lists/", "/stakeholders/exports/"):
        assert "1 to remove" in " ".join(coordinator.get(address).content.decode().split())
    listed = coordinator.get(saved.get_absolute_url()).context["to_remove"]
    assert [entry.contact for entry in listed] == [contact]
    page = coordinator.get(event.get_absolute_url()).content.decode()
    assert "Refused: Newsletters and other mailings" in page
    assert "1 exported file" in coordinator.get("/stakeholders/processing/").content.decode()
    page = coordinator.get(f"/stakeholders/{contact.pk}/").content.decode()
    assert "remove the person from each copy" in page


def test_people_are_recorded_as_removed_from_the_copies(coordinator, user):
    contact, later = able(), able()
    event = exported(user, contact, later)
    refuse(contact, DataUse.CONTACT)
    page = coordinator.get(event.get_absolute_url())
    (entry,) = page.context["to_remove"]
    refuse(later, DataUse.CONTACT)

    coordinator.post(f"{event.get_absolute_url()}removed/", {"entry": entry.pk})

    assert people_to_remove(event) == [later]
    entry.refresh_from_db()
    assert entry.removed_by == user
    assert "removed from the copies" in coordinator.get(event.get_absolute_url()).content.decode()


def test_somebody_who_is_not_to_be_removed_cannot_be_recorded_as_removed(coordinator, user):
    event = exported(user, able())
    entry = event.entries.get()

    coordinator.post(f"{event.get_absolute_url()}removed/", {"entry": entry.pk})

    assert not ExportedContact.objects.exclude(removed_on=None).exists()


def test_recording_a_refusal_names_the_exports(coordinator, user):
    contact = able()
    event = exported(user, contact)
    data = {
        "use": "contact",
        "answer": "refused",
        "on": "2026-05-01",
        "channel": "phone",
        "evidence": "Call of 1 May 2026",
    }

    page = coordinator.post(f"/stakeholders/{contact.pk}/answers/", data, follow=True)

    assert f"in exported files: export {event.pk}." in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_exports_takes_the_same_queries_for_more_rows(
    coordinator, user, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        contact = able()
        exported(user, contact)
        refuse(contact, DataUse.CONTACT)

    with django_assert_max_num_queries(9):
        assert coordinator.get("/stakeholders/exports/").status_code == 200
