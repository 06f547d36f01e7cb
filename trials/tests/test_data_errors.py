"""Errors of the registers themselves: which are found, and which are none."""

from dataclasses import replace
from datetime import date

import pytest

from registers.tests.texts import ctis_record, euctr_text
from trials.choices import DATA_ERRORS
from trials.rules import derive
from trials.rules.data_errors import CHECKS, ErrorKind, data_errors

from .test_rules import protocols, records

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


def test_a_date_far_ahead_is_impossible():
    (protocol,) = records("DE", **ENDED)
    far = replace(protocol, ended_on=date(date.today().year + 40, 1, 1))

    assert kinds([far]) == ["impossible_date"]


def test_the_facts_of_a_trial_hold_its_errors():
    (error,) = derive(records("DE", status="")).data_errors

    assert error.kind == ErrorKind.NO_STATUS
