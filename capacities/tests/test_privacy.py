"""Contacts, exact figures, utilisation and unreleased blocks are hidden from readers without the
right."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser

from capacities.choices import Block
from capacities.facility_page import FacilityPage
from capacities.models import Authorisation, CapacityStatement, CleanRoom, Facility
from capacities.tests.factories import (
    PUBLIC,
    make_capability,
    make_contact,
    make_facility,
    make_statement,
)
from stakeholders.tests.factories import user_in

pytestmark = pytest.mark.django_db
EXACT, UTILISATION = 87_654, "Above 100 %"
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
FORMATS = ("csv", "xlsx", "geojson", "json")


def restricted_facility(released):
    facility = make_facility(released=released, classes="TEP", technologies="islet", steps="vector")
    make_capability(facility, "construct", technology="cornea")
    make_statement(facility, band="1000+", exact=EXACT, utilisation=">100", step="")
    Authorisation.objects.create(facility=facility, type="MIA", number="SECRET-LICENCE-1")
    CleanRoom.objects.create(facility=facility, grade="a_in_b", rooms=77)
    make_contact(facility, name="Secret Person", email="secret@facility.example", phone="+43 555 1")
    return facility


def outputs(client, facility):
    """Return {address: text} of all pages and files about facilities."""
    addresses = [
        "/capacities/",
        "/capacities/map/",
        "/capacities/steps/",
        *(f"/capacities/export/?format={format}" for format in FORMATS),
        facility.get_absolute_url(),
        f"{facility.get_absolute_url()}request/",
        f"{facility.get_absolute_url()}suggest/",
        "/search/?q=cell",
        "/data-dictionary/",
    ]
    found = {}
    for address in addresses:
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if address.endswith("xlsx"):
            body = _text_of_workbook(body)
        found[address] = body.decode("utf-8", "replace")
    return found


def _text_of_workbook(data):
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return b"\n".join(book.read(name) for name in book.namelist() if name.endswith(".xml"))


def test_no_output_for_anybody_holds_a_contact(client):
    facility = restricted_facility(Block.values)
    for user in (None, user_in("member"), user_in("reviewer"), user_in("curator")):
        if user:
            client.force_login(user)
        for address, text in outputs(client, facility).items():
            mails = set(MAIL.findall(text)) - ({user.email} if user else set())
            assert mails == set(), address
            assert "Secret Person" not in text, address
            assert "+43 555 1" not in text, address


def test_exact_figures_and_utilisation_are_for_members_and_only_when_released(client):
    facility = restricted_facility(PUBLIC)
    whole = restricted_facility(Block.values)

    for user, place, is_shown in (
        (None, facility, False),
        (None, whole, False),
        (user_in("member"), facility, False),
        (user_in("member"), whole, True),
    ):
        client.logout()
        if user:
            client.force_login(user)
        page = client.get(place.get_absolute_url()).content.decode()
        assert ("87,654" in page or "87654" in page) is is_shown
        assert (UTILISATION in page or "Above 100" in page) is is_shown


def test_files_hold_exact_figures_of_released_blocks_for_members_only(client):
    restricted_facility(Block.values)
    restricted_facility(PUBLIC)

    def figures():
        answer = client.get("/capacities/export/?format=csv")
        return b"".join(answer.streaming_content).decode().count(str(EXACT))

    assert figures() == 0
    client.force_login(user_in("member"))
    assert figures() == 1


def test_what_is_not_released_is_in_no_output_and_no_filter(client):
    facility = restricted_facility([Block.IDENTITY])
    client.force_login(user_in("member"))

    for address, text in outputs(client, facility).items():
        body = text.partition('id="results"')[2] if "/capacities/?" in address else text
        # The dictionary lists all bands that exist, and none of a facility.
        band = () if address == "/data-dictionary/" else ("1000+",)
        for secret in ("SECRET-LICENCE-1", "87654", "87,654", *band, ">77<"):
            assert secret not in body, (address, secret)
    queries = "step=vector atmp_class=TEP technology=cornea authorisation=MIA q=construct"
    for query in queries.split():
        page = client.get(f"/capacities/?{query}").context["page"]
        assert page.paginator.count == 0, query


def test_a_licence_of_a_public_register_is_shown_without_a_release(client):
    facility = make_facility(released=[Block.IDENTITY])
    Authorisation.objects.create(facility=facility, type="GMP", number="REG-1", said_by="register")

    assert "REG-1" in client.get(facility.get_absolute_url()).content.decode()
    assert client.get("/capacities/?authorisation=GMP").context["page"].paginator.count == 1


@pytest.mark.parametrize("block", Block.values)
def test_each_block_guards_its_own_part(block):
    """If one block is not released, no value of it is shown."""
    facility = restricted_facility([each for each in Block.values if each != block])
    page = FacilityPage(facility, user_in("member"))
    shown = {
        Block.CAPABILITIES: bool(page.steps or page.clean_rooms),
        Block.CAPACITY: bool(page.statements),
        Block.EXACT: page.shows_exact,
        Block.UTILISATION: page.shows_utilisation,
        Block.AUTHORISATIONS: bool(page.authorisations),
        Block.IDENTITY: Facility.objects.visible_to(page.user).exists(),
    }

    # Exact figures and utilisation belong to statements, which the block of bands shows.
    with_it = {Block.EXACT, Block.UTILISATION} if block == Block.CAPACITY else set()
    assert [each for each, is_shown in shown.items() if not is_shown] == [
        each for each in shown if each == block or each in with_it
    ]
    assert not shown[block]


def test_restricted_values_cannot_change_what_the_public_sees(client):
    """Restricted values are replaced, and the public pages stay exactly the same."""
    facility = restricted_facility(PUBLIC)

    def seen():
        found = outputs(client, facility)
        found.pop("/capacities/export/?format=xlsx")  # it holds the time
        moment = re.compile(r"csrfmiddlewaretoken.{0,120}|exported_at.{0,40}")
        return {address: moment.sub("", text) for address, text in found.items()}

    before = seen()
    CapacityStatement.objects.update(exact=1_234, utilisation="<50")
    facility.contacts.update(name="Other", email="other@facility.example", phone="")

    assert seen() == before


def test_nobody_is_a_member_by_being_anonymous():
    facility = restricted_facility(Block.values)

    page = FacilityPage(facility, AnonymousUser())

    assert not page.shows_exact
    assert not page.shows_utilisation
