import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers.numbers import FoundNumber, find_numbers, read_number

FORMS = [
    ("2022-002568-62", "eudract", "2022-002568-62"),
    ("2022-002568-62-SE", "eudract", "2022-002568-62"),
    ("2022-002568-62-3rd", "eudract", "2022-002568-62"),
    ("2022-002568-62/SE", "eudract", "2022-002568-62"),
    ("EUCTR2022-002568-62-Outside-EU/EEA", "eudract", "2022-002568-62"),
    ("EUCTR2022-002568-62", "eudract", "2022-002568-62"),
    ("EUCTR2022-002568-62-SE", "eudract", "2022-002568-62"),
    ("euctr2022-002568-62-se", "eudract", "2022-002568-62"),
    ("EudraCT 2022-002568-62", "eudract", "2022-002568-62"),
    ("EudraCT number: 2022-002568-62", "eudract", "2022-002568-62"),
    ("2022\u2011002568\u201162", "eudract", "2022-002568-62"),
    ("2022 \u2013 002568 \u2013 62", "eudract", "2022-002568-62"),
    ("2024-510663-34-00", "eu_ct", "2024-510663-34-00"),
    ("2024-510663-34-01", "eu_ct", "2024-510663-34-01"),
    ("2024-510663-34", "eu_ct", "2024-510663-34"),
    ("CTIS2024-510663-34-00", "eu_ct", "2024-510663-34-00"),
    ("EU CT 2024-510663-34", "eu_ct", "2024-510663-34"),
    ("EU CT number 2024-510663-34-00", "eu_ct", "2024-510663-34-00"),
    ("NCT01234567", "nct", "NCT01234567"),
    ("nct01234567", "nct", "NCT01234567"),
    ("NCT 01234567", "nct", "NCT01234567"),
    ("NCT-01234567", "nct", "NCT01234567"),
    ("NCT: 01234567", "nct", "NCT01234567"),
    ("NCT\u00a001234567", "nct", "NCT01234567"),
    ("ISRCTN00112233", "isrctn", "ISRCTN00112233"),
    ("ISRCTN 00112233", "isrctn", "ISRCTN00112233"),
    ("DRKS00012345", "drks", "DRKS00012345"),
    ("DRKS-ID: 00012345", "drks", "DRKS00012345"),
    ("U1111-1234-5678", "utn", "U1111-1234-5678"),
    ("ACTRN12605000000123", "actrn", "ACTRN12605000000123"),
    ("jRCTs031180123", "jrct", "JRCTS031180123"),
    ("jRCT2031200001", "jrct", "JRCT2031200001"),
    ("RBR-abc123", "rbr", "RBR-ABC123"),
    ("ChiCTR2000012345", "chictr", "CHICTR2000012345"),
    ("CTRI/2018/01/011234", "ctri", "CTRI/2018/01/011234"),
    ("UMIN000012345", "umin", "UMIN000012345"),
    ("NTR1234", "ntr", "NTR1234"),
    ("2022-A01479-34", "idrcb", "2022-A01479-34"),
    ("EudraCT-Nr.: 2022-002568-62", "eudract", "2022-002568-62"),
    ("2024-510663-34-01-ES", "eu_ct", "2024-510663-34-01"),
    ("NCT No. 01234567", "nct", "NCT01234567"),
    ("NCT/01234567", "nct", "NCT01234567"),
    ("ISRCTN number: 00112233", "isrctn", "ISRCTN00112233"),
    ("DRKS-Nr. 00012345", "drks", "DRKS00012345"),
    ("UMIN-CTR 000012345", "umin", "UMIN000012345"),
    ("JPRN-UMIN000012345", "umin", "UMIN000012345"),
    ("JPRN-JapicCTI-194963", "japic", "JAPICCTI-194963"),
    ("JMA-IIA00123", "jma", "JMA-IIA00123"),
    ("CTRI 2018/01/011234", "ctri", "CTRI/2018/01/011234"),
    ("CTRI2018/01/011234", "ctri", "CTRI/2018/01/011234"),
    ("SLCTR/2010/008", "slctr", "SLCTR/2010/008"),
    ("RBR6xyz12", "rbr", "RBR-6XYZ12"),
    ("LBCTR2019012345", "lbctr", "LBCTR2019012345"),
    ("ITMCTR2020000123", "itmctr", "ITMCTR2020000123"),
]


@pytest.mark.parametrize(("text", "scheme", "number"), FORMS)
def test_a_number_is_read_in_every_published_form(text, scheme, number):
    assert read_number(text) == FoundNumber(scheme, number)


@pytest.mark.parametrize(("text", "scheme", "number"), FORMS)
def test_a_number_is_found_inside_a_text(text, scheme, number):
    assert find_numbers(f"A trial ({text}), of cells.") == [FoundNumber(scheme, number)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NA",
        "not applicable",
        "NCT00000000",
        "ISRCTN00000000",
        "U0000-0000-0000",
        "NCT0123456",
        "NCT012345678",
        "12022-002568-62",
        "2022-002568-621",
        "2022-0025689-62",
        "1922-002568-62",
        "cells",
        "PROTOCOL-2022",
        "RBR studies",
        "number 12345678",
    ],
)
def test_what_is_no_number_is_none(text):
    assert read_number(text) is None
    assert find_numbers(text) == []


def test_several_numbers_are_found_in_their_order_and_once():
    text = "NCT01234567 (EudraCT 2015-001314-10; NCT 01234567) and DRKS00012345"

    assert [found.number for found in find_numbers(text)] == [
        "NCT01234567",
        "2015-001314-10",
        "DRKS00012345",
    ]


def test_a_number_without_its_resubmission_is_that_of_the_trial():
    assert read_number("2024-510663-34-01").base == "2024-510663-34"
    assert read_number("2015-001314-10").base == "2015-001314-10"


@given(st.text(max_size=80))
def test_any_text_can_be_searched(text):
    for found in find_numbers(text):
        assert read_number(found.number) == found
