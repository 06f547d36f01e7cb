"""Numbers of trials in every published form, found by search and by address."""

import pytest

from registers.tests.texts import ctis_file, ctis_record, euctr_file, euctr_text
from trials.models import Trial, TrialNumber

from .factories import import_bytes

OTHERS = (
    "A.5.1 ISRCTN (International Standard Randomised Controlled Trial) number: ISRCTN00112233\n"
    "A.5.3 WHO Universal Trial Reference Number (UTRN): U1111-1234-5678\n"
    "A.5.4 Other Identifiers: Name: DRKS Number: DRKS00012345\n"
    "A.5.4 Other Identifiers: Name: IDRCB Number: 2022-A01479-34\n"
    "A.5.4 Other Identifiers: ChiCTR-IPR-17012999, CTRI/2020/01/012345, JapicCTI-194963, NTR1234"
)
OLD = [
    "2022-002568-62",
    "2022-002568-62-SE",
    "2022-002568-62-3rd",
    "EUCTR2022-002568-62",
    "EUCTR2022-002568-62-SE",
    "euctr2022-002568-62-se",
    "NCT01234567",
    "nct01234567",
    "ISRCTN00112233",
    "DRKS00012345",
    "U1111-1234-5678",
    "2022-A01479-34",
    "2022-002568-62/SE",
    "ChiCTR-IPR-17012999",
    "CTRI/2020/01/012345",
    "JapicCTI-194963",
    "JPRN-JapicCTI-194963",
    "NTR1234",
]
NEW = [
    "2024-510663-34-00",
    "2024-510663-34-01",
    "2024-510663-34",
    "CTIS2024-510663-34-00",
    "NCT07654321",
    "2019-001588-63",
]
TYPED = [
    "EudraCT 2022-002568-62",
    "EudraCT number: 2022-002568-62",
    "2022\u2011002568\u201162",
    "2022 \u2013 002568 \u2013 62",
    "EudraCT-Nr.: 2022-002568-62",
    "ClinicalTrials.gov Identifier: NCT01234567",
    "EU trial number EUCTR2022-002568-62-SE",
    "EUCTR2022-002568-62-Outside-EU/EEA",
    "NCT 01234567",
    "NCT-01234567",
    "ISRCTN 00112233",
    "DRKS 00012345",
    "old trial NCT01234567",
    "NCT01234567 and ISRCTN00112233 old",
]


@pytest.fixture
def trials(db):
    identifiers = f"A.5.2 US NCT (ClinicalTrials.gov registry) number: NCT01234567\n{OTHERS}"
    old = euctr_text(number="2022-002568-62", title="An old trial and", identifiers=identifiers)
    new = ctis_record(
        "2024-510663-34-00", title="A new trial", eudract="2019-001588-63", nct="NCT07654321"
    )
    other = euctr_text(number="2021-000001-11", title="Another trial of cells")
    import_bytes(euctr_file(old, other), ctis_file(new))


@pytest.fixture
def curator(as_role, trials):
    return as_role("curator")


@pytest.mark.parametrize(("numbers", "title"), [(OLD, "An old trial and"), (NEW, "A new trial")])
def test_every_form_of_a_number_is_an_address(curator, numbers, title):
    for number in numbers:
        response = curator.get(f"/trials/{number}/")
        assert response.status_code == 200, number
        assert response.context["trial"].title == title


@pytest.mark.parametrize(("numbers", "title"), [(OLD, "An old trial and"), (NEW, "A new trial")])
def test_every_form_of_a_number_is_found_by_search(curator, numbers, title):
    for number in numbers:
        assert [trial.title for trial in Trial.objects.found_by(number)] == [title], number
        page = curator.get("/search/", {"q": number}).content.decode()
        assert title in page, number


@pytest.mark.parametrize("query", TYPED)
def test_a_number_is_found_as_people_type_it(curator, query):
    assert [trial.title for trial in Trial.objects.found_by(query)] == ["An old trial and"]
    page = curator.get("/search/", {"q": query}).content.decode()
    assert 'href="/trials/2022-002568-62/"' in page


def test_words_beside_a_number_must_be_found_too(trials):
    assert not Trial.objects.found_by("NCT01234567 melanoma").exists()


@pytest.mark.parametrize(
    "number", ["2099-000001-11", "NCT99999999", "DRKS99999999", "U9999-9999-9999", "nonsense-1"]
)
def test_a_number_that_no_trial_has_is_not_found(curator, number):
    assert curator.get(f"/trials/{number}/").status_code == 404


def test_a_number_in_a_title_leads_to_the_trial_only_where_no_other_carries_it(as_role, db):
    import_bytes(
        euctr_file(
            euctr_text(number="2015-000001-11", title="Follow-up of NCT01234567 and NCT05555555"),
            euctr_text(number="2015-000002-22", title="The first trial", nct="NCT01234567"),
        )
    )
    curator = as_role("curator")

    assert curator.get("/trials/NCT01234567/").context["trial"].title == "The first trial"
    assert curator.get("/trials/NCT05555555/").context["trial"].title.startswith("Follow-up")
    assert Trial.objects.found_by("NCT01234567").count() == 2


def test_a_number_of_clinicaltrials_gov_in_the_field_of_another_registry_is_the_trials(trials):
    line = "A.5.4 Other Identifiers: ClinicalTrials.gov NCT04444444"
    import_bytes(euctr_file(euctr_text(number="2015-000003-33", identifiers=line)))

    assert Trial.objects.get(eudract_number="2015-000003-33").nct_number == "NCT04444444"


def test_of_several_such_numbers_none_is_taken_for_certain(trials):
    line = "A.5.4 Other Identifiers: NCT04444444 and NCT04444445"
    import_bytes(euctr_file(euctr_text(number="2015-000003-33", identifiers=line)))
    trial = Trial.objects.get(eudract_number="2015-000003-33")

    assert trial.nct_number == ""
    assert list(Trial.objects.with_number("NCT04444445")) == [trial]


def test_numbers_are_removed_with_the_record_that_stated_them(trials):
    import_bytes(euctr_file(euctr_text(number="2022-002568-62", title="An old trial and")))

    assert not TrialNumber.objects.filter(number="DRKS00012345").exists()


def test_the_line_of_another_registry_is_an_answer_of_its_own(trials):
    trial = Trial.objects.get(eudract_number="2022-002568-62")

    assert trial.lead_record.protocol().sponsor_code == "CODE-1"
    assert trial.register_notes == []


def test_translated_titles_are_found_in_their_language(db):
    record = ctis_record(title="A trial of cells")
    identifiers = record["authorizedApplication"]["authorizedPartI"]["trialDetails"]
    identifiers["clinicalTrialIdentifiers"]["fullTitleTranslations"] = [
        {"languageDescription": "German", "attributeTranslation": "Prüfung von Knorpelzellen"},
        {"languageDescription": "Greek", "attributeTranslation": "Μελέτη κυττάρων"},
    ]
    spanish = euctr_text(title="Cells", title_line="A.3 Full title of the trial: Cells\n"
                         "A.3 Full title of the trial (es): Células madre")  # fmt: skip
    import_bytes(ctis_file(record), euctr_file(spanish))

    for words, found in (
        ("knorpelzellen", "2024-512345-11-00"),
        ("μελετη", "2024-512345-11-00"),
        ("celulas madre", "2015-000001-11"),
    ):
        assert [trial.number for trial in Trial.objects.found_by(words)] == [found], words


def test_an_identifier_of_an_unknown_registry_is_found_by_its_words(trials):
    line = "A.5.4 Other Identifiers: Name: House list Number: HOME-1 and DRKS00055555"
    import_bytes(euctr_file(euctr_text(number="2015-000003-33", identifiers=line)))

    for words in ("HOME-1", "house list", "DRKS00055555"):
        assert [trial.number for trial in Trial.objects.found_by(words)] == ["2015-000003-33"]
