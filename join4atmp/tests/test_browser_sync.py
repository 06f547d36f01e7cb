"""The synchronisation in a browser: from the button to the counts, with and without scripts."""

import functools
import gzip
import threading

import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import expect

from registers.invented.server import RegisterServer
from trials.models import RecordProblem, RunQuery, SearchQuery, SyncRun, SyncSchedule, Trial
from trials.sync import fetch
from trials.sync.runner import perform_run
from trials.tasks import sync_register

from .browsing import NO_SCRIPTS, PHONE, assert_accessible, assert_fits, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADMIN = {"is_staff": True, "is_superuser": True}


@pytest.fixture
def register(settings, monkeypatch):
    no_pause = functools.partial(fetch.Fetcher, pause=lambda seconds: None)
    monkeypatch.setattr(fetch, "Fetcher", no_pause)
    SearchQuery.objects.all().delete()
    SearchQuery.objects.create(register="euctr", text="demo")
    settings.REGISTER_DELAY_SECONDS = 0
    with RegisterServer(trials=20) as server:
        settings.EUCTR_URL = server.euctr_url
        yield server


@pytest.fixture
def told(monkeypatch):
    """Return the runs that were sent to a worker."""
    runs = []
    monkeypatch.setattr(sync_register, "delay_on_commit", runs.append)
    return runs


def work_on(run):
    """Work on a run in another thread, like a worker; the browser uses this one."""

    def work():
        try:
            perform_run(SyncRun.objects.get(pk=run))
        finally:
            connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=NO_SCRIPTS)])
def test_a_run_shows_its_state_and_counts_after_the_button(page, register, told, scripts):
    sign_in(page, "admin", **ADMIN)
    page.goto("/")
    page.get_by_role("link", name="Synchronisation").click()

    page.get_by_role("button", name="Everything in EUCTR", exact=True).click()
    expect(page.locator(".run-state")).to_have_text("Waiting for a worker")
    (run,) = told
    work_on(run)
    if not scripts:
        page.get_by_role("link", name="Reload").click()

    expect(page.locator(".run-state")).to_have_text("Done", timeout=10_000)
    expect(page.locator(".run-counts div", has_text="Trials fetched")).to_contain_text(
        str(Trial.objects.count())
    )
    expect(page.get_by_role("row", name="demo")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)


def test_progress_is_updated_and_the_button_does_not_move(page, told):
    run = SyncRun.objects.create(register="euctr", kind="full", state="fetching", expected=200)
    sign_in(page, "admin", **ADMIN)
    page.goto(run.get_absolute_url())
    stop = page.get_by_role("button", name="Stop this run")
    stop.focus()

    SyncRun.objects.filter(pk=run.pk).update(fetched=100, current="page 5")

    expect(page.get_by_text("100 of 200 trials fetched")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_js_property("value", 40)
    expect(stop).to_be_focused()
    stop.click()
    expect(page.locator(".run-state")).to_have_text("Stopped by a person")


def test_a_user_who_was_signed_out_meanwhile_sees_the_sign_in_page(page):
    run = SyncRun.objects.create(register="euctr", kind="full", state="fetching")
    sign_in(page, "admin", **ADMIN)
    page.goto(run.get_absolute_url())

    page.context.clear_cookies()

    page.wait_for_url(f"**/accounts/login/?next={run.get_absolute_url()}")


def rows_of_every_kind():
    now = timezone.now()
    SyncSchedule.objects.create(register="ctis", kind="full", every_hours=168)
    ended = SyncRun.objects.create(
        register="euctr", kind="full", state="done", created=12, seen=1204, finished_at=now
    )
    RunQuery.objects.create(run=ended, text='"gene therapy" OR ' + "g" * 90, found=1000, new=3)
    failed = SyncRun.objects.create(
        register="euctr", kind="trial", number="2022-000001-11", state="failed", finished_at=now
    )
    SyncRun.objects.filter(pk=failed.pk).update(message="The register sent a page twice. " * 6)
    held = SyncRun.objects.create(
        register="euctr", kind="full", state="quarantined", message="Too much would change."
    )
    active = SyncRun.objects.create(
        register="ctis", kind="full", state="fetching", expected=1000, fetched=200, current="x" * 90
    )
    RecordProblem.objects.create(
        register="euctr",
        record="2022-000001-11/ES",
        place="page 1, line 5",
        reason="No title.",
        packed=gzip.compress(b"A.3 Full title of the trial: " + b"x" * 3000),
        run=ended,
        first_seen_at=now,
        last_seen_at=now,
    )
    runs = (ended, failed, held, active)
    return ["/trials/runs/", "/trials/problems/", *(run.get_absolute_url() for run in runs)]


@pytest.mark.parametrize(
    "scheme",
    [
        pytest.param("light", marks=pytest.mark.browser_context_args(color_scheme="light")),
        pytest.param(
            "dark", marks=pytest.mark.browser_context_args(color_scheme="dark", viewport=PHONE)
        ),
    ],
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page, scheme):
    addresses = rows_of_every_kind()
    sign_in(page, "admin", **ADMIN)

    for address in addresses:
        page.goto(address)
        for details in page.locator("main summary").all():
            details.click()
        assert_accessible(page)
        assert_fits(page)
