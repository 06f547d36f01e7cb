"""An undo says before what it leaves and why, and can be tried again."""

import pytest
from django.urls import reverse

from stakeholders.imports import commit, undo, undo_plan
from stakeholders.models import Contact, ExportEvent, ImportBatch

from .files import HEADER, csv_file, person
from .importing import batch_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(user):
    return commit(batch_of(csv_file(*(person(n) for n in range(4))), user), by=user)


def address(batch):
    return reverse("stakeholders:import-undo", args=[batch.pk])


def test_people_who_are_in_an_export_stay_and_it_is_said_before(coordinator, done):
    coordinator.post("/stakeholders/export/", {"choice": "backup:csv"})
    export = ExportEvent.objects.get()

    page = coordinator.get(address(done))
    assert page.context["plan"].reasons == [(f"is in export {export.pk}", 4, [2, 3, 4, 5])]
    assert f"The contact is in export {export.pk}" in page.content.decode()
    assert Contact.objects.count() == 4

    coordinator.post(address(done))
    done.refresh_from_db()
    assert (done.state, Contact.objects.count()) == ("partly", 4)

    coordinator.post(address(done), {"even_exported": "on"})
    done.refresh_from_db()
    assert (done.state, Contact.objects.count()) == ("undone", 0)
    assert f"Delete the files of export {export.pk}" in done.undo_note
    export.refresh_from_db()
    assert (export.count, export.entries.count()) == (4, 4)


def test_an_undo_is_tried_again_when_its_reason_no_longer_holds(done):
    changed = Contact.objects.get(name="Person 1")
    logged = Contact.objects.get(name="Person 2")
    changed.position = "Chair"
    changed.save()
    call = logged.engagements.create(kind="met", note="Coffee")

    assert {reason: numbers for reason, _, numbers in undo_plan(done).reasons} == {
        "was changed since the import": [3],
        "has entries in the log since the import": [4],
    }
    first = undo(done, by=None)
    assert set(Contact.objects.values_list("name", flat=True)) == {"Person 1", "Person 2"}

    call.delete()
    second = undo(first, by=None)
    assert set(Contact.objects.values_list("name", flat=True)) == {"Person 1"}
    assert (second.state, second.rows.count()) == ("partly", 1)


def test_what_was_changed_back_is_restored_by_another_try(user):
    data = csv_file(["Ana", "ana@x.example", "Institute 1", "2", "PT"])
    commit(batch_of(data, user), by=user)
    update = csv_file(
        ["Ana", "ana@x.example", "", "2", "PT", "Member"], header=[*HEADER, "Position"]
    )
    done = commit(batch_of(update, user), by=user)
    ana = Contact.objects.get()
    ana.position = "Chair"
    ana.save()

    assert undo(done, by=user).state == "partly"
    ana.refresh_from_db()
    assert ana.position == "Chair"
    ana.position = "Member"
    ana.save()

    assert undo(done, by=user).state == "undone"
    ana.refresh_from_db()
    assert ana.position == ""


def test_the_last_contact_of_a_file_is_in_the_log_and_undone_with_it(user):
    header = ["Name", "E-mail", "Last contact"]
    commit(batch_of(csv_file(["Ana", "ana@x.example", ""], header=header), user), by=user)
    data = csv_file(["Ana", "ana@x.example", "05.02.2025"], header=header)

    done = commit(batch_of(data, user), by=user)
    ana = Contact.objects.get()
    assert [(e.on.isoformat(), e.note) for e in ana.engagements.all()] == [
        ("2025-02-05", "Last contact, from the file people.csv")
    ]
    assert {row.outcome for row in batch_of(data, user).rows.all()} == {"same"}

    undo(done, by=user)
    assert not ana.engagements.exists()


def test_refused_rows_come_out_with_the_reason_and_in_again_when_corrected(coordinator, user):
    data = csv_file(["", "a@x.example", "", "2", "PT"], person(1))
    batch = batch_of(data, user)
    refused = reverse("stakeholders:import-refused", args=[batch.pk])
    before = coordinator.get(f"{refused}?format=csv").content

    coordinator.post(reverse("stakeholders:import-commit", args=[batch.pk]))
    for format in ("csv", "xlsx"):
        answer = coordinator.get(f"{refused}?format={format}")
        content = b"".join(answer) if answer.streaming else answer.content
        again = batch_of(content, user, f"refused.{format}")
        assert [row.outcome for row in again.rows.all()] == ["refused"]
    corrected = before.decode("utf-8-sig").replace('"","a@x.example"', '"Ana","a@x.example"')
    assert "The name of the person is missing" in corrected

    commit(batch_of(corrected.encode(), user), by=user)
    assert Contact.objects.filter(name="Ana", email="a@x.example").exists()


def test_refused_rows_are_kept_for_a_day_and_go_when_somebody_is_erased(coordinator, user):
    from stakeholders.erasure import erase

    batch = commit(batch_of(csv_file(["", "a@x.example", "", "", ""], person(1)), user), by=user)
    assert ImportBatch.objects.get(pk=batch.pk).refused

    erase(Contact.objects.get(), by=user, reason="asked")

    assert ImportBatch.objects.get(pk=batch.pk).refused == {}
