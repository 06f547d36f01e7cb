"""Records of CTIS with other types, keys and words than expected: read, noted, never an error."""

import copy
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers import Answer, AtmpClass, Participation, Problem, protocol_of, read_bytes
from registers.tests.texts import ctis_file, ctis_record
from trials.rules import derive

RECORD = ctis_record(
    eudract="2015-900002-10",
    nct="NCT01234567",
    therapies=("Gene therapy",),
    early_ends=("Spain",),
    national=("13",),
    elsewhere="19",
    top={"trialGlobalEnd": [{"globalEndDate": "2025-12-31"}], "events": {}},
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from([[], {}, [None], [[]], [{}], ["x"], {"x": 1}, "2025-12-31T23:00:00+02:00"]),
)


def read(**fields):
    (record,) = read_bytes(ctis_file(ctis_record(**fields)), "file")
    return protocol_of(record)


def paths(value, path=()):
    """Yield the path of every value in a record."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inside in items:
        yield (*path, key)
        if isinstance(inside, dict | list):
            yield from paths(inside, (*path, key))


PATHS = [path for path in paths(RECORD) if path != ("ctNumber",)]


@given(st.lists(st.tuples(st.sampled_from(PATHS), VALUES), min_size=1, max_size=4))
def test_a_value_of_any_type_anywhere_is_no_error(changes):
    record = copy.deepcopy(RECORD)
    for path, value in changes:
        place = record
        for key in path[:-1]:
            try:
                place = place[key]
            except (KeyError, IndexError, TypeError):
                break
        else:
            if isinstance(place, dict):
                place[path[-1]] = value

    (item,) = read_bytes(json.dumps(record).encode(), "file")

    assert isinstance(item, Problem) or derive([protocol_of(item)])


@pytest.mark.parametrize(
    "end",
    [
        {"trialGlobalEnd": "2025-12-31"},
        {"trialGlobalEnd": {"endDate": "31.12.2025"}},
        {"trialGlobalEnd": [{"globalEndDate": "2025-12-31T00:00:00Z"}]},
    ],
)
def test_a_global_end_is_read_in_each_of_its_shapes(end):
    assert read(top=end).ended_on == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("end", "note"),
    [
        ({"trialGlobalEnd": ["2025-12-31"]}, "key not known: trialGlobalEnd"),
        ({"trialEnd": {"date": "2025-12-31"}}, "key not known: trialEnd"),
        ({"dateOfEndOfTrial": "2025-12-31"}, "key not known: dateOfEndOfTrial"),
    ],
)
def test_an_end_under_another_key_is_noted(end, note):
    found = read(top=end)

    assert found.ended_on is None
    assert note in map(str, found.notes)


@pytest.mark.parametrize(
    ("phase", "phases"),
    [
        ("4", {"II"}),
        (4, {"II"}),
        ("04", {"II"}),
        ("4.0", {"II"}),
        ("Therapeutic exploratory (Phase II)", {"II"}),
        ("Phase II and Phase III (Integrated)", {"II", "III"}),
    ],
)
def test_a_phase_is_read_from_its_code_or_words(phase, phases):
    found = read(phase=phase)

    assert found.phases == phases
    assert found.notes == ()


@pytest.mark.parametrize("status", ["11", 11, 11.0, "Not authorised", "NOT AUTHORIZED"])
def test_a_country_that_refused_is_known_by_code_and_words(status):
    (country,) = read(states=(("Spain", status),)).countries

    assert country.participation == Participation.REFUSED


@pytest.mark.parametrize("text", ["n/a", "-", "None", "not applicable"])
def test_a_field_without_eudract_number_is_not_noted(text):
    assert read(eudract=text).notes == ()


def product(**fields):
    """Return the product of a record that has these fields only."""
    record = ctis_record()
    record["authorizedApplication"]["authorizedPartI"]["products"] = [
        {"mpRoleInTrial": "1", "productName": "X-1", **fields}
    ]
    (item,) = read_bytes(ctis_file(record), "file")
    return protocol_of(item).products[0]


@pytest.mark.parametrize("role", ["1", 1, "01", "1.0", "Test", "TEST"])
def test_the_role_of_a_product_is_read_from_its_code_or_word(role):
    assert product(mpRoleInTrial=role).role == "Test"


@pytest.mark.parametrize(
    "therapies",
    [
        [{"advancedTherapyType": "Gene therapy"}],
        {"advancedTherapyType": "Gene therapy"},
        ["Gene therapy"],
        "Gene therapy",
    ],
)
def test_a_declared_therapy_is_read_with_and_without_its_list(therapies):
    found = product(therapies=therapies)

    assert (found.atmp, found.classes) == (Answer.YES, {AtmpClass.GTMP})


@pytest.mark.parametrize("therapies", [None, [], [None], "", {}])
def test_an_empty_list_of_therapies_declares_nothing(therapies):
    assert product(therapies=therapies).atmp == Answer.UNKNOWN


@pytest.mark.parametrize("flag", [True, "true", "True"])
def test_a_flag_is_read_as_a_value_or_word(flag):
    assert product(anAdvancedTherapyMedicinalProduct=flag).atmp == Answer.YES


@pytest.mark.parametrize(
    ("origin", "answer"),
    [
        ("Structurally Diverse Substance - Cell therapy", Answer.YES),
        ("Structurally Diverse Substance - Gene Therapy", Answer.YES),
        ("Structurally Diverse Substance - Tissue engineered", Answer.YES),
        ("Somatic cell therapy", Answer.YES),
        ("Protein - Enzyme replacement therapy", Answer.NO),
        ("Allergen immunotherapy extract", Answer.NO),
        ("Chemical (hormone therapy)", Answer.NO),
        ("Photodynamic therapy", Answer.UNKNOWN),
    ],
)
def test_only_the_origins_of_advanced_therapies_are_declarations(origin, answer):
    substances = [{"actSubstName": "X", "substanceOrigin": origin}]

    for stated in (substances, substances[0]):
        found = product(productDictionaryInfo={"productSubstances": stated})
        assert (found.atmp, found.substances) == (answer, ("X",))


@pytest.mark.parametrize("synonyms", ["CTL019", ["CTL019"], [{"name": "CTL019", "code": 1}]])
def test_synonyms_are_read_in_each_of_their_shapes(synonyms):
    substance = {"actSubstName": "X", "synonyms": synonyms}

    found = product(productDictionaryInfo={"productSubstances": [substance]})

    assert found.synonyms == ("CTL019",)
