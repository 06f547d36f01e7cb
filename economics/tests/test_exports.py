"""Files of a version: LibreOffice calculates the workbook and must give the portal's price."""

import csv
import io
import json

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from economics.defaults import as_stored, as_text
from economics.model.catalogue import compute
from economics.model.scenario import Scenario
from economics.model.table_values import COHORT_TOTALS
from economics.plots import NEEDED, PLOTS

from .cases import G5_AS_SCENARIO
from .factories import make_scenario
from .libreoffice import recalculated
from .test_cells import COHORT, GOODS, INPUTS, STRATEGIES, TREE

pytestmark = pytest.mark.django_db
SCENARIOS = {
    "defaults": {},
    "published teaching case": G5_AS_SCENARIO,
    "mid-year, nominal, discount, doses": {
        "timing": "mid",
        "rate_basis": "nominal",
        "discount": "0.15",
        "doses": "2",
        "launch_milestone": "3000000",
    },
    "no slots, late phase, tax": {"slots": None, "phase_now": "iii", "tax": "0.2"},
    "phase without duration": {"years_filing": "0", "ramp_years": "0", "years_iii": "5"},
    "everything granted": {f"grant_{key}": "1" for key in ("i", "ii", "iii", "filing")},
}


def exported(client, scenario, format):
    answer = client.get(f"{scenario.get_absolute_url()}versions/1/export/?format={format}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.fixture
def reader(client):
    """Somebody who is not signed in."""
    return client


@pytest.mark.libreoffice
def test_the_live_formulas_give_the_results_of_the_portal(reader, tmp_path):
    saved = {
        name: make_scenario(inputs, is_demo=True).versions.get()
        for name, inputs in SCENARIOS.items()
    }
    files = {name: exported(reader, one.scenario, "xlsx") for name, one in saved.items()}

    books = recalculated(files, tmp_path)

    expected = {name: expected_results(one) for name, one in saved.items()}
    live = {
        name: {row: book["Result"][f"B{row}"].value for row in expected[name]}
        for name, book in books.items()
    }
    assert list(live) == list(SCENARIOS)
    for name, rows in expected.items():
        assert live[name] == pytest.approx(rows, rel=1e-9, abs=1e-6), name


def expected_results(version):
    """{row of the sheet Result: number}"""
    untaxed = Scenario({**version.inputs, "tax": "0"}).results
    rows = {
        7: untaxed["break_even_price"].value,
        13: untaxed["floor_price"].value,
        15: untaxed["gap"].value,
    }
    for row, name in (
        (8, "loa"),
        (9, "present_development"),
        (10, "rnpv"),
        (11, "total_treated"),
        (12, "cogs"),
        (14, "ceiling_price"),
        (16, "extra_cost"),
        (17, "effect_gain"),
    ):
        rows[row] = version.results[name]["value"]
    return rows


TABLES = COHORT | {"batch_steps": GOODS, "tree": TREE, "strategies": STRATEGIES}
OWN_TRANSITIONS = [
    [None, 0.1, 0.02, 0.01],
    [None, 0.8, 0.15, 0.05],
    [0, 0, None, 0.2],
    [0, 0, 0, 1],
]
WITH_TABLES = {
    "years": (INPUTS, TABLES),
    "months, counted at the start": (
        INPUTS | {"cycles": 36, "cycle_months": 3, "cycle_count": "start", "effect_rate": 0.015},
        TABLES,
    ),
    "own transitions, half cycle, nominal": (
        INPUTS
        | {"cycle_count": "half_cycle", "transition_ratio": None, "rate_basis": "nominal"}
        | {"ratio_cycles": None},
        TABLES | {"transitions_new": OWN_TRANSITIONS},
    ),
}


def with_tables(inputs, tables):
    """Return a saved version whose health effect is that of its cohort model."""
    first = Scenario(inputs, {}, tables)
    totals = {name: f"{first.results[one].value:.6f}" for name, one in COHORT_TOTALS.items()}
    steps = {name: str(one) for name, one in first.additions.step_totals.items()}
    stored = {name: as_text(value) for name, value in inputs.items()}
    scenario = make_scenario(stored | totals | steps, is_demo=True, tables=as_stored(tables))
    return scenario.versions.get()


@pytest.mark.libreoffice
def test_the_tables_of_the_workbook_are_live(reader, tmp_path):
    saved = {name: with_tables(*case) for name, case in WITH_TABLES.items()}
    files = {name: exported(reader, one.scenario, "xlsx") for name, one in saved.items()}
    book = load_workbook(io.BytesIO(files["years"]))
    book["Cost by step"]["B4"] = 6_000  # materials of the procurement, 5,000 before
    changed = io.BytesIO()
    book.save(changed)

    books = recalculated(files | {"changed": changed.getvalue()}, tmp_path)

    for name, version in saved.items():
        scenario, result = version.model_scenario(), books[name]["Result"]
        assert scenario.uses_cohort, name
        for row, one in ((7, "break_even_price"), (12, "cogs"), (14, "ceiling_price")):
            # the entered effect is rounded to 6 decimals
            assert result[f"B{row}"].value == pytest.approx(scenario.results[one].value, abs=0.1)
        for label, cost, effect in totals_of(books[name]["Cohort model"]):
            arm = {"Total, comparator": "old", "Total, therapy": "new"}[label]
            assert cost == pytest.approx(scenario.results[f"cohort_cost_{arm}"].value, rel=1e-9)
            assert effect == pytest.approx(scenario.results[f"cohort_effect_{arm}"].value, rel=1e-9)
        tree = {row[0].value: row[1].value for row in books[name]["Licence tree"].iter_rows()}
        assert tree["Expected value"] == pytest.approx(30)
        assert tree["Value after the royalty"] == pytest.approx(30 - 0.04 * 60)
    assert books["changed"]["Result"]["B12"].value == books["years"]["Result"]["B12"].value + 1_000


def totals_of(sheet):
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    found = [row for row in rows if str(row[0]).startswith("Total, ")]
    assert len(found) == 2
    return [(row[0], *[value for value in row[1:] if value is not None]) for row in found]


@pytest.mark.libreoffice
def test_a_changed_input_of_the_workbook_changes_its_price(reader, tmp_path):
    scenario = make_scenario(is_demo=True)
    book = load_workbook(io.BytesIO(exported(reader, scenario, "xlsx")))
    row = next(cell.row for cell in book["Inputs"]["A"] if cell.value == "Manufacturing")
    book["Inputs"][f"B{row}"] = 99_000
    changed = io.BytesIO()
    book.save(changed)

    result = recalculated({"changed": changed.getvalue()}, tmp_path)["changed"]["Result"]

    inputs = scenario.versions.get().inputs
    expected = Scenario({**inputs, "manufacturing": "99000"}).results["break_even_price"].value
    assert result["B7"].value == pytest.approx(expected, rel=1e-9)


def test_a_title_is_no_formula_in_the_workbook(reader):
    scenario = make_scenario(is_demo=True, title="=HYPERLINK(1)")
    book = load_workbook(io.BytesIO(exported(reader, scenario, "xlsx")))

    assert book["Result"]["A1"].value == "'=HYPERLINK(1)"


def test_the_json_file_is_a_document_of_the_command(reader, tmp_path):
    scenario = make_scenario(is_demo=True)
    path = tmp_path / "scenario.json"
    path.write_bytes(exported(reader, scenario, "json"))
    out = io.StringIO()

    call_command("compute_scenario", path, "--json", stdout=out)

    saved = scenario.versions.get().results["break_even_price"]["value"]
    assert json.loads(out.getvalue())["results"]["break_even_price"] == pytest.approx(saved)
    assert compute(json.loads(path.read_text()))["results"]["loa"] > 0


def test_the_csv_file_has_inputs_with_sources_and_results(reader):
    scenario = make_scenario({"price": "1"}, is_demo=True)

    rows = list(csv.reader(io.StringIO(exported(reader, scenario, "csv").decode("utf-8-sig"))))

    by_name = {row[1]: row for row in rows}
    assert by_name["success_ii"][3:7] == ["0.289", "share", by_name["success_ii"][5], "2021"]
    assert "BIO" in by_name["success_ii"][5]
    assert by_name["price"][5] == "entered"
    assert by_name["icer"][8].startswith("I_DOMINANT")


def test_the_report_is_a_pdf(reader):
    assert exported(reader, make_scenario(is_demo=True), "pdf").startswith(b"%PDF")


def test_a_report_of_undefined_results_is_a_pdf_too(reader):
    scenario = make_scenario({"incident": "0", "prevalent": "0", "price": ""}, is_demo=True)

    assert exported(reader, scenario, "pdf").startswith(b"%PDF")


@pytest.mark.parametrize("format", ["svg", "png", "csv"])
def test_every_picture_is_a_file(reader, format):
    scenario = make_scenario(is_demo=True)
    for name in set(PLOTS) - set(NEEDED) - {"plane", "acceptability"}:
        answer = reader.get(f"{scenario.get_absolute_url()}versions/1/charts/{name}.{format}")
        assert answer.status_code == 200, name
        assert len(b"".join(answer.streaming_content)) > 100


@pytest.mark.parametrize("format", ["exe", "", "PDF"])
def test_an_unknown_format_is_refused_in_a_sentence(reader, format):
    scenario = make_scenario(is_demo=True)

    answer = reader.get(f"{scenario.get_absolute_url()}versions/1/export/?format={format}")

    assert answer.status_code == 400
    assert "Choose one of" in answer.content.decode()
