"""Figures and dates of a trial, where its records are silent, contradict each other or tie."""

from datetime import date
from itertools import permutations

import pytest

from registers.tests.texts import ctis_record, euctr_text
from trials.rules import derive, lead, people, phase, places, status

from .test_rules import protocols, records

# Planned subjects


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"subjects": "", "national": "178"}, 178),
        ({"subjects": "0", "national": "178"}, 178),
        ({"subjects": "0", "in_eea": "0", "national": "1,000"}, 1000),
        ({"subjects": "0", "in_eea": "40", "national": "10"}, 40),
        ({"subjects": "20", "in_eea": "10", "national": "5"}, 20),
        ({"subjects": "", "national": "178", "several_states": "Yes"}, None),
        ({"subjects": "", "national": "178", "regions": ("Spain", "Germany")}, None),
        ({"subjects": "0", "national": "0"}, None),
        ({"subjects": "1.250", "national": "10"}, 1250),
        ({"subjects": "1\u00a0250", "national": "10"}, 1250),
    ],
)
def test_the_only_country_counts_where_no_total_is_stated(fields, expected):
    assert people.planned_subjects(records("DE", **fields)) == expected


def test_numbers_of_several_countries_are_no_total():
    found = records("DE ES", subjects="", national=["10", "20"])

    assert people.planned_subjects(found) is None


def test_two_records_of_one_country_are_still_one_country():
    found = protocols(
        euctr_text(subjects="", national="12"), euctr_text(subjects="0", national="15")
    )

    assert people.planned_subjects(found) == 15


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"subjects": "13", "national": (13,), "elsewhere": 19}, 32),
        ({"subjects": "32", "national": (13,), "elsewhere": 19}, 32),
        ({"subjects": "13", "national": (13,), "elsewhere": 0}, 13),
        ({"subjects": "1,000", "national": (), "elsewhere": "2,000"}, 3000),
        ({"subjects": None, "national": (13,), "elsewhere": 19}, 32),
        ({"subjects": "0", "national": (), "elsewhere": 0}, None),
        ({"subjects": "0", "national": (), "elsewhere": 40}, 40),
    ],
)
def test_a_ctis_total_is_that_of_the_states_and_of_the_rest_of_the_world(fields, expected):
    assert people.planned_subjects(protocols(ctis=[ctis_record(**fields)])) == expected


def test_zero_subjects_disagree_with_nobody():
    assert people.subjects_conflict(records("DE ES", subjects=["0", "20"])) == {}


# First entry


def test_a_trial_that_moved_is_as_old_as_its_eudract_number():
    found = derive(protocols(ctis=[ctis_record(eudract="2015-001314-10")]))

    assert (found.first_entered_on, found.entered_year_only) == (date(2015, 1, 1), True)


def test_a_record_of_eudract_knows_the_day_of_the_first_entry():
    found = derive(
        protocols(
            euctr_text(number="2015-001314-10", first_entered="2016-01-12"),
            ctis=[ctis_record(eudract="2015-001314-10")],
        )
    )

    assert (found.first_entered_on, found.entered_year_only) == (date(2016, 1, 12), False)


def test_a_moved_trial_that_names_no_number_has_no_first_entry():
    found = derive(protocols(ctis=[ctis_record(transitioned=True)]))

    assert found.first_entered_on is None


def test_a_trial_of_ctis_that_began_before_its_application_was_first_entered_elsewhere():
    found = derive(protocols(ctis=[ctis_record(top={"startDateEU": "29/01/2016"})]))

    assert (found.first_entered_on, found.started_on) == (None, date(2016, 1, 29))


def test_a_new_trial_was_entered_with_its_application():
    found = derive(protocols(ctis=[ctis_record()]))

    assert (found.first_entered_on, found.entered_year_only) == (date(2024, 3, 4), False)


# Start


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, date(2015, 6, 1)),
        ({"ethics": "Not-Favourable"}, None),
        ({"ethics": "Not-Favourable", "status": ""}, None),
        ({"ethics": "Unfavourable"}, None),
        ({"ethics": ""}, date(2015, 6, 1)),
        ({"decision": "Not Authorised"}, None),
        ({"decision": "Not Authorised", "status": ""}, None),
        ({"decision": "Rejected"}, None),
        ({"opinion": ""}, date(2015, 5, 1)),
    ],
)
def test_a_refusal_gives_no_start(fields, expected):
    assert places.started_on(records("DE", **fields)) == expected


def test_a_country_that_refused_does_not_hide_the_start_of_another():
    found = records(
        "DE ES", ethics=["Not-Favourable", "Favourable"], opinion=["2015-05-01", "2016-01-01"]
    )

    assert places.started_on(found) == date(2016, 1, 1)


@pytest.mark.parametrize("code", ["1", "2", "12", "13", "14", "15", "16", "17"])
def test_a_ctis_decision_alone_starts_no_trial(code):
    found = protocols(ctis=[ctis_record(status=code, states=(("Spain", code),))])

    assert places.started_on(found) is None


def test_ctis_states_the_start_of_the_whole_trial():
    found = protocols(ctis=[ctis_record(top={"startDateEU": "29/01/2021"})])

    assert places.started_on(found) == date(2021, 1, 29)


# End and status


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Prohibited by CA", "not_authorised"),
        ("Not Authorised", "not_authorised"),
        ("Ongoing", "ongoing"),
        ("Suspended by CA", "halted"),
        ("Trial now transitioned", "other"),
        ("Completed", "completed"),
        ("Prematurely Ended", "ended_early"),
        ("", "unknown"),
    ],
)
def test_a_date_of_the_end_alone_completes_no_trial(word, expected):
    found = records("DE", status=word, global_end="2019-01-01")

    assert status.trial_status(found) == expected


@pytest.mark.parametrize(
    "end",
    [
        {"top": {"endDate": "31/12/2025"}},
        {"top": {"trialGlobalEnd": [{"globalEndDate": "2025-12-31"}]}},
        {"top": {"trialGlobalEnd": [{"date": "2025-12-31T00:00:00"}]}},
        {"top": {"trialGlobalEnd": {"endDate": "2025-12-31"}}},
        {"top": {"trialGlobalEndDate": "2025-12-31"}},
        {"top": {"endDateEU": "31/12/2025"}},
    ],
)
def test_the_global_end_is_found_under_every_key(end):
    found = derive(protocols(ctis=[ctis_record(status="8", **end)]))

    assert found.ended_on == date(2025, 12, 31)


@pytest.mark.parametrize("countries", list(permutations(["AT", "BE", "SE"], 2)))
def test_a_tie_of_statuses_is_the_same_whichever_country_says_what(countries):
    found = records(" ".join(countries), status=["Prematurely Ended", "Completed"])

    assert status.trial_status(found) == "completed"
    assert set(derive(found).conflicts["status"]) == {"ended_early", "completed"}


def test_a_tie_goes_to_the_record_with_the_latest_day():
    words = {"status": ["Prematurely Ended", "Completed"], "decided": ["2016-01-01", "2015-01-01"]}

    assert status.trial_status(records("AT BE", **words)) == "ended_early"
    assert status.trial_status(records("SE BE", **words)) == "ended_early"


@pytest.mark.parametrize("countries", ["AT BE", "BE AT", "SE DE", "DE SE"])
def test_a_tie_of_phases_is_the_earlier_one(countries):
    assert phase.trial_phase(records(countries, phases=[("III",), ("I", "II")])) == "I/II"


@pytest.mark.parametrize("countries", ["AT BE", "BE AT"])
def test_a_tie_of_sponsors_is_the_same_whichever_country_names_whom(countries):
    assert people.sponsor_name(records(countries, sponsor=["Zeta", "Alpha"])) == "Alpha"


def test_the_value_of_most_records_wins_over_the_latest():
    found = records("DE ES SE", phases=[("II",), ("II",), ("III",)], decided=["", "", "2020-01-01"])

    assert lead.agreed((p.phases, p) for p in found) == {"II"}


# Words that nobody knows


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Authorised, not started", "ongoing"),
        ("authorised, not started", "ongoing"),
        ("Authorized, recruiting", "ongoing"),
        ("Ongoing,  recruiting", "ongoing"),
        ("Ongoing,recruiting", "ongoing"),
        ("4.0", "ongoing"),
        (4.0, "ongoing"),
        ("Ended", "completed"),
    ],
)
def test_a_status_of_ctis_is_known_in_every_spelling(word, expected):
    found = derive(protocols(ctis=[ctis_record(status=word, states=())]))

    assert (found.status, found.notes) == (expected, ())


def test_a_status_of_ctis_that_nobody_knows_is_kept_and_noted():
    record = ctis_record(status="Paused", states=(("Spain", "Resting"), ("Italy", "99")))
    found = derive(protocols(ctis=[record]))

    assert found.status == "other"
    assert set(found.notes) == {
        "status not known: 99",
        "status not known: Paused",
        "status not known: Resting",
    }
    assert {entry.status for _, _, entry in found.countries} == {"Resting", "99"}


def test_a_status_of_eudract_is_known_with_any_hyphen():
    found = derive(records("GB", status="GB \u2013 no longer in EU/EEA"))

    assert (found.status, found.notes) == ("unknown", ())


def test_a_note_names_the_records_that_have_the_word():
    found = derive(records("DE ES SE", status=["Resting", "Ongoing", "Resting"]))

    assert found.noted_by == {("euctr", "status not known: Resting"): ("DE", "SE")}


@pytest.mark.parametrize("status", sorted(places.NOT_BEGUN))
def test_a_country_in_which_the_trial_did_not_begin_gives_no_start(status):
    found = derive(protocols(ctis=[ctis_record(status=status, states=(("Spain", status),))]))

    assert found.started_on is None
    assert "expired" in places.NOT_BEGUN


def test_the_decision_on_the_move_to_ctis_is_no_start():
    moved = ctis_record(eudract="2015-900002-10", status="8", top={"globalEndDate": "2023-02-01"})
    found = derive(protocols(ctis=[moved]))

    assert (found.first_entered_on.year, found.started_on) == (2015, None)
    assert found.data_errors == ()

    moved["startDateEU"] = "2016-03-01"
    assert derive(protocols(ctis=[moved])).started_on == date(2016, 3, 1)
    assert derive(protocols(ctis=[ctis_record()])).started_on == date(2024, 5, 24)
