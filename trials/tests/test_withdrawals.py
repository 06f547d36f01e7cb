"""Countries where a trial did not begin: refusals without a status, and applications that ended."""

import json

import pytest

from registers.tests.texts import ctis_file, ctis_record, euctr_file, euctr_text
from trials.models import Trial, TrialCountry
from trials.rules import derive

from .factories import import_bytes
from .test_rules import protocols, records

ENDED_APPLICATIONS = ("12", "13", "14", "15", "Withdrawn", "lapsed", "Not valid", "Cancelled")
AUTHORISED_ONCE = ("2", "4", "6", "7", "8", "9", "10", "16", "Revoked", "Expired")


def kinds(facts):
    return [error.kind for error in facts.data_errors]


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "", "end_status": "", "decision": "Not Authorised"},
        {"status": "", "end_status": "", "decision": "Not authorized"},
        {"status": "", "end_status": "Not Authorised", "decision": ""},
        {"status": "Not authorized"},
        {"status": "NOT AUTHORISED"},
        {"status": "prohibited by CA"},
    ],
)
def test_a_refusal_in_any_place_and_spelling_is_the_status_of_its_country_and_trial(fields):
    facts = derive(records("DE", **fields))

    assert (facts.status, facts.refusing_countries) == ("not_authorised", ("DE",))
    assert "no_status" not in kinds(facts)


@pytest.mark.parametrize(
    ("status", "decisions", "expected"),
    [
        (["", "Ongoing"], ["Not Authorised", "Authorised"], "ongoing"),
        (["", ""], ["Not Authorised", "Not Authorised"], "not_authorised"),
        (["", ""], ["Not Authorised", "Authorised"], "unknown"),
        (["Not Authorised", ""], ["", "Authorised"], "unknown"),
    ],
)
def test_the_status_of_a_trial_comes_from_all_its_countries(status, decisions, expected):
    facts = derive(records("DE FR", status=status, decision=decisions))

    assert facts.status == expected


def test_a_decision_without_a_status_that_is_no_refusal_stays_an_error_of_the_record():
    facts = derive(records("DE", status="", decision="Authorised"))

    assert (facts.status, kinds(facts)) == ("unknown", ["no_status"])


def test_an_end_after_a_refusal_without_a_status_is_named():
    facts = derive(records("DE", status="", decision="Not Authorised", global_end="2016-01-01"))

    assert "date_though_refused" in kinds(facts)


@pytest.mark.parametrize("word", ENDED_APPLICATIONS)
def test_a_country_whose_application_ended_is_no_country_of_the_trial(word):
    facts = derive(protocols(ctis=[ctis_record(states=(("Spain", "4"), ("Italy", word)))]))

    assert (facts.country_codes, facts.refusing_countries) == (("ES",), ())
    assert facts.countries[1][2].participation == "withdrawn"


@pytest.mark.parametrize("word", AUTHORISED_ONCE)
def test_a_country_that_authorised_the_trial_remains_a_country_of_it(word):
    facts = derive(protocols(ctis=[ctis_record(states=(("Spain", "4"), ("Italy", word)))]))

    assert facts.country_codes == ("ES", "IT")


@pytest.mark.parametrize(("word", "refusing"), [("11", ("ES", "IT")), ("13", ())])
def test_a_trial_that_began_nowhere_belongs_to_the_countries_it_was_meant_for(word, refusing):
    states = (("Spain", word), ("Italy", word))

    facts = derive(protocols(ctis=[ctis_record(status=word, states=states)]))

    assert facts.country_codes == ("ES", "IT")
    assert (facts.refusing_countries, facts.started_on) == (refusing, None)


def test_a_country_without_a_word_of_its_own_has_that_of_the_trial():
    facts = derive(protocols(ctis=[ctis_record(status="11", states=(("Spain", ""),))]))

    assert facts.refusing_countries == ("ES",)


def test_a_country_that_states_a_start_had_the_trial_though_an_application_was_withdrawn():
    record = ctis_record(states=(("Spain", "4"), ("Italy", "13")), national=(5, 5))
    part = record["authorizedApplication"]["authorizedPartsII"][1]
    part["mscInfo"]["trialPeriod"] = [{"trialStartDate": "2024-07-01"}]

    assert derive(protocols(ctis=[record])).country_codes == ("ES", "IT")


def test_a_trial_that_ended_early_wherever_it_began_ended_early():
    states = (("Spain", "8"), ("Italy", "13"), ("France", "11"))

    facts = derive(protocols(ctis=[ctis_record(status="8", states=states, early_ends=["Spain"])]))

    assert facts.status == "ended_early"


@pytest.mark.django_db
def test_the_country_keeps_its_word_on_the_page_and_is_in_no_filter(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("member"))
    states = (("Spain", "4"), ("Italy", "14"))
    import_bytes(ctis_file(ctis_record(states=states)))
    Trial.objects.update(curated_atmp="yes", atmp="yes")

    found = {
        code: json.loads(client.get(f"/trials/export/?format=json&country={code}").getvalue())
        for code in ("ES", "IT")
    }
    html = client.get(Trial.objects.get().get_absolute_url()).content.decode()

    assert {code: len(answer["trials"]) for code, answer in found.items()} == {"ES": 1, "IT": 0}
    assert "did not begin here" in html
    assert "“Lapsed”" in html


@pytest.mark.django_db
def test_the_row_of_a_country_that_refused_without_a_status_says_so():
    import_bytes(euctr_file(euctr_text(status="", decision="Not Authorised")))

    row = TrialCountry.objects.get()

    assert (row.status, row.participation, row.status_word) == ("not_authorised", "refused", "")
