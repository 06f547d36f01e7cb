"""Filters of the admin's lists, kept by name for one person."""

import pytest
from django.contrib import admin

from core.admin import ModelAdmin
from core.models import SavedAdminFilter
from core.saved_filters import MAX_FILTERS_PER_LIST
from stakeholders.erasure import erase
from stakeholders.tests.factories import make_contact
from trials.tests.factories import make_trial
from trials.tests.people import person

pytestmark = pytest.mark.django_db
LIST = "/admin/trials/trial/"
SAVE = "/admin/saved-filters/"
VALUES = {"list": "trials.trial", "name": "Mine", "query": "p=3&curation__exact=new&atmp=yes"}
QUERY = "atmp=yes&curation__exact=new"


@pytest.fixture
def curator(client):
    client.force_login(person("curator"))
    return client


def test_a_filter_is_kept_by_name_without_its_page(curator):
    make_trial()

    answer = curator.post(SAVE, VALUES)

    assert answer.url == f"{LIST}?{QUERY}"
    page = curator.get(LIST).content.decode()
    assert f'href="?{QUERY.replace("&", "&amp;")}"' in page
    page = curator.get(f"{LIST}?curation__exact=new&atmp=yes&p=1")
    assert page.context["is_saved"]


def test_the_same_name_replaces_the_filter_of_this_list_only(curator):
    curator.post(SAVE, VALUES)
    curator.post(SAVE, VALUES | {"list": "products.dossier", "query": "is_public__exact=1"})
    curator.post(SAVE, VALUES | {"query": "atmp=no"})

    rows = SavedAdminFilter.objects.values_list("list", "query")
    assert set(rows) == {("trials.trial", "atmp=no"), ("products.dossier", "is_public__exact=1")}


def test_nobody_else_sees_or_deletes_a_filter(curator, client):
    curator.post(SAVE, VALUES)
    saved = SavedAdminFilter.objects.get()
    client.force_login(person("other", "curator"))

    assert client.get(LIST).context["saved_filters"] == []
    assert client.post(f"{SAVE}{saved.pk}/delete/").status_code == 404
    assert SavedAdminFilter.objects.exists()


def test_an_owner_deletes_a_filter(curator):
    curator.post(SAVE, VALUES)

    answer = curator.post(f"{SAVE}{SavedAdminFilter.objects.get().pk}/delete/")

    assert answer.url == LIST
    assert not SavedAdminFilter.objects.exists()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"name": " "}, 302),
        ({"name": "x" * 81}, 302),
        ({"query": "p=2"}, 302),
        ({"query": "q=" + "x" * 2001}, 302),
        ({"list": "nothing.here"}, 404),
        ({"list": "https://x.example/"}, 404),
    ],
)
def test_what_is_no_filter_is_not_kept(curator, change, status):
    assert curator.post(SAVE, VALUES | change).status_code == status
    assert not SavedAdminFilter.objects.exists()


def test_the_number_of_filters_is_limited(curator):
    for number in range(MAX_FILTERS_PER_LIST + 1):
        curator.post(SAVE, VALUES | {"name": str(number)})

    assert SavedAdminFilter.objects.count() == MAX_FILTERS_PER_LIST


def test_members_without_the_admin_keep_none(client):
    client.force_login(person("member", staff=False))

    assert client.post(SAVE, VALUES).status_code == 403


def test_a_filter_that_names_an_erased_person_is_removed(curator):
    contact = make_contact(name="Rosa Example")
    for name, query in (("A", "q=rosa+example"), ("Rosa Example", "q=x"), ("B", "q=other")):
        curator.post(SAVE, VALUES | {"name": name, "query": query})

    erase(contact, by=person("coordinator"), reason="asked")

    assert list(SavedAdminFilter.objects.values_list("name", flat=True)) == ["B"]


def test_every_list_of_the_admin_has_saved_filters():
    own = [each for each in admin.site._registry.values() if isinstance(each, ModelAdmin)]

    assert len(own) > 40
    assert {each.list_before_template for each in own} == {"admin/saved_filters.html"}
