"""Dictionaries as projects export them, and dictionaries that are refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.redcap import RedcapError, compare, read_dictionary
from surveys.redcap.choices import Choice, checkbox_column, parse_choices
from surveys.redcap.compare import MEANING, MOVED
from surveys.redcap.dictionary import HEADINGS
from surveys.redcap.write import codebook_rows, dictionary_rows

from .redcap_files import (
    EXAMPLES,
    SMALL,
    dictionary_file,
    dictionary_of,
    needs_examples,
    radio,
    small_dictionary,
    text_field,
)


def first_error(data, file="dictionary.csv"):
    with pytest.raises(RedcapError) as caught:
        read_dictionary(data, file)
    problem = caught.value.problems[0]
    assert problem.is_error
    assert problem.file == file
    return problem


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("headings", [True, False])
def test_dictionary_is_read_in_each_of_its_forms(separator, encoding, headings):
    data = dictionary_file(
        text_field("record_id"),
        radio("a", "1, Größe, klein | 2, Zwei"),
        separator=separator,
        headings=headings,
    )

    dictionary = read_dictionary(data.decode().encode(encoding))

    assert dictionary.by_name["a"].choices == (Choice("1", "Größe, klein"), Choice("2", "Zwei"))
    assert all(not problem.is_error for problem in dictionary.problems)


def test_what_a_field_is():
    dictionary = small_dictionary()

    assert dictionary.forms == ("profile", "gmp", "views")
    assert list(dictionary.by_name["hurdles"].columns) == [
        "hurdles___1",
        "hurdles___2",
        "hurdles___5",
        "hurdles____99",
    ]
    assert dictionary.by_name["role"].missing_codes == {"-99"}
    assert dictionary.by_name["hurdles"].missing_codes == frozenset()
    assert dictionary.by_name["mail"].is_personal


@pytest.mark.parametrize(
    ("data", "row", "words"),
    [
        (b"", 0, "empty"),
        (b"   \n", 0, "empty"),
        (b"a,b,c\n1,2,3\n", 1, "not a data dictionary"),
        (b"Variable / Nom du champ,Nom du formulaire\nx,y\n", 1, "not a data dictionary"),
        (b"field_name,form_name\nx,y\n", 1, "Columns are missing"),
        (b"PK\x03\x04rest", 0, "workbook"),
        (b"f\0i\0e\0l\0d\0", 0, "UTF-16 without"),
        (b"field_name,form_name,field_type,field_label\n", 0, "no fields"),
        (b'field_name,form_name,field_type,field_label\nx,y,text,"broken', 2, "quotation mark"),
        (b"field_name,form_name,field_type,field_label\nx,y,text\n", 2, "3 cells"),
        (b"field_name,field_name,form_name,field_type\n", 1, "Two columns"),
        (b"field_name,form_name,field_type,field_label\nx,y,text," + b"a" * 1_000_000, 2, "cell"),
    ],
    ids=range(12),
)
def test_file_that_is_no_dictionary_is_refused(data, row, words):
    problem = first_error(data)

    assert problem.row == row
    assert words in problem.message


@pytest.mark.parametrize(
    ("fields", "row", "words"),
    [
        ([text_field("a"), text_field("b"), text_field("a")], 4, "also in row 2"),
        ([radio("a")], 2, "must be text"),
        ([text_field("A b")], 2, "not a valid field name"),
        ([text_field("a", type="picture")], 2, "not a field type"),
        ([text_field("a", form="")], 2, "not a valid form name"),
        ([text_field("a"), radio("b", "1, One | 1, Two")], 3, "Two choices have the code"),
        ([text_field("a"), radio("b", "x, One | X, Two", type="checkbox")], 3, "same column"),
        (
            [text_field("r"), text_field("a___b"), radio("a", "b, One", type="checkbox")],
            4,
            "belongs to",
        ),
        ([text_field("r"), text_field("one_complete")], 3, "belongs to"),
    ],
    ids=range(9),
)
def test_field_that_makes_data_ambiguous_is_refused(fields, row, words):
    problem = first_error(dictionary_file(*fields))

    assert problem.row == row
    assert problem.column
    assert words in problem.message


def test_what_running_projects_have_is_taken_with_a_remark():
    dictionary = dictionary_of(
        radio("empty", ""),
        text_field("a", validation="hexagon"),
        text_field("b", form="two"),
        text_field("c"),
        text_field("low", validation="integer", min="9", max="1"),
        text_field("contact_email"),
        radio("m1", "1, One", matrix="m"),
        radio("m2", "1, Other", matrix="m"),
        text_field("gap"),
        radio("m3", "1, One", matrix="m"),
        text_field("d", logic="[m1] = '7'"),
        text_field("e", type="calc", choices="[nothing] + 1"),
    )

    said = " ".join(problem.message for problem in dictionary.problems)
    for words in (
        "needs choices",
        "hexagon",
        "form one are not together",
        "minimum 9",
        "may contain personal data",
        "choices differ",
        "matrix m are not together",
        "no choice 7",
        "names nothing, which is not a field",
    ):
        assert words in said


def test_two_errors_are_both_named():
    data = dictionary_file(text_field("a"), text_field("a"), radio("b", "1, One | 1, Two"))

    with pytest.raises(RedcapError) as caught:
        read_dictionary(data)

    assert [problem.row for problem in caught.value.problems] == [3, 4]


def test_choices_keep_their_commas_and_codes_stay_texts():
    found = parse_choices("0, None | 01, One, or more | -99, Prefer not to say | ")

    assert found == (
        Choice("0", "None"),
        Choice("01", "One, or more"),
        Choice("-99", "Prefer not to say"),
    )


@pytest.mark.parametrize(
    ("code", "column"),
    [("1", "f___1"), ("-1", "f____1"), ("A-b", "f___a_b"), ("MIA_IMP", "f___mia_imp")],
)
def test_checkbox_column(code, column):
    assert checkbox_column("f", code) == column


LABELS = st.text(
    alphabet=st.characters(exclude_characters="|,", exclude_categories=["Cs", "Cc"]), min_size=1
).map(str.strip).filter(bool)  # fmt: skip


@given(st.dictionaries(st.from_regex(r"-?[0-9A-Za-z]{1,4}", fullmatch=True), LABELS, min_size=1))
def test_choices_that_are_written_are_read_again(choices):
    text = " | ".join(f"{code}, {label}" for code, label in choices.items())

    assert parse_choices(text) == tuple(Choice(*pair) for pair in choices.items())


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    with suppress(RedcapError):
        read_dictionary(data)


def test_dictionary_that_is_written_is_read_again():
    rows = list(dictionary_rows(small_dictionary()))
    fields = [dict(zip(HEADINGS, row, strict=True)) for row in rows[1:]]

    assert [field["field_name"] for field in fields] == [field["name"] for field in SMALL]
    assert rows[1][0] == "record_id"
    assert len(rows[0]) == 18


def test_codebook_says_logic_in_words():
    rows = {row[2]: row for row in codebook_rows(small_dictionary())}

    assert rows["has_gmp"][6] == "“Role” is “Developer”"
    assert rows["role"][8] == "-99"


@needs_examples
def test_comparison_of_the_two_example_versions():
    old, new = (
        read_dictionary((EXAMPLES / "demo" / name).read_bytes())
        for name in ("dictionary.csv", "dictionary_v2.csv")
    )

    found = compare(old, new)

    assert sorted((one.kind, one.field, one.code) for one in found) == [
        ("added", "other_hurdle", ""),
        ("code added", "country", "PL"),
        ("label", "best", ""),
        ("meaning", "pc_predict", "3"),
        ("meaning", "pc_predict", "4"),
        ("removed", "rank_money", ""),
    ]


def test_a_code_that_changed_its_meaning_is_the_dangerous_change():
    old = dictionary_of(radio("a", "1, Yes | 2, No"))
    new = dictionary_of(radio("a", "1, yes | 2, Perhaps"))

    (change,) = compare(old, new)

    assert change.kind == MEANING
    assert change.is_dangerous
    assert str(change) == "a: the code 2 meant “No” and now means “Perhaps”"


def test_only_the_field_that_was_carried_elsewhere_is_moved():
    names = ["a", "b", "c", "d"]
    old = dictionary_of(*map(text_field, names))
    new = dictionary_of(*map(text_field, ["d", "a", "b", "c"]))

    assert [(one.kind, one.field) for one in compare(old, new)] == [(MOVED, "d")]
    assert compare(old, old) == ()
