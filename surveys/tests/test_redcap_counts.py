"""Counts of asked and answered questions, against figures that were computed elsewhere."""

import json
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.redcap import Decider, read_dictionary
from surveys.redcap.decide import ANSWERED, HIDDEN, NOT_REACHED, ORPHAN, REFUSED, SHOWN_NOT_ANSWERED
from surveys.redcap.evaluate import compiled
from surveys.redcap.values import as_truth

from .redcap_files import (
    EXAMPLES,
    SMALL_RECORDS,
    dictionary_of,
    frame_of,
    needs_examples,
    radio,
    small_dictionary,
    text_field,
)

LETTERS = {
    HIDDEN: "h",
    REFUSED: "r",
    ANSWERED: "a",
    NOT_REACHED: "n",
    SHOWN_NOT_ANSWERED: "s",
    HIDDEN + ORPHAN: "o",
    0: ".",
}
NOW = datetime(2026, 11, 29)


def decided(dictionary, data, **more):
    """Return {field: a letter per row}: h hidden, r refused, a answered, n not reached, s shown and
    not answered, o orphan, . not on this row."""
    frame, _ = frame_of(dictionary, data)
    return {
        decision.field.name: "".join(LETTERS[kind] for kind in decision.kinds.tolist())
        for decision in Decider(dictionary, frame, now=NOW, **more)
    }


def test_the_table_of_the_minimal_dictionary():
    """Records 1 to 6: -99 is a missing code of role alone, and "none" among the hurdles."""
    found = decided(small_dictionary(), SMALL_RECORDS)

    assert found == {
        "role": "aaaraa",
        "mail": "ssssss",
        "has_gmp": "ahahao",
        "suites": "ahhhao",
        "hurdles": "aasana",
        "delay": "ahhsho",
        "agree_a": "ssssss",
        "agree_b": "ssssss",
    }


def test_the_sums_of_the_minimal_dictionary():
    dictionary = small_dictionary()
    frame, _ = frame_of(dictionary, SMALL_RECORDS)

    counts = {one.field.name: one.counts for one in Decider(dictionary, frame, now=NOW)}

    assert counts["has_gmp"] == {
        "rows": 6,
        "hidden": 3,
        "refused": 0,
        "answered": 3,
        "not_reached": 0,
        "shown_not_answered": 0,
        "orphan": 1,
    }
    assert counts["hurdles"] == {
        "rows": 6,
        "hidden": 0,
        "refused": 0,
        "answered": 4,
        "not_reached": 1,
        "shown_not_answered": 1,
        "orphan": 0,
    }
    decider = Decider(dictionary, frame, now=NOW)
    gmo = decider.any_ticked(dictionary.by_name["hurdles"], {"1"})
    assert int(gmo.sum()) == 1


@needs_examples
@pytest.mark.parametrize("example", ["demo", "delphi"])
def test_every_count_of_the_examples(example):
    folder = EXAMPLES / example
    dictionary = read_dictionary((folder / "dictionary.csv").read_bytes())
    frame, records = frame_of(dictionary, (folder / "records.csv").read_bytes())
    expected = json.loads((folder / "expected.json").read_text())

    counts = {
        one.field.name: list(one.counts.values()) for one in Decider(dictionary, frame, now=NOW)
    }

    assert counts == expected["counts"]
    assert records.unknown_columns == ()
    assert dictionary.types == expected["dictionary"]["types"]


@needs_examples
def test_one_line_per_value_gives_the_same_kinds_as_a_flat_file():
    folder = EXAMPLES / "demo"
    dictionary = read_dictionary((folder / "dictionary.csv").read_bytes())
    flat = decided(dictionary, (folder / "records.csv").read_bytes())
    listed, _ = frame_of(dictionary, (folder / "records_eav.csv").read_bytes())
    frame, _ = frame_of(dictionary, (folder / "records.csv").read_bytes())
    rows = [frame.keys.index(key) for key in listed.keys]

    found = decided(dictionary, (folder / "records_eav.csv").read_bytes())

    assert [key.record for key in listed.keys] == ["1", "2", "6"]
    questions = {name for name in found if dictionary.by_name[name].form != "case"}
    assert {name: found[name] for name in questions} == {
        name: "".join(flat[name][row] for row in rows) for name in questions
    }


@needs_examples
def test_a_calculation_gives_what_was_stored():
    folder = EXAMPLES / "demo"
    dictionary = read_dictionary((folder / "dictionary.csv").read_bytes())
    frame, _ = frame_of(dictionary, (folder / "records.csv").read_bytes())
    decider = Decider(dictionary, frame, now=NOW)
    list(decider)

    for name in ("delay_days", "case_extra"):
        codes, texts = frame.column(name)
        stored = [texts[code] for code in codes]
        assert any(stored)
        computed = decider.recomputed(dictionary.by_name[name])
        assert [new for new, old in zip(computed, stored, strict=True) if old] == [
            old for old in stored if old
        ]


def test_a_hidden_parent_counts_as_blank_and_its_option_as_not_ticked():
    dictionary = dictionary_of(
        radio("a"),
        text_field("b", type="checkbox", choices="1, One | 2, Two", logic="[a] = '1'"),
        text_field("c", logic="[b(1)] = '0'"),
        text_field("d", logic="[b(1)] = '1'"),
    )
    data = b"record_id,a,b___1,b___2,c,d,one_complete\n1,0,1,0,x,y,2\n2,1,1,0,,y,2\n"

    assert decided(dictionary, data) == {"a": "aa", "b": "oa", "c": "ah", "d": "oa"}


def test_logic_that_nobody_can_read_never_hides():
    dictionary = dictionary_of(
        radio("a"),
        text_field("smart", logic="[user-name] = 'x'"),
        text_field("function", logic="year([a]) = 3"),
        text_field("broken", logic="[a] = "),
        text_field("gone", logic="[no_such_field] = '1'"),
        text_field("itself", logic="[itself] = '1'"),
        text_field("round", logic="[about] = '1'"),
        text_field("about", logic="[round] = '1'"),
    )
    data = b"record_id,a,one_complete\n1,0,2\n"

    found = decided(dictionary, data)

    unread = set(found) - {"a"}
    assert len(unread) == 7
    assert {found[name] for name in unread} == {"s"}
    warned = [one for one in dictionary.problems if one.column.startswith("Branching Logic")]
    assert len(warned) == 7


def test_a_repeat_reads_other_forms_from_the_plain_row():
    dictionary = dictionary_of(
        radio("a"), text_field("b", form="case", logic="[a] = '1'"), text_field("c", form="case")
    )
    data = (
        b"record_id,redcap_repeat_instrument,redcap_repeat_instance,a,one_complete,b,c,"
        b"case_complete\n1,,,1,2,,,\n1,case,1,,,x,,2\n2,,,0,2,,,\n2,case,1,,,x,y,2\n"
    )

    assert decided(dictionary, data) == {"a": "a.a.", "b": ".a.o", "c": ".s.a"}


def test_logic_looks_at_another_event_and_at_a_repeat():
    dictionary = dictionary_of(
        radio("a"),
        text_field("b", logic="[first_arm_1][a] = '1'"),
        text_field("n", form="case"),
        text_field("m", logic="[n][2] = 'x'"),
    )
    data = (
        b"record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,a,b,m,"
        b"one_complete,n,case_complete\n"
        b"1,first_arm_1,,,1,,,2,,\n1,second_arm_1,,,0,x,,2,,\n"
        b"1,first_arm_1,case,2,,,,,x,2\n2,first_arm_1,,,0,,,2,,\n"
    )

    assert decided(dictionary, data) == {"a": "aa.a", "b": "sa.h", "m": "sh.h", "n": "..a."}


def test_a_code_is_a_text():
    dictionary = dictionary_of(
        radio("a", "01, First | 1, Second"),
        text_field("b", logic="[a] = '1'"),
        text_field("n", validation="number"),
        text_field("c", logic="[n] = '01'"),
    )
    data = b"record_id,a,b,n,c,one_complete\n1,01,,1,,2\n2,1,,01,,2\n"

    found = decided(dictionary, data)

    assert found["b"] == "hs"
    assert found["c"] == "ss"


def test_missing_codes_may_be_declared_for_one_field():
    dictionary = dictionary_of(radio("a", "8, Eight | 9, Not known"), radio("b", "9, Nine"))
    data = b"record_id,a,b,one_complete\n1,9,9,2\n"

    assert decided(dictionary, data, missing={"a": {"9"}}) == {"a": "r", "b": "a"}


def test_a_decimal_comma_is_a_number_in_logic():
    dictionary = dictionary_of(
        text_field("rate", validation="number_1dp_comma_decimal"),
        text_field("b", logic="[rate] > 2"),
    )
    data = b'record_id,rate,b,one_complete\n1,"2,5",,2\n2,"1,5",,2\n'

    assert decided(dictionary, data)["b"] == "sh"


VALUES = st.sampled_from(["", "0", "1", "2", "10", "x"])
OPERANDS = st.one_of(
    st.sampled_from(["[a]", "[b]", "[n]", "[m]", "''", "'1'", "2", "10"]),
)
COMPARISONS = st.builds(
    "{} {} {}".format, OPERANDS, st.sampled_from(["=", "<>", "<", ">", "<=", ">="]), OPERANDS
)
EXPRESSIONS = st.recursive(
    COMPARISONS,
    lambda inner: st.builds(
        "({} {} {})".format, inner, st.sampled_from(["and", "or", "AND"]), inner
    ),
    max_leaves=6,
)


@given(EXPRESSIONS, st.lists(st.tuples(VALUES, VALUES, VALUES, VALUES), min_size=1, max_size=12))
def test_deciding_by_combinations_equals_deciding_row_by_row(expression, rows):
    dictionary = dictionary_of(
        radio("a", "0, No | 1, Yes"),
        radio("b", "1, One | 2, Two"),
        text_field("n", validation="number"),
        text_field("m", validation="integer"),
        text_field("q", logic=expression),
    )
    lines = [f"{number},{','.join(row)},,2" for number, row in enumerate(rows, 1)]
    data = "\n".join(["record_id,a,b,n,m,q,one_complete", *lines]).encode()
    frame, _ = frame_of(dictionary, data)
    decider = Decider(dictionary, frame, now=NOW)
    kinds = {one.field.name: one.kinds for one in decider}["q"]

    logic = dictionary.logic["q"]
    work = compiled(logic, decider.meaning)
    one_by_one = [
        as_truth(work([dict(zip("abnm", row, strict=True))[v.name] for v in logic.variables], NOW))
        for row in rows
    ]

    assert np.array_equal(kinds == SHOWN_NOT_ANSWERED, np.array(one_by_one))
