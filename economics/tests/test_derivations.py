"""Every picture says how its numbers are calculated, and its calculations are right."""

import re

import pytest

from economics.derivations import DERIVATIONS, derivation_of, numbers_of
from economics.model.inputs import BY_NAME
from economics.model.quantities import QUANTITY_BY_NAME
from economics.model.scenario import Scenario
from economics.plots import PLOTS

from .factories import make_scenario
from .test_cells import COHORT, GOODS, INPUTS, STRATEGIES, TREE

# Their tables have the words and the source of each row.
WITH_WORDS_IN_THE_TABLE = {"forms", "published"}
TABLES = COHORT | {"batch_steps": GOODS, "tree": TREE, "strategies": STRATEGIES}
CASES = {
    "as the hand-worked case": {},
    "with waiting patients and few slots": {"prevalent": 200, "ramp_years": 3, "slots": 70},
    "with discount and transport": {"discount": 0.1, "transport": 1_500, "failure_rate": 0.1},
    "with instalments": {"instalments": 4, "cost_rate": 0.05, "persistence": 0.8},
}
CALCULATION = re.compile(r"[\d ().,+−×÷^%]+ = [\d.,−% ]+")
SIGNS = {"×": "*", "÷": "/", "−": "-", "^": "**", ",": ""}


def value_of(text):
    """Return the value of a printed calculation, such as (20,000 + 5) ÷ 40 %."""
    for sign, other in SIGNS.items():
        text = text.replace(sign, other)
    return eval(re.sub(r"([\d.]+) %", r"(\1/100)", text), {"__builtins__": {}})


def test_every_picture_has_a_derivation_or_words_in_its_table():
    assert {name for name in PLOTS if derivation_of(name) is None} == WITH_WORDS_IN_THE_TABLE
    assert set(DERIVATIONS) <= set(PLOTS)


@pytest.mark.parametrize("name", [name for name in PLOTS if name not in WITH_WORDS_IN_THE_TABLE])
def test_a_derivation_names_inputs_and_results_that_exist(name):
    found = derivation_of(name)

    assert found.words
    assert found.formula
    assert set(found.inputs) <= set(BY_NAME)
    assert set(found.parts) <= set(QUANTITY_BY_NAME)


@pytest.mark.parametrize("changes", CASES.values(), ids=CASES)
def test_the_calculations_in_numbers_are_right(changes):
    scenario = Scenario(INPUTS | {"full_batches": 80} | changes, {}, TABLES)
    checked = set()

    for name, found in DERIVATIONS.items():
        for label, text in numbers_of(found, scenario):
            if CALCULATION.fullmatch(text):
                left, right = map(value_of, text.split(" = "))
                assert left == pytest.approx(right, rel=0.02, abs=0.6), (name, label, text)
                checked.add(name)

    assert {"goods", "use", "payments", "frontier", "ceilings", "corridor", "cohort"} <= checked
    if not changes.get("slots"):
        assert "patients" in checked


def test_a_number_that_is_not_defined_leaves_the_formula():
    scenario = Scenario(INPUTS | {"success_i": 0, "threshold": None})

    assert numbers_of(DERIVATIONS["cohort"], scenario) == []
    assert derivation_of("cohort").formula


@pytest.mark.django_db
def test_the_page_opens_how_each_picture_is_calculated(client):
    scenario = make_scenario()
    scenario.publish()

    page = client.get(scenario.get_absolute_url()).content.decode()

    for name in ("payments", "frontier", "goods", "budget", "tornado-rnpv"):
        start = page.index(f'id="derivation-{name}"')
        panel = page[start : page.index("</details>", start)]
        assert "How it is calculated" in panel
        assert 'class="formula"' in panel
        assert "/economics/references/" in panel, name
    assert "400,000 ÷ 1.03^0" in page
