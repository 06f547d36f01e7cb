"""The reporting pack: reproducible, checked, without demonstration data and rows of a body."""

import csv
import io
import json
import zipfile
from datetime import date

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from consortium.models import (
    Activity,
    Deliverable,
    DocumentVersion,
    Milestone,
    Pack,
    ProjectPublication,
    ReportingPeriod,
    Risk,
)
from consortium.months import end_of_month
from consortium.pack import Period
from consortium.tests.factories import (
    body_of,
    make_action,
    make_advice,
    make_decision,
    make_document,
    make_event,
    make_meeting,
    make_news,
)
from consortium.uploads import add_version
from core.jobs import MAX_ATTEMPTS
from join4atmp.packs.parts import PARTS
from join4atmp.packs.work import built, work
from stakeholders.tests.factories import user_in
from trials.models import Publication

pytestmark = pytest.mark.django_db
PERIOD = Period(date(2026, 1, 1), date(2026, 6, 30))


def files_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows_of(content, name):
    text = files_of(content)[name].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_same_pack_made_again_has_the_same_bytes_but_for_the_time_in_its_manifest(
    monkeypatch,
):
    make_decision(state="adopted")
    first = files_of(built(PERIOD).content)
    later = timezone.now() + timezone.timedelta(days=3)
    monkeypatch.setattr(timezone, "now", lambda: later)

    second = files_of(built(PERIOD).content)

    assert list(first) == list(second)
    differing = [name for name in first if first[name] != second[name]]
    assert differing == ["manifest.json"]
    old, new = (json.loads(files["manifest.json"]) for files in (first, second))
    assert old.pop("made_at") != new.pop("made_at")
    assert old == new


def test_the_pack_has_a_file_per_part_with_its_checksum():
    content = built(PERIOD).content
    files = files_of(content)

    manifest = json.loads(files["manifest.json"])
    assert {one["name"] for one in manifest["files"]} == set(files) - {"manifest.json"}
    assert {f"{part.name}.csv" for part in PARTS} < set(files)
    assert {"summary.md", "summary.docx", "checks.csv", "changes.csv"} < set(files)
    assert all(one["contains"] for one in manifest["files"])


def test_the_pack_holds_rows_of_the_period_that_members_see_and_no_others():
    kept = make_decision(state="adopted", visibility="members", decided_on="2026-06")
    make_decision(state="adopted", visibility="body", title="Secret")
    make_decision(state="adopted", decided_on="2025-12-31", title="Earlier")
    make_decision(state="adopted", is_demo=True, title="Invented")
    last_day = timezone.make_aware(timezone.datetime(2026, 6, 30, 10))
    make_meeting(starts_at=last_day, state="held")
    make_meeting(starts_at=last_day + timezone.timedelta(hours=2), title="Secret draft")
    make_meeting(starts_at=timezone.make_aware(timezone.datetime(2026, 7, 1, 0)), state="held")
    make_advice()
    make_event(is_demo=True, title="Invented congress")
    make_news(published_on=date(2026, 2, 1))

    content = built(PERIOD).content

    assert [row["Number"] for row in rows_of(content, "decisions.csv")] == [kept.number]
    assert len(rows_of(content, "meetings.csv")) == 1
    assert len(rows_of(content, "advice.csv")) == 1
    whole = b" ".join(files_of(content).values())
    for hidden in (b"Secret", b"Earlier", b"Invented"):
        assert hidden not in whole
    assert f"Decision {kept.number}" in files_of(content)["summary.md"].decode()


def test_every_check_finds_its_problem():
    Deliverable.objects.create(number="D1.1", title="Map", due_month=26)
    Milestone.objects.create(number="M1", title="Survey", due_month=40)
    Risk.objects.create(number="R1", title="Few answers")
    make_event(starts_on="2026-02-01", slug="announced")
    make_event(starts_on="2026-02-01", slug="held", state="held", title="Held")
    period = ReportingPeriod.objects.create(
        number=9,
        starts_on=PERIOD.first,
        ends_on=PERIOD.last,
        submitted_on=date(2026, 1, 2),
    )
    Activity.objects.create(
        kind="communication", title="Video", happened_on=date(2026, 1, 2), state="delivered"
    )
    from consortium.models import Statement

    Statement.objects.filter(key="launch").update(source="")

    problems = built(Period(PERIOD.first, PERIOD.last)).problems

    assert {one["check"] for one in problems} == {
        "late without a reason",
        "milestone without means of verification",
        "risk without state of play",
        "event announced but past",
        "event without audience",
        "statement without source",
        "delivered activity changed after a submitted report",
    }
    assert str(period.number) in next(
        one["message"] for one in problems if one["check"].startswith("risk")
    )


def test_reasons_and_states_of_play_settle_the_checks():
    row = Deliverable.objects.create(number="D1.1", title="Map", due_month=26, reason="Staff.")
    assert row.due_on == date(2026, 2, 28)

    content = built(PERIOD)

    assert "late without a reason" not in {one["check"] for one in content.problems}
    (written,) = rows_of(content.content, "deliverables.csv")
    assert (written["Days late"], written["Reason of the delay"]) == ("122", "Staff.")


def test_months_are_counted_from_january_2024():
    assert end_of_month(1) == date(2024, 1, 31)
    assert end_of_month(10) == date(2024, 10, 31)
    assert end_of_month(36) == date(2026, 12, 31)
    with pytest.raises(ValueError, match="counted from 1"):
        end_of_month(0)


def test_changes_compare_with_the_last_pack_of_an_earlier_period():
    decision = make_decision(state="adopted", decided_on="2025-12-01")
    earlier = Pack.objects.create(starts_on=date(2025, 7, 1), ends_on=date(2025, 12, 31))
    work(earlier.pk)
    later = make_decision(state="adopted")

    changes = rows_of(built(PERIOD).content, "changes.csv")

    found = {(row["Table"], row["Row"]): row["Change"] for row in changes}
    assert found[("decisions.csv", decision.number)] == "gone"
    assert found[("decisions.csv", later.number)] == "new"
    assert rows_of(built(Period(date(2024, 1, 1), date(2024, 6, 30))).content, "changes.csv") == []


def test_a_pack_is_asked_for_made_by_a_worker_and_downloaded(
    client, django_capture_on_commit_callbacks
):
    client.force_login(user_in("coordinator"))
    make_decision(state="adopted")

    answer = client.post("/reporting/packs/", {"first": "2026-01-01", "last": "2026-06-30"})

    pack = Pack.objects.get()
    assert answer.url == pack.get_absolute_url()
    assert "Waits for a worker" in client.get(answer.url).content.decode()
    assert client.get(f"{answer.url}file/").status_code == 404
    work(pack.pk)
    page = client.get(answer.url).content.decode()
    assert "Download the pack" in page
    file = client.get(f"{answer.url}file/")
    pack.refresh_from_db()
    assert file.content == bytes(pack.content)
    assert (pack.done, pack.parts) == (len(PARTS), len(PARTS))
    work(pack.pk)  # a second worker does nothing
    assert client.get(f"{answer.url}file/").content == file.content


def test_a_pack_that_fails_says_so(client, monkeypatch):
    from join4atmp.packs import work as module

    def fail(*arguments, **named):
        raise RuntimeError("disk")

    pack = Pack.objects.create(starts_on=PERIOD.first, ends_on=PERIOD.last)
    monkeypatch.setattr(module, "built", fail)

    work(pack.pk)

    pack.refresh_from_db()
    assert pack.state == "failed"
    client.force_login(user_in("coordinator"))
    assert "could not be made" in client.get(pack.get_absolute_url()).content.decode()


def lease_ended():
    Pack.objects.update(held_until=timezone.now() - timezone.timedelta(seconds=1))


def test_a_pack_that_kills_its_worker_is_set_aside(client, monkeypatch):
    """A killed worker raises nothing that could be noted: its lease simply ends."""
    from join4atmp.packs import work as module

    class Killed(BaseException):
        pass

    def kill(*arguments, **named):
        raise Killed

    pack = Pack.objects.create(starts_on=PERIOD.first, ends_on=PERIOD.last)
    monkeypatch.setattr(module, "built", kill)
    for _ in range(MAX_ATTEMPTS):
        assert pack in Pack.objects.without_worker()
        with pytest.raises(Killed):
            work(pack.pk)
        assert pack not in Pack.objects.without_worker()  # until its lease ends
        lease_ended()
    work(pack.pk)

    lease_ended()
    assert pack not in Pack.objects.without_worker()
    client.force_login(user_in("coordinator"))
    assert "could not be made" in client.get(pack.get_absolute_url()).content.decode()


def test_a_pack_waits_for_the_database_in_place_of_failing(monkeypatch):
    from join4atmp.packs import work as module

    def stop(*arguments, **named):
        raise OperationalError("the server was stopped")

    pack = Pack.objects.create(starts_on=PERIOD.first, ends_on=PERIOD.last)
    monkeypatch.setattr(module, "built", stop)

    with pytest.raises(OperationalError):
        work(pack.pk)

    lease_ended()
    assert pack in Pack.objects.without_worker()


@pytest.mark.parametrize(
    "values", [{"first": "2026-02-01", "last": "2026-01-01"}, {"first": "x", "last": ""}]
)
def test_a_period_that_is_none_is_refused(client, values):
    client.force_login(user_in("coordinator"))

    client.post("/reporting/packs/", values)

    assert not Pack.objects.exists()


@pytest.mark.parametrize("role", ["member", "reviewer"])
def test_packs_are_for_the_people_who_report(client, role):
    pack = Pack.objects.create(starts_on=PERIOD.first, ends_on=PERIOD.last)
    client.force_login(user_in(role))

    for address in ("/reporting/", "/reporting/import/", pack.get_absolute_url()):
        assert client.get(address).status_code == 403, address
    assert client.post("/reporting/packs/", {}).status_code == 403


def test_the_command_writes_the_pack_and_names_problems(tmp_path, capsys):
    make_event(starts_on="2026-02-01")
    file = tmp_path / "pack.zip"

    with pytest.raises(SystemExit) as stopped:
        call_command("reporting_pack", "2026-01-01", "2026-06-30", str(file), json=True)

    assert stopped.value.code == 1
    summary = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert summary["problems"][0]["where"] == "event announced but past"
    assert "manifest.json" in files_of(file.read_bytes())


@pytest.mark.parametrize(
    ("first", "last"), [("2026-06-30", "2026-01-01"), ("2026-13-01", "2026-01-01")]
)
def test_the_command_refuses_a_wrong_period(tmp_path, first, last):
    from django.core.management import CommandError

    with pytest.raises(CommandError) as refused:
        call_command("reporting_pack", first, last, str(tmp_path / "pack.zip"))
    assert refused.value.returncode == 2
    assert not list(tmp_path.iterdir())


def test_actions_that_are_done_are_in_the_summary():
    make_action(body_of(), state="done")

    text = files_of(built(Period(date(2020, 1, 1), date(2100, 1, 1))).content)["summary.md"]

    assert "Write the template" in text.decode()


def test_documents_with_a_doi_are_publications_of_the_period_of_their_first_file():
    def document(slug, doi, at="2026-02-03", **values):
        row = make_document(slug=slug, title=slug, doi=doi, **values)
        version = add_version(row, "report.txt", b"A report", by=None)
        DocumentVersion.objects.filter(pk=version.pk).update(at=f"{at}T10:00Z")

    document("guideline", "10.1/a")
    document("typed-too", "10.1/B")
    document("later", "10.1/c", at="2026-09-01")
    document("of-a-body", "10.1/d", access="body", body=body_of())
    document("invented", "10.1/e", is_demo=True)
    make_document(slug="without-doi", title="without-doi")
    ProjectPublication.objects.create(doi="10.1/b", title="Paper", published_on=date(2026, 3, 4))

    rows = rows_of(built(PERIOD).content, "publications.csv")

    assert [(row["DOI"], row["Title"]) for row in rows] == [
        ("10.1/b", "Paper"),
        ("10.1/a", "guideline"),
    ]
    assert rows[1]["Published"] == "2026-02-03"
    assert rows[1]["Repository"].endswith("/documents/guideline/")


def test_a_publication_that_the_portal_knows_needs_only_its_doi(client):
    client.force_login(user_in("coordinator", is_staff=True))
    Publication.objects.create(pmid="1234", doi="10.1000/Known", title="Known", journal="Journal")
    page = "/admin/consortium/projectpublication/add/"
    data = {"title": "", "journal": "", "published_on": "2026-03-04", "repository_url": ""}

    client.post(page, data | {"doi": "https://doi.org/10.1000/known"})
    row = ProjectPublication.objects.get()
    assert (row.doi, row.title, row.journal) == ("10.1000/known", "Known", "Journal")

    answer = client.post(page, data | {"doi": "10.1000/unknown"})
    assert "Enter the title" in answer.content.decode()
    assert "This is not a DOI" in client.post(page, data | {"doi": "nonsense"}).content.decode()
    assert ProjectPublication.objects.count() == 1
