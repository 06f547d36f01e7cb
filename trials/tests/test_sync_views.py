"""The staff pages of the synchronisation: who may open and press what, and what it does."""

import functools
import gzip
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from trials.demo.register_server import RegisterServer
from trials.models import RecordProblem, RegisterRecord, RunQuery, SearchQuery, SyncRun, Trial
from trials.models.run import ACTIVE_STATES
from trials.sync import fetch
from trials.sync.execute import execute
from trials.tasks import sync_register

from .factories import make_trial

pytestmark = pytest.mark.django_db
RUNS, START, PROBLEMS = "/trials/runs/", "/trials/runs/start/", "/trials/problems/"


@pytest.fixture
def as_role(client, django_user_model):
    def sign_in(role):
        if role != "anonymous":
            user = django_user_model.objects.create_user(role)
            user.groups.add(Group.objects.get(name=role))
            client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def curator(as_role):
    return as_role("curator")


@pytest.fixture
def handed_over(monkeypatch):
    """The runs that a worker was told of."""
    told = []
    monkeypatch.setattr(sync_register, "delay_on_commit", told.append)
    return told


def make_run(register="euctr", kind="full", state="done", **fields):
    ended = state not in ACTIVE_STATES
    values = {"finished_at": timezone.now() if ended else None} | fields
    return SyncRun.objects.create(register=register, kind=kind, state=state, **values)


def make_problem(record="2022-000001-11/ES", raw=b"", **fields):
    now = timezone.now()
    values = {"register": "euctr", "place": "page 1", "reason": "No title."} | fields
    return RecordProblem.objects.create(
        record=record,
        packed=gzip.compress(raw) if raw else b"",
        first_seen_at=now,
        last_seen_at=now,
        **values,
    )


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


# Who may


def addresses():
    """(address, what a GET of someone with all rights gets, what a POST gets)"""
    run, problem, trial = make_run(), make_problem(), make_trial()
    return [
        (RUNS, 200, 405),
        (run.get_absolute_url(), 200, 405),
        (PROBLEMS, 200, 405),
        (START, 405, 400),
        (reverse("trials:run_stop", args=[run.pk]), 405, 302),
        (reverse("trials:run_release", args=[run.pk]), 405, 302),
        (reverse("trials:run_undo", args=[run.pk]), 405, 302),
        (reverse("trials:problem_retry", args=[problem.pk]), 405, 302),
        (reverse("trials:refresh", args=[trial.number]), 405, 302),
    ]


def test_a_curator_may_open_every_page_and_press_every_button(curator, handed_over):
    expected = addresses()

    for address, get, post in expected:
        assert (address, curator.get(address).status_code) == (address, get)
        assert (address, curator.post(address).status_code) == (address, post)


@pytest.mark.parametrize("role", ["member", "coordinator", "reviewer"])
def test_others_who_are_signed_in_may_not(as_role, role, handed_over):
    client = as_role(role)

    for address, get, post in addresses():
        assert client.get(address).status_code == (405 if get == 405 else 403), address
        assert client.post(address).status_code == (405 if post == 405 else 403), address
    assert handed_over == []
    assert SyncRun.objects.get().state == "done"


def test_strangers_are_asked_to_sign_in(client, handed_over):
    for address, _, _ in addresses():
        for response in (client.get(address), client.post(address)):
            assert (response.status_code, response.url) == (302, f"/accounts/login/?next={address}")
    assert handed_over == []


@pytest.mark.parametrize(("role", "shown"), [("curator", True), ("member", False)])
def test_links_and_buttons_are_shown_to_those_who_may_use_them(as_role, role, shown):
    page = as_role(role).get(make_trial().get_absolute_url()).content.decode()

    assert ("Synchronisation</a>" in page) is shown
    assert ("Refresh now" in page) is shown


def test_who_may_only_look_sees_no_buttons(client, django_user_model):
    viewer = django_user_model.objects.create_user("viewer")
    viewer.user_permissions.add(Permission.objects.get(codename="view_syncrun"))
    client.force_login(viewer)
    run = make_run(state="quarantined")

    for address in (RUNS, run.get_absolute_url()):
        page = client.get(address).content.decode()
        assert page.count("<form") == 1  # to sign out
    assert client.post(START, {"register": "ctis", "what": "full"}).status_code == 403


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
    assert messages_of(response)[0] == (
        "The job queue does not answer. The run waits; a worker takes it up within a minute."
    )


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
        sync_register, "delay_on_commit", lambda pk: execute(SyncRun.objects.get(pk=pk))
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
        f"Run {run.pk} is undone: {run.fetched} trials are as they were before."
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

    assert ("Nothing runs by itself" in curator.get(RUNS).content.decode()) is said


@pytest.mark.parametrize("rows", [1, 15])
def test_the_number_of_queries_does_not_grow(curator, django_assert_num_queries, rows):
    run = make_run("ctis", state="fetching", started_by_id=None)
    for number in range(rows):
        make_run(started_by=None)
        make_problem(f"2022-{number:06}-11", run=run)
        RunQuery.objects.create(run=run, text=f"query {number}")

    for address, queries in ((RUNS, 11), (run.get_absolute_url(), 7), (PROBLEMS, 6)):
        with django_assert_num_queries(queries):
            curator.get(address)


# Problems


def test_markup_and_broken_bytes_in_raw_text_are_shown_as_text(curator):
    make_problem(raw=b"<script>alert(1)</script> \xff </pre><b>", reason="<i>odd</i>")

    page = curator.get(PROBLEMS).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt; \ufffd &lt;/pre&gt;&lt;b&gt;" in page
    assert "&lt;i&gt;odd&lt;/i&gt;" in page
    assert "<script>alert" not in page


def test_raw_text_begins_with_the_record_and_has_an_end(curator):
    raw = b"Summary\r\nEudraCT Number: 2021-000009-11\r\n" + b"x" * 6000
    raw += b"\r\nSummary\r\nEudraCT Number: 2022-000001-11\r\n" + b"y" * 6000
    make_problem("2022-000001-11/ES", raw)

    ((_, number, text),) = curator.get(PROBLEMS).context["rows"]

    assert number == "2022-000001-11"
    assert text.startswith("EudraCT Number: 2022-000001-11")
    assert len(text) == 5000


def test_problems_are_paged_newest_first(curator):
    for number in range(21):
        make_problem(f"2022-{number:06}-11")
    last = RecordProblem.objects.get(record="2022-000020-11")

    first_page, second_page = curator.get(PROBLEMS), curator.get(PROBLEMS, {"page": "2"})

    assert len(first_page.context["rows"]) == 20
    assert first_page.context["rows"][0][0] == last
    assert len(second_page.context["rows"]) == 1


def test_a_problem_is_tried_again(curator, handed_over):
    problem = make_problem("2022-000001-11/ES")

    curator.post(reverse("trials:problem_retry", args=[problem.pk]))

    run = SyncRun.objects.get()
    assert (run.register, run.kind, run.number) == ("euctr", "trial", "2022-000001-11")
    assert handed_over == [run.pk]


def test_a_problem_without_a_number_cannot_be_tried_again(curator, handed_over):
    problem = make_problem("", place="page 7")
    assert "Ask for this trial again" not in curator.get(PROBLEMS).content.decode()

    response = curator.post(reverse("trials:problem_retry", args=[problem.pk]), follow=True)

    assert "names no trial" in messages_of(response)[0]
    assert not SyncRun.objects.exists()
