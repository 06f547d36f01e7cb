"""Backup and restore: complete or not at all, and erased people stay erased."""

import hashlib
import json
import re
import zipfile
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection

from join4atmp.backup import write_backup
from registers.tests.texts import euctr_file, euctr_text
from stakeholders.choices import DataUse
from stakeholders.erasure import erase
from stakeholders.models import (
    Contact,
    ContactCampaign,
    Erasure,
    ExportEvent,
    Organisation,
    PrivacyAnswer,
)
from stakeholders.privacy import Circumstances
from stakeholders.tests.factories import make_contact, make_organisation, user_in
from stakeholders.tests.test_rights import dump
from trials.models import RegisterRecord
from trials.tests.factories import import_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Use a separate ledger without the erasures of other tests."""
    settings.VAR_DIR = tmp_path


@pytest.fixture
def path(tmp_path):
    return tmp_path / "portal.zip"


def fill():
    """Rows with every kind of value: bytes, JSON, microseconds, signs of many scripts."""
    place = make_organisation(name="Hôpital Ελλάς\u2028=1+1")
    contact = make_contact(organisation=place, name="Ana", notes="a\nb")
    Contact.objects.update(updated_at=datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC))
    import_bytes(euctr_file(euctr_text()))
    user_in("coordinator", username="carla")
    return contact


def tables(path):
    return json.loads(zipfile.ZipFile(path).read("manifest.json"))["tables"]


def restore(path, *options):
    call_command("restore", path, *options)


def test_a_restored_database_is_identical(path, tmp_path, capsys):
    contact = fill()
    call_command("backup", path)
    assert "rows of" in capsys.readouterr().out
    contact.delete()
    User.objects.all().delete()
    make_contact(name="Later")

    restore(path, "--replace")

    write_backup(tmp_path / "again.zip")
    assert tables(tmp_path / "again.zip") == tables(path)
    assert Contact.objects.get().updated_at.microsecond == 678901
    assert User.objects.get().check_password("x")
    assert bytes(RegisterRecord.objects.get().packed)
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.postgresql
def test_postgresql_knows_the_size_of_a_restored_table(path):
    """Without it, the check of a foreign key reads the whole table that it refers to."""
    for number in range(7):
        make_contact(name=f"Contact {number}")
    call_command("backup", path)

    restore(path, "--replace")

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'stakeholders_contact'")
        assert cursor.fetchone() == (7,)


def test_new_rows_get_new_numbers(path):
    kept = fill().pk
    write_backup(path)

    restore(path, "--replace")

    assert make_contact().pk > kept


def test_the_number_of_an_export_after_the_backup_is_never_used_again(path, client):
    fill()
    write_backup(path)
    client.force_login(User.objects.get(username="carla"))
    client.post("/stakeholders/export/", {"choice": "backup:csv"})
    since = ExportEvent.objects.get().pk

    restore(path, "--replace")

    assert not ExportEvent.objects.exists()
    client.force_login(User.objects.get(username="carla"))
    client.post("/stakeholders/export/", {"choice": "backup:csv"})
    assert ExportEvent.objects.get().pk > since + 500


def test_a_new_portal_counts_as_empty(path):
    """If this test fails, a migration fills a table that is missing in `MADE_BY_MIGRATIONS`."""
    write_backup(path)

    restore(path)


def test_a_database_with_rows_of_users_is_refused(path):
    fill()
    write_backup(path)
    before = dump()

    with pytest.raises(CommandError, match="The database is not empty") as refusal:
        restore(path)

    assert refusal.value.returncode == 2
    assert dump() == before


def test_a_backup_is_never_overwritten(path):
    path.write_text("older")

    with pytest.raises(CommandError, match="already exists"):
        call_command("backup", path)

    assert path.read_text() == "older"


def test_people_erased_after_the_backup_stay_erased(path, capsys):
    contact = make_contact(name="Xenia Quill", email="xenia@quill.example")
    user = user_in("coordinator")
    write_backup(path)
    erase(contact, by=user, reason="asked")

    restore(path, "--replace")

    assert "Erased again: 1" in capsys.readouterr().out
    assert "Xenia" not in dump()
    assert "quill" not in dump()


def test_a_campaign_in_the_backup_sends_nothing_by_itself_after_a_restore(path):
    campaign = ContactCampaign.objects.create(name="Round", purpose="survey", state="sending")
    campaign.recipients.create(contact=make_contact())
    write_backup(path)

    restore(path, "--replace")

    campaign.refresh_from_db()
    assert campaign.state == "paused"
    assert "restored from a backup" in campaign.problem


@pytest.mark.parametrize("use", DataUse)
def test_a_refusal_since_the_backup_is_kept(path, capsys, use):
    contact, other = make_contact(), make_contact()
    write_backup(path)
    contact.record_answers({use: "refused"}, Circumstances())

    restore(path, "--replace")

    assert "Refusals applied again: 1" in capsys.readouterr().out
    contact, other = (Contact.objects.get(pk=each.pk) for each in (contact, other))
    assert (contact.refusals, other.refusals) == ((use,), ())
    assert contact.privacy_answers.get().channel == "restore"


def test_a_refusal_that_was_lifted_since_the_backup_is_not_applied(path, capsys):
    contact = make_contact()
    write_backup(path)
    contact.record_answers({"contact": "refused"}, Circumstances())
    contact.record_answers({"contact": "agreed"}, Circumstances(reason="asked", evidence="mail"))

    restore(path, "--replace")

    assert "Refusals applied again: 0" in capsys.readouterr().out


def test_a_refusal_of_a_lost_portal_is_read_from_the_file(path, django_capture_on_commit_callbacks):
    contact = make_contact()
    write_backup(path)
    with django_capture_on_commit_callbacks(execute=True):
        contact.record_answers({"mailings": "refused"}, Circumstances())
    restore(path, "--replace")
    PrivacyAnswer.objects.all().delete()  # the database that lost them, too

    restore(path, "--replace")

    assert Contact.objects.get(pk=contact.pk).mailing_opt_out


def test_the_ledger_of_a_lost_portal_is_read(
    path, tmp_path, settings, django_capture_on_commit_callbacks
):
    contact = make_contact(name="Xenia Quill")
    write_backup(path)
    with django_capture_on_commit_callbacks(execute=True):
        erase(contact, by=None, reason="asked")
    saved = tmp_path / "saved.jsonl"
    (tmp_path / "erasures.jsonl").rename(saved)
    # The database that lost it all, the proofs of erasures too.
    restore(path, "--replace")
    assert "Xenia" not in dump()
    settings.VAR_DIR = tmp_path / "elsewhere"
    Erasure.objects.all().delete()

    restore(path, "--replace", f"--erasures={saved}")

    assert "Xenia" not in dump()
    assert Erasure.objects.exists()


# What is no backup


def changed(path, name, change):
    """The archive with one part changed; sums are made to fit."""
    with zipfile.ZipFile(path) as old:
        parts = {each: old.read(each) for each in old.namelist()}
    parts[name] = change(parts[name])
    manifest = json.loads(parts["manifest.json"])
    for label, table in manifest["tables"].items():
        table["sha256"] = hashlib.sha256(parts[f"tables/{label}.jsonl"]).hexdigest()
    parts["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as new:
        for each, content in parts.items():
            new.writestr(each, content)


def with_manifest(path, **values):
    with zipfile.ZipFile(path) as old:
        parts = {each: old.read(each) for each in old.namelist()}
    parts["manifest.json"] = json.dumps({**json.loads(parts["manifest.json"]), **values}).encode()
    with zipfile.ZipFile(path, "w") as new:
        for each, content in parts.items():
            new.writestr(each, content)


def with_migrations(path, *, add, leave_out=None):
    manifest = json.loads(zipfile.ZipFile(path).read("manifest.json"))
    kept = [each for each in manifest["migrations"] if each[0] != leave_out]
    with_manifest(path, migrations=kept + add)


def twice(rows):
    return rows + rows.splitlines()[1]


def with_wrong_time(rows):
    return re.sub(rb'"\d{4}-\d\d-\d\dT[^"]*"', b'"tomorrow"', rows)


CONTACTS, PLACES = "tables/stakeholders.contact.jsonl", "tables/stakeholders.organisation.jsonl"


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-100]), "not a backup"),
        (lambda path: path.write_text("not a zip"), "not a backup"),
        (lambda path: path.unlink(), "cannot be read"),
        (lambda path: with_manifest(path, format=99), "newer version"),
        (lambda path: with_migrations(path, add=[["trials", "9999_later"]]), "newer version"),
        (
            lambda path: with_migrations(path, add=[["trials", "0002_removed"]], leave_out="core"),
            "migrations that are not in this version, such as trials.0002_removed",
        ),
        (
            lambda path: changed(path, CONTACTS, lambda rows: b'["id", "shoe_size"]\n'),
            "stakeholders.contact has the columns shoe_size",
        ),
        (lambda path: with_manifest(path, migrations=[]), "different versions"),
        (lambda path: with_manifest(path, tables={"a.b": {"sha256": ""}}), "cannot be read"),
        (lambda path: with_manifest(path, media={"../../x": ""}), "outside its folder"),
        (lambda path: with_manifest(path, media={"a/../../x": ""}), "outside its folder"),
        (lambda path: with_manifest(path, media={"/x": ""}), "outside its folder"),
        (lambda path: with_manifest(path, media=[1]), "not a backup"),
        (lambda path: changed(path, PLACES, lambda rows: rows.splitlines()[0]), "not consistent"),
        (
            lambda path: changed(path, PLACES, lambda rows: rows + rows.splitlines()[1]),
            "consistent",
        ),
        (
            lambda path: changed(path, PLACES, lambda rows: b""),
            "a row of stakeholders.organisation",
        ),
        (lambda path: changed(path, PLACES, lambda rows: rows + b"[1, 2]\n"), "is damaged: a row"),
        (lambda path: changed(path, PLACES, lambda rows: rows + b"{half"), "is damaged: a row"),
        (lambda path: changed(path, CONTACTS, with_wrong_time), "a row of stakeholders.contact"),
    ],
)
def test_an_incomplete_backup_changes_nothing(path, spoil, message):
    fill()
    write_backup(path)
    spoil(path)
    before = dump()

    with pytest.raises(CommandError, match=message):
        restore(path, "--replace")

    assert dump() == before


def test_a_changed_table_is_noticed(path):
    fill()
    write_backup(path)
    sums = tables(path)
    changed(path, CONTACTS, lambda rows: rows.replace(b"Ana", b"Eva"))
    with_manifest(path, tables=sums)

    with pytest.raises(CommandError, match="is damaged"):
        restore(path, "--replace")


# Files


def test_uploaded_files_are_restored(path, tmp_path, settings):
    root = tmp_path / "media"
    settings.MEDIA_ROOT = str(root)
    (root / "reports").mkdir(parents=True)
    (root / "reports" / "one.pdf").write_bytes(b"%PDF one")
    write_backup(path)
    (root / "reports" / "one.pdf").write_bytes(b"changed")
    (root / "two.pdf").write_bytes(b"later")

    restore(path, "--replace")

    files = {str(each.relative_to(root)): each.read_bytes() for each in root.rglob("*.pdf")}
    assert files == {"reports/one.pdf": b"%PDF one"}


def test_files_are_kept_when_the_database_refuses(path, tmp_path, settings):
    root = tmp_path / "media"
    settings.MEDIA_ROOT = str(root)
    root.mkdir()
    (root / "one.pdf").write_bytes(b"old")
    fill()
    write_backup(path)
    (root / "one.pdf").write_bytes(b"now")
    changed(path, PLACES, lambda rows: rows.splitlines()[0])

    with pytest.raises(CommandError):
        restore(path, "--replace")

    assert (root / "one.pdf").read_bytes() == b"now"
    assert Organisation.objects.exists()
