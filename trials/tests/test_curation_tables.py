"""Curated values out to a file, edited, and in again."""

import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from stakeholders.imports.reader import read_table
from trials.choices import DISEASE_AREAS, PHASE_VALUES, AtmpClass
from trials.curation.decide import Evidence, decide, one
from trials.curation.table import commit_plan, export_content, header, plan
from trials.models import FactDecision, Trial

from .factories import make_trial
from .people import person

pytestmark = pytest.mark.django_db
CHANGELIST, IMPORT = "/admin/trials/trial/", "/admin/trials/trial/import/"


@pytest.fixture
def curator(client):
    user = person("curator")
    client.force_login(user)
    return user


def exported(trials=None):
    """{heading: cell} of each row of an export."""
    pieces = export_content("csv", Trial.objects.order_by("pk") if trials is None else trials)
    text = b"".join(pieces).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def as_file(rows, name="curation.csv"):
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile(name, stream.getvalue().encode())


def planned(rows):
    return plan(read_table(as_file(rows).read()), {})


def upload(client, file):
    """The preview that a file leads to, or the page that refuses it."""
    return client.post(IMPORT, {"file": file}, follow=True)


def test_a_file_goes_out_is_edited_and_comes_in(client, curator):
    trials = [make_trial() for _ in range(3)]
    rows = exported()
    rows[0]["Phase: curated"] = "phase iii"
    rows[0]["Class: curated"] = "Tissue engineered (TEP)"
    rows[0]["Disease areas: curated"] = f"{DISEASE_AREAS['C04']}; C10"
    rows[0]["Evidence"] = "https://example.org/paper"
    rows[0]["Page"] = "7"

    preview = upload(client, as_file(rows))
    text = preview.content.decode()
    assert preview.context["counts"] == {"rows": 3, "changing": 1, "problems": 0, "same": 2}
    assert not FactDecision.objects.exists()
    assert "Phase III" in text

    client.post(preview.request["PATH_INFO"], {"plan": preview.context["digest"]})

    trial = Trial.objects.get(pk=trials[0].pk)
    assert (trial.phase, trial.atmp_class, trial.disease_areas) == ("III", "TEP", "C04 C10")
    decisions = FactDecision.objects.values_list("fact", "origin", "source", "page")
    assert sorted(decisions) == [
        (fact, "import", "https://example.org/paper", "7")
        for fact in ("atmp_class", "disease_areas", "phase")
    ]


def test_the_same_file_again_writes_nothing(client, curator):
    make_trial()
    rows = exported()
    rows[0] |= {"Phase: curated": "III", "Evidence": "A poster"}
    commit_plan(planned(rows), by=curator)
    before = FactDecision.objects.count()

    preview = upload(client, as_file(rows))

    assert preview.context["counts"]["same"] == 1
    assert FactDecision.objects.count() == before


def test_an_older_file_does_not_revert_what_was_decided_since(client, curator):
    trial, other = make_trial(), make_trial()
    ben, cia = person("ben", "curator"), person("cia", "curator")
    link = Evidence.of_text("https://example.org/")
    for fact, value in (("phase", "III"), ("status", "completed")):
        decide(one(trial), fact, value, by=ben, evidence=link)
    rows = exported()
    decide(one(trial), "phase", "I", by=cia, evidence=link)
    decide(one(trial), "status", "halted", by=cia, evidence=link)
    rows[0] |= {"Status: curated": "Ongoing", "Evidence": "A poster"}  # both; phase: theirs
    rows[1] |= {"Phase: curated": "IV", "Evidence": "A poster"}

    preview = upload(client, as_file(rows))
    found = {(c.fact, c.who) for row in preview.context["changing"] for c in row.changes}
    assert found == {("phase", "theirs"), ("status", "both"), ("phase", "yours")}
    address, digest = preview.request["PATH_INFO"], preview.context["digest"]
    client.post(address, {"plan": digest, "ticks": "shown", "tick": ["2:status", "3:phase"]})

    trial.refresh_from_db()
    other.refresh_from_db()
    assert (trial.curated_phase, trial.curated_status, other.curated_phase) == (
        "I",
        "ongoing",
        "IV",
    )


def test_without_ticks_only_values_are_written_that_nobody_changed(curator):
    trial = make_trial()
    rows = exported()
    decide(one(trial), "phase", "I", by=curator, evidence=Evidence.of_text("https://a.example/"))
    rows[0] |= {
        "Phase: curated": "IV",
        "Status: curated": "Completed",
        "Evidence": "A poster",
    }

    commit_plan(planned(rows), by=curator)

    trial.refresh_from_db()
    assert (trial.curated_phase, trial.curated_status) == ("I", "completed")


def test_a_decision_of_the_file_on_another_register_value_waits_for_a_tick(curator):
    trial = make_trial()
    rows = exported()
    rows[0] |= {"Phase: curated": "IV", "Evidence": "A poster"}
    Trial.objects.update(register_phase="III", phase="III")

    [row] = planned(rows)

    assert [change.who for change in row.changes] == ["register"]
    commit_plan([row], by=curator)
    trial.refresh_from_db()
    assert trial.curated_phase == ""


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"Phase: curated": "V"}, "not a value of phase"),
        ({"Phase: curated": "III", "Evidence": ""}, "Enter a link or the name of a document"),
        ({"Number": "2020-999999-99"}, "There is no trial with the number"),
        ({"Number": ""}, "There is no trial with the number"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why_and_where(curator, cells, says):
    make_trial()
    rows = exported()
    rows[0] |= {"Evidence": "A poster"} | cells

    (row,) = planned(rows)

    assert says in row.problem
    assert row.row == 2
    assert commit_plan([row], by=curator).refused_count == 1
    assert not FactDecision.objects.exists()


def test_a_trial_in_review_is_left_alone(curator):
    make_trial(curation="in_review")
    rows = exported()
    rows[0] |= {"Phase: curated": "III", "Evidence": "A poster"}

    assert "take it back to curation" in planned(rows)[0].problem


def test_a_number_counts_once(curator):
    make_trial()
    rows = exported() * 2
    for row, phase in zip(rows, ("I", "III"), strict=True):
        row |= {"Phase: curated": phase, "Evidence": "A poster"}

    assert [row.problem for row in planned([dict(row) for row in rows])][1].startswith(
        "The number is also in an earlier row"
    )


def test_a_trial_counts_once_although_each_of_its_numbers_has_a_row(curator):
    make_trial(eudract_number="2020-000001-10", eu_ct_number="2024-510663-34-00")
    [row] = exported()
    first = row | {"Number": "2020-000001-10", "Phase: curated": "I", "Evidence": "A poster"}
    second = first | {"Number": "2024-510663-34-00", "Phase: curated": "III"}

    assert [bool(row.problem) for row in planned([first, second])] == [False, True]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("x.csv", b"", "empty"),
        ("x.csv", b"Title\nx\n", "no column “Number”"),
        ("x.csv", b"Number\nx\n", "no column with curated values"),
        ("x.xlsx", b"PK\x03\x04 broken", "damaged"),
        ("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password"),
        ("x.csv", b"\0\0\0", "NUL"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(client, curator, name, data, says):
    answer = upload(client, SimpleUploadedFile(name, data))

    assert answer.status_code == 200
    if data:
        assert says in answer.content.decode()
    else:
        assert "empty" in answer.content.decode()


def test_a_preview_that_is_no_longer_true_writes_nothing(client, curator):
    trial = make_trial()
    rows = exported()
    rows[0] |= {"Phase: curated": "III", "Evidence": "A poster"}
    preview = upload(client, as_file(rows))
    Trial.objects.filter(pk=trial.pk).update(curated_phase="I", phase="I")

    answer = client.post(preview.request["PATH_INFO"], {"plan": preview.context["digest"]})

    assert "changed since you saw this preview" in answer.content.decode()
    assert not FactDecision.objects.exists()


def test_the_preview_of_another_person_is_not_there(client, curator):
    make_trial()
    rows = exported()
    rows[0] |= {"Phase: curated": "III", "Evidence": "A poster"}
    address = upload(client, as_file(rows)).request["PATH_INFO"]
    client.force_login(person("another", "curator"))

    assert client.get(address).status_code == 404


def test_the_export_has_the_selected_rows_or_all_of_the_filter(client, curator):
    trials = [make_trial() for _ in range(59)] + [make_trial(register_atmp_class="TEP")]
    one = {"action": "export_csv", "_selected_action": [trials[0].pk]}
    every = one | {"select_across": "1"}

    def count(values, address=CHANGELIST):
        answer = client.post(address, values)
        return b"".join(answer.streaming_content).decode().count("2020-")

    assert count(one) == 1
    assert count(every) == 60
    assert count(every, f"{CHANGELIST}?atmp_class__exact=TEP") == 1


def test_the_xlsx_export_holds_text_that_is_not_live(client, curator):
    make_trial(title="=1+1")
    values = {"action": "export_xlsx", "_selected_action": [Trial.objects.get().pk]}

    answer = client.post(CHANGELIST, values)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).worksheets[0]

    assert [cell.value for cell in sheet[1]] == header()
    assert sheet["B2"].value == "'=1+1"


class ThereAndBack(TestCase):
    """What was exported and comes back unedited changes nothing, whatever was curated."""

    @settings(deadline=None, max_examples=30)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["", *PHASE_VALUES]),
                st.sampled_from(["", *AtmpClass.values]),
                st.lists(st.sampled_from(sorted(set(DISEASE_AREAS) - {"unknown"})), max_size=3),
            ),
            min_size=1,
            max_size=4,
        )
    )
    def test_is_no_change(self, values):
        for phase, kind, areas in values:
            make_trial(
                curated_phase=phase,
                curated_atmp_class=kind,
                curated_disease_areas=" ".join(sorted(set(areas))),
            )

        rows = planned(exported())

        assert [(row.changes, row.problem) for row in rows] == [([], "")] * len(values)
