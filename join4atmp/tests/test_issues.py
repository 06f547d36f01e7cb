"""Frozen issues: what is public, whole, the same bytes for ever, and never of persons."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from consortium.models import Statement
from consortium.tests.factories import make_decision
from join4atmp.issues.freeze import NothingPublished, freeze
from join4atmp.models import Issue, IssueFile
from stakeholders.tests.factories import user_in
from surveys.tests.factories import divided_survey
from trials.tests.factories import make_trial
from usecases.tests.factories import make_hurdle, make_recommendation, make_solution

pytestmark = pytest.mark.django_db
TABLES = [
    "trials",
    "products",
    "use-cases",
    "milestones",
    "hurdles",
    "solutions",
    "recommendations",
    "capacities",
    "country-facts",
    "answers",
    "scenarios",
    "survey-figures",
    "survey-findings",
    "statements",
    "meetings",
    "decisions",
    "advice",
    "events",
    "news",
    "documents",
]


def opened(issue):
    return zipfile.ZipFile(io.BytesIO(issue.content()))


def rows(archive, table):
    return list(csv.DictReader(io.StringIO(archive.read(f"{table}.csv").decode("utf-8-sig"))))


def publish():
    make_trial(title="public", curation="included")
    make_trial(title="for members")
    make_trial(title="invented", is_demo=True)
    hurdle = make_hurdle(title="public hurdle", published_on="2026-01-01")
    make_hurdle(title="draft hurdle")
    make_solution(hurdle, published_on="2026-01-01", done_by="Petra Planted")
    make_recommendation(title="draft")


def test_an_issue_has_what_everybody_sees_and_nothing_else():
    publish()
    archive = opened(freeze(title="First"))

    assert [row["Title"] for row in rows(archive, "trials")] == ["public"]
    assert [row["Hurdle"] for row in rows(archive, "hurdles")] == ["public hurdle"]
    assert len(rows(archive, "solutions")) == 1
    assert rows(archive, "recommendations") == []
    assert [row["Figure"] for row in rows(archive, "statements")] == [
        one.figure for one in Statement.objects.all()
    ]
    whole = b"".join(archive.read(name) for name in archive.namelist())
    for hidden in (b"for members", b'invented"', b"draft", b"Petra"):
        assert hidden not in whole


def test_an_issue_does_not_name_a_hidden_decision_that_a_public_one_replaces():
    publish()
    hidden = make_decision(visibility="body", state="adopted")
    decision = make_decision(visibility="public", state="adopted", replaces=hidden)

    (row,) = rows(opened(freeze(title="First")), "decisions")

    assert (row["Number"], row["Replaces"]) == (decision.number, "")


def test_csv_json_and_manifest_say_the_same_and_the_checksums_hold():
    publish()
    issue = freeze(title="First", note="Mind the gap.")
    archive = opened(issue)
    manifest = json.loads(archive.read("manifest.json"))

    assert manifest == issue.manifest
    assert [table["name"] for table in manifest["tables"]] == TABLES
    for table in manifest["tables"]:
        found = json.loads(archive.read(f"{table['name']}.json"))
        key = table["name"].replace("-", "_")
        assert len(rows(archive, table["name"])) == len(found[key]) == table["rows"]
        assert found["citation"] == issue.citation
    for file in manifest["files"]:
        assert hashlib.sha256(archive.read(file["name"])).hexdigest() == file["sha256"]
    sums = archive.read("SHA256SUMS").decode().splitlines()
    assert [line.split("  ")[1] for line in sums] == [
        name for name in archive.namelist() if name != "SHA256SUMS"
    ]
    assert "Mind the gap." in archive.read("README.txt").decode()


def test_an_issue_stays_as_it_was_whatever_happens_to_the_data(client):
    publish()
    issue = freeze()
    before = issue.content()

    make_trial(title="later", curation="included")
    with pytest.raises(TypeError, match="cannot be changed"):
        issue.save()

    again = Issue.objects.get()
    assert again.content() == before
    address = f"/issues/{issue.slug}/{issue.file_name}"
    answer = client.get(address)
    assert answer.content == before
    assert answer["ETag"] == f'"{hashlib.sha256(before).hexdigest()}"'
    assert "immutable" in answer["Cache-Control"]


def test_the_same_data_of_the_same_moment_make_the_same_bytes(monkeypatch):
    moment = datetime(2026, 3, 1, 12, 30, 15, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    publish()
    first = freeze()
    content = first.content()
    Issue.objects.all().delete()

    assert freeze().content() == content
    assert first.slug == "2026-03-01"
    assert first.citation == (
        "JOIN4ATMP consortium. JOIN4ATMP data, 1 March 2026. Frozen issue 2026-03-01, "
        "1 March 2026. http://127.0.0.1:8000/issues/2026-03-01/"
    )
    assert freeze().slug == "2026-03-01-2"


def test_a_damaged_file_is_not_sent(client):
    publish()
    issue = freeze()
    IssueFile.objects.update(content=b"something else")

    answer = client.get(f"/issues/{issue.slug}/{issue.file_name}")

    assert answer.status_code == 500
    assert "differs from the frozen one" in answer.content.decode()


def test_real_and_invented_rows_are_never_in_one_issue():
    make_trial(title="invented", is_demo=True)
    with pytest.raises(NothingPublished, match="Nothing is published yet"):
        freeze()

    issue = freeze(demo=True)

    assert issue.slug.startswith("demo-")
    assert {row["Demonstration"] for row in rows(opened(issue), "trials")} == {"yes"}
    assert "INVENTED" in opened(issue).read("README.txt").decode()
    call_command("remove_demo", verbosity=0)
    assert not Issue.objects.exists()
    with pytest.raises(NothingPublished, match="Load it first"):
        freeze(demo=True)


def test_the_command_freezes_or_says_why_not(capsys):
    with pytest.raises(CommandError, match="Nothing is published") as refused:
        call_command("freeze_issue")
    assert refused.value.returncode == 2

    publish()
    call_command("freeze_issue", title="By command")

    issue = Issue.objects.get()
    assert issue.title == "By command"
    assert issue.sha256 in capsys.readouterr().out


def test_an_administrator_freezes_in_the_admin_and_nobody_changes_or_deletes(client):
    publish()
    client.force_login(administrator := user_in("administrator"))

    client.post("/admin/join4atmp/issue/add/", {"title": "In the admin", "note": ""})

    issue = Issue.objects.get()
    assert (issue.title, issue.made_by) == ("In the admin", administrator)
    address = f"/admin/join4atmp/issue/{issue.pk}/"
    assert client.get(f"{address}change/").status_code == 200
    assert client.post(f"{address}change/", {"title": "Other"}).status_code == 403
    assert client.post(f"{address}delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/join4atmp/issue/").status_code == 200
    for role in ("curator", "reviewer", "coordinator"):
        client.force_login(user_in(role))
        assert client.get("/admin/join4atmp/issue/add/").status_code == 403


def test_the_admin_says_why_there_is_nothing_to_freeze(client):
    client.force_login(user_in("administrator"))

    answer = client.post("/admin/join4atmp/issue/add/", {"title": "Too early", "note": ""})

    assert "Nothing is published yet" in answer.content.decode()
    assert not Issue.objects.exists()


def test_the_pages_name_issue_citation_and_checksum(client):
    assert "No issue is frozen yet" in client.get("/issues/").content.decode()
    publish()
    issue = freeze(title="First </script> issue")

    page = client.get(f"/issues/{issue.slug}/").content.decode()

    assert issue.sha256 in page
    assert issue.slug in client.get("/issues/").content.decode()
    data = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert json.loads(data)["name"] == "First </script> issue"
    assert json.loads(data)["@type"] == "Dataset"
    assert client.get("/issues/1999-01-01/").status_code == 404
    assert client.get(f"/issues/{issue.slug}/other.zip").status_code == 404


def test_an_issue_has_the_published_figures_of_the_survey_and_no_small_groups():
    project = divided_survey()
    publish()
    assert rows(opened(freeze()), "survey-figures") == []

    project.questions.filter(name__in=["q", "target_group"]).update(published_on="2026-01-01")

    found = rows(opened(freeze(title="Second")), "survey-figures")
    assert {row["Variable"] for row in found} == {"q", "target_group"}
    assert "Patients" in {row["Answer"] for row in found}
    assert "Regulators" not in {row["Answer"] for row in found}
