"""The staff pages of the synchronisation: what their buttons do and what they show."""

import functools
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from registers.invented.server import RegisterServer
from trials.models import RegisterRecord, RunQuery, SearchQuery, SyncRun, Trial
from trials.sync import fetch
from trials.sync.runner import perform_run
from trials.tasks import sync_register

from . import running
from .factories import make_trial
from .sync_pages import PROBLEMS, RUNS, START, make_problem, make_run, messages_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(as_role):
    return as_role("curator")


# Starting


@pytest.mark.parametrize(
    ("what", "kind", "is_dry_run"),
    [
        ("incremental", "incremental", False),
        ("full", "full", False),
        ("dry", "full", True),
        ("replay", "replay", False),
    ],
)
def test_a_button_starts_a_run(curator, handed_over, what, kind, is_dry_run):
    response = curator.post(START, {"register": "ctis", "what": what}, follow=True)

    run = SyncRun.objects.get()
    assert (run.register, run.kind, run.is_dry_run) == ("ctis", kind, is_dry_run)
    assert run.started_by.username == "curator"
    assert handed_over == [run.pk]
    assert response.redirect_chain == [(run.get_absolute_url(), 302)]
    assert "has started" in messages_of(response)[0]


def test_a_second_run_of_a_register_is_refused_with_a_message(curator, handed_over):
    first = make_run(state="fetching")

    response = curator.post(START, {"register": "euctr", "what": "full"}, follow=True)

    (message,) = messages_of(response)
    assert message.startswith(f"EUCTR: Run {first.pk} of this register is not finished")
    assert list(SyncRun.objects.all()) == [first]
    assert handed_over == []


@pytest.mark.parametrize(
    "choice", [{}, {"register": "euctr"}, {"register": "x", "what": "full"}, {"what": "full"}]
)
def test_an_impossible_choice_starts_nothing(curator, choice):
    assert curator.post(START, choice).status_code == 400
    assert not SyncRun.objects.exists()


@pytest.mark.parametrize("error", [OperationalError("refused"), ConnectionError("refused")])
@pytest.mark.django_db(transaction=True)
def test_a_run_waits_where_the_broker_is_away(admin_client, monkeypatch, error):
    def refuse(pk):
        raise error

    monkeypatch.setattr(sync_register, "delay", refuse)

    response = admin_client.post(START, {"register": "euctr", "what": "full"}, follow=True)

    assert SyncRun.objects.get().state == "waiting"
    assert response.redirect_chain == [(SyncRun.objects.get().get_absolute_url(), 302)]
    assert "The job queue does not answer. The run is waiting" in messages_of(response)[0]


def test_refresh_asks_every_register_that_has_the_trial(curator, handed_over):
    trial = make_trial(eu_ct_number="2022-500001-11-00", registers="ctis euctr")

    response = curator.post(reverse("trials:refresh", args=[trial.number]), follow=True)

    started = SyncRun.objects.order_by("register").values_list("register", "kind", "number")
    assert list(started) == [
        ("ctis", "trial", "2022-500001-11-00"),
        ("euctr", "trial", trial.eudract_number),
    ]
    assert len(handed_over) == len(messages_of(response)) == 2
    assert response.redirect_chain == [(trial.get_absolute_url(), 302)]


def test_no_register_is_asked_about_an_invented_trial(curator, handed_over, settings):
    trial = make_trial(is_demo=True)
    address = reverse("trials:refresh", args=[trial.number])

    assert "is invented" in messages_of(curator.post(address, follow=True))[0]
    assert not SyncRun.objects.exists()

    settings.REGISTERS_ARE_DEMO = True
    curator.post(address)
    assert SyncRun.objects.get().number == trial.number


def test_nobody_refreshes_a_trial_that_is_not_there(curator):
    assert curator.post("/trials/2099-000001-11/refresh/").status_code == 404


# One run


@pytest.mark.parametrize("state", ["waiting", "quarantined", "applying"])
def test_a_run_that_nobody_works_on_stops_at_once(curator, state):
    run = make_run(state=state)

    curator.post(reverse("trials:run_stop", args=[run.pk]))

    run.refresh_from_db()
    assert (run.state, run.is_active) == ("stopped", False)
    assert run.finished_at


def test_a_run_in_work_is_asked_to_stop(curator):
    run = make_run(state="fetching", lease_until=timezone.now() + timedelta(minutes=5))

    response = curator.post(reverse("trials:run_stop", args=[run.pk]), follow=True)

    run.refresh_from_db()
    assert (run.state, run.stop_requested) == ("fetching", True)
    assert messages_of(response) == ["The run will stop before its next request or trial."]


def test_a_run_that_ended_cannot_be_stopped(curator):
    run = make_run()

    response = curator.post(reverse("trials:run_stop", args=[run.pk]), follow=True)

    run.refresh_from_db()
    assert (run.state, run.stop_requested) == ("done", False)
    assert messages_of(response) == ["This run has ended already."]


def test_a_released_run_goes_on_in_the_name_of_who_released_it(curator, handed_over):
    run = make_run(state="quarantined", message="Too much would change.")

    curator.post(reverse("trials:run_release", args=[run.pk]))

    run.refresh_from_db()
    assert (run.state, run.released_by.username) == ("checking", "curator")
    assert handed_over == [run.pk]


def test_only_a_run_in_quarantine_can_be_released(curator, handed_over):
    run = make_run(state="fetching")

    response = curator.post(reverse("trials:run_release", args=[run.pk]), follow=True)

    run.refresh_from_db()
    assert (run.state, run.released_by) == ("fetching", None)
    assert messages_of(response) == ["This run is not in quarantine any more."]
    assert handed_over == []


def test_what_cannot_be_undone_is_a_message(curator):
    run = make_run(state="fetching")

    response = curator.post(reverse("trials:run_undo", args=[run.pk]), follow=True)

    assert "can be undone" in messages_of(response)[0]
    assert SyncRun.objects.get().state == "fetching"


@pytest.mark.parametrize(
    ("fields", "buttons"),
    [
        ({"state": "fetching"}, ["Stop this run"]),
        ({"state": "fetching", "stop_requested": True}, []),
        ({"state": "quarantined"}, ["Release: write these changes", "Stop this run"]),
        ({"state": "done", "created": 3}, ["Yes, undo the whole run"]),
        ({"state": "done", "created": 3, "is_dry_run": True}, []),
        ({"state": "done", "unchanged": 3}, []),
        ({"state": "undone", "created": 3}, []),
    ],
)
def test_a_run_has_the_buttons_of_its_state(curator, fields, buttons):
    page = curator.get(make_run(**fields).get_absolute_url()).content.decode()

    every = ["Release: write these changes", "Stop this run", "Yes, undo the whole run"]
    assert [button for button in every if button in page] == buttons


def test_only_an_active_run_asks_for_itself_again(curator):
    active, ended = make_run(state="fetching"), make_run("ctis")

    assert 'hx-trigger="every 2s"' in curator.get(active.get_absolute_url()).content.decode()
    assert "hx-" not in curator.get(ended.get_absolute_url()).content.decode()


def test_a_new_state_loads_the_whole_page(curator):
    run = make_run(state="applying")
    htmx = {"HX-Request": "true"}

    same = curator.get(run.get_absolute_url(), {"shown": "applying"}, headers=htmx)
    other = curator.get(run.get_absolute_url(), {"shown": "fetching"}, headers=htmx)

    assert "HX-Refresh" not in same.headers
    assert other.headers["HX-Refresh"] == "true"


def test_there_is_no_page_of_a_run_that_never_was(curator):
    assert curator.get("/trials/runs/99999999999999999999999/").status_code == 404


def test_a_run_from_its_button_to_its_undoing(curator, settings, monkeypatch):
    monkeypatch.setattr(
        sync_register, "delay_on_commit", lambda pk: perform_run(SyncRun.objects.get(pk=pk))
    )
    no_pause = functools.partial(fetch.Fetcher, pause=lambda seconds: None)
    monkeypatch.setattr(fetch, "Fetcher", no_pause)
    SearchQuery.objects.all().delete()
    SearchQuery.objects.create(register="euctr", text="demo")
    settings.REGISTER_DELAY_SECONDS = 0
    with RegisterServer(trials=20) as server:
        settings.EUCTR_URL = server.euctr_url
        page = curator.post(START, {"register": "euctr", "what": "full"}, follow=True)

    run = page.context["run"]
    assert (run.state, run.created) == ("done", RegisterRecord.objects.count())
    assert Trial.objects.count() == run.fetched > 5

    undone = curator.post(reverse("trials:run_undo", args=[run.pk]), follow=True)

    assert undone.context["run"].state == "undone"
    assert messages_of(undone) == [
        f"Run {run.pk} was undone: {run.fetched} trials have their earlier values again."
    ]
    assert not Trial.objects.exists()


# Overview


def test_the_page_says_when_a_register_was_last_read_and_what_runs(curator):
    good = make_run(created=7)
    make_run(kind="trial")
    make_run(is_dry_run=True)
    make_run(state="failed", message="The register was closed.")
    active = make_run("ctis", state="fetching")

    page = curator.get(RUNS)

    euctr, ctis = page.context["registers"]
    assert (euctr["last"], euctr["active"]) == (good, None)
    assert (ctis["last"], ctis["active"]) == (None, active)
    assert "The register was closed." in page.content.decode()


@pytest.mark.parametrize(
    ("contact", "demo", "said"),
    [("", False, True), ("a@b.example", False, False), ("", True, False)],
)
def test_without_a_contact_address_nothing_runs_by_itself(curator, settings, contact, demo, said):
    settings.CONTACT_EMAIL, settings.REGISTERS_ARE_DEMO = contact, demo

    assert ("The schedule is off" in curator.get(RUNS).content.decode()) is said


@pytest.mark.parametrize("rows", [1, 15])
def test_the_number_of_queries_does_not_grow(curator, django_assert_num_queries, rows):
    run = make_run("ctis", state="fetching", started_by_id=None)
    for number in range(rows):
        make_run(started_by=None)
        make_problem(f"2022-{number:06}-11", run=run)
        RunQuery.objects.create(run=run, text=f"query {number}")

    curator.get(RUNS)  # loads the trials into memory, unless an earlier test has done it
    for address, queries in ((RUNS, 13), (run.get_absolute_url(), 8), (PROBLEMS, 8)):
        with django_assert_num_queries(queries):
            curator.get(address)


@pytest.mark.parametrize("kind", ["created", "changed"])
def test_a_count_of_a_run_opens_the_trials_that_it_counts(server, curator, kind):
    first = running.run()
    changed = server.numbers("euctr")[:2]
    for number in changed:
        running.change(server, number)
    second = running.run()
    counted = first if kind == "created" else second
    address = f"/trials/?{kind}_by_run={counted.pk}"

    for page in (counted.get_absolute_url(), "/trials/runs/"):
        assert address in curator.get(page).content.decode()

    listing = curator.get(address).content.decode()
    count = len(changed) if kind == "changed" else Trial.objects.count()
    assert f"Trials: {count} of" in listing
    assert f'name="{kind}_by_run" value="{counted.pk}"' in listing  # kept when another is ticked


@pytest.mark.parametrize("value", ["0", "-1", "abc", "9" * 30])
def test_a_run_that_cannot_be_is_refused_with_a_sentence(curator, value):
    page = curator.get(f"/trials/?changed_by_run={value}")

    assert page.status_code == 200
    assert "cannot be shown" in page.content.decode()


def test_only_staff_filter_by_run(client):
    assert client.get("/trials/?changed_by_run=abc").status_code == 200
