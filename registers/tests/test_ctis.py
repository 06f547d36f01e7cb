import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registers.ctis import CtisRecord, read_records
from registers.records import NotARegisterFile, Problem

from .samples import ctis_texts
from .texts import ctis_file, ctis_record

TEXTS = ctis_texts()
OTHER = "2024-512346-12-00"


def read(data):
    return list(read_records(data, "records.json"))


def numbers(items):
    return [item.number if isinstance(item, CtisRecord) else "problem" for item in items]


@pytest.mark.parametrize(("name", "data"), TEXTS, ids=[name for name, _ in TEXTS])
def test_records_are_kept_whole(name, data):
    items = read(data)

    assert all(isinstance(item, CtisRecord) for item in items)
    lines = data.decode().splitlines() if name.endswith("ndjson") else [data.decode()]
    assert [item.raw.decode() for item in items] == [line.strip() for line in lines]
    assert [dict(item.data) for item in items] == [json.loads(line) for line in lines]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=20,
)


@given(JSON, JSON)
@settings(deadline=None, max_examples=150)
def test_fields_of_any_shape_do_not_break_the_reader(first, second):
    from registers import protocol_of

    record = ctis_record()
    part = record["authorizedApplication"]["authorizedPartI"]
    part.update(products=first, sponsors=second, trialDetails=first, medicalConditions=second)
    record.update(events=first, trialCountries=second, ctPublicStatusCode=first)
    record["authorizedApplication"].update(memberStatesConcerned=second, eudraCt=first)

    items = read(json.dumps(record).encode())

    for item in items:
        assert isinstance(item, Problem) or protocol_of(item).number == record["ctNumber"]


@pytest.mark.parametrize("shape", ["lines", "list", "pretty", "one after the other"])
def test_one_or_many_records_in_any_arrangement(shape):
    records = [ctis_record(), ctis_record(OTHER)]
    text = {
        "lines": "\r\n".join(map(json.dumps, records)),
        "list": json.dumps(records),
        "pretty": json.dumps(records, indent=2),
        "one after the other": "".join(map(json.dumps, records)),
    }[shape]

    assert numbers(read(b"\xef\xbb\xbf" + text.encode())) == ["2024-512345-11-00", OTHER]


def test_a_damaged_line_does_not_hide_the_next():
    data = ctis_file(ctis_record()) + b'\n{"ctNumber": "2024-5\n' + ctis_file(ctis_record(OTHER))

    items = read(data)

    assert numbers(items) == ["2024-512345-11-00", "problem", OTHER]
    assert items[1].line == 2


def test_a_cut_list_gives_its_whole_records():
    data = json.dumps([ctis_record(), ctis_record(OTHER)]).encode()[:-300]

    assert numbers(read(data)) == ["2024-512345-11-00", "problem"]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"ctNumber": "2024-512345-11-00", "ctTitle": "T"}, "overview row"),
        ({"ctNumber": "CT-1"}, "not an EU CT number"),
        (ctis_record(title="half \ud800"), "half a character"),
        (ctis_record(title="a\0b"), "NUL character"),
    ],
)
def test_an_entry_that_cannot_be_a_record_is_refused_alone(record, message):
    items = read(json.dumps([record, ctis_record(OTHER)]).encode())

    assert numbers(items) == ["problem", OTHER]
    assert message in items[0].message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"[]", "empty"),
        (b"{}", "not a CTIS record"),
        (b'[{"title": "feed"}, {"title": "item"}]', "none of its 2 entries"),
        (b'{"a": "\xff"}', "not UTF-8"),
    ],
)
def test_json_of_something_else_is_refused(data, message):
    with pytest.raises(NotARegisterFile, match=message):
        read(data)


def test_deep_nesting_is_a_problem_and_not_an_error():
    items = read(b'{"ctNumber": ' + b"[" * 100_000)

    assert numbers(items) == ["problem"]


def test_equal_records_compare_equal_whatever_their_order():
    record = ctis_record()
    turned = json.dumps(dict(reversed(record.items())), indent=3).encode()

    (first,), (second,) = read(ctis_file(record)), read(turned)

    assert first.comparable == second.comparable
    assert second.raw == turned
