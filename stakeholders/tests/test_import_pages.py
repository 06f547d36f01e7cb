"""The pages of an import: hostile files, columns, whose file it is."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from stakeholders.models import (
    Contact,
    ImportBatch,
    ImportHeading,
)

from .factories import user_in
from .files import csv_file, person
from .importing import IMPORT, batch_of, upload
from .test_reader import REFUSED

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_upload_is_answered_with_a_sentence_and_writes_nothing(coordinator, name):
    data, message = REFUSED[name]

    answer = upload(coordinator, data)

    assert answer.status_code == 400
    text = answer.content.decode()
    assert message in text or "The submitted file is empty" in text
    assert not ImportBatch.objects.exists()


def test_markup_in_a_file_stays_text(coordinator):
    answer = upload(
        coordinator,
        csv_file(["<script>alert(1)</script>", "<b>@x", "<i>", "<u>", ""]),
        name="<script>.csv",
    )

    values = coordinator.get(answer["Location"]).content.decode()
    preview = coordinator.get(ImportBatch.objects.get().get_absolute_url()).content.decode()
    for page in (values, preview):
        assert "<script>alert" not in page
    assert "&lt;u&gt;" in values
    assert "&lt;script&gt;alert" in preview


def test_unknown_columns_are_asked_for_once(coordinator):
    data = csv_file(person(1), header=["Wer", "Wo erreichbar", "Haus", "Nichts", "Land"])

    answer = upload(coordinator, data)
    address = answer["Location"]
    assert address.endswith("/columns/")
    assert "Wo erreichbar" in coordinator.get(address).content.decode()

    wrong = coordinator.post(address, {"column-0": "name"})
    assert wrong.status_code == 400
    assert "The field of these columns is not known" in wrong.content.decode()
    twice = coordinator.post(
        address, {f"column-{n}": f for n, f in enumerate(["name", "name", "-", "-", "-"])}
    )
    assert "Two columns cannot both be: Name" in twice.content.decode()
    coordinator.post(
        address,
        {
            f"column-{n}": f
            for n, f in enumerate(["name", "email", "organisation", "-", "countries"])
        },
    )

    assert set(ImportHeading.objects.values_list("key", flat=True)) == {
        "wer",
        "woerreichbar",
        "haus",
        "nichts",
    }
    again = upload(coordinator, data.replace(b"Wer", b"WER"))
    assert not again["Location"].endswith("/columns/")


def test_a_waiting_file_is_its_uploaders_alone(coordinator, client):
    batch = batch_of(csv_file(person(1)), user_in("coordinator"))

    for name in ("batch", "columns", "commit", "undo", "discard"):
        address = reverse(f"stakeholders:import-{name}", args=[batch.pk])
        assert client.get(address).status_code in (404, 405)
        assert client.post(address).status_code == 404
    assert ImportBatch.objects.get().state == "waiting"


def test_a_waiting_file_goes_after_a_day(coordinator, user):
    batch = batch_of(csv_file(person(1)), user)
    ImportBatch.objects.update(created_at=timezone.now() - timedelta(hours=25))

    coordinator.get(IMPORT)

    assert not ImportBatch.objects.filter(pk=batch.pk).exists()


@pytest.mark.parametrize("rows", [1, 60])
def test_the_preview_takes_the_same_queries_whatever_its_size(
    coordinator, user, rows, django_assert_max_num_queries
):
    batch = batch_of(csv_file(*(person(number) for number in range(rows))), user)

    with django_assert_max_num_queries(14):
        assert coordinator.get(batch.get_absolute_url()).status_code == 200


def test_a_choice_for_all_rows_of_a_kind(coordinator, user):
    batch = batch_of(csv_file(*(person(number) for number in range(60))), user)

    coordinator.post(batch.get_absolute_url() + "?show=new", {"all": "skip"})

    assert set(batch.rows.values_list("choice", flat=True)) == {"skip"}


def test_choices_for_rows_that_no_file_has_are_passed_over(coordinator, user):
    batch = batch_of(csv_file(person(1)), user=user)
    numbers = ("9" * 30, "9" * 19, "٢", "²", "-2", "")

    for address in (batch.get_absolute_url(), f"{batch.get_absolute_url()}commit/"):
        answer = coordinator.post(address, {f"row-{number}": "skip" for number in numbers})
        assert answer.status_code == 302
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("role", ["member", "curator", "reviewer"])
def test_others_import_nothing(client, role):
    client.force_login(user_in(role))

    assert upload(client, csv_file(person(1))).status_code == 404
    assert client.get(IMPORT).status_code == 404
    assert not ImportBatch.objects.exists()
