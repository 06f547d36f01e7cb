"""Imports are saved completely or not at all, and undone completely."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from stakeholders.tests.factories import make_contact
from surveys.answers import counts_by_field
from surveys.choices import ImportState
from surveys.imports import NotUndoable, undo
from surveys.models import (
    AnswerColumn,
    DataImport,
    DictionaryVersion,
    Finding,
    Layout,
    Participant,
    PersonalAnswers,
    Project,
    Question,
    Response,
    ResponseBefore,
)
from surveys.redcap import RedcapError

from .factories import import_files, make_survey
from .redcap_files import (
    EXAMPLES,
    SMALL,
    SMALL_HEADER,
    SMALL_RECORDS,
    SMALL_ROWS,
    dictionary_file,
    needs_examples,
    radio,
    text_field,
)

pytestmark = pytest.mark.django_db
DICTIONARY = dictionary_file(*SMALL)
MODELS = (
    Project,
    DictionaryVersion,
    Question,
    Response,
    Layout,
    AnswerColumn,
    DataImport,
    Participant,
    PersonalAnswers,
    ResponseBefore,
)
PARTICIPANTS = (
    b"email,email_occurrence,record,invitation_sent_status,invitation_send_time,response_status\n"
    b" Ana@Example.org ,1,1,1,,2\nbob@example.org,1,2,1,2024-09-03 08:00:00,1\n"
    b"bob@example.org,2,,1,,0\nno address,1,,1,,0\ncy@example.org,1,,0,,0\n"
)


def row_counts():
    return {model.__name__: model.objects.count() for model in MODELS}


def records(*rows):
    return "\n".join((SMALL_HEADER, *rows)).encode()


def contents():
    """Return the stored answers, independent of the keys of their rows."""
    rows = Response.objects.select_related("layout", "version").order_by("record")
    columns = AnswerColumn.objects.order_by("version__number", "name")
    return (
        [(str(row), row.version.number, row.cells) for row in rows],
        [(one.version.number, one.name, one.kinds_array.tolist(), one.values) for one in columns],
        list(Question.objects.order_by("name").values("name", "label", "choices", "position")),
        list(PersonalAnswers.objects.values_list("response__record", "values")),
    )


def test_import_says_what_it_did():
    report = import_files(DICTIONARY, SMALL_RECORDS)

    assert report.counts == {
        "fields": 9,
        "forms": 3,
        "records": 6,
        "seen": 6,
        "created": 6,
        "changed": 0,
        "unchanged": 0,
        "missing": 0,
        "failed": 0,
        "participants": 0,
        "matched": 0,
    }
    assert report.missing_codes == {"role": "-99"}
    assert counts_by_field(Project.objects.get())["hurdles"] == {
        "rows": 6,
        "hidden": 0,
        "refused": 0,
        "answered": 4,
        "not_reached": 1,
        "shown_not_answered": 1,
        "orphan": 0,
    }


def test_the_same_files_again_change_nothing():
    import_files(DICTIONARY, SMALL_RECORDS)
    before = contents()

    report = import_files(DICTIONARY, SMALL_RECORDS)

    assert (report.created, report.changed, report.unchanged) == (0, 0, 6)
    assert not report.is_new_version
    assert contents() == before


def test_rows_are_new_changed_unchanged_or_missing():
    import_files(DICTIONARY, records(*SMALL_ROWS[:5]))

    report = import_files(
        DICTIONARY,
        records(SMALL_ROWS[0], *SMALL_ROWS[2:4], "5,1,,2,1,7,0,0,0,0,,0,,,2", "9,1" + "," * 13),
        takes_short=True,
    )

    assert (report.created, report.changed, report.unchanged, report.missing) == (1, 1, 3, 1)
    assert list(Response.objects.filter(is_missing=True).values_list("record", flat=True)) == ["2"]


@pytest.mark.parametrize(
    ("options", "data", "words"),
    [
        ({}, records(*SMALL_ROWS[:3]), "lacks 3 of the 6 stored records"),
        ({"expected_rows": 7}, SMALL_RECORDS, "6 rows, but 7 were expected"),
    ],
)
def test_short_file_is_refused_unless_confirmed(options, data, words):
    import_files(DICTIONARY, SMALL_RECORDS)
    before = contents()

    with pytest.raises(RedcapError, match=words):
        import_files(DICTIONARY, data, **options)
    assert contents() == before

    import_files(DICTIONARY, data, **options, takes_short=True)


@pytest.mark.parametrize(
    "data",
    [
        SMALL_RECORDS[:-4],
        SMALL_RECORDS.replace(b"6,3,", b"6,Patient,", 1).replace(b"Patient", b"Regulator"),
        SMALL_RECORDS + b'\n7,"open',
        b"other,x\n1,2\n",
    ],
)
def test_nothing_is_stored_of_files_that_are_refused(data):
    nothing = row_counts()

    with pytest.raises(RedcapError):
        import_files(DICTIONARY, data)

    assert row_counts() == nothing


def test_dry_run_reports_and_stores_nothing():
    nothing = row_counts()

    report = import_files(DICTIONARY, SMALL_RECORDS, dry_run=True)

    assert report.created == 6
    assert row_counts() == nothing


def test_answers_stay_with_the_version_they_were_given_under():
    import_files(DICTIONARY, SMALL_RECORDS)
    fields = [dict(field) for field in SMALL if field["name"] != "agree_b"]
    fields[-1]["choices"] = "1, No | 2, Perhaps | 3, Yes"

    report = import_files(
        dictionary_file(*fields, text_field("extra", form="views")),
        records(*SMALL_ROWS, "7,1" + "," * 13),
    )

    assert report.is_new_version
    assert [str(one) for one in report.dangerous] == [
        "agree_a: the code 2 meant “Neutral” and now means “Perhaps”"
    ]
    assert (report.created, report.unchanged) == (1, 6)
    versions = Response.objects.order_by("record").values_list("version__number", flat=True)
    assert list(versions) == [1] * 6 + [2]
    assert counts_by_field(Project.objects.get())["role"]["rows"] == 7
    assert Question.objects.get(name="agree_b").last_version == 1


def test_import_is_undone_as_a_whole():
    import_files(DICTIONARY, SMALL_RECORDS, keeps_personal=True)
    before = contents()
    fields = [{**field, "label": "New " + field["label"]} for field in SMALL]
    changed = SMALL_RECORDS.replace(b"1,1,,2,1,3", b"1,1,a@b.org,2,1,4") + b"\n7,1" + b"," * 13

    import_files(dictionary_file(*fields), changed)
    assert contents() != before
    first, second = DataImport.objects.order_by("pk")
    with pytest.raises(NotUndoable, match="newer import first"):
        undo(first, by=None)
    undo(second, by=None)

    assert contents() == before
    second.refresh_from_db()
    assert second.state == ImportState.UNDONE
    with pytest.raises(NotUndoable, match="already undone"):
        undo(second, by=None)
    undo(first, by=None)
    assert Response.objects.count() == Question.objects.count() == AnswerColumn.objects.count() == 0


def test_an_import_whose_questions_have_findings_is_not_undone():
    import_files(DICTIONARY, SMALL_RECORDS)
    question = Question.objects.get(name="role")
    finding = Finding.objects.create(
        project=question.project,
        question=question,
        sentence="Most are researchers.",
        number=3,
        denominator=5,
        version=1,
        frozen_on=date(2027, 1, 1),
    )
    before = contents()
    with pytest.raises(NotUndoable, match="Findings or codings use questions"):
        undo(DataImport.objects.get(), by=None)
    assert contents() == before
    finding.delete()
    undo(DataImport.objects.get(), by=None)
    assert not Question.objects.exists()


def test_personal_answers_are_not_kept_unless_that_is_wanted():
    data = SMALL_RECORDS.replace(b"1,1,,2", b"1,1,ana@example.org,2")
    import_files(DICTIONARY, data, project="Without")
    import_files(DICTIONARY, data, project="With", keeps_personal=True)

    without, kept = Project.objects.order_by("-name")
    assert without.responses.get(record="1").cells["mail"] == "[withheld]"
    assert counts_by_field(without)["mail"]["answered"] == 1
    assert kept.responses.get(record="1").cells["mail"] == "[withheld]"
    (personal,) = PersonalAnswers.objects.all()
    assert personal.response.project == kept
    assert personal.values == {"mail": "ana@example.org"}


def test_participants_are_matched_by_exact_address():
    ana = make_contact(name="Ana", email="ana@example.org")
    make_contact(name="Demo", email="cy@example.org", is_demo=True)

    report = import_files(DICTIONARY, SMALL_RECORDS, PARTICIPANTS)

    assert (report.participants, report.matched, report.failed) == (4, 1, 1)
    assert Participant.objects.get(email="ana@example.org").contact == ana
    assert Participant.objects.get(email="cy@example.org").contact is None
    bobs = Participant.objects.filter(email="bob@example.org").order_by("occurrence")
    assert [bob.opened for bob in bobs] == [1, 0]
    assert any("more than once" in one.message for one in report.problems)


def test_participants_again_keep_what_a_person_decided():
    import_files(DICTIONARY, SMALL_RECORDS, PARTICIPANTS)
    Participant.objects.filter(email="cy@example.org").update(outcome="declined")

    import_files(DICTIONARY, SMALL_RECORDS, PARTICIPANTS)

    assert Participant.objects.count() == 4
    assert Participant.objects.get(email="cy@example.org").outcome == "declined"


def test_anonymous_survey_leaves_no_way_from_an_answer_to_a_person():
    make_contact(name="Ana", email="ana@example.org")
    data = SMALL_RECORDS.replace(b"1,1,,2", b"1,1,ana@example.org,2")

    import_files(DICTIONARY, data, PARTICIPANTS, is_anonymous=True, keeps_personal=False)

    project = Project.objects.get()
    people = list(project.participants.all())
    assert people
    assert {(one.record, one.sent_at, one.opened) for one in people} == {("", None, 0)}
    assert PersonalAnswers.objects.count() == 0
    stored = [
        *project.responses.values_list("record", "event"),
        *(r.cells for r in project.responses.all()),
    ]
    assert "example.org" not in repr(stored)
    fields = {field.related_model for field in Response._meta.get_fields() if field.is_relation}
    assert Participant not in fields
    with transaction.atomic(), pytest.raises(IntegrityError):
        Participant.objects.update(record="1")


def test_anonymous_survey_cannot_become_another():
    make_survey(is_anonymous=True)

    with pytest.raises(RedcapError, match="first import, which decided"):
        make_survey(is_anonymous=False)


def test_fields_of_group_and_consent_are_found_by_their_usual_names():
    fields = (text_field("record_id"), radio("target_group"), text_field("consent", type="yesno"))
    import_files(dictionary_file(*fields))

    project = Project.objects.get()
    assert (project.group_field, project.consent_field) == ("target_group", "consent")


# The commands


def run(*arguments, status=0):
    out, error = StringIO(), StringIO()
    if status:
        with pytest.raises(SystemExit) as caught:
            call_command("import_redcap", *arguments, stdout=out, stderr=error)
        assert caught.value.code == status
    else:
        call_command("import_redcap", *arguments, stdout=out, stderr=error)
    return out.getvalue(), error.getvalue()


@pytest.fixture
def files(tmp_path):
    (tmp_path / "d.csv").write_bytes(DICTIONARY)
    (tmp_path / "r.csv").write_bytes(SMALL_RECORDS)
    return tmp_path


def test_command_ends_with_json(files):
    out, _ = run(str(files / "d.csv"), str(files / "r.csv"), "--project", "Small", "--json")

    report = json.loads(out.splitlines()[-1])
    assert (report["fields"], report["forms"], report["records"]) == (9, 3, 6)
    assert (report["seen"], report["created"], report["failed"]) == (6, 6, 0)
    assert {(one["record"], one["where"]) for one in report["problems"]} == {
        ("6", f"r.csv, row 7, {name}") for name in ("has_gmp", "suites", "delay")
    }


def test_command_names_the_refused_row_and_takes_the_others(files):
    (files / "r.csv").write_bytes(SMALL_RECORDS + b"\n" + b"," * 14)
    (files / "r2.csv").write_bytes(SMALL_RECORDS + b"\n1" + b"," * 14)

    out, error = run(str(files / "d.csv"), str(files / "r2.csv"), "--json", status=1)

    report = json.loads(out.splitlines()[-1])
    assert (report["created"], report["failed"]) == (6, 1)
    assert "row 8" in error
    run(str(files / "d.csv"), str(files / "r.csv"))


@pytest.mark.parametrize("name", ["r.csv", "nothing.csv"])
def test_command_refuses_what_is_no_dictionary(files, name):
    out, error = run(str(files / name), "--json", status=2)

    assert json.loads(out.splitlines()[-1])["problems"][0]["message"]
    assert name in error
    assert Project.objects.count() == 0


def test_counts_command():
    make_survey()
    out = StringIO()

    call_command("survey_counts", "small", "--json", stdout=out)

    assert json.loads(out.getvalue())["has_gmp"] == {
        "rows": 6,
        "hidden": 3,
        "refused": 0,
        "answered": 3,
        "not_reached": 0,
        "shown_not_answered": 0,
        "orphan": 1,
    }


@needs_examples
@pytest.mark.parametrize("example", ["demo", "delphi"])
def test_counts_of_the_examples_by_command(example):
    folder = EXAMPLES / example
    run(str(folder / "dictionary.csv"), str(folder / "records.csv"), "--project", example)
    out = StringIO()

    call_command("survey_counts", example, "--json", stdout=out)

    expected = json.loads((folder / "expected.json").read_text())["counts"]
    found = {name: list(counts.values()) for name, counts in json.loads(out.getvalue()).items()}
    assert found == expected


@needs_examples
def test_second_version_and_participants_of_the_example():
    folder = EXAMPLES / "demo"
    paths = [str(folder / name) for name in ("dictionary.csv", "records.csv", "dictionary_v2.csv")]
    people = str(folder / "participants.csv")
    out, _ = run(*paths[:2], "--project", "demo", "--participants", people, "--json")
    problems = json.loads(out.splitlines()[-1])["problems"]
    said = [(one["record"], one["where"].split(", ")[-1]) for one in problems]
    assert ("21", "consent") in said
    assert ("13", "country") in said
    assert ("3", "gm_batches") in said
    assert len([record for record, _ in said if record]) == 11

    out, _ = run(paths[2], paths[1], "--project", "demo", "--json")

    report = json.loads(out.splitlines()[-1])
    assert (report["changed"], report["unchanged"]) == (0, 78)
    assert len(report["changes"]) == 6
    project = Project.objects.get()
    funnel = project.participants.all().funnel()
    assert (funnel["listed"], funnel["invited"], funnel["finished"]) == (80, 78, 50)
    assert project.participants.filter(opened=1).count() == 10
