"""Errors of the registers themselves: which are found, and which are none."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registers.tests.texts import ctis_record, euctr_file, euctr_text
from trials.choices import DATA_ERRORS
from trials.models import DataError, Trial
from trials.rules import derive
from trials.rules.data_errors import CHECKS, ErrorKind, data_errors

from .factories import import_bytes
from .test_rules import protocols, records

PAGE = "/trials/data-errors/"
ENDED = {"status": "Completed", "global_end": "2019-01-01"}


def kinds(found):
    return [error.kind.value for error in data_errors(found)]


def test_every_kind_has_a_check_and_words():
    assert list(CHECKS) == list(ErrorKind) == list(DATA_ERRORS)


def test_a_trial_without_errors_has_none():
    assert kinds(records("DE", **ENDED)) == []
    assert kinds(records("DE ES")) == []
    assert kinds(protocols(ctis=[ctis_record()])) == []


@pytest.mark.parametrize(
    ("countries", "fields", "expected"),
    [
        ("DE", {"status": "Completed"}, "ended_without_date"),
        ("DE ES", {"status": ["Completed", "Prematurely Ended"]}, "ended_without_date"),
        ("DE 3rd", {"status": ["Completed", ""]}, "ended_without_date"),
        ("DE", {"status": "Ongoing", "global_end": "2019-01-01"}, "date_while_ongoing"),
        (
            "DE ES",
            {"status": ["Completed", "Ongoing"], "global_end": ["2019-01-01", ""]},
            "date_while_ongoing",
        ),
        (
            "DE",
            {
                "status": "Prohibited by CA",
                "decision": "Not Authorised",
                "global_end": "2019-01-01",
            },
            "date_though_refused",
        ),
        ("DE", {"status": "Completed", "global_end": "2009-01-01"}, "end_before_start"),
        (
            "DE ES",
            {"status": "Completed", "global_end": ["2019-01-01", "2019-02-01"]},
            "end_dates_differ",
        ),
        ("DE", ENDED | {"decision": "Not Authorised"}, "ran_though_refused"),
        ("DE", ENDED | {"ethics": "Not-Favourable"}, "ran_though_refused"),
        ("DE", {"decided": ""}, "permitted_without_date"),
        ("DE", {"opinion": ""}, "permitted_without_date"),
        ("DE", {"decided": "0201-05-01"}, "impossible_date"),
        ("DE", {"status": ""}, "no_status"),
        ("DE", {"subjects": "0"}, "no_subjects"),
        ("DE", {"subjects": "10", "national": "178"}, "total_below_part"),
        ("DE", {"subjects": "10", "in_eea": "178"}, "total_below_part"),
    ],
)
def test_an_error_of_a_record_is_named(countries, fields, expected):
    assert expected in kinds(records(countries, **fields))


@pytest.mark.parametrize(
    ("countries", "fields", "kind"),
    [
        ("DE ES", {"status": "Completed", "global_end": ["2019-01-01", ""]}, "ended_without_date"),
        ("DE ES", {"status": ["Completed", "Ongoing"]}, "ended_without_date"),
        ("3rd", {"status": ""}, "no_status"),
        ("DE", {"subjects": ""}, "no_subjects"),
        ("DE ES", {"status": "Completed", "global_end": "2019-01-01"}, "end_dates_differ"),
        ("DE", {"status": "Not Authorised", "decision": "Not Authorised"}, "ran_though_refused"),
        ("DE", ENDED | {"decision": "Authorised with conditions"}, "ran_though_refused"),
        ("DE", ENDED | {"ethics": "Withdrawn"}, "ran_though_refused"),
    ],
)
def test_what_is_no_error_is_not_named(countries, fields, kind):
    assert kind not in kinds(records(countries, **fields))


def test_an_error_names_its_records_and_their_values():
    found = records("DE ES", status=["Completed", "Ongoing"], global_end=["2019-01-01", ""])

    (error,) = data_errors(found)

    assert error.sources == ("ES",)
    assert error.detail == "Ongoing, though the global end was on 2019-01-01"


def test_each_register_answers_for_itself():
    """The record of EudraCT is not kept any more once the trial has moved."""
    found = protocols(
        euctr_text(status="Trial now transitioned"),
        ctis=[ctis_record(status="8", top={"endDate": "31/12/2025"})],
    )

    assert kinds(found) == []


def test_a_ctis_trial_that_ended_without_a_date_is_named():
    assert kinds(protocols(ctis=[ctis_record(status="8")])) == ["ended_without_date"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"subjects": "0"}, ["no_subjects"]),
        ({"subjects": None, "national": [0], "elsewhere": 0}, ["no_subjects"]),
        ({"subjects": "0", "national": [12]}, []),
        ({"subjects": None, "elsewhere": 0}, []),
    ],
)
def test_a_ctis_trial_with_a_planned_total_of_zero_is_named(fields, expected):
    assert kinds(protocols(ctis=[ctis_record(**fields)])) == expected


def test_a_date_far_ahead_is_impossible():
    (protocol,) = records("DE", **ENDED)
    far = replace(protocol, ended_on=date(date.today().year + 40, 1, 1))

    assert kinds([far]) == ["impossible_date"]


def test_the_facts_of_a_trial_hold_its_errors():
    (error,) = derive(records("DE", status="")).data_errors

    assert error.kind == ErrorKind.NO_STATUS


# The pages


@pytest.fixture
def trials(db):
    """One trial with two kinds of errors, one with another, one without; all seen by members."""
    two = euctr_text(number="2015-000001-11", title="Alpha cells", status="Completed", subjects="0")
    one = euctr_text(number="2015-000002-22", title="Beta cells", status="")
    none = euctr_text(number="2015-000003-33", title="Gamma cells")
    import_bytes(euctr_file(two, one, none))


@pytest.fixture
def member(as_role, trials):
    return as_role("member")


def kinds_on(response):
    return [(row.trial.eudract_number, row.kind) for row in response.context["page"]]


def test_the_page_lists_every_error_with_its_trial(member):
    response = member.get(PAGE)

    assert sorted(kinds_on(response)) == [
        ("2015-000001-11", "ended_without_date"),
        ("2015-000001-11", "no_subjects"),
        ("2015-000002-22", "no_status"),
    ]
    assert "2 of the 3 trials that you see have at least one error" in " ".join(
        response.content.decode().split()
    )


def test_errors_are_filtered_by_kind_and_searched_by_their_trial(member):
    assert kinds_on(member.get(PAGE, {"kind": "no_subjects"})) == [
        ("2015-000001-11", "no_subjects")
    ]
    assert kinds_on(member.get(PAGE, {"q": "beta"})) == [("2015-000002-22", "no_status")]
    refused = member.get(PAGE, {"kind": "no_such_kind"})
    assert refused.status_code == 200
    assert kinds_on(refused) == []


def test_the_figure_of_a_kind_is_the_number_of_trials_behind_its_link(member):
    figures = {kind: count for kind, _, _, count in member.get(PAGE).context["kinds"]}

    assert figures["no_subjects"] == 1
    for kind, count in figures.items():
        exported = member.get(reverse("trials:export"), {"data_error": kind})
        lines = b"".join(exported.streaming_content).decode().splitlines()
        assert len(lines) - 1 == count, kind


def test_trials_without_an_error_are_found(member):
    assert [trial.title for trial in Trial.objects.with_data_error(["none"])] == ["Gamma cells"]


@pytest.mark.parametrize("format", ["csv", "json", "xlsx"])
def test_the_export_has_the_rows_of_the_list(member, format):
    response = member.get(
        reverse("trials:data_errors_export"), {"format": format, "kind": "no_status"}
    )

    assert response.status_code == 200
    body = b"".join(response.streaming_content)
    response.close()
    if format == "csv":
        lines = body.decode("utf-8-sig").splitlines()
        assert len(lines) == 2
        assert '"2015-000002-22"' in lines[1]
        assert '"No status"' in lines[1]


def test_nobody_sees_errors_of_trials_that_they_may_not_see(client, trials):
    response = client.get(PAGE)

    assert kinds_on(response) == []
    assert "There is no data error to show." in response.content.decode()
    body = b"".join(client.get(reverse("trials:data_errors_export")).streaming_content)
    assert b"2015-00000" not in body


def test_the_page_of_a_trial_names_its_errors(member):
    page = member.get("/trials/2015-000001-11/").content.decode()

    assert "Data errors in the register" in page
    assert "0 planned in the whole trial" in page
    assert (
        "Data errors in the register" not in member.get("/trials/2015-000003-33/").content.decode()
    )


def test_an_error_is_removed_with_the_record_that_had_it(trials):
    import_bytes(euctr_file(euctr_text(number="2015-000002-22", title="Beta cells")))

    assert not DataError.objects.filter(trial__eudract_number="2015-000002-22").exists()
    assert Trial.objects.get(eudract_number="2015-000002-22").data_errors == ""


def test_the_page_asks_the_same_number_of_queries_for_any_number_of_errors(
    member, django_assert_num_queries
):
    with CaptureQueriesContext(connection) as few:
        member.get(PAGE)
    for place in range(10, 30):
        text = euctr_text(number=f"2016-0000{place}-11", title="More", status="")
        import_bytes(euctr_file(text))
    with django_assert_num_queries(len(few)):
        assert len(member.get(PAGE).context["page"]) == 23
