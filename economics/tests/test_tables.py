"""The tables of a scenario: cost by step, strategies, cohort model and licence tree."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from economics.model.catalogue import compute
from economics.model.scenario import Scenario
from economics.model.tables import TABLE_BY_NAME
from economics.models import SavedScenario, ScenarioVersion

from .factories import make_scenario, posted

HIV_INPUTS = {"cycles": 20, "cost_rate": 0.06, "ratio_cycles": 2, "transition_ratio": 0.509}
HIV_STATES = [
    {"name": name, "cost_old": cost + 2278, "cost_new": cost + 2278 + 2086.5, "effect": 1}
    for name, cost in (("A", 2756), ("B", 3052), ("C", 9007))
]
HIV = {
    "states": [*HIV_STATES, {"name": "Death"}],
    "transitions_old": [
        [1251 / 1734, 350 / 1734, 116 / 1734, 17 / 1734],
        [0, 731 / 1258, 512 / 1258, 15 / 1258],
        [0, 0, 1312 / 1749, 437 / 1749],
        [0, 0, 0, 1],
    ],
}
LAUNCHES = {"Depression": 1200 - 250, "Weight": 345 - 100, "Both": 2250 - 400}


def step(name, after="", probability=None, cost=0, revenue=0):
    return {
        "step": name,
        "after": after,
        "probability": probability,
        "cost": cost,
        "revenue": revenue,
    }


TEACHING_TREE = [
    step("I", cost=30),
    step("I fails", "I", 0.4),
    step("II", "I", 0.6, 40),
    step("II fails", "II", 0.7),
    step("III depression", "II", 0.10, 200),
    step("III weight", "II", 0.15, 150),
    step("III both", "II", 0.05, 500),
    step("Depression", "III depression", 0.85, 250, 1200),
    step("Depression fails", "III depression", 0.15),
    step("Weight", "III weight", 0.75, 100, 345),
    step("Weight fails", "III weight", 0.25),
    step("Both", "III both", 0.70, 400, 2250),
    step("Only depression", "III both", 0.15, 250, 1200),
    step("Only weight", "III both", 0.05, 100, 345),
    step("Both fail", "III both", 0.10),
]


def near(value):
    return pytest.approx(value, rel=1e-9)


def codes(scenario):
    return {(note.code, note.where) for note in scenario.notes if note.code.startswith("E_")}


# The model


def test_a_published_cohort_model_gives_its_published_totals():
    results = Scenario(HIV_INPUTS, tables=HIV).results

    assert results["cohort_cost_old"].value == near(44_663.4535637)
    assert results["cohort_effect_old"].value == near(7.9912066458)
    assert results["cohort_cost_new"].value == near(50_601.6513312)
    assert results["cohort_effect_new"].value == near(8.9373888916)
    assert results["cohort_ratio"].value == near(6_275.95560353)


def test_an_empty_diagonal_cell_takes_the_rest_of_its_row():
    rows = [
        [None if place == column else cell for column, cell in enumerate(row)]
        for place, row in enumerate(HIV["transitions_old"])
    ]

    results = Scenario(HIV_INPUTS, tables=HIV | {"transitions_old": rows}).results

    assert results["cohort_cost_new"].value == near(50_601.6513312)


def test_the_therapy_may_have_transitions_of_its_own():
    own = {"transitions_new": HIV["transitions_old"]}
    same = Scenario({"cycles": 20}, tables=HIV | own).results

    assert same["cohort_effect_new"].value == near(same["cohort_effect_old"].value)


def test_totals_that_differ_from_the_effect_entered_are_said():
    entered = Scenario(HIV_INPUTS, tables=HIV)
    totals = {
        "effect_new": "cohort_effect_new",
        "effect_old": "cohort_effect_old",
        "cost_new_other": "cohort_cost_new",
        "cost_old": "cohort_cost_old",
    }
    taken = {name: entered.results[result].value for name, result in totals.items()}

    assert "I_COHORT" in {note.code for note in entered.notes}
    assert "I_COHORT" not in {note.code for note in Scenario(HIV_INPUTS | taken, tables=HIV).notes}


def test_a_published_licence_tree_gives_its_published_value():
    scenario = Scenario({"royalty": 0.05}, tables={"tree": TEACHING_TREE})
    results, leaves = scenario.results, scenario.additions.leaves

    assert results["tree_value"].value == near(13.98)
    assert results["tree_revenue"].value == near(137.655)
    assert results["tree_value_after_royalty"].value == near(7.09725)
    assert results["tree_royalty"].value == pytest.approx(0.101558243, abs=1e-9)
    assert sum(leaf.probability for leaf in leaves) == near(1)
    assert {(round(leaf.net, 9), round(leaf.probability, 9)) for leaf in leaves} >= {
        (680, 0.051),
        (-270, 0.009),
        (1280, 0.021),
        (-30, 0.4),
    }


def test_the_frontier_compares_therapy_comparator_and_other_strategies():
    inputs = {
        "price": 20_000,
        "discount": 0,
        "cost_new_other": 5_000,
        "effect_new": 3,  # C of the published example
        "cost_old": 5_000,
        "effect_old": 1,
    }
    others = [
        {"name": "A", "cost": 12_000, "effect": 1.5},
        {"name": "B", "cost": 10_000, "effect": 2},
        {"name": "D", "cost": 35_000, "effect": 4},
        {"name": "E", "cost": 55_000, "effect": 5},
    ]

    standings = Scenario(inputs, tables={"strategies": others}).additions.standings

    assert [(one.strategy.name, one.status, one.ratio) for one in standings] == [
        ("Comparator", "frontier", None),
        ("B", "frontier", 5_000),
        ("D", "frontier", 12_500),
        ("E", "frontier", 20_000),
        ("Therapy", "ED", None),
        ("A", "D", None),
    ]


def test_kinds_of_cost_add_up_to_their_step():
    rows = [{"materials": 10_000, "personnel": 5_000}, {}, {"facility": 1_000}]
    scenario = Scenario(
        {"failure_rate": 0.2, "manufacturing": 80_000}, tables={"batch_steps": rows}
    )

    costs = [(one.name, one.per_batch, one.per_patient) for one in scenario.additions.step_costs]

    assert costs == [
        ("procurement", 15_000, 18_750),
        ("manufacturing", 80_000, 100_000),
        ("release", 1_000, 1_250),
    ]


def test_the_fixed_cost_is_divided_among_the_batches_of_each_use():
    scenario = Scenario({"full_batches": 100, "fixed_per_year": 1_000_000, "failure_rate": 0})
    cogs = scenario.results["cogs"].value

    assert scenario.additions.cost_by_use == {
        "low": (25, cogs + 40_000),
        "base": (60, near(cogs + 1_000_000 / 60)),
        "full": (100, cogs + 10_000),
    }


@pytest.mark.parametrize(
    ("tables", "code", "where"),
    [
        ({"states": [{"name": "A", "cost_old": -5}]}, "E_RANGE", "states[0].cost_old"),
        ({"states": [{"cost_old": 5}]}, "E_EMPTY", "states[0].name"),
        ({"states": HIV["states"]}, "E_EMPTY", "transitions_old"),
        (HIV | {"transitions_old": [[1]]}, "E_MATRIX", "transitions_old"),
        (
            HIV | {"transitions_old": [[0.5, 0.2, 0, 0], *HIV["transitions_old"][1:]]},
            "E_MATRIX",
            "transitions_old[0]",
        ),
        (
            HIV | {"transitions_old": [[None, 0.9, 0.9, 0], *HIV["transitions_old"][1:]]},
            "E_MATRIX",
            "transitions_old[0]",
        ),
        (
            HIV | {"transitions_old": [[2, 0, 0, 0], *HIV["transitions_old"][1:]]},
            "E_RANGE",
            "transitions_old[0].0",
        ),
        (HIV | {"states": [*HIV_STATES, {"name": "D", "start": 0.5}]}, "E_MATRIX", "states"),
        (
            {"strategies": [{"name": "A", "cost": "nan", "effect": 1}]},
            "E_RANGE",
            "strategies[0].cost",
        ),
        (
            {"strategies": [{"name": "A", "cost": "1e308", "effect": 1}]},
            "E_RANGE",
            "strategies[0].cost",
        ),
        ({"strategies": [{"name": "A", "cost": 1}]}, "E_EMPTY", "strategies[0].effect"),
        ({"tree": [step("A"), step("A", "A", 1)]}, "E_RANGE", "tree"),
        ({"tree": [step("A"), step("B", "C", 1)]}, "E_KEY", "tree[1].after"),
        ({"tree": [step("A"), step("B", "A", 0.5)]}, "E_RANGE", "tree"),
        ({"tree": [step("A"), step("B")]}, "E_RANGE", "tree"),
        ({"tree": [step("A"), step("B", "C", 1), step("C", "B", 1)]}, "E_RANGE", "tree"),
        ({"tree": [step("A", "A", 1)]}, "E_RANGE", "tree"),
        ({"batch_steps": [{"materials": "x"}]}, "E_RANGE", "batch_steps[0].materials"),
        ({"batch_steps": [{"colour": "red"}]}, "E_KEY", "batch_steps[0].colour"),
        ({"batch_steps": [1]}, "E_RANGE", "batch_steps[0]"),
        ({"strategies": [{}] * 21}, "E_RANGE", "strategies"),
        ({"unknown": []}, "E_KEY", "tables.unknown"),
        ("text", "E_RANGE", "tables"),
    ],
)
def test_a_wrong_table_is_named_and_everything_else_is_computed(tables, code, where):
    scenario = Scenario({"cycles": 20, "threshold": 80_000}, tables=tables)

    assert (code, where) in codes(scenario)
    assert scenario.results["break_even_price"].value is not None
    assert scenario.results["gap"].value is not None


def test_a_document_of_a_scenario_gives_the_results_of_its_tables():
    tables = HIV | {"tree": TEACHING_TREE}
    document = {"model": "scenario", "inputs": {**HIV_INPUTS, "tables": tables, "full_batches": 10}}

    answer = compute(document)

    json.dumps(answer, allow_nan=False)
    assert answer["results"]["cohort_ratio"] == near(6_275.95560353)
    assert answer["results"]["tree_value"] == near(13.98)
    assert len(answer["results"]["cohort_shares"]["therapy"]) == 20
    assert {one["name"] for one in answer["results"]["frontier"]} == {"Therapy", "Comparator"}
    assert set(answer["results"]["cost_by_use"]) == {"low", "base", "full"}


def test_results_of_empty_tables_are_left_out():
    results = compute({"model": "scenario", "inputs": {}})["results"]

    assert not {"cohort_ratio", "tree_value", "cohort_shares", "cost_by_use"} & set(results)


# The form


def typed_tables(**cells):
    """`strategies__0__name="A"` stands for the cell strategies-0-name."""
    return {name.replace("__", "-"): text for name, text in cells.items()}


def test_tables_are_saved_shown_and_returned_to_the_form(member):
    data = posted(save="1", threshold="50000") | typed_tables(
        strategies__0__name="Transplantation",
        strategies__0__cost="120,000",
        strategies__0__effect="9.5",
        strategies__3__name="After two empty rows",
        strategies__3__cost="1",
        strategies__3__effect="1",
    )

    page = member.post("/economics/new/", data, follow=True).content.decode()

    version = ScenarioVersion.objects.get()
    assert version.tables == {
        "strategies": [
            {"name": "Transplantation", "cost": "120000", "effect": "9.5"},
            {"name": "After two empty rows", "cost": "1", "effect": "1"},
        ]
    }
    assert "Transplantation" in page
    form = member.get(f"/economics/scenarios/{version.scenario.slug}/edit/").content.decode()
    assert 'name="strategies-1-name"' in form
    assert 'value="120,000"' in form


def test_the_kinds_of_a_step_replace_its_amount(member):
    data = posted(save="1") | typed_tables(
        batch_steps__1__materials="40,000", batch_steps__1__personnel="25,000.5"
    )

    member.post("/economics/new/", data)

    version = ScenarioVersion.objects.get()
    assert version.inputs["manufacturing"] == "65000.5"
    assert version.inputs["release"] == "13000"


def cohort_cells():
    return typed_tables(
        cycles="10",
        states__0__name="Alive",
        states__0__cost_new="1000",
        states__0__cost_old="2000",
        states__0__effect="1",
        states__2__name="Dead",
        **{"transitions_old-0-2": "10"},
    )


def test_a_button_takes_the_totals_of_the_cohort_as_the_health_effect(member):
    """The second row of the states is empty: the transitions follow the states, not the rows."""
    data = posted(use="cohort", transition_ratio="0.5", cost_rate="0") | cohort_cells()

    page = member.post("/economics/new/", data)

    inputs = page.context["form"].inputs
    assert page.context["form"].tables["transitions_old"] == [[None, "0.1"], [None, None]]
    assert float(inputs["effect_old"]) == pytest.approx(sum(0.9**t for t in range(1, 11)), abs=1e-6)
    assert float(inputs["effect_new"]) == pytest.approx(
        sum(0.95**t for t in range(1, 11)), abs=1e-6
    )
    assert float(inputs["cost_old"]) == pytest.approx(2000 * float(inputs["effect_old"]), rel=1e-6)


def test_a_cohort_that_is_wrong_is_not_taken_and_says_why(member):
    data = posted(use="cohort") | cohort_cells() | {"cycles": ""}

    page = member.post("/economics/new/", data).content.decode()

    assert "E_EMPTY" in page
    assert "The number of cycles is empty." in page


def test_a_wrong_cell_is_named_with_row_and_column_and_not_saved(member):
    data = posted(save="1") | typed_tables(
        strategies__0__name="A", strategies__0__cost="much", strategies__0__effect="1"
    )

    page = member.post("/economics/new/", data).content.decode()

    assert not SavedScenario.objects.exists()
    assert "E_RANGE: Row 1: Cost per patient is not a number" in page
    assert 'aria-invalid="true"' in page
    assert "Some inputs are wrong. Correct them: Strategies." in page


def test_htmx_gets_the_errors_of_the_tables(member):
    data = posted() | typed_tables(tree__0__step="A", tree__1__step="B")

    page = member.post("/economics/new/", data, headers={"hx-request": "true"}).content.decode()

    error = page.partition('id="error-table-tree" hx-swap-oob="true">')[2].partition("</p>")[0]
    assert "2 steps have no step before them." in error


# Files and other pages


@pytest.fixture
def shown(client, db):
    tables = HIV | {
        "tree": TEACHING_TREE,
        "strategies": [{"name": "=Other", "cost": "90000", "effect": "8"}],
        "batch_steps": [{"materials": "20000"}],
    }
    scenario = make_scenario(
        {**HIV_INPUTS, "full_batches": "50"}, tables=tables, is_demo=True, title="With tables"
    )
    return client, scenario


@pytest.mark.parametrize("name", ["goods", "use", "frontier", "cohort", "tree"])
@pytest.mark.parametrize("format", ["svg", "png", "csv"])
def test_every_picture_of_a_table_is_on_the_page_and_a_file(shown, name, format):
    client, scenario = shown
    address = f"{scenario.get_absolute_url()}versions/1/charts/{name}.{format}"

    assert address in client.get(scenario.get_absolute_url()).content.decode()
    assert b"".join(client.get(address).streaming_content)


def test_a_picture_without_its_table_is_not_found(client, db):
    scenario = make_scenario(is_demo=True)

    page = client.get(scenario.get_absolute_url()).content.decode()
    picture = client.get(f"{scenario.get_absolute_url()}versions/1/charts/cohort.svg")

    assert "Persons by state" not in page
    assert picture.status_code == 404


@pytest.mark.parametrize("format", ["json", "csv", "xlsx", "pdf"])
def test_every_file_has_the_tables(shown, format):
    client, scenario = shown
    answer = client.get(f"{scenario.get_absolute_url()}versions/1/export/?format={format}")
    content = b"".join(answer.streaming_content)

    if format == "json":
        tables = json.loads(content)["inputs"]["tables"]
        assert set(tables) == {*HIV, "tree", "strategies", "batch_steps"}
    if format == "csv":
        assert "III depression" in content.decode()
    if format == "xlsx":
        book = load_workbook(io.BytesIO(content))
        assert {"Cost by step", "Strategies", "Licence tree", "Cohort model"} <= set(
            book.sheetnames
        )
        cells = [cell.value for row in book["Strategies"] for cell in row]
        assert "'=Other" in cells
    if format == "pdf":
        assert content.startswith(b"%PDF")


def test_an_exported_file_fills_the_tables_of_the_form(shown, member):
    client, scenario = shown
    answer = client.get(f"{scenario.get_absolute_url()}versions/1/export/?format=json")
    file = SimpleUploadedFile("scenario.json", b"".join(answer.streaming_content))

    page = member.post("/economics/new/", {"file": file})

    tables = page.context["form"].tables
    assert set(tables) == {*HIV, "tree", "strategies", "batch_steps"}
    assert len(tables["tree"]) == len(TEACHING_TREE)


def test_a_comparison_lists_tables_that_differ(shown):
    client, scenario = shown
    other = make_scenario(is_demo=True)

    page = client.get(f"/economics/compare/?s={scenario.slug}&s={other.slug}").content.decode()

    assert TABLE_BY_NAME["strategies"].label in page
    assert "90,000" in page


# Price models


def test_published_models_have_a_range_or_say_why_not(shown):
    client, scenario = shown
    page = client.get(scenario.get_absolute_url()).content.decode()
    rows = {
        model.label: (low, result.value, high)
        for model, low, result, high in scenario.versions.get().model_scenario().published_models
    }

    assert len(rows) == 6
    assert [label for label, (low, _, high) in rows.items() if low is None] == [
        "ROROR",
        "Sixth model of the review",
    ]
    assert all(low <= high for low, _, high in rows.values() if low is not None)
    assert "do not have its formula" in page
    assert "52 to 885 EUR per vial" in page


def test_the_range_of_a_published_model_is_that_of_its_own_input():
    scenario = Scenario({"margin": 0.1})
    low = Scenario({"margin": 0.08}).price_forms[1][1].value
    high = Scenario({"margin": 0.2}).price_forms[1][1].value

    found = {model.label: (low, high) for model, low, _, high in scenario.published_models}

    assert found["Uyl-de Groot and Löwenberg"] == (near(low), near(high))


def test_the_five_component_price_follows_the_purchasing_power_of_a_country():
    results = Scenario({"power_index": 0.6}).results
    whole = Scenario({}).price_forms[2][1].value

    assert results["adjusted_price"].value == near(0.6 * whole)
    assert "adjusted_price" not in Scenario({}).results
