"""The log of contacts, organisations with their people, and where a contact is added."""

from datetime import date

import pytest
from django.utils import timezone

from stakeholders.choices import QUICK_KINDS
from stakeholders.models import Engagement

from .factories import make_contact, make_organisation, user_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", QUICK_KINDS)
def test_each_kind_is_logged_from_the_list_with_one_button(coordinator, user, kind):
    contact = make_contact(name="Ana")
    page = coordinator.get("/stakeholders/?group=15").content.decode()
    assert f'formaction="/stakeholders/{contact.pk}/log/"' in page
    assert f'value="{kind}">{kind.label}</button>' in page

    answer = coordinator.post(
        f"/stakeholders/{contact.pk}/log/", {"kind": kind, "query": "group=15&page=2"}
    )

    assert answer.url == "/stakeholders/?group=15&page=2"
    entry = Engagement.objects.get()
    assert (entry.contact, entry.kind, entry.on, entry.by) == (
        contact,
        kind,
        timezone.localdate(),
        user,
    )


def test_an_entry_with_day_and_note_is_on_the_timeline_and_can_be_removed(coordinator):
    contact = make_contact()
    address = f"/stakeholders/{contact.pk}/"

    coordinator.post(f"{address}log/", {"kind": "met", "on": "2026-03-01", "note": "in Lisbon"})
    (entry,) = coordinator.get(address).context["timeline"]
    assert (entry.day, entry.title, entry.note) == (date(2026, 3, 1), "Meeting", "in Lisbon")

    coordinator.post(f"/stakeholders/log/{entry.logged}/remove/")
    assert coordinator.get(address).context["timeline"] == []


@pytest.mark.parametrize("fields", [{"kind": "sung"}, {}, {"kind": "met", "on": "soon"}])
def test_an_impossible_entry_is_refused_with_a_message(coordinator, fields):
    contact = make_contact()

    answer = coordinator.post(f"/stakeholders/{contact.pk}/log/", fields, follow=True)

    assert "Nothing was logged." in answer.content.decode()
    assert not Engagement.objects.exists()


def test_the_query_of_the_list_cannot_lead_to_another_site(coordinator):
    contact = make_contact()
    data = {"kind": "met", "query": "//elsewhere.example"}

    answer = coordinator.post(f"/stakeholders/{contact.pk}/log/", data)

    assert answer.url.startswith("/stakeholders/?")


def test_nobody_logs_without_the_permission(client):
    contact = make_contact()
    for role in ("member", "curator", "reviewer"):
        client.force_login(user_in(role))
        answer = client.post(f"/stakeholders/{contact.pk}/log/", {"kind": "met"})
        assert answer.status_code == 404, role


def test_an_organisation_shows_its_people_its_parts_and_a_button_to_add_one(coordinator):
    place = make_organisation(name="AKH")
    make_organisation(name="AKH Lab", parent=place)
    make_contact(name="Ana", organisation=place)
    make_contact(name="Bo")

    page = coordinator.get(f"/stakeholders/organisations/{place.slug}/")

    assert [contact.name for contact in page.context["page"]] == ["Ana"]
    text = page.content.decode()
    assert "AKH Lab" in text
    assert f"/admin/stakeholders/contact/add/?organisation={place.pk}" in text
    added = coordinator.get(f"/admin/stakeholders/contact/add/?organisation={place.pk}")
    assert f'<option value="{place.pk}" selected>' in added.content.decode()


def test_organisations_are_listed_with_the_number_of_their_people(
    coordinator, django_assert_max_num_queries
):
    place = make_organisation(name="Universität Köln")
    make_contact(organisation=place)
    make_contact(organisation=place, anonymised_on=date(2026, 1, 1), name="x", email="")
    for _ in range(5):
        make_organisation()

    with django_assert_max_num_queries(8):
        page = coordinator.get("/stakeholders/organisations/")
    assert {row.name: row.people for row in page.context["page"]}["Universität Köln"] == 1
    found = coordinator.get("/stakeholders/organisations/?q=koeln")
    assert [row.name for row in found.context["page"]] == ["Universität Köln"]


def test_pages_of_organisations_are_for_people_who_may_see_contacts(client):
    place = make_organisation()
    addresses = ("/stakeholders/organisations/", f"/stakeholders/organisations/{place.slug}/")
    client.force_login(user_in("curator"))

    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_a_contact_is_added_where_contacts_are(coordinator):
    assert "/admin/stakeholders/contact/add/" in coordinator.get("/stakeholders/").content.decode()
