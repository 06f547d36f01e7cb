"""The pages of an import: upload, preview, choices, import and undo."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from capacities.models import Facility, FacilityImport
from capacities.tests.test_files import ROW, csv_of
from stakeholders.tests.factories import user_in

pytestmark = pytest.mark.django_db


def upload(client, data=None, name="facilities.csv"):
    file = SimpleUploadedFile(name, data or csv_of(ROW))
    return client.post("/capacities/import/", {"file": file})


@pytest.mark.parametrize("role", ["member", "coordinator", "reviewer"])
def test_only_importers_have_the_page(client, role):
    client.force_login(user_in(role))

    assert client.get("/capacities/import/").status_code == 404


def test_a_curator_imports_a_file_and_undoes_it(client):
    client.force_login(user_in("curator"))
    preview = client.get(upload(client)["Location"])
    assert "Nothing is written yet" in preview.content.decode()
    assert not Facility.objects.exists()

    file = FacilityImport.objects.get()
    client.post(f"/capacities/import/{file.pk}/commit/")
    assert Facility.objects.get().name == "Cell unit"
    assert Facility.history.first().history_user == file.by

    client.post(f"/capacities/import/{file.pk}/undo/")
    assert not Facility.objects.exists()


def test_a_row_that_is_left_out_is_not_written(client):
    client.force_login(user_in("curator"))
    upload(client)
    file = FacilityImport.objects.get()

    client.post(f"/capacities/import/{file.pk}/commit/", {"row-2": "skip"})

    assert not Facility.objects.exists()


def test_a_waiting_file_is_its_uploaders_alone(client):
    client.force_login(user_in("curator"))
    upload(client)
    client.force_login(user_in("curator"))

    assert client.get(f"/capacities/import/{FacilityImport.objects.get().pk}/").status_code == 404


@pytest.mark.parametrize(
    "data", [b"\0\0\0", b"name;kind\n", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x"]
)
def test_a_file_that_cannot_be_read_is_refused_in_words(client, data):
    client.force_login(user_in("curator"))

    answer = upload(client, data)

    assert answer.status_code == 400
    assert "errorlist" in answer.content.decode()
    assert not FacilityImport.objects.exists()


def test_a_discarded_file_is_gone(client):
    client.force_login(user_in("curator"))
    upload(client)

    client.post(f"/capacities/import/{FacilityImport.objects.get().pk}/discard/")

    assert not FacilityImport.objects.exists()


def test_the_preview_shows_no_contact(client):
    client.force_login(user_in("curator"))
    upload(client)
    file = FacilityImport.objects.get()
    client.post(f"/capacities/import/{file.pk}/commit/")
    changed = {"facility_id": "AT-1", "contact_email": "new@cells.example"}
    answer = client.get(upload(client, csv_of(changed))["Location"])

    assert "(a contact)" in answer.content.decode()
    assert "new@cells.example" not in answer.content.decode()
