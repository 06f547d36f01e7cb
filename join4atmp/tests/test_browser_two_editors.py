"""Two people edit the same row of the register, of the searches or of the schedule in two browsers:
the second save keeps or shows the values of the first."""

import re

import pytest
from django.apps import apps
from playwright.sync_api import expect

from core.packed_words import unpacked
from join4atmp.roles import give_permissions
from stakeholders.models import Contact, ImportBatch, Organisation
from stakeholders.rights import personal_token
from stakeholders.tests.factories import make_contact, make_organisation
from stakeholders.tests.files import csv_file
from trials.models import SearchQuery, SyncRun, SyncSchedule
from trials.tests.people import person

from .test_browser_curation import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(db):
    give_permissions(apps)
    roles = {"ann": "curator", "ben": "curator", "cora": "coordinator", "dan": "coordinator"}
    return {name: person(name, role) for name, role in roles.items()}


@pytest.fixture
def desk(new_context):
    """Open a browser of its own for a person."""

    def opened(name):
        page = new_context().new_page()
        sign_in(page, name)
        return page

    return opened


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()


def saved(page):
    expect(page.get_by_text("was changed successfully").first).to_be_visible()


def compared(page, who, theirs):
    message = f"{who} changed this row while you were editing it. Nothing was saved."
    expect(page.get_by_text(message).first).to_be_visible()
    expect(page.get_by_text(theirs).first).to_be_visible()


def admin_pages(desk, address, *names):
    pages = [desk(name) for name in names]
    for page in pages:
        page.goto(address)
    return pages


def test_two_edits_of_one_organisation_are_both_kept(people, desk):
    place = make_organisation(name="Charité", city="Berln", country="DE")
    address = f"/admin/stakeholders/organisation/{place.pk}/change/"
    cora, dan = admin_pages(desk, address, "cora", "dan")
    dan.locator("#id_city").fill("Berlin")
    dan.get_by_label("Sponsor of trials").check()
    save(dan)
    saved(dan)

    cora.locator("#id_website").fill("https://charite.example/")
    save(cora)

    expect(cora.get_by_text(re.compile("They are kept: .*City"))).to_be_visible()
    place = Organisation.objects.get()
    assert (place.city, place.website) == ("Berlin", "https://charite.example/")
    assert unpacked(place.roles) == ["sponsor"]


def test_the_same_field_of_an_organisation_is_overwritten_only_on_purpose(people, desk):
    place = make_organisation(name="Charité", city="Berln", country="DE")
    address = f"/admin/stakeholders/organisation/{place.pk}/change/"
    cora, dan = admin_pages(desk, address, "cora", "dan")
    dan.locator("#id_city").fill("Berlin")
    save(dan)
    saved(dan)
    cora.locator("#id_city").fill("Berlin-Mitte")
    save(cora)

    compared(cora, "dan", "City: Berlin")
    expect(cora.locator("#id_city")).to_have_value("Berlin-Mitte")
    assert Organisation.objects.get().city == "Berlin"
    save(cora)

    saved(cora)
    assert Organisation.objects.get().city == "Berlin-Mitte"


# The personal page


def test_a_person_keeps_what_the_coordinator_changed_meanwhile(people, desk, new_context):
    contact = make_contact(name="Bo Ek", position="Nurse", phone="")
    bo = new_context().new_page()
    bo.goto(f"/stakeholders/me/{personal_token(contact)}/")
    [cora] = admin_pages(desk, f"/admin/stakeholders/contact/{contact.pk}/change/", "cora")
    cora.locator("#id_position").fill("Head nurse")
    save(cora)
    saved(cora)

    bo.get_by_label("Phone").fill("+46 1")
    bo.get_by_role("button", name="Confirm my data").click()

    expect(bo.get_by_text(re.compile("and they are kept: Position"))).to_be_visible()
    contact.refresh_from_db()
    assert (contact.position, contact.phone) == ("Head nurse", "+46 1")


def test_a_person_sees_the_value_of_the_coordinator_before_replacing_it(people, desk, new_context):
    contact = make_contact(name="Bo Ek", position="Nurse")
    bo = new_context().new_page()
    bo.goto(f"/stakeholders/me/{personal_token(contact)}/")
    [cora] = admin_pages(desk, f"/admin/stakeholders/contact/{contact.pk}/change/", "cora")
    cora.locator("#id_position").fill("Head nurse")
    save(cora)
    saved(cora)
    bo.get_by_label("Position").fill("Nurse and teacher")
    bo.get_by_role("button", name="Confirm my data").click()

    expect(bo.get_by_text("The project changed your data while you were editing")).to_be_visible()
    expect(bo.get_by_text("Position: Head nurse")).to_be_visible()
    expect(bo.get_by_label("Position")).to_have_value("Nurse and teacher")
    expect(bo.get_by_text(re.compile("cora|dan"))).to_have_count(0)
    assert Contact.objects.get().position == "Head nurse"
    bo.get_by_role("button", name="Confirm my data").click()

    expect(bo.get_by_text("Your data are confirmed as of today")).to_be_visible()
    assert Contact.objects.get().position == "Nurse and teacher"


def test_a_coordinator_does_not_overwrite_what_the_person_corrected(people, desk, new_context):
    contact = make_contact(name="Bo Ek", position="Nurse")
    [cora] = admin_pages(desk, f"/admin/stakeholders/contact/{contact.pk}/change/", "cora")
    bo = new_context().new_page()
    bo.goto(f"/stakeholders/me/{personal_token(contact)}/")
    bo.get_by_label("Position").fill("Teacher")
    bo.get_by_role("button", name="Confirm my data").click()
    expect(bo.get_by_text("Your data are confirmed as of today")).to_be_visible()

    cora.locator("#id_position").fill("Head nurse")
    save(cora)

    compared(cora, "Another person", "Position: Teacher")
    assert Contact.objects.get().position == "Teacher"


# Searches and schedule of the registers


def test_two_edits_of_one_search_query_are_compared(people, desk):
    query = SearchQuery.objects.create(register="ctis", text="CAR-T", note="First")
    address = f"/admin/trials/searchquery/{query.pk}/change/"
    ann, ben = admin_pages(desk, address, "ann", "ben")
    ben.locator("#id_note").fill("Finds too much")
    ben.locator("#id_phases").fill("I II")
    save(ben)
    saved(ben)
    ann.locator("#id_note").fill("Ask Ben")
    ann.locator("#id_text").fill("CAR T-cell")
    save(ann)

    compared(ann, "Another person", "Note: Finds too much")
    expect(ann.locator("#id_note")).to_have_value("Ask Ben")
    query.refresh_from_db()
    assert (query.text, query.note) == ("CAR-T", "Finds too much")
    save(ann)

    saved(ann)
    query.refresh_from_db()
    assert (query.text, query.note, query.phases) == ("CAR T-cell", "Ask Ben", "I II")


def test_two_edits_of_one_schedule_are_both_kept_or_compared(people, desk):
    schedule = SyncSchedule.objects.create(
        register="ctis", kind=SyncRun.Kind.values[0], every_hours=24
    )
    address = f"/admin/trials/syncschedule/{schedule.pk}/change/"
    ann, ben = admin_pages(desk, address, "ann", "ben")
    ben.locator("#id_every_hours").fill("48")
    save(ben)
    saved(ben)
    ann.locator("#id_is_active").uncheck()
    save(ann)

    expect(ann.get_by_text(re.compile("They are kept: Every")).first).to_be_visible()
    schedule.refresh_from_db()
    assert (schedule.every_hours, schedule.is_active) == (48, False)

    for page in (ann, ben):
        page.goto(address)
    ben.locator("#id_every_hours").fill("12")
    save(ben)
    saved(ben)
    ann.locator("#id_every_hours").fill("72")
    save(ann)

    compared(ann, "Another person", ": 12")
    schedule.refresh_from_db()
    assert schedule.every_hours == 12


# Import of contacts


def uploaded(page, mode):
    """Upload a list in which Bo has another position and a phone, and open its preview."""
    row = ["Bo Ek", "bo@x.example", "Member", "123"]
    data = csv_file(row, header=["Name", "E-mail", "Position", "Phone"])
    page.goto("/stakeholders/import/")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": data}
    )
    page.get_by_label("Lawful basis").select_option("public_task")
    page.get_by_label("Action").select_option(mode)
    page.get_by_role("button", name="Check this file").click()
    expect(page.get_by_text("Nothing is written yet.")).to_be_visible()


@pytest.mark.parametrize("mode", ["ask", "update", "fill"])
def test_an_import_shows_what_another_person_changed_after_its_preview(people, desk, mode):
    contact = make_contact(name="Bo Ek", email="bo@x.example", position="Nurse", phone="")
    cora, dan = desk("cora"), desk("dan")
    uploaded(cora, mode)
    dan.goto(f"/admin/stakeholders/contact/{contact.pk}/change/")
    dan.locator("#id_position").fill("Head nurse")
    dan.locator("#id_phone").fill("+46 1")
    save(dan)
    saved(dan)

    cora.get_by_label("Row 2").select_option("update")
    cora.get_by_role("button", name="Import now").click()

    expect(cora.get_by_text("The register has changed since this preview was made")).to_be_visible()
    expect(cora.locator("del", has_text="Head nurse")).to_be_visible()
    contact.refresh_from_db()
    assert (contact.position, contact.phone) == ("Head nurse", "+46 1")
    assert ImportBatch.objects.get().state == "waiting"


def test_an_import_that_asks_fills_only_what_is_empty_after_the_comparison(people, desk):
    contact = make_contact(name="Bo Ek", email="bo@x.example", position="", phone="")
    cora, dan = desk("cora"), desk("dan")
    uploaded(cora, "ask")
    dan.goto(f"/admin/stakeholders/contact/{contact.pk}/change/")
    dan.locator("#id_position").fill("Head nurse")
    save(dan)
    saved(dan)
    cora.get_by_label("Row 2").select_option("fill")
    cora.get_by_role("button", name="Import now").click()
    expect(cora.get_by_text("The register has changed since this preview was made")).to_be_visible()

    cora.get_by_label("Row 2").select_option("fill")
    cora.get_by_role("button", name="Import now").click()

    expect(cora.get_by_text("0 contacts added, 1 changed.")).to_be_visible()
    contact.refresh_from_db()
    assert (contact.position, contact.phone) == ("Head nurse", "123")
