"""Each part of the portal with a sentence about its state."""

import os
import shutil
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.timesince import timesince

from consortium.models import Pack
from core import schema, static_files
from core.accounts import failed_sign_ins
from core.models import WaitingMail
from core.monitoring import heartbeats
from core.unavailable import is_database_away
from economics.models import SimulationRun
from stakeholders.imports.jobs import without_worker as imports_without_worker
from trials.choices import Source
from trials.models import SyncRun
from trials.sync.report import state_of_registers

from ..models import BackupRun

# Queues with the name of their work; each needs a worker.
QUEUES = {"people": "imports, simulations, packs and mails", "registers": "runs of the registers"}
MAX_WAIT_FOR_WORKER = timedelta(minutes=10)
MAX_WAIT_OF_MAIL = timedelta(minutes=15)
MAX_AGE_OF_BACKUP = timedelta(hours=26)
MAX_FAILED_SIGN_INS_PER_HOUR = 60  # a consortium of some hundred people mistypes fewer
MIN_FREE_BYTES = 1024**3


@dataclass(frozen=True)
class Finding:
    """The state of one part of the portal, and what to do if it is not good."""

    name: str
    title: str
    is_good: bool
    words: str


class Readings:
    """Values of the database that are in several parts of the state, each read once."""

    @cached_property
    def waiting_since(self):
        """When the oldest job that waits for a worker was asked for, or None."""
        oldest = [
            imports_without_worker().order_by("created_at").values_list("created_at", flat=True),
            Pack.objects.without_worker().order_by("asked_at").values_list("asked_at", flat=True),
            SimulationRun.objects.without_worker()
            .order_by("asked_at")
            .values_list("asked_at", flat=True),
            SyncRun.objects.abandoned().order_by("created_at").values_list("created_at", flat=True),
        ]
        return min((moment for rows in oldest for moment in rows[:1]), default=None)

    @cached_property
    def waiting_mails(self):
        return WaitingMail.objects.waiting().count()

    @cached_property
    def registers(self):
        return state_of_registers()


def findings(readings=None):
    """Return the state of all parts, in the order of the page. The database must answer."""
    readings = readings or Readings()
    parts = {
        "Cache and queue": _cache,
        "Workers": _workers,
        "Schedule": _schedule,
        "Waiting jobs": partial(_waiting_jobs, readings),
        "Mails": partial(_mails, readings),
        "Registers": partial(_registers, readings),
        "Sign-ins": _sign_ins,
        "Backup": _backups,
        "Database": _migrations,
        "Styles and scripts": _static_files,
        "Messages of the queue": _damaged_messages,
        "Disk": _disk,
    }
    return [finding for title, part in parts.items() for finding in _findings_of(part, title)]


def _findings_of(part, title):
    """Return the findings of a part; one that says so if its tables are not those of the program,
    because this page is the one that a person opens then."""
    try:
        with transaction.atomic():
            found = part()
            return [found] if isinstance(found, Finding) else list(found)
    except DatabaseError as error:
        if is_database_away(error):
            raise
        words = f"The tables of this part are not those of the program. {schema.COMMAND}"
        return [Finding(title.lower().replace(" ", "-"), title, False, words)]


def _cache():
    answers = cache.answers() if hasattr(cache, "answers") else True
    words = (
        "The cache and the queue of jobs answer."
        if answers
        else "Redis does not answer. Pages work; jobs wait. Check the server of REDIS_URL."
    )
    return Finding("redis", "Cache and queue", answers, words)


def _workers():
    return [_worker(queue, work) for queue, work in QUEUES.items()]


def _worker(queue, work):
    is_alive = heartbeats.is_alive(queue)
    words = (
        f"A worker does {work}."
        if is_alive
        else f"No worker does {work}. Start the worker of the queue {queue!r}."
    )
    return Finding(f"worker-{queue}", f"Worker: {queue}", is_alive, words)


def _schedule():
    is_alive = heartbeats.is_alive(heartbeats.SCHEDULE)
    words = (
        "Jobs of the schedule are started and done."
        if is_alive
        else "No job of the schedule was done for ten minutes. Start Celery beat, and the worker "
        "of the queue 'people'."
    )
    return Finding("schedule", "Schedule", is_alive, words)


def _waiting_jobs(readings):
    since = readings.waiting_since
    is_good = since is None or timezone.now() - since < MAX_WAIT_FOR_WORKER
    words = "No job waits for long."
    if not is_good:
        words = f"A job has been waiting for a worker for {timesince(since)}. Add workers."
    return Finding("jobs", "Waiting jobs", is_good, words)


def _mails(readings):
    oldest = WaitingMail.objects.waiting().order_by("created_at").first()
    given_up = WaitingMail.objects.exclude(given_up_at=None).order_by("-given_up_at").first()
    late = oldest and timezone.now() - oldest.created_at > MAX_WAIT_OF_MAIL
    words = "All mails are sent."
    if late:
        words = (
            f"{readings.waiting_mails:,} mails wait, the oldest for "
            f"{timesince(oldest.created_at)}. {oldest.problem or 'No worker sends them.'} "
            "Check EMAIL_URL with: manage.py sendtestemail ADDRESS"
        )
    elif given_up:
        words = f"The last mail that could not be sent: {given_up.problem}"
    return Finding("mails", "Mails", not late, words)


def _registers(readings):
    for register, state in readings.registers.items():
        label = Source(register).label
        quarantined = SyncRun.objects.filter(register=register, state="quarantined").first()
        if quarantined:
            words = f"{quarantined} waits in quarantine for your decision: {quarantined.message}"
        elif state["last_run"] == "failed":
            words = "The last run failed. Its page, in the list at /trials/runs/, has the reason."
        elif state["overdue"]:
            words = "A scheduled run is overdue by more than six hours."
        else:
            words = ""
        good = f"Last read {state['last_done']:%d/%m/%Y %H:%M} UTC." if state["last_done"] else ""
        yield Finding(
            f"register-{register}", label, not words, words or good or "It was never read."
        )


def _sign_ins():
    hour, number = failed_sign_ins.worst_hour()
    is_good = number <= MAX_FAILED_SIGN_INS_PER_HOUR
    words = "No unusual number of sign-ins fails."
    if not is_good:
        end = hour + failed_sign_ins.HOUR
        words = (
            f"{number:,} sign-ins failed between {hour:%H:%M} and {end:%H:%M} UTC. Somebody may be "
            "guessing passwords; each attempt waits longer. If it does not end, log the network "
            "addresses of /accounts/login/ at your proxy and block them there."
        )
    return Finding("sign-ins", "Sign-ins", is_good, words)


def _backups():
    last = BackupRun.objects.first()
    good = BackupRun.objects.filter(problem="").first()
    if last is None:
        return Finding(
            "backup",
            "Backup",
            not settings.PUBLIC,
            "No daily backup was ever made. Switch on the timer of deploy/systemd, or run "
            "manage.py back_up_daily FOLDER.",
        )
    if last.problem:
        return Finding("backup", "Backup", False, f"The last backup failed: {last.problem}")
    is_good = timezone.now() - good.made_at < MAX_AGE_OF_BACKUP
    words = f"The last one is {timesince(good.made_at)} old: {good.file_name}, " + (
        f"{good.rows:,} rows, {filesizeformat(good.size)}."
    )
    return Finding("backup", "Backup", is_good, words)


def _migrations():
    found = schema.trouble()
    words = found or "The tables have the version of the program."
    return Finding("migrations", "Database", not found, words)


def _static_files():
    found = "" if settings.DEBUG else static_files.trouble()
    words = found or "They are collected."
    return Finding("static-files", "Styles and scripts", not found, words)


def _damaged_messages():
    damaged = list(Path(settings.VAR_DIR).glob("queue/*/*.damaged"))
    words = (
        f"{len(damaged)} damaged messages of the queue were set aside in {damaged[0].parent}. "
        "Their jobs are started again by the schedule; delete the files."
        if damaged
        else "No message was damaged."
    )
    return Finding("messages", "Messages of the queue", not damaged, words)


def _disk():
    """Return whether the folder of the portal can be written to and has room."""
    if not os.access(settings.VAR_DIR, os.W_OK | os.X_OK):
        words = (
            f"The portal cannot write to {settings.VAR_DIR}, its folder for files. Make the folder "
            "again or give it to the user of the portal, and start the portal again."
        )
        return Finding("disk", "Disk", False, words)
    free = shutil.disk_usage(settings.VAR_DIR).free
    is_good = free >= MIN_FREE_BYTES
    words = f"{filesizeformat(free)} are free." + ("" if is_good else " Make room.")
    return Finding("disk", "Disk", is_good, words)
