"""Ticks that survive pages, and changes of all ticked contacts at once."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from stakeholders.bulk import MAX_CONTACTS_CHANGED, BulkChange, NotChangeable, change_contacts
from stakeholders.models import Contact, Engagement

from .factories import make_contact, user_in

pytestmark = pytest.mark.django_db
TICK, CHANGE = "/stakeholders/ticked/", "/stakeholders/change/"


def shown(page):
    return {
        "shown": ",".join(str(contact.pk) for contact in page.context["page"]),
        "query": page.context["page_query"],
        "filter": page.context["query"],
    }


def ticked(client):
    return sorted(client.get("/stakeholders/").context["ticked"])


@pytest.fixture
def two_pages(monkeypatch):
    monkeypatch.setattr("core.lists.PAGE_SIZE", 2)
    return [make_contact(name=name) for name in ("Ana", "Bo", "Cy", "Di")]


def test_ticks_survive_pages_filters_and_a_second_visit(coordinator, two_pages):
    ana, bo, cy, _ = two_pages
    first = coordinator.get("/stakeholders/")
    coordinator.post(TICK, {**shown(first), "id": [ana.pk, bo.pk]})
    second = coordinator.get("/stakeholders/?page=2")
    coordinator.post(TICK, {**shown(second), "id": [cy.pk]})
    assert ticked(coordinator) == [ana.pk, bo.pk, cy.pk]

    coordinator.post(TICK, {**shown(first), "id": [bo.pk]})

    assert ticked(coordinator) == [bo.pk, cy.pk]
    page = coordinator.get("/stakeholders/?q=bo").content.decode()
    assert page.count("checked") == 1
    coordinator.post(TICK, {**shown(first), "id": [bo.pk], "then": "clear"})
    assert ticked(coordinator) == []


def test_everybody_whom_the_filter_finds_is_ticked_and_stays_with_the_page(coordinator, two_pages):
    page = coordinator.get("/stakeholders/?q=person&page=1")
    answer = coordinator.post(TICK, {**shown(page), "then": "all"})

    assert answer.url == "/stakeholders/?q=person&page=1"
    assert ticked(coordinator) == sorted(contact.pk for contact in two_pages)


def test_a_script_gets_the_bar_with_the_number(coordinator, two_pages):
    ana = two_pages[0]

    answer = coordinator.post(
        TICK, {"shown": str(ana.pk), "id": [ana.pk]}, headers={"HX-Request": "true"}
    )

    assert "<strong>1</strong> ticked" in answer.content.decode()
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize(
    ("then", "address"),
    [
        ("export", "/stakeholders/export/?ticked=1"),
        ("remove", "/stakeholders/remove/?ticked=1"),
        ("change", "/stakeholders/change/?ticked=1"),
    ],
)
def test_each_action_uses_the_ticks_of_all_pages(coordinator, two_pages, then, address):
    coordinator.post(TICK, {"shown": "", "id": [two_pages[0].pk]})
    answer = coordinator.post(TICK, {"shown": "", "id": [two_pages[3].pk], "then": then})
    assert answer.url == address

    page = coordinator.get(answer.url)

    assert page.context["count"] == 2
    coordinator.post(TICK, {"then": "clear"})
    refused = coordinator.post(TICK, {"then": then}, follow=True)
    assert "No contact is ticked" in refused.content.decode()


def test_too_many_ticks_are_refused(coordinator, two_pages, monkeypatch):
    monkeypatch.setattr("stakeholders.ticks.MAX_TICKED_CONTACTS", 3)

    answer = coordinator.post(TICK, {"shown": "", "then": "all"}, follow=True)

    assert "contacts are ticked. Filter the list instead." in answer.content.decode()
    assert ticked(coordinator) == []


def test_one_page_changes_all_ticked_contacts(coordinator, user):
    owner = user_in("coordinator")
    one = make_contact(tags="board", verified_on=date(2030, 1, 1))
    two = make_contact(tags="old")
    untouched = make_contact(tags="old")
    coordinator.post(TICK, {"id": [one.pk, two.pk]})
    ids = coordinator.get(CHANGE).context["ids"]

    coordinator.post(
        CHANGE,
        {
            "ids": ids,
            "add_tags": "SAB 2026",
            "remove_tags": "old",
            "owner": owner.pk,
            "verified_on": "2026-01-01",
            "lawful_basis": "consent",
            "kind": "invited",
            "note": "Round 1",
        },
    )

    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.tag_names, two.tag_names) == (["board", "sab-2026"], ["sab-2026"])
    assert (one.owner, two.owner) == (owner, owner)
    assert (one.verified_on, two.verified_on) == (date(2030, 1, 1), date(2026, 1, 1))
    assert (one.lawful_basis, two.lawful_basis) == ("consent", "consent")
    log = Engagement.objects.values_list("contact", "kind", "on", "note", "by")
    today = timezone.localdate()
    assert sorted(log) == [
        (contact.pk, "invited", today, "Round 1", user.pk) for contact in (one, two)
    ]
    assert Contact.objects.found_by("sab-2026").count() == 2
    last = one.history.first()
    assert (last.history_user, last.history_change_reason) == (
        user,
        "Changed with others from the list",
    )
    untouched.refresh_from_db()
    assert (untouched.tags, untouched.history.count()) == (" old ", 1)


def test_a_withdrawn_consent_is_not_replaced_by_another_basis(user):
    declined = make_contact(lawful_basis="consent", consent="declined", consent_on="2026-01-01")
    other = make_contact()

    change = BulkChange(lawful_basis="legitimate_interest")
    done = change_contacts([declined.pk, other.pk], change, by=user)

    assert done.changed == 1
    assert dict(done.left_out) == {"consent declined: the lawful basis is unchanged": 1}
    assert Contact.objects.get(pk=declined.pk).lawful_basis == "consent"


def test_tags_beyond_the_limit_are_left_out_and_counted(user):
    full = make_contact(tags=" ".join(f"tag-{number}" for number in range(20)))
    other = make_contact()

    done = change_contacts([full.pk, other.pk], BulkChange(add_tags=("new",)), by=user)

    assert (done.changed, sum(done.left_out.values())) == (1, 1)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Nothing is chosen"),
        ({"note": "Only a note"}, "Nothing is chosen"),
        ({"kind": "sung"}, "not one of the available choices"),
        ({"verified_on": str(timezone.localdate() + timedelta(days=2))}, "in the future"),
    ],
)
def test_a_change_of_nothing_or_with_an_impossible_value_is_refused(coordinator, fields, message):
    contact = make_contact()

    answer = coordinator.post(CHANGE, {"ids": str(contact.pk), **fields})

    assert answer.status_code == 400
    assert message in answer.content.decode()
    assert (Contact.history.count(), Engagement.objects.count()) == (1, 0)


def test_too_many_or_vanished_contacts_are_refused(user):
    change = BulkChange(kind="invited")

    for keys in ([], [999_999], range(MAX_CONTACTS_CHANGED + 1)):
        with pytest.raises(NotChangeable):
            change_contacts(list(keys), change, by=user)


def test_anonymised_rows_are_not_changed(user):
    row = make_contact(name="x", email="", anonymised_on=date(2026, 1, 1))

    with pytest.raises(NotChangeable):
        change_contacts([row.pk], BulkChange(add_tags=("new",)), by=user)


def test_the_number_of_queries_does_not_grow_with_the_contacts(user, django_assert_max_num_queries):
    keys = [make_contact().pk for _ in range(30)]
    change = BulkChange(add_tags=("new",), verified_on=date(2026, 1, 1), kind="invited")

    with django_assert_max_num_queries(10):
        change_contacts(keys, change, by=user)


def test_nobody_changes_contacts_without_the_permission(client):
    contact = make_contact()
    for role in ("member", "curator", "reviewer"):
        client.force_login(user_in(role))
        answers = [client.post(TICK, {"id": [contact.pk]}), client.get(CHANGE)]
        assert [answer.status_code for answer in answers] == [404, 404], role
