"""Branching logic: its meaning, and messages about text that is not logic."""

import math
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.redcap.evaluate import Meaning, compiled
from surveys.redcap.functions import FUNCTIONS
from surveys.redcap.logic import MAX_DEPTH, LogicError, parse
from surveys.redcap.values import as_text
from surveys.redcap.words import in_words

from .redcap_files import small_dictionary

NOW = datetime(2026, 11, 29, 12)


def result(text, meaning=None, **values):
    logic = parse(text)
    work = compiled(logic, meaning or Meaning(missing={"miss": frozenset(["-99"])}))
    return as_text(work([values.get(one.name, "") for one in logic.variables], NOW))


TRUE_AND_FALSE = [
    ("[a] = '1'", {"a": "1"}, True),
    ("[a]=1", {"a": "1.0"}, True),
    ("[a]='1'or[b]='2'", {"b": "2"}, True),
    ("[a] = '1' and [b] = '2' or [c] = '3'", {"c": "3"}, True),
    ("[a] = '1' or [b] = '2' and [c] = '3'", {"a": "1"}, True),
    ("[a] = '1' AND ([b] = '2' Or [c] = '3')", {"c": "3"}, False),
    ("[a] != '1'", {"a": "2"}, True),
    ("[a] <> ''", {}, False),
    ("[a] = ''", {}, True),
    ("[a] = '0'", {}, False),
    ("[a] < 5", {}, False),
    ("[a] >= 0", {}, False),
    ("5 > [a]", {}, False),
    ("[a] < 'b'", {"a": "a"}, True),
    ("[order] = 1\n and\n [android] = 2", {"order": "1", "android": "2"}, True),
    ("// a note\n[a] = 1\n# another\n", {"a": "1"}, True),
    ("[a]-1 = 1", {"a": "2"}, True),
    ("-2^2 = 4", {}, True),
    ("2+3*4 = 14 and (2+3)*4 = 20", {}, True),
    ("[a]/0 = ''", {"a": "1"}, True),
    ("[a] + 1 = ''", {}, True),
    ("isnumber([a])", {"a": "1.5"}, True),
    ("isnumber([a])", {"a": "1,5"}, False),
    ("isblankormissingcode([miss])", {"miss": "-99"}, True),
    ("isblankormissingcode([a])", {"a": "-99"}, False),
    ("contains([a], 'GMP')", {"a": "no gmp here"}, True),
    ("not_contain([a], 'x')", {"a": "abc"}, True),
    ("starts_with([a], 'AB') and ends_with([a], 'c')", {"a": "abc"}, True),
    ("[last] <> '' and datediff([last], 'today', 'd') > 30", {"last": "2026-10-01"}, True),
    ("[last] <> '' and datediff([last], 'today', 'd') > 30", {"last": ""}, False),
]


@pytest.mark.parametrize(("text", "values", "expected"), TRUE_AND_FALSE)
def test_logic_is_true_or_false(text, values, expected):
    assert result(text, **values) == ("1" if expected else "0")


RESULTS = [
    ("if([a] > 1, 'yes', 'no')", {"a": "2"}, "yes"),
    ("round(2.345, 2)", {}, "2.35"),
    ("round(2.5)", {}, "3"),
    ("roundup(2.11, 1)", {}, "2.2"),
    ("rounddown(2.19, 1)", {}, "2.1"),
    ("sum([a], [b], 3)", {"a": "1"}, "4"),
    ("min(3, [a], 2)", {}, "2"),
    ("max(3, [a], 2)", {"a": "9"}, "9"),
    ("mean(1, 2, [a])", {}, "1.5"),
    ("median(1, 9, 2)", {}, "2"),
    ("stdev(2, 4)", {}, str(math.sqrt(2))),
    ("stdev(2)", {}, ""),
    ("mean([a])", {}, ""),
    ("abs(-3)", {}, "3"),
    ("sqrt(9)", {}, "3"),
    ("sqrt(-9)", {}, ""),
    ("length([a])", {"a": "abcd"}, "4"),
    ("concat(lower('A'), upper('b'), 3)", {}, "aB3"),
    ("datediff('2021-01-01', '2022-01-15', 'd')", {}, "379"),
    ("datediff('2022-01-15', '2021-01-01', 'd', true)".replace("true", "1"), {}, "-379"),
    ("datediff('2022-01-15', '2021-01-01', 'd', 'ymd', 1)", {}, "-379"),
    ("datediff('2022-01-15', '2021-01-01', 'd')", {}, "379"),
    ("round(datediff('2020-01-01', '2021-01-01', 'M'))", {}, "12"),
    ("datediff('2020-01-01 10:00', '2020-01-01 10:30', 'm')", {}, "30"),
    ("datediff('2020-01-01', '2020-01-02', 'h')", {}, "24"),
    ("datediff('no date', '2020-01-02', 'h')", {}, ""),
    ("10^400", {}, ""),
]


@pytest.mark.parametrize(("text", "values", "expected"), RESULTS)
def test_calculation_gives(text, values, expected):
    assert result(text, **values) == expected


def test_every_function_is_tested():
    texts = " ".join(text for text, *_ in (*TRUE_AND_FALSE, *RESULTS))

    assert FUNCTIONS
    assert all(f"{name}(" in texts for name in FUNCTIONS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "ends too early"),
        ("[a] =", "ends too early"),
        ("[a] = '1", "cannot be read"),
        ("[a] == 1", "cannot be read"),
        ("[a b] = 1", "is not a field"),
        ("__import__('os').system('true')", "cannot be read"),
        ("[a][b][c][d] = 1", "too many brackets"),
        ("(" * (MAX_DEPTH + 1) + "1" + ")" * (MAX_DEPTH + 1), "levels deep"),
        ("-" * (MAX_DEPTH + 1) + "1", "levels deep"),
        ("[a] = '" + "x" * 2_000 + "'", "2,000 characters"),
    ],
)
def test_text_that_is_no_logic_is_refused_with_a_sentence(text, words):
    with pytest.raises(LogicError, match=words):
        parse(text)


def test_a_long_list_of_conditions_is_not_deep():
    text = " or ".join("[a]=1" for _ in range(200))

    assert result(text, a="1") == "1"


@given(st.text(alphabet="[]()'\"ab1 =<>-+*/^,.orand\n", max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        logic = parse(text)
    except LogicError:
        return
    try:
        work = compiled(logic, Meaning())
    except LogicError:
        return
    work(["1"] * len(logic.variables), NOW)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[role] = '1'", "“Role” is “Developer”"),
        ("'1' = [role]", "“Role” is “Developer”"),
        ("[hurdles(1)]='1' or [hurdles(2)]='0'", "“Hurdles: GMO” is ticked or “Hurdles: Raw "
         "material” is not ticked"),
        ("[mail] <> ''", "“E-mail” is not empty"),
        ("[delay] > 3 and ([role] = '2' or [role] = '3')", "“Delay in months” is more than 3 and "
         "(“Role” is “Regulator” or “Role” is “Patient, carer”)"),
        ("datediff([delay], 'today', 'd') >= 30", "the days between “Delay in months” and “today” "
         "is at least 30"),
        ("[a] =", "[a] ="),
    ],
)  # fmt: skip
def test_logic_in_words(text, words):
    assert in_words(text, small_dictionary()) == words
