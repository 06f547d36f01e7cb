"""Every page of the register takes the same queries for one row and for many, and stands its
ground against what strangers write into addresses."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stakeholders.erasure import erase
from stakeholders.imports import commit
from stakeholders.merge import merge
from stakeholders.models import Contact, ExportEvent, ImportBatch, Organisation, SavedList

from .factories import make_contact, make_organisation
from .files import csv_file, person
from .importing import batch_of

pytestmark = pytest.mark.django_db
ONE, MANY = 2, 7


def fill(client, user, number):
    """Rows for every page; the first contact has `number` of everything that hangs on one."""
    place = make_organisation(name="Institute of Much")
    people = [
        make_contact("15 03", "DE PT", tags="board", organisation=place, verified_on=date.today())
        for _ in range(number)
    ]
    first = people[0]
    for place in range(number):
        first.engagements.create(kind="met", note=f"{place}")
        first.other_emails.create(email=f"other{place}@x.example")
        first.save()
        client.post("/stakeholders/export/", {"choice": "survey:csv"})
        SavedList.objects.create(name=f"List {place}", query="group=15")
        merge(first, make_contact(), by=user)
        erase(make_contact(), by=user, reason="asked")
        make_contact(name="Same Name", email="")
        commit(batch_of(csv_file(person(place)), user), by=user)
    ExportEvent.objects.filter(pk__gt=1).update(saved_list=SavedList.objects.first())
    waiting = batch_of(csv_file(*(person(100 + n) for n in range(number))), user)
    pair = Contact.objects.filter(name="Same Name").order_by("pk")[:2]
    pk, event = first.pk, ExportEvent.objects.latest("pk").pk
    done = ImportBatch.objects.filter(state="committed").first()
    return [
        "/stakeholders/",
        "/stakeholders/?q=person&group=15&country=DE&order=-organisation&across=kind",
        f"/stakeholders/{pk}/",
        f"/stakeholders/{pk}/everything.json",
        f"/stakeholders/{pk}/everything/",
        f"/stakeholders/{pk}/erase/",
        "/stakeholders/export/?group=15",
        "/stakeholders/exports/",
        f"/stakeholders/exports/{event}/",
        "/stakeholders/lists/",
        f"/stakeholders/lists/{SavedList.objects.first().pk}/",
        "/stakeholders/import/",
        f"/stakeholders/import/{waiting.pk}/",
        f"/stakeholders/import/{waiting.pk}/columns/",
        f"/stakeholders/import/{done.pk}/",
        "/stakeholders/duplicates/",
        f"/stakeholders/duplicates/contacts/{pair[0].pk}/{pair[1].pk}/",
        "/stakeholders/processing/",
        "/admin/stakeholders/contact/",
        "/admin/stakeholders/organisation/",
        "/admin/stakeholders/targetgroup/",
        *(
            f"post:{purpose}:{format}"
            for purpose in ("survey", "backup")
            for format in ("csv", "xlsx")
        ),
    ]


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        if address.startswith("post:"):
            answer = client.post("/stakeholders/export/", {"choice": address[5:]})
        else:
            answer = client.get(address)
    assert answer.status_code == 200, address
    return len(queries)


def counted(client, user, number):
    addresses = fill(client, user, number)
    for address in addresses:
        queries_of(client, address)  # what is looked up once and kept is not counted
    return [queries_of(client, address) for address in addresses], addresses


def test_no_page_takes_more_queries_for_more_rows(coordinator, user):
    few, names = counted(coordinator, user, ONE)
    for model in (ExportEvent, SavedList, ImportBatch, Contact, Organisation):
        model.objects.all().delete()
    many, _ = counted(coordinator, user, MANY)

    grown = [
        f"{name}: {one} -> {more}"
        for name, one, more in zip(names, few, many, strict=True)
        if more > one
    ]
    assert grown == []


HOSTILE = (
    *("%00", "%FF%FE", "'%20OR%201=1--", "%25%25", "<script>alert(1)</script>", "{{7*7}}", "-1"),
    *("../../etc/passwd", "9" * 30, "NaN", "2026-02-30", "a" * 3000, "%0d%0aSet-Cookie:a=b"),
)
NAMES = (
    *("q", "group", "country", "kind", "engagement", "consent", "basis", "tag", "order", "page"),
    *("verified_since", "unverified_since", "across", "saved", "ids", "id", "show", "state"),
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_address_breaks_a_page(coordinator, text):
    make_contact()
    together = "&".join(f"{name}={text}" for name in NAMES)
    queries = [f"{name}={text}&{name}={text}" for name in NAMES]
    paths = ("export/", "exports/", "import/", "duplicates/", "lists/", "processing/")

    addresses = [f"?{query}" for query in queries] + [f"{path}?{together}" for path in paths]
    for address in addresses:
        answer = coordinator.get(f"/stakeholders/{address}")
        assert answer.status_code in (200, 302, 400, 404), address
        assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        *("0/", "9" * 18 + "/", "9" * 40 + "/", "-1/", "%00/", "%F0/", "..%2f..%2fetc/"),
        *("exports/" + "9" * 30 + "/", "lists/0/", "import/x/", "me/x/", "me/" + "a:" * 900 + "/"),
        "import/00000000-0000-0000-0000-000000000000/",
        *("duplicates/contacts/1/1/", "duplicates/people/1/2/"),
        "duplicates/contacts/" + "9" * 30 + "/1/",
    ],
)
def test_what_is_not_there_is_not_found(coordinator, path):
    assert coordinator.get(f"/stakeholders/{path}").status_code in (400, 404)
