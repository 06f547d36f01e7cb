import contextlib
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from registers.encoding import encoded_twice
from registers.euctr import EuctrRecord, read_full_text
from registers.records import Answer, NotARegisterFile, Note, Problem

from .samples import euctr_texts
from .texts import INTRODUCTION, euctr_file, euctr_text

TEXTS = euctr_texts()


def read(data):
    return list(read_full_text(data, "page.txt"))


def read_one(**fields):
    (record,) = read(euctr_file(euctr_text(**fields)))
    assert isinstance(record, EuctrRecord), record
    return record


def letters(text):
    """All that is not blank, and without the colons that the form sets behind its labels."""
    return re.sub(r"[\s:]", "", text)


def written_out(record):
    parts = []
    for entry in record.entries:
        code = "" if entry.code in ("Summary", "Section", "MedDRA") else entry.code
        language = f"({entry.language})" if entry.language else ""
        parts.append(f"{code}{entry.label}{language}{entry.value or ''}")
    return "".join(parts)


@pytest.mark.parametrize(("name", "data"), TEXTS, ids=[name for name, _ in TEXTS])
def test_every_character_of_a_record_is_found_again(name, data):
    items = read(data)

    assert [item for item in items if isinstance(item, Problem)] == []
    assert sum(len(letters(item.raw.decode())) for item in items) > 0.9 * len(
        letters(data.decode())
    )
    for record in items:
        assert letters(written_out(record)) == letters(record.raw.decode())


@given(
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"), max_size=300
    ).filter(lambda text: text.strip())
)
@settings(deadline=None, max_examples=200)
def test_any_text_is_kept_as_a_value_to_the_letter(text):
    assume(not encoded_twice(text))
    record = read_one(inclusion=f"x {text} x")

    assert record.value("E.3") == f"x {text} x"


@given(st.binary(max_size=3000))
@settings(deadline=None, max_examples=200)
def test_bytes_never_break_the_reader(data):
    with contextlib.suppress(NotARegisterFile):
        assert all(isinstance(item, EuctrRecord | Problem) for item in read(data))


@given(st.integers(min_value=0, max_value=6000))
@settings(deadline=None, max_examples=150)
def test_a_cut_file_gives_its_whole_records_and_names_the_cut_one(cut):
    first, second = euctr_text(country="DE"), euctr_text(country="ES")
    data = euctr_file(first, second)
    whole = len(INTRODUCTION) + len(first)
    start_of_second = data.index(b"EudraCT Number", whole + 1)
    place = min(start_of_second + 30 + cut, data.index(b"N. Review", whole) - 1)

    items = read(data[:place])

    assert [type(item) for item in items] == [EuctrRecord, Problem]
    assert items[1].record.startswith("2015-000001-11")
    assert items[1].line > first.count("\n")


def test_crlf_and_lf_copies_hold_the_same_entries():
    data = euctr_file(euctr_text(inclusion="1. one\n\n2. two"))

    lf, crlf = read(data)[0], read(data.replace(b"\n", b"\r\n"))[0]

    assert lf.entries == crlf.entries
    assert lf.value("E.3") == "1. one\n\n2. two"


def test_a_byte_order_mark_is_passed_over():
    assert len(read(b"\xef\xbb\xbf" + euctr_file(euctr_text()))) == 1


def test_line_separators_of_unicode_do_not_end_a_line():
    assert read_one(inclusion="a\u2028b\u0085c").value("E.3") == "a\u2028b\u0085c"


def test_form_lines_pasted_into_free_text_stay_text():
    pasted = (
        "as in the other trial:\nSummary\nEudraCT Number: 2010-123456-12\n"
        "A.2 EudraCT number: 2010-123456-12\nD.3.11.3 Advanced Therapy IMP (ATIMP): No\n"
        "P. End of Trial Status: Completed"
    )

    record = read_one(inclusion=pasted)

    assert record.value("E.3") == pasted
    assert record.value("A.2") == "2015-000001-11"
    assert record.value("P.", "End of Trial Status") == "Ongoing"


def test_pages_put_one_after_the_other_are_read_like_one():
    pages = [euctr_file(euctr_text(country=country)) for country in ("DE", "ES")]

    items = read(b"\r\n".join(pages))

    assert [item.value("P.", "End of Trial Status") for item in items] == ["Ongoing", "Ongoing"]


def test_two_different_records_of_one_country_are_both_read():
    items = read(euctr_file(euctr_text(country="SE"), euctr_text(country="SE", subjects="9")))

    assert [(item.country, item.value("F.4.2.2")) for item in items] == [("SE", "20"), ("SE", "9")]


def test_tabs_after_codes_belong_to_the_label():
    record = read_one()

    assert record.sponsors[0].value("B.1.3.4") == "Germany"
    assert record.sponsors[0].value("B.3.1 and B.3.2") == "Non-Commercial"


def test_lists_are_lists():
    record = read_one(regions=("Japan", "United States"))

    heading = "If E.8.6.1 or E.8.6.2 are Yes, specify the regions in which trial sites are planned"
    assert record.lines("E.8.6.3", heading) == ("Japan", "United States")
    assert record.products[0].lines("D.3.7") == ("Intravenous use",)


def test_answers_are_three():
    text = euctr_text().replace(
        "E.1.3 Condition being studied is a rare disease: Yes",
        "E.1.3 Condition being studied is a rare disease: Information not present in EudraCT",
    )
    (record,) = read(euctr_file(text))

    assert record.answer("E.1.3") == Answer.UNKNOWN
    assert record.answer("E.7.2") == Answer.YES
    assert record.answer("E.7.1") == Answer.NO
    assert record.answer("E.6.1") == Answer.UNKNOWN


def test_a_note_in_brackets_below_an_answer_does_not_change_it():
    text = euctr_text().replace(
        "F.4.2.2",
        "F.3.3.1 Women of childbearing potential not using contraception : Yes\n"
        "(For clinical trials recorded in the database before the 10th March 2011 this\n"
        "question read differently)\nF.4.2.2",
    )
    (record,) = read(euctr_file(text))

    assert record.answer("F.3.3.1") == Answer.YES
    assert "read differently" in record.value("F.3.3.1")


def test_titles_keep_their_language():
    record = read_one(
        title_line="A.3 Full title of the trial (es): Un ensayo\n"
        "A.3 Full title of the trial (fr): Un essai"
    )

    assert record.value("A.3") == ""
    assert record.translations("A.3") == (("es", "Un ensayo"), ("fr", "Un essai"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "no EudraCT record"),
        (b"<!DOCTYPE html><html>The Trial requested was not found!</html>", "does not exist"),
        (b"\n\n  <HTML><body>Service unavailable</body></HTML>", "web page"),
        (b"Dear colleague,\nEudraCT Number: 2015-000001-11\n", "no EudraCT record"),
    ],
)
def test_what_is_no_download_is_told_apart(data, message):
    with pytest.raises(NotARegisterFile, match=message):
        read(data)


def test_a_record_with_wrong_bytes_is_named_and_the_others_are_read():
    good, bad, last = (euctr_text(country=country) for country in ("DE", "ES", "SE"))
    data = euctr_file(good) + bad.encode().replace(b"Adults", b"Adul\xff\xfets") + last.encode()

    items = read(data)

    line = data[: data.index(b"\xff")].count(b"\n") + 1
    assert [type(item) for item in items] == [EuctrRecord, Problem, EuctrRecord]
    assert items[1] == Problem(
        "page.txt", "2015-000001-11/ES", line, "the bytes here are not UTF-8 text"
    )


def test_a_nul_character_is_refused_with_its_line():
    data = euctr_file(euctr_text(inclusion="one\ntwo\0"))

    (problem,) = read(data)

    assert problem.line == data[: data.index(b"\0")].count(b"\n") + 1


def test_garbage_before_the_first_record_is_reported():
    items = read(b"garbage\n" + euctr_text().encode())

    assert [type(item) for item in items] == [Problem, EuctrRecord]


def test_a_record_without_a_link_is_named():
    first, second = euctr_text(country="DE"), euctr_text(country="ES")
    second = re.sub(r"Link: .*\n", "", second)

    items = read(euctr_file(first, second))

    assert [type(item) for item in items] == [EuctrRecord, Problem]
    assert "no Link line" in items[1].message


def test_a_line_that_looks_like_an_unknown_label_is_noted():
    record = read_one(inclusion="Adults\nE.3.9 A question nobody knew: Yes")

    assert record.notes == (Note("label not known", "E.3.9 A question nobody knew"),)
    assert "E.3.9 A question nobody knew: Yes" in record.value("E.3")


def test_substances_are_told_apart_where_the_first_line_is_missing():
    text = euctr_text().replace(
        "D.3.10 Strength\nD.3.10.3 Concentration number: 8X10^11\n",
        "D.3.9.2 Current sponsor code: ONE\nD.3.10.3 Concentration number: 1\n"
        "D.3.9.1 CAS number: 7-7-7\nD.3.9.2 Current sponsor code: TWO\n",
    )
    (record,) = read(euctr_file(text))

    substances = record.products[0].substances
    assert [part.value("D.3.9.2") for part in substances] == ["ONE", "TWO"]
