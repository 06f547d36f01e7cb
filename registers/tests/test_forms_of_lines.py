"""Lines of a EudraCT record as scripts, mail programs and converters leave them."""

import pytest

from registers import Answer, protocol_of, read_bytes

from .texts import euctr_file, euctr_text, product_text

TEXT = euctr_text(national="30", subjects="20")
LABEL = "F.4.2.2 In the whole clinical trial:"
FIRST_ENTERED = "first entered in the EudraCT database"


def read(text):
    (record,) = read_bytes(euctr_file(text), "file")
    return protocol_of(record)


@pytest.mark.parametrize(
    "label",
    [
        "F.4.2.2  In the whole clinical trial:",
        "F.4.2.2\tIn the whole clinical trial:",
        "F.4.2.2\u00a0In the whole clinical trial:",
        "F.4.2.2. In the whole clinical trial:",
        "F.4.2.2 In the  whole clinical trial :",
        "F.4.2.2 In the whole clinical trial\uff1a",
        "F.4.2.2 IN THE WHOLE CLINICAL TRIAL:",
        "F.4.2.2 In the whole\nclinical trial:",
        "F.4.2.2 In the whole\r\nclinical trial:",
    ],
)
def test_a_label_is_recognised_with_other_marks_and_cut(label):
    found = read(TEXT.replace(LABEL, label))

    assert found.subjects == 20
    assert found.countries[0].subjects == 30
    assert found.notes == ()


def test_a_label_of_the_summary_that_is_cut_keeps_its_day():
    cut = TEXT.replace(FIRST_ENTERED, FIRST_ENTERED.replace("EudraCT ", "EudraCT\n"))

    assert read(cut).first_entered_on == read(TEXT).first_entered_on


@pytest.mark.parametrize(
    "pasted",
    [
        "Date on which this record was first entered in the EudraCT\ndatabase: 2001-01-01",
        "F.4.2.2 In the whole\nclinical trial: 7",
    ],
)
def test_a_cut_label_in_the_text_of_another_section_stays_text(pasted):
    found = read(euctr_text(inclusion=f"Adults\n{pasted}"))

    assert found.inclusion == f"Adults\n{pasted}"
    assert (found.subjects, found.first_entered_on.year) == (20, 2015)


@pytest.mark.parametrize("yes", ["Yes", "yes", "YES", "Yes "])
def test_an_answer_is_read_in_any_case(yes):
    found = read(euctr_text(products=[product_text(atimp=yes, gene=yes)]))

    assert found.products[0].atmp == Answer.YES
    assert found.notes == ()


@pytest.mark.parametrize("role", ["Test", "TEST", "test"])
def test_the_role_of_a_product_is_read_in_any_case(role):
    assert read(euctr_text(products=[product_text(role=role)])).products[0].role == "Test"


@pytest.mark.parametrize(
    "status", ["Non-Commercial", "Non\u2011Commercial", "NON-COMMERCIAL", "non\u2013commercial"]
)
def test_the_status_of_a_sponsor_is_read_with_any_hyphen(status):
    found = read(euctr_text(sponsor_status=status))

    assert found.sponsors[0].commercial == Answer.NO
    assert found.notes == ()
