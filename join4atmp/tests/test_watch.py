"""The state of the portal: on its page, and in mails to the operators."""

import shutil
import zipfile
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as portal
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from time_machine import travel

from core.accounts import failed_sign_ins
from core.models import WaitingMail
from core.monitoring import heartbeats
from join4atmp.models import BackupRun, Trouble
from join4atmp.watch import findings
from join4atmp.watch.findings import MAX_FAILED_SIGN_INS_PER_HOUR, QUEUES
from join4atmp.watch.mails import PATIENCE, watch
from stakeholders.tests.factories import user_in
from trials.models import SyncRun

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everything_works(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.OPERATOR_EMAIL = "operator@portal.example"
    settings.DEBUG = True  # static files are not collected in tests
    for name in (*QUEUES, heartbeats.SCHEDULE):
        heartbeats.beat(name)


def bad():
    return {finding.name: finding.words for finding in findings() if not finding.is_good}


def an_hour_later():
    Trouble.objects.update(since=timezone.now() - timedelta(hours=1))


def test_a_portal_in_order_has_no_trouble():
    assert bad() == {}


def no_worker(monkeypatch):
    monkeypatch.setattr(heartbeats, "MAX_SILENCE_SECONDS", 0)
    return "worker-people", "Start the worker of the queue 'people'"


def no_schedule(monkeypatch):
    monkeypatch.setattr(heartbeats, "MAX_SILENCE_OF_SCHEDULE_SECONDS", 0)
    return "schedule", "Start Celery beat"


def late_mails(monkeypatch):
    WaitingMail.objects.create(
        subject="S", body="B", created_at=timezone.now() - timedelta(hours=2), problem="Gone."
    )
    return "mails", "1 mails wait, the oldest for 2"


def failed_run(monkeypatch):
    SyncRun.objects.create(register="euctr", kind="full", state="failed")
    return "register-euctr", "The last run failed"


def quarantined_run(monkeypatch):
    SyncRun.objects.create(register="ctis", kind="full", state="quarantined", message="Half gone.")
    return "register-ctis", "Half gone."


def waiting_job(monkeypatch):
    SyncRun.objects.create(
        register="euctr", kind="full", created_at=timezone.now() - timedelta(hours=3)
    )
    return "jobs", "has been waiting for a worker for 3"


def failed_backup(monkeypatch):
    BackupRun.objects.create(file_name="a.zip", problem="The disk is full.")
    return "backup", "The disk is full."


def old_backup(monkeypatch):
    BackupRun.objects.create(file_name="a.zip", made_at=timezone.now() - timedelta(days=3))
    return "backup", "3 days"


def guessed_passwords(monkeypatch):
    for _ in range(MAX_FAILED_SIGN_INS_PER_HOUR + 1):
        failed_sign_ins.count("bad")
    return "sign-ins", "61 sign-ins failed between"


def missing_folder(monkeypatch):
    monkeypatch.setattr(portal, "VAR_DIR", Path("/no/such/folder"))
    return "disk", "cannot write to /no/such/folder"


def full_disk(monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=4096))
    return "disk", "4.0 KB are free. Make room."


@pytest.mark.parametrize(
    "trouble",
    [
        missing_folder,
        full_disk,
        guessed_passwords,
        no_worker,
        no_schedule,
        late_mails,
        failed_run,
        quarantined_run,
        waiting_job,
        failed_backup,
        old_backup,
    ],
)
def test_each_trouble_is_named_with_its_next_step(monkeypatch, trouble):
    name, words = trouble(monkeypatch)

    assert words in bad()[name].replace("\xa0", " ")


def test_operators_get_a_mail_when_a_trouble_lasts_and_when_it_ends():
    run = SyncRun.objects.create(register="euctr", kind="full", state="failed")
    watch()
    assert mail.outbox == []  # not yet: it may be over in a minute

    Trouble.objects.update(since=timezone.now() - PATIENCE)
    watch()
    watch()
    assert [message.to for message in mail.outbox] == [["operator@portal.example"]]
    assert "The last run failed" in mail.outbox[0].body

    run.delete()
    watch()
    assert "Works again" in mail.outbox[1].body
    assert not Trouble.objects.exists()


def test_the_page_says_the_state_to_administrators_only(client, admin_client, settings):
    SyncRun.objects.create(register="euctr", kind="full", state="failed")

    page = admin_client.get("/state/").content.decode()
    assert "Some parts do not work." in page
    assert "The last run failed" in page
    assert f"Release {settings.RELEASE} of the portal" in page

    client.force_login(user_in("administrator"))
    assert client.get("/state/").status_code == 200
    client.force_login(user_in("curator"))
    assert client.get("/state/").status_code == 403


def test_a_daily_backup_is_recorded_and_old_ones_are_removed(tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    old = [folder / f"join4atmp-2020-01-0{day}-000000.zip" for day in range(1, 6)]
    other = folder / "holiday.zip"
    for path in (*old, other):
        path.write_bytes(b"")
    (tmp_path / "erasures.jsonl").write_text("{}\n")

    call_command("back_up_daily", folder, keep_days=30)

    made = BackupRun.objects.get()
    assert zipfile.is_zipfile(folder / made.file_name)
    assert made.size == (folder / made.file_name).stat().st_size
    assert [path.exists() for path in old] == [False, False, False, True, True]
    assert other.exists()
    assert (folder / "erasures.jsonl").exists()
    assert bad() == {}


def test_a_failed_backup_is_mailed_and_removes_nothing(tmp_path, monkeypatch):
    kept = [tmp_path / f"join4atmp-2020-01-0{day}-000000.zip" for day in range(1, 6)]
    for path in kept:
        path.write_bytes(b"")

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("join4atmp.management.commands.back_up_daily.write_backup", full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("back_up_daily", tmp_path)

    assert "No space left" in BackupRun.objects.get().problem
    assert mail.outbox[0].to == ["operator@portal.example"]
    assert all(path.exists() for path in kept)


def test_failed_sign_ins_are_named_until_the_end_of_the_next_hour(client):
    with travel("2027-01-01 08:40", tick=False) as clock:
        for _ in range(MAX_FAILED_SIGN_INS_PER_HOUR):
            failed_sign_ins.count("refused")
        assert failed_sign_ins.worst_hour()[1] == MAX_FAILED_SIGN_INS_PER_HOUR
        client.post("/accounts/login/", {"login": "ana", "password": "wrong"})
        clock.shift(45 * 60)
        assert "61 sign-ins failed between 08:00 and 09:00 UTC" in bad()["sign-ins"]
        clock.shift(60 * 60)
        assert "sign-ins" not in bad()


def test_measurements_read_each_value_once(client, settings):
    settings.METRICS_TOKEN = "t" * 40
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(
            "/metrics", headers={"Authorization": f"Bearer {settings.METRICS_TOKEN}"}
        )
    assert answer.status_code == 200
    asked = [each["sql"] for each in queries]
    assert len(asked) > 5
    assert [sql for sql in asked if asked.count(sql) > 1] == []


def test_the_page_opens_without_a_table_of_the_program(client, monkeypatch):
    def fail():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM no_such_table")

    monkeypatch.setattr(WaitingMail.objects, "waiting", fail)
    client.force_login(user_in("administrator"))

    page = client.get("/state/").content.decode()

    assert "The tables of this part are not those of the program." in page
    assert "make deploy" in page
