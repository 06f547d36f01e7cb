"""Record exports as projects send them, and exports that are refused."""

from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.redcap import RedcapError, check_values, read_records
from surveys.redcap.tables import MAX_CELL_CHARACTERS

from .redcap_files import (
    EXAMPLES,
    SMALL_HEADER,
    SMALL_RECORDS,
    SMALL_ROWS,
    dictionary_of,
    frame_of,
    needs_examples,
    radio,
    small_dictionary,
    text_field,
)

NOW = datetime(2026, 11, 29)


def rows_of(data, dictionary=None):
    records = read_records(data, dictionary or small_dictionary())
    return list(records.rows), records


def first_error(data, dictionary=None):
    with pytest.raises(RedcapError) as caught:
        rows_of(data, dictionary)
    return caught.value.problems[0]


def test_flat_rows_are_read_by_the_names_of_columns():
    header, *lines = SMALL_RECORDS.decode().splitlines()
    turned = [",".join([line.split(",")[0], *line.split(",")[:0:-1]]) for line in (header, *lines)]

    straight, _ = frame_of(small_dictionary(), SMALL_RECORDS)
    other, _ = frame_of(small_dictionary(), "\n".join(turned).encode())

    assert straight.keys == other.keys
    assert set(straight.columns) == set(other.columns)
    codes, texts = other.column("suites")
    assert [texts[code] for code in codes] == ["3", "", "", "", "2", "9"]


@pytest.mark.parametrize(
    ("data", "column", "words"),
    [
        (SMALL_RECORDS.replace(b"1,1,,2,1,3", b"1,Developer,,2,1,3"), "role", "label “Developer”"),
        (SMALL_RECORDS.replace(b",1,0,0,0,4.5", b",Checked,0,0,0,4.5"), "hurdles___1", "label"),
        (SMALL_RECORDS.replace(b"1,1,,2,1", b"1,1,,2,Yes"), "has_gmp", "label “Yes”"),
        (SMALL_RECORDS.replace(b"1,1,,2,1", b"1,1,,Complete,1"), "profile_complete", "label"),
        (SMALL_RECORDS.replace(b"record_id,role", b"Record,Role"), "Record", "labels"),
        (SMALL_RECORDS.replace(b"record_id", b"patient"), "patient", "should be record_id"),
        (b"record_id,x,y,z\n1,2,3,4\n", "record_id", "Only 0 of 3 columns"),
        (SMALL_RECORDS[:-4], "", "cells"),
        (SMALL_RECORDS + b'\n7,"1', "", "quotation mark"),
        (b"", "", "empty"),
        (b"record,field_name,value\n1,nothing,2\n", "field_name", "No line has a field"),
        (b"record,field_name,value\n1,role,Regulator\n", "role", "label"),
    ],
    ids=range(12),
)
def test_file_that_cannot_be_taken_is_refused_whole(data, column, words):
    problem = first_error(data)

    assert problem.is_error
    assert problem.column == column
    assert words in problem.message


def test_cell_that_is_too_long_is_refused_by_row_and_column():
    long = b"x" * (MAX_CELL_CHARACTERS + 1)
    problem = first_error(SMALL_RECORDS + b"\n7,1," + long + b",2" + b"," * 11)

    assert (problem.row, problem.column) == (8, "mail")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (",1" + "," * 13, "no record_id"),
        ("1,1" + "," * 13, "same record"),
    ],
)
def test_row_that_cannot_be_taken_leaves_the_others(line, words):
    rows, records = rows_of("\n".join((SMALL_HEADER, *SMALL_ROWS, line)).encode())

    assert len(rows) == 6
    assert records.refused == 1
    (problem,) = [one for one in records.problems if one.is_error]
    assert words in problem.message
    assert problem.row == 8


def test_repeat_of_an_unknown_form_is_refused():
    data = (
        b"record_id,redcap_repeat_instrument,redcap_repeat_instance,role\n"
        b"1,,,1\n1,nothing,1,\n1,gmp,x,\n"
    )

    rows, records = rows_of(data)

    assert len(rows) == 1
    assert [one.row for one in records.problems if one.is_error] == [3, 4]


def test_columns_that_are_unknown_or_missing_are_named():
    data = b"record_id,role,mail,extra,profile_timestamp\n1,1,,x,2024-01-01 10:00:00\n"

    rows, records = rows_of(data)

    assert len(rows) == 1
    assert records.unknown_columns == ("extra",)
    assert "suites" in records.missing_columns
    said = " ".join(problem.message for problem in records.problems)
    assert "not in the dictionary" in said
    assert "are missing" in said


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_records_are_read_in_other_encodings_and_with_semicolons(encoding):
    dictionary = dictionary_of(text_field("a"))
    text = 'record_id;a;one_complete\r\n1;"Größe; klein";2\r\n2;=cmd|x!A1;2\r\n'

    frame, _ = frame_of(dictionary, text.encode(encoding), keep_texts={"a"})

    codes, texts = frame.column("a")
    assert [texts[code] for code in codes] == ["Größe; klein", "=cmd|x!A1"]


def test_more_than_two_thousand_columns_are_read():
    names = [f"f{number}" for number in range(2_600)]
    dictionary = dictionary_of(*(radio(name) for name in names))
    header = ",".join(["record_id", *names, "one_complete"])
    data = f"{header}\n1,{','.join(['1'] * 2_600)},2\n".encode()

    frame, records = frame_of(dictionary, data)

    assert records.unknown_columns == records.missing_columns == ()
    assert len(frame.columns) == 2_601


def test_one_line_per_value_gathers_rows_that_lie_apart():
    data = (
        b"record,field_name,value\n1,role,1\n2,role,2\n1,hurdles,5\n1,hurdles,-99\n"
        b"1,gmp_complete,2\n2,hurdles,77\n,role,1\n"
    )

    rows, records = rows_of(data)

    cells = {key.record: dict(zip(records.columns, values, strict=True)) for _, key, values in rows}
    assert cells["1"]["hurdles___5"] == cells["1"]["hurdles____99"] == "1"
    assert cells["1"]["hurdles___1"] == ""
    assert cells["2"]["role"] == "2"
    assert records.refused == 1
    assert records.unknown_columns == ("hurdles = 77",)


@needs_examples
def test_what_the_example_must_report():
    from surveys.redcap import read_dictionary

    folder = EXAMPLES / "demo"
    dictionary = read_dictionary((folder / "dictionary.csv").read_bytes())
    frame, _ = frame_of(dictionary, (folder / "records.csv").read_bytes())

    said = [str(one) for one in check_values(dictionary, frame, "records.csv", now=NOW)]

    assert len(said) == 3
    assert any("country" in one and "“UK”" in one and "record 13" in one for one in said)
    assert any("years" in one and "above the limit 60" in one and "14" in one for one in said)
    assert any("ranking" in one and "record 22" in one for one in said)


def test_values_that_do_not_fit_are_named():
    dictionary = dictionary_of(
        radio("a"),
        text_field("n", validation="integer", min="1"),
        text_field("d", validation="date_dmy", max="today"),
        text_field("e", validation="date_dmy", min="[d]"),
        text_field("c", type="checkbox", choices="1, One"),
    )
    data = (
        b"record_id,a,n,d,e,c___1,one_complete\n"
        b"1,7,0,2027-01-01,2026-01-01,x,2\n2,1,1.5,31.12.2020,,0,2\n3,1,1,2020-01-01,2020-02-01,1,2\n"
    )
    frame, _ = frame_of(dictionary, data)

    found = check_values(dictionary, frame, "f", lambda place: place + 2, now=NOW)

    assert sorted((one.row, one.column) for one in found) == [
        (2, "a"),
        (2, "c___1"),
        (2, "d"),
        (2, "e"),
        (2, "n"),
        (3, "d"),
        (3, "n"),
    ]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    with suppress(RedcapError):
        rows_of(b"record_id,role\n" + data)
