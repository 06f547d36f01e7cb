"""The admin pages of the capacity map open and save, and restricted data need a permission."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.utils import timezone

from capacities.evidence import shown_evidence
from capacities.models import (
    BlockAnswer,
    Campaign,
    Evidence,
    Facility,
    FacilityContact,
    FacilityImport,
    FacilityRequest,
    Invitation,
    LicenceFile,
    RestrictedExport,
    Suggestion,
)
from capacities.tests.factories import (
    make_capability,
    make_contact,
    make_facility,
    make_site,
    make_statement,
)
from stakeholders.tests.factories import user_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    facility = make_facility()
    make_capability(facility)
    make_statement(facility, exact=12)
    make_contact(facility)
    FacilityRequest.objects.create(facility=facility, name="A", email="a@b.example")
    campaign = Campaign.objects.create(
        name="Survey", opens_on=timezone.localdate(), closes_on=timezone.localdate()
    )
    invitation = Invitation.objects.create(campaign=campaign, facility=facility)
    BlockAnswer.objects.create(
        invitation=invitation, block="identity", state="released", given_by="Head"
    )
    Suggestion.objects.create(facility=facility, text="It moved.")
    FacilityImport.objects.create(file_name="f.csv", signature="x")
    LicenceFile.objects.create(
        file_name="l.csv", register="A register", register_on=timezone.localdate()
    )
    Evidence.objects.create(facility=facility, fact="kind", source="A list", said_by="register")
    RestrictedExport.objects.create(by_name="x", purpose="y", count=1, sha256="z")
    return facility


def form_of(page):
    data = {}
    forms = [page.context["adminform"].form]
    for formset in page.context.get("inline_admin_formsets", ()):
        forms += [formset.formset.management_form, *formset.formset.initial_forms]
    for form in forms:
        for field in form:
            value = field.value()
            data[field.html_name] = "" if value is None else "on" if value is True else value
    return {name: value for name, value in data.items() if value is not False}


def test_every_page_of_the_app_opens_for_an_administrator(client, rows):
    client.force_login(user_in("administrator", is_superuser=True))
    models = [
        m for m in apps.get_app_config("capacities").get_models() if admin.site.is_registered(m)
    ]
    assert len(models) >= 5
    for model in models:
        base = f"/admin/capacities/{model._meta.model_name}/"
        assert client.get(base).status_code == 200, base
        first = model.objects.first()
        assert client.get(f"{base}{first.pk}/change/").status_code == 200, base


def test_saving_a_facility_unchanged_writes_nothing_of_value(client, rows):
    client.force_login(user_in("curator"))
    address = f"/admin/capacities/facility/{rows.pk}/change/"

    answer = client.post(address, form_of(client.get(address)))

    assert answer.status_code == 302, answer.context["errors"]
    kept = Facility.objects.get()
    assert (kept.name, kept.released, kept.shown_steps) == (
        rows.name,
        rows.released,
        " processing ",
    )


def test_words_that_are_ticked_reach_the_list(client, rows):
    client.force_login(user_in("curator"))
    address = f"/admin/capacities/facility/{rows.pk}/change/"

    client.post(address, form_of(client.get(address)) | {"steps": ["storage", "vector"]})

    assert Facility.objects.get().steps == " vector storage "
    assert Facility.objects.doing_step(["storage"]).exists()


def test_two_editors_do_not_overwrite_each_other(client, rows):
    client.force_login(user_in("curator"))
    address = f"/admin/capacities/facility/{rows.pk}/change/"
    data = form_of(client.get(address)) | {"name": "Mine"}
    Facility.objects.update(name="Theirs")

    answer = client.post(address, data)

    assert "while you were editing it" in answer.content.decode()
    assert Facility.objects.get().name == "Theirs"


def test_a_reviewer_moves_a_facility_on_and_a_curator_may_not_publish(client, rows):
    Facility.objects.update(review="in_review")
    address = f"/admin/capacities/facility/{rows.pk}/move/"
    client.force_login(user_in("curator"))
    client.post(address, {"status": "published", "note": ""})
    assert Facility.objects.get().review == "in_review"

    client.force_login(user_in("reviewer"))
    client.post(address, {"status": "published", "note": ""})
    assert Facility.objects.get().review == "published"


@pytest.mark.parametrize("role", ["member", "coordinator", "reviewer"])
def test_contacts_are_closed_to_roles_without_the_permission(client, rows, role):
    client.force_login(user_in(role, is_staff=True))

    for address in (
        "/admin/capacities/facilitycontact/",
        f"/admin/capacities/facilitycontact/{FacilityContact.objects.get().pk}/change/",
        "/admin/capacities/facilityrequest/",
        "/admin/capacities/restrictedexport/",
    ):
        assert client.get(address).status_code == 403, address


@pytest.mark.parametrize("role", ["member", "coordinator"])
def test_exact_figures_and_history_are_closed_to_roles_without_the_permission(client, rows, role):
    client.force_login(user_in(role, is_staff=True))

    for page in ("change", "history"):
        answer = client.get(f"/admin/capacities/facility/{rows.pk}/{page}/")
        assert answer.status_code == 403


def test_a_site_that_moves_reaches_the_search_words_of_its_facilities(client):
    site = make_site()
    make_facility(site=site)
    client.force_login(user_in("curator"))
    address = f"/admin/capacities/site/{site.pk}/change/"

    client.post(address, form_of(client.get(address)) | {"city": "Graz"})

    assert Facility.objects.found_by("Graz").exists()


def evidence_of(facility):
    return {row.fact: row for row in facility.evidence.exclude(source="A list")}


def test_a_value_that_a_curator_enters_has_evidence(client, rows):
    user = user_in("curator")
    client.force_login(user)
    address = f"/admin/capacities/facility/{rows.pk}/change/"
    changes = {"website": "https://cells.example/", "steps": ["storage"], "clean_room_area": "80"}

    client.post(address, form_of(client.get(address)) | changes)

    found = evidence_of(rows)
    assert {fact: row.value for fact, row in found.items()} == {
        "website": "https://cells.example/",
        "steps": "processing | storage",
        "square_metres": "80",
    }
    one = found["website"]
    assert (one.source, one.said_by, one.noted_by) == ("Entered in the admin", "curator", user)


def test_the_evidence_names_the_source_that_is_entered_with_the_value(client, rows):
    client.force_login(user_in("curator"))
    address = f"/admin/capacities/facility/{rows.pk}/change/"
    changes = {"name": "New name", "source": "Annual report 2025", "source_on": "2026-01-31"}

    client.post(address, form_of(client.get(address)) | changes)

    found = evidence_of(rows)["name"]
    assert (found.source, found.source_on.isoformat()) == ("Annual report 2025", "2026-01-31")


def test_a_value_that_a_curator_removes_has_no_source_any_more(client, rows):
    client.force_login(user_in("curator"))
    address = f"/admin/capacities/facility/{rows.pk}/change/"
    client.post(address, form_of(client.get(address)) | {"website": "https://cells.example/"})
    assert "website" in {row.fact for row in shown_evidence(rows, ["identity"])}

    client.post(address, form_of(client.get(address)) | {"website": ""})

    assert evidence_of(rows)["website"]
    assert "website" not in {row.fact for row in shown_evidence(rows, ["identity"])}


def test_evidence_never_repeats_what_is_restricted(client, rows):
    client.force_login(user_in("curator"))
    address = f"/admin/capacities/facility/{rows.pk}/change/"
    data = form_of(client.get(address))
    exact = next(name for name in data if name.endswith("-exact"))

    client.post(address, data | {exact: "15", "name": "Other"})

    assert rows.statements.get().exact == 15
    assert set(evidence_of(rows)) == {"name"}


def test_a_site_that_moves_has_evidence_at_each_of_its_facilities(client):
    site = make_site()
    facilities = [make_facility(site=site), make_facility(site=site)]
    client.force_login(user_in("curator"))
    address = f"/admin/capacities/site/{site.pk}/change/"

    client.post(address, form_of(client.get(address)) | {"city": "Graz"})

    for facility in facilities:
        assert {fact: row.value for fact, row in evidence_of(facility).items()} == {"city": "Graz"}
