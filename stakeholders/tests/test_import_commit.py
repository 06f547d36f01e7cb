"""What a preview said is what happens, all of it or nothing, and can be undone."""

from importlib import import_module

import pytest
from django.urls import reverse
from django.utils import timezone

from stakeholders.imports import Changed, commit, undo
from stakeholders.models import (
    Contact,
    ImportBatch,
    ImportRow,
)

from .factories import make_contact
from .files import HEADER, csv_file, person
from .importing import batch_of, everything

pytestmark = pytest.mark.django_db


def test_the_same_file_twice_changes_nothing():
    data = csv_file(*(person(number) for number in range(5)))
    commit(batch_of(data), by=None)
    before = everything()

    again = batch_of(data)
    assert {row.outcome for row in again.rows.all()} == {"same"}
    commit(again, by=None)

    assert everything() == before


def test_an_export_comes_back_unchanged(coordinator, user):
    for text in ("=1+1", "-Ana", "@x"):
        make_contact(
            name=f"{text} García", notes=text, expertise="a; b", tags="sab", groups="03 15"
        )
    make_contact("", "", name="Without e-mail", email="", languages="")
    for format in ("csv", "xlsx"):
        data = coordinator.post("/stakeholders/export/", {"choice": f"backup:{format}"}).content

        batch = batch_of(data, user)

        assert {row.outcome for row in batch.rows.all()} == {"same"}


def test_what_was_chosen_happens(coordinator, user):
    ana = make_contact(name="Ana Silva", email="ana@x.example")
    batch = batch_of(
        csv_file(
            ["Ana Silva", "", "", "9", "SE"],
            ["Bo", "bo@x.example", "", "", ""],
            ["Cy", "cy@x.example", "", "", ""],
        ),
        user,
    )

    coordinator.post(batch.get_absolute_url(), {"row-2": "update", "row-4": "x"})
    coordinator.post(
        reverse("stakeholders:import-commit", args=[batch.pk]), {"row-3": "skip", "row-99": "add"}
    )

    ana.refresh_from_db()
    batch.refresh_from_db()
    assert ana.group_words == ["15", "09"]
    assert sorted(Contact.objects.values_list("name", flat=True)) == ["Ana Silva", "Cy"]
    assert batch.counts == {
        "seen": 3,
        "created": 1,
        "changed": 1,
        "unchanged": 0,
        "failed": 0,
        "left_out": 1,
    }
    assert batch.data == b""
    assert ana.history.first().history_user == user


def test_nothing_is_written_when_the_register_changed_since_the_preview():
    contact = make_contact(name="Ana", email="ana@x.example")
    batch = batch_of(csv_file(["Ana", "ana@x.example", "", "9", ""], person(1)))
    contact.groups = " 01 "
    contact.save()
    before = everything()

    with pytest.raises(Changed, match="Nothing was written"):
        commit(batch, by=None)

    assert everything() == before
    assert batch.rows.get(number=2).changes[0][1] == "Preclinical research and alternative methods"
    commit(batch, by=None)
    assert Contact.objects.count() == 2


def test_a_breakdown_half_way_writes_nothing(monkeypatch):
    batch = batch_of(csv_file(person(1), person(2)))
    before = everything()

    def full(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(ImportBatch, "save", full)

    with pytest.raises(OSError, match="disk full"):
        commit(batch, by=None)

    assert everything() == before
    assert ImportBatch.objects.get().state == "waiting"


def test_a_file_is_imported_once(coordinator, user):
    batch = batch_of(csv_file(person(1)), user)
    commit(batch, by=user)

    with pytest.raises(Changed, match="imported already"):
        commit(batch, by=user)
    answer = coordinator.post(reverse("stakeholders:import-commit", args=[batch.pk]), follow=True)
    assert "imported already" in answer.content.decode()


# Undo


def test_undo_leaves_everything_as_it_was():
    make_contact("15", "DE", name="Ana", email="ana@x.example", position="Chair")
    before = everything()[:3]
    header = [*HEADER, "Position"]
    ana = ["Ana", "ana@x.example; b@x.example", "Somewhere", "9", "SE", "Member"]
    batch = batch_of(csv_file(ana, [*person(1), ""], header=header))

    undone = undo(commit(batch, by=None), by=None)

    contacts, *rest = everything()[:3]
    changing = {"updated_at"}
    assert [{k: v for k, v in c.items() if k not in changing} for c in contacts] == [
        {k: v for k, v in c.items() if k not in changing} for c in before[0]
    ]
    assert rest == before[1:]
    assert undone.state == "undone"
    assert not ImportRow.objects.exists()
    assert not Contact.history.filter(name="Person 1").exists()


def test_undo_keeps_what_people_did_since():
    batch = batch_of(csv_file(person(1), person(2)))
    commit(batch, by=None)
    changed = Contact.objects.get(name="Person 1")
    changed.position = "Chair"
    changed.save()

    undone = undo(batch, by=None)

    assert list(Contact.objects.values_list("name", flat=True)) == ["Person 1"]
    assert "Kept, because the contact was changed since the import: row 2." in undone.undo_note
    assert undone.state == "partly"
    assert undo(batch, by=None).state == "partly"


@pytest.mark.parametrize("meanwhile", ["changed", "merged away"])
def test_what_happens_while_a_file_is_written_or_taken_back_is_not_lost(monkeypatch, meanwhile):
    """As on PostgreSQL, where others write between our reading and our writing."""
    contact = make_contact(name="Ana", email="ana@x.example", groups="09")
    batch = batch_of(csv_file(["Ana", "ana@x.example", "", "Patients", ""]))

    module = import_module("stakeholders.imports.commit")

    def somebody_is_faster(name):
        read = getattr(module, name)

        def then(*args, **kwargs):
            found = read(*args, **kwargs)
            if meanwhile == "merged away":
                ImportRow.objects.update(contact=None)
                Contact.objects.all().delete()
            else:
                Contact.objects.update(phone="1", updated_at=timezone.now())
            return found

        return then

    with monkeypatch.context() as patch:
        patch.setattr(module, "same_plan", somebody_is_faster("same_plan"))
        with pytest.raises(Changed):
            commit(batch, by=None)

    contact.refresh_from_db()
    assert contact.groups == " 09 "
    done = commit(ImportBatch.objects.get(), by=None)
    module = import_module("stakeholders.imports.undo")
    with monkeypatch.context() as patch:
        patch.setattr(module, "undo_plan", somebody_is_faster("undo_plan"))
        with pytest.raises(Changed):
            undo(done, by=None)
    contact.refresh_from_db()
    assert contact.groups == " 09 15 "
