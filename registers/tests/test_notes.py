"""Words, codes and keys that nobody knows are kept and noted, and known ones are not."""

import pytest

from registers import protocol_of, read_bytes

from .samples import ctis_texts, euctr_texts
from .texts import ctis_file, ctis_record, euctr_file, euctr_text, product_text


def notes(data):
    (record,) = read_bytes(data, "file")
    return [str(note) for note in protocol_of(record).notes]


def euctr_notes(**fields):
    return notes(euctr_file(euctr_text(**fields)))


def ctis_notes(change=None, **fields):
    record = ctis_record(**fields)
    if change:
        change(record)
    return notes(ctis_file(record))


def part_one(record):
    return record["authorizedApplication"]["authorizedPartI"]


@pytest.mark.parametrize(("name", "data"), euctr_texts() + ctis_texts())
def test_real_and_invented_records_have_nothing_unknown(name, data):
    for record in read_bytes(data, name):
        found = [str(note) for note in protocol_of(record).notes]
        assert [note for note in found if "number of another registry" not in note] == []


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"decided": "soon"}, "date not known: Date of Competent Authority Decision: soon"),
        ({"opinion": "2015-13-01"}, "date not known: Date of Ethics Committee Opinion: 2015-13-01"),
        ({"global_end": "unknown"}, "date not known: Date of the global end of the trial: unknown"),
        (
            {"first_entered": "yesterday"},
            "date not known: Date on which this record was first entered in the EudraCT database: "
            "yesterday",
        ),
        (
            {"subjects": "about 20"},
            "number of subjects not known: F.4.2.2 In the whole clinical trial: about 20",
        ),
        ({"national": "1-2"}, "number of subjects not known: F.4.1 In the member state: 1-2"),
        ({"decision": "Deferred"}, "decision not known: Deferred"),
        ({"ethics": "Conditional"}, "decision not known: Conditional"),
        ({"sponsor_status": "Academic"}, "sponsor status not known: Academic"),
        ({"products": [product_text(role="Tested")]}, "product role not known: Tested"),
        (
            {"products": [product_text(atimp="Perhaps")]},
            "answer not known: D.3.11.3 Advanced Therapy IMP (ATIMP): Perhaps",
        ),
        (
            {"identifiers": "A.5.4 Other Identifiers: REGISTRY-7"},
            "number of another registry not known: REGISTRY-7",
        ),
        ({"nct": "NCT0123"}, "number of another registry not known: NCT0123"),
        (
            {"nct": "NCT01234567; HKUCTR-1234 (ClinicalTrials.gov)"},
            "number of another registry not known: HKUCTR-1234",
        ),
    ],
)
def test_an_answer_of_eudract_that_nobody_knows_is_noted(fields, note):
    assert euctr_notes(**fields) == [note]


OPINION = "N. Ethics Committee Opinion of the trial application: Favourable\n"


@pytest.mark.parametrize(
    ("line", "changed", "note"),
    [
        (
            OPINION,
            f"{OPINION}N. Date of withdrawal: 2015-04-01\n",
            "label not known: N. Date of withdrawal",
        ),
        (
            OPINION,
            f"{OPINION}Request failed.\n",
            "text below an answer: N. Ethics Committee Opinion of the trial application: "
            "Request failed.",
        ),
        (
            "P. End of Trial Status: Ongoing\n",
            "P. End of Trial Status: Ongoing\nP. Date of global end of trial: 2020-01-01\n",
            "label not known: P. Date of global end of trial",
        ),
        (
            "P. End of Trial Status: Ongoing\n",
            "P. End of Trial Status: Stopped\n",
            "two different statuses: Ongoing; at the end of the record Stopped",
        ),
        (
            "Date on which this record was first entered in the EudraCT database:",
            "Date of the first entry:",
            "line of the summary not known: Date of the first entry: 2015-03-01",
        ),
        (
            "Summary\nEudraCT Number: 2015-000001-11\n",
            "Summary\nEudraCT Number: 2015-000001-11\nRequest failed.\n",
            "line of the summary not known: Request failed.",
        ),
        (
            "D.3.11.1 Active substance of chemical origin: ",
            "D.3.11.1 Active substance of chemical origin: Perhaps",
            "answer not known: D.3.11.1 Active substance of chemical origin: Perhaps",
        ),
        (
            "Diseases [C] - Cancer [C04]",
            "Diseases of the blood",
            "therapeutic area not known: Diseases of the blood",
        ),
    ],
)
def test_a_line_of_eudract_that_nobody_knows_changes_no_other_answer(line, changed, note):
    text = euctr_text()
    assert line in text

    (plain,), (record,) = (
        map(protocol_of, read_bytes(euctr_file(each), "file"))
        for each in (text, text.replace(line, changed))
    )

    assert record.notes == (note,)
    assert record.countries == plain.countries
    assert record.status == plain.status


def test_html_entities_of_eudract_are_characters_in_labels_and_values_and_not_in_the_raw_record():
    text = euctr_text(
        sponsor="M&#252;ller &amp; S&ouml;hne",
        title="Cells for age &gt;= 18",
    ).replace("A.4.1 Sponsor's", "A.4.1 Sponsor&#39;s")

    (record,) = read_bytes(euctr_file(text), "file")

    assert protocol_of(record).sponsors[0].name == "Müller & Söhne"
    assert protocol_of(record).title == "Cells for age >= 18"
    assert protocol_of(record).sponsor_code == "CODE-1"
    assert protocol_of(record).notes == ()
    assert b"M&#252;ller &amp; S&ouml;hne" in record.raw


def test_a_copy_with_html_entities_is_no_other_record():
    text = euctr_text(sponsor="Müller & Söhne", title="Cells for age >= 18")
    escaped = text.replace("ü", "&#252;").replace("& ", "&amp; ").replace(">=", "&gt;=")

    (record,), (copy,) = (read_bytes(euctr_file(each), "file") for each in (text, escaped))

    assert copy.raw != record.raw
    assert copy.comparable == record.comparable


def test_a_phase_that_is_neither_yes_nor_no_is_noted():
    text = euctr_text().replace("(Phase II): Yes", "(Phase II): Partly")

    assert notes(euctr_file(text)) == [
        "phase not known: E.7.2 Therapeutic exploratory (Phase II): Partly"
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"nct": "NCT00000000"},
        {"nct": "not applicable"},
        {"nct": "N/A"},
        {"identifiers": "A.5.3 WHO Universal Trial Reference Number (UTRN): U0000-0000-0000"},
        {"ethics": "Not-Favourable"},
        {"decision": "Not Authorised"},
        {"decision": "Not-Authorized"},
        {"ethics": "Favorable"},
        {"ethics": "Unfavorable"},
        {"area": "Not possible to specify"},
        {"status": "GB - no longer in EU/EEA", "end_status": "Completed"},
        {"status": "Trial now transitioned", "end_status": "Ongoing"},
        {"subjects": "1 000"},
        {"sponsor_status": "Information not present in EudraCT"},
    ],
)
def test_a_known_answer_is_not_noted(fields):
    assert euctr_notes(**fields) == []


def test_a_label_that_nobody_knows_is_an_answer_of_its_own():
    text = euctr_text().replace(
        "A.4.1 Sponsor's protocol code number: CODE-1\n",
        "A.4.1 Sponsor's protocol code number: CODE-1\nA.4.9 Another code of the sponsor: X\n",
    )
    (record,) = read_bytes(euctr_file(text), "file")

    assert record.value("A.4.1") == "CODE-1"
    assert record.value("A.4.9") == "X"
    assert notes(euctr_file(text)) == ["label not known: A.4.9 Another code of the sponsor"]


@pytest.mark.parametrize("label", ["Number", "number", "NUMBER"])
def test_labels_are_known_in_any_case(label):
    line = (
        f"A.5.1 ISRCTN (International Standard Randomised Controlled Trial) {label}: ISRCTN00112233"
    )
    (record,) = read_bytes(euctr_file(euctr_text(identifiers=line)), "file")

    assert record.value("A.4.1") == "CODE-1"
    assert record.value("A.5.1") == "ISRCTN00112233"
    assert protocol_of(record).notes == ()


# CTIS


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"phase": "12"}, "phase not known: 12"),
        ({"eudract": "15-1314-10"}, "EudraCT number not known: 15-1314-10"),
        ({"nct": "NCT1"}, "number of another registry not known: NCT1"),
        ({"subjects": "many"}, "number of subjects not known: totalNumberEnrolled: many"),
        ({"elsewhere": "some"}, "number of subjects not known: rowSubjectCount: some"),
        ({"updated": "32/01/2026"}, "date not known: lastUpdated: 32/01/2026"),
        ({"top": {"endDate": "later"}}, "date not known: endDate: later"),
        ({"top": {"globalEndOfTrial": "2025-12-31"}}, "key not known: globalEndOfTrial"),
        ({"top": {"endDateGlobal": "2025-12-31"}}, "key not known: endDateGlobal"),
        (
            {"top": {"trialGlobalEnd": [{"closedOn": "2025-12-31"}]}},
            "key not known: trialGlobalEnd.closedOn",
        ),
        ({"top": {"ENDDATE": "2025-12-31"}}, "key not known: ENDDATE"),
        ({"top": {"globalTrialEndDate": "2025-12-31"}}, "key not known: globalTrialEndDate"),
        ({"top": {"completionDate": "31/12/2025"}}, "key not known: completionDate"),
        ({"top": {"endDate": ["2025-12-31"]}}, "shape not known: endDate"),
        ({"subjects": {"total": 30}}, "shape not known: totalNumberEnrolled"),
        ({"area": "Diseases of the blood"}, "therapeutic area not known: Diseases of the blood"),
    ],
)
def test_a_code_or_key_of_ctis_that_nobody_knows_is_noted(fields, note):
    assert ctis_notes(**fields) == [note]


def test_a_role_that_nobody_knows_is_noted():
    def change(record):
        part_one(record)["products"][0]["mpRoleInTrial"] = "7"

    assert ctis_notes(change) == ["product role not known: 7"]


def test_other_registries_of_ctis_are_read_and_unknown_ones_noted():
    def change(record):
        identifiers = part_one(record)["trialDetails"]["clinicalTrialIdentifiers"]
        identifiers["secondaryIdentifyingNumbers"] |= {
            "isrctnNumber": {"number": "ISRCTN00112233"},
            "whoUniversalTrialNumber": {"number": "U1111-1234-5678"},
            "additionalRegistries": [
                {"number": "DRKS 00012345", "otherRegistryName": "DRKS"},
                {"number": "HOME-1", "otherRegistryName": "House list"},
            ],
        }

    record = ctis_record()
    change(record)
    (found,) = read_bytes(ctis_file(record), "file")

    assert [number.number for number in protocol_of(found).numbers] == [
        "ISRCTN00112233",
        "U1111-1234-5678",
        "DRKS00012345",
    ]
    assert ctis_notes(change) == ["number of another registry not known: HOME-1"]


@pytest.mark.parametrize(
    "code",
    [
        "2015-900002-10-ES",
        "EUCTR2015-900002-10",
        "2015-900002-10-3rd",
        " 2015-900002-10 ",
        "2015\u2011900002\u201110",
        "EudraCT 2015-900002-10",
    ],
)
def test_an_eudract_number_is_read_with_whatever_stands_around_it(code):
    (record,) = read_bytes(ctis_file(ctis_record(eudract=code)), "file")

    assert protocol_of(record).eudract_number == "2015-900002-10"
    assert protocol_of(record).notes == ()


def test_the_phase_of_an_unknown_code_is_that_of_the_words_and_the_code_is_noted():
    words = {"trialPhase": "Therapeutic confirmatory  (Phase III)"}
    (record,) = read_bytes(ctis_file(ctis_record(phase="12", top=words)), "file")

    assert protocol_of(record).phases == {"III"}
    assert protocol_of(record).notes == ("phase not known: 12",)


def test_a_fact_of_ctis_in_another_shape_or_under_another_key_is_noted():
    def change(record):
        category = part_one(record)["trialDetails"]["trialInformation"]["trialCategory"]
        category |= {"trialPhase": ["4"], "phaseCode": "4"}
        part_one(record)["sponsors"] = ["Biotech GmbH"]
        part_one(record)["products"][0]["mpRoleInTrial"] = {"code": "1"}

    place = "authorizedApplication.authorizedPartI"
    assert sorted(ctis_notes(change)) == [
        f"key not known: {place}.trialDetails.trialInformation.trialCategory.phaseCode",
        f"shape not known: {place}.sponsors",
        f"shape not known: {place}.trialDetails.trialInformation.trialCategory.trialPhase",
        "shape not known: products.mpRoleInTrial",
    ]


@pytest.mark.parametrize(
    "stated",
    [
        [{"number": "DRKS00012345"}],
        {"additionalRegistries": [{"registryNumber": "DRKS00012345", "id": 7}]},
        {"drksNumber": "DRKS00012345"},
        ["DRKS00012345"],
        [None, 5, [], {}, "DRKS00012345"],
    ],
)
def test_numbers_of_other_registries_are_found_in_every_shape(stated):
    record = ctis_record()
    identifiers = part_one(record)["trialDetails"]["clinicalTrialIdentifiers"]
    identifiers["secondaryIdentifyingNumbers"] = stated
    (found,) = read_bytes(ctis_file(record), "file")

    assert [number.number for number in protocol_of(found).numbers] == ["DRKS00012345"]


@pytest.mark.parametrize("code", ["4", "04", 4, "4.0"])
def test_a_phase_code_is_known_in_every_form(code):
    (record,) = read_bytes(ctis_file(ctis_record(phase=code)), "file")

    assert protocol_of(record).phases == {"II"}
