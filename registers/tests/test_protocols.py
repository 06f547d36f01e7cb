"""What records mean in the portal's words, on real samples and made ones."""

from datetime import date

import pytest

from registers import Answer, AtmpClass, Participation, protocol_of, read_bytes, read_file

from .samples import REAL
from .texts import ctis_file, ctis_record, euctr_file, euctr_text, product_text


def protocols(data):
    return [protocol_of(record) for record in read_bytes(data, "file")]


def euctr(**fields):
    return protocols(euctr_file(euctr_text(**fields)))[0]


def ctis(**fields):
    return protocols(ctis_file(ctis_record(**fields)))[0]


def real(name):
    """A real sample as test parameter; without the samples there is nothing to run."""
    return [[protocol_of(r) for r in read_file(path)] for path in REAL.glob(name)]


def test_a_euctr_record_in_our_words():
    protocol = euctr(phases=("I", "II"), nct="NCT01234567", regions=("Japan", "Atlantis"))

    assert (protocol.number, protocol.country) == ("2015-000001-11", "DE")
    assert protocol.phases == {"I", "II"}
    assert protocol.nct_number == "NCT01234567"
    assert protocol.first_entered_on == date(2015, 3, 1)
    assert protocol.therapeutic_areas == ("C04",)
    assert protocol.sponsors[0].commercial == Answer.NO
    own, japan, unknown = protocol.countries
    assert (own.code, own.name, own.authority) == ("DE", "Germany", "Germany - PEI")
    assert (own.decided_on, own.opinion_on) == (date(2015, 5, 1), date(2015, 6, 1))
    assert (japan.code, japan.participation) == ("JP", Participation.PLANNED)
    assert (unknown.code, unknown.name) == ("", "Atlantis")


@pytest.mark.parametrize("number", ["NCT00000000", "NA", "not applicable"])
def test_placeholders_are_no_numbers(number):
    assert euctr(nct=number).nct_number == ""


def test_a_third_country_record_names_its_country():
    protocol = euctr(country="3rd")

    assert [(c.code, c.participation) for c in protocol.countries] == [("JP", "concerned")]
    assert protocol.status == ""


def test_a_refusing_country_is_marked():
    assert euctr(status="Not Authorised").countries[0].participation == Participation.REFUSED


def test_atmp_flags_give_answer_and_classes():
    declared = euctr(products=[product_text(gene="Yes", tissue="Yes")]).products[0]
    silent = "Information not present in EudraCT"
    unknown = euctr(products=[product_text(atimp=silent, gene="No")]).products[0]
    none = euctr(products=[product_text(atimp="No", gene="No")]).products[0]

    assert (declared.atmp, declared.classes) == (Answer.YES, {AtmpClass.GTMP, AtmpClass.TEP})
    assert (unknown.atmp, unknown.classes) == (Answer.UNKNOWN, frozenset())
    assert none.atmp == Answer.NO


def test_a_ctis_record_in_our_words():
    protocol = ctis(
        eudract="2019-001588-63", nct="NCT04494412", states=(("Spain", "4"), ("Italy", "11"))
    )

    assert (protocol.eu_ct_number, protocol.eudract_number) == (
        "2024-512345-11-00",
        "2019-001588-63",
    )
    assert protocol.phases == {"II"}
    assert protocol.status == "Ongoing, recruiting"
    assert protocol.updated_on == date(2026, 2, 1)
    assert (protocol.first_entered_on, protocol.entered_year_only) == (date(2019, 1, 1), True)
    assert [(c.code, c.participation, c.status) for c in protocol.countries] == [
        ("ES", "concerned", "Ongoing, recruiting"),
        ("IT", "refused", "Not authorised"),
    ]


@pytest.mark.parametrize(
    ("fields", "answer", "classes"),
    [
        ({}, "yes", set()),
        ({"origin": "Chemical"}, "no", set()),
        ({"origin": ""}, "unknown", set()),
        ({"origin": "Structurally Diverse Substance - Gene therapy"}, "yes", {"GTMP"}),
        ({"therapies": ["Somatic cell therapy medicinal product"]}, "yes", {"sCTMP"}),
        ({"therapies": ["3"]}, "yes", set()),
        ({"origin": "Chemical", "product": "Lentiviral vector X"}, "no", set()),
        ({"origin": "Protein - Other", "product": "Insulin in a cartridge"}, "no", set()),
        ({"origin": "-"}, "unknown", set()),
        ({"origin": "Structurally Diverse Substance - Other"}, "unknown", set()),
    ],
)
def test_what_marks_an_atmp_in_ctis(fields, answer, classes):
    product = ctis(**fields).products[0]

    assert (product.atmp, {kind.value for kind in product.classes}) == (answer, classes)


def test_the_application_status_is_not_the_trial_status():
    record = ctis_record()
    del record["ctPublicStatusCode"]
    record["ctStatus"] = "Authorised"

    assert protocols(ctis_file(record))[0].status == ""


@pytest.mark.parametrize("found", real("euctr/full_2022-002568-62.txt"))
def test_real_gene_therapy_trial(found):
    assert [p.country for p in found] == ["ES", "SE", "SE"]
    assert [p.subjects for p in found] == [15, 15, 9]
    assert {p.products[0].name for p in found} == {
        "Recombinant AAV-9 vector expressing the human progranulin protein"
    }
    assert all(p.products[0].classes == {AtmpClass.GTMP} for p in found)
    assert [c.code for c in found[0].countries] == ["ES", "US", "GB"]


@pytest.mark.parametrize("found", real("ctis/legacy_2022-502516-37-00_2023-12-03.json"))
def test_real_atmp_whose_flags_are_all_false(found):
    (protocol,) = found

    assert (protocol.eudract_number, protocol.nct_number) == ("2020-004838-37", "NCT04758533")
    assert (protocol.products[0].atmp, protocol.products[0].classes) == (Answer.YES, frozenset())
    assert [(c.code, c.status, c.started_on) for c in protocol.countries] == [
        ("ES", "Ongoing, recruiting", date(2021, 7, 12))
    ]


@pytest.mark.parametrize("found", real("ctis/record_2024-510663-34-00_2026-03-08.json"))
def test_real_transitioned_trial(found):
    (protocol,) = found

    assert [(c.code, c.status) for c in protocol.countries] == [
        ("ES", "Ongoing, recruiting"),
        ("IT", "Ongoing, recruiting"),
    ]
    assert (protocol.subjects, protocol.phases) == (11, {"II"})
    assert protocol.products[0].atmp == Answer.NO


@pytest.mark.parametrize("found", real("euctr/full_2011-005852-33_3rd_from_html.txt"))
def test_real_third_country_record(found):
    (protocol,) = found

    assert [c.code for c in protocol.countries] == ["BF", "BJ", "BF", "CG", "NG", "TG"]
    assert protocol.products[0].substances == ("ARTEMETHER", "LUMEFANTRINE")
    assert protocol.subjects == 30
