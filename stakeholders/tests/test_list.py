"""The list of contacts: who sees it, what its filters find, and that its figures add up."""

from datetime import date

import pytest
from django.http import QueryDict
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.packed_words import packed
from stakeholders.filters import ContactFilter
from stakeholders.models import Contact, TargetGroup

from .factories import make_contact, make_organisation, user_in

pytestmark = pytest.mark.django_db
LIST = "/stakeholders/"


@pytest.fixture
def coordinator(client):
    client.force_login(user_in("coordinator"))
    return client


def found(client, **query):
    page = client.get(LIST, query)
    return sorted(contact.name for contact in page.context["page"].object_list)


def test_the_fifteen_groups_are_there_with_the_sentence_that_they_are_a_proposal(coordinator):
    page = coordinator.get(LIST)

    assert list(TargetGroup.objects.values_list("number", flat=True)) == list(range(1, 16))
    assert "This list is our proposal" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"group": "15"}, ["Ana", "Bo"]),
        ({"group": ["15", "09"]}, ["Ana", "Bo", "Cy"]),
        ({"group": "15", "country": "SE"}, ["Bo"]),
        ({"country": "none"}, ["Cy"]),
        ({"kind": "patients"}, ["Ana"]),
        ({"kind": "unknown"}, ["Bo", "Cy"]),
        ({"role": "partner"}, ["Ana"]),
        ({"role": "none"}, ["Bo", "Cy"]),
        ({"basis": "public_task"}, ["Ana", "Bo", "Cy"]),
        ({"engagement": "met"}, ["Bo"]),
        ({"engagement": "none"}, ["Ana", "Cy"]),
        ({"consent": "declined"}, ["Cy"]),
        ({"tag": "board"}, ["Ana"]),
        ({"verified_since": "2026-01-01"}, ["Ana"]),
        ({"unverified_since": "2026-01-01"}, ["Bo"]),
        ({"q": "lisboa ANA"}, ["Ana"]),
        ({"q": "nobody"}, []),
        ({"order": "-name"}, ["Ana", "Bo", "Cy"]),
    ],
)
def test_filters_find(coordinator, query, names):
    place = make_organisation(
        name="Aliança Lisboa", kind="patients", country="PT", roles=" partner "
    )
    make_contact(name="Ana", organisation=place, tags="board", verified_on=date(2026, 2, 1))
    bo = make_contact("15 09", "SE", "board-2", name="Bo", verified_on=date(2025, 1, 1))
    bo.engagements.create(kind="met", on=date(2026, 1, 1))
    make_contact("09", "", name="Cy", consent="declined", consent_on=date(2026, 1, 1))

    assert found(coordinator, **query) == names


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("group=99", "99 is not one of the values"),
        ("country=XX", "XX is not one of the values"),
        ("verified_since=soon", "Enter a valid date"),
        ("order=email", "not one of the available choices"),
        ("q=" + "a" * 10_000, "more than 200 characters"),
    ],
)
def test_an_impossible_value_gives_a_message_and_no_rows(coordinator, query, message):
    make_contact()

    page = coordinator.get(f"{LIST}?{query}")

    assert page.status_code == 200
    assert page.context["count"] == 0
    assert message in page.content.decode()


@pytest.mark.parametrize("contacts", [1, 4])
def test_the_number_of_queries_does_not_grow(coordinator, contacts, django_assert_max_num_queries):
    for _ in range(contacts):
        make_contact(organisation=make_organisation())

    with django_assert_max_num_queries(18):
        page = coordinator.get(LIST, {"group": "15", "q": "person"})

    assert page.context["count"] == contacts


def number_behind(url):
    """What the list counts at an address; drawing every page would take minutes."""
    data = QueryDict(url.removeprefix(LIST).lstrip("?"))
    filterset = ContactFilter(data, queryset=Contact.objects.all())
    assert filterset.is_valid(), url
    return filterset.qs.count()


words = st.lists(st.sampled_from(["01", "09", "15"]), max_size=2, unique=True)
places = st.lists(st.sampled_from(["DE", "SE", "JP"]), max_size=2, unique=True)
person = st.tuples(words, places, st.sampled_from(["not_asked", "given"]), st.booleans())


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    people=st.lists(person, max_size=6),
    chosen=words,
    where=places,
    across=st.sampled_from(["country", "kind", "role"]),
)
def test_every_figure_is_the_number_of_contacts_behind_its_link(
    coordinator, people, chosen, where, across
):
    Contact.objects.all().delete()
    place = make_organisation(roles=" partner site ")
    for groups, countries, consent, met in people:
        contact = make_contact(" ".join(groups), " ".join(countries))
        if consent == "given":
            contact.consent, contact.consent_on = "given", date(2026, 1, 1)
            contact.save()
        if met:
            contact.organisation, contact.lawful_basis = place, "consent"
            contact.save()
            contact.engagements.create(kind="met")
            contact.engagements.create(kind="met")

    query = {"group": chosen, "country": where, "across": across}
    context = coordinator.get(LIST, query).context

    links = [
        (v.count + context["count"] * v.adds, v.url)
        for facet in context["listing"].facets
        for v in facet.values
        if v.url
    ]
    links += [
        (number, url) for _, cells, _ in context["coverage"].rows for number, url, _ in cells if url
    ]
    for number, url in set(links):
        assert number_behind(url) == number, url
    assert context["count"] == len(context["page"].object_list)


def test_empty_cells_are_part_of_the_coverage(coordinator):
    make_contact("15", "DE")

    table = coordinator.get(LIST).context["coverage"]
    kinds = coordinator.get(LIST, {"across": "kind"}).context["coverage"]

    assert (len(table.rows), table.empty) == (15, table.cells - 1)
    assert kinds.rows[14][1][-1][0] == 1


def test_a_contact_page_says_what_is_known(coordinator, django_assert_max_num_queries):
    contact = make_contact("15 09", name="Ana <b>García</b>", phone="+351 1")
    contact.engagements.create(kind="met", note="in Lisbon")
    contact.other_emails.create(email="OLD@stakeholder.example", kind="former")

    with django_assert_max_num_queries(14):
        text = coordinator.get(contact.get_absolute_url()).content.decode()

    assert "Ana &lt;b&gt;García&lt;/b&gt;" in text
    assert "old@stakeholder.example" in text
    assert "in Lisbon" in text


@pytest.mark.parametrize("role", ["member", "curator", "reviewer"])
def test_for_others_the_register_does_not_exist(client, role):
    contact = make_contact(name="Secret Person")
    client.force_login(user_in(role))

    for address in (LIST, contact.get_absolute_url(), "/stakeholders/export/"):
        page = client.get(address)
        assert page.status_code == 404
        assert "Secret Person" not in page.content.decode()
    assert "/stakeholders/" not in client.get("/").content.decode()


def test_strangers_are_asked_to_sign_in(client):
    answer = client.get(LIST)

    assert answer.status_code == 302
    assert reverse("account_login") in answer["Location"]


def test_words_are_found_whole():
    make_contact(tags="board-2025")

    assert packed(["b", "a", "b", ""]) == " b a "
    assert not Contact.objects.tagged(["board"]).exists()
