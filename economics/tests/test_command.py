"""The command compute_scenario: answers, exit status, documentation."""

import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from economics.model.catalogue import MODELS
from economics.model.quantities import QUANTITIES
from economics.model.reasons import MEANINGS


def run(path, *options):
    """Return (exit status, standard output)."""
    out = StringIO()
    try:
        call_command("compute_scenario", path, *options, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue()
    return 0, out.getvalue()


def written(folder, text):
    path = folder / "scenario.json"
    path.write_text(text if isinstance(text, str) else json.dumps(text))
    return path


def test_the_last_line_is_one_json_object(tmp_path):
    document = {"model": "aim_price", "inputs": {"patients": 2000, "production": 60_000}}

    status, out = run(written(tmp_path, document), "--json")

    answer = json.loads(out.splitlines()[-1])
    assert status == 0
    assert answer["results"]["price"] == pytest.approx(239_760, rel=1e-9)


def test_a_wrong_input_gives_status_two_and_the_other_results(tmp_path):
    document = {"model": "rnpv", "inputs": {"successes": [0.5, 1.5], "launch": 3}}

    status, out = run(written(tmp_path, document), "--json")

    assert status == 2
    assert json.loads(out)["results"]["loa"] == "E_RANGE"


def test_an_undefined_result_of_good_inputs_gives_status_zero(tmp_path):
    status, out = run(
        written(tmp_path, {"model": "scenario", "inputs": {"prevalent": 0, "incident": 0}}),
        "--json",
    )

    assert status == 0
    assert json.loads(out)["results"]["break_even_price"] == "E_NO_PATIENTS"


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\x00", "nonsense"])
def test_a_file_that_is_no_json_is_refused(tmp_path, text):
    assert run(written(tmp_path, text), "--json") == (2, "")


def test_a_missing_file_is_refused(tmp_path):
    assert run(tmp_path / "none.json")[0] == 2


def test_without_json_the_results_are_lines_to_read(tmp_path):
    _, out = run(written(tmp_path, {"model": "aim_price", "inputs": {"patients": 10}}))

    assert "price: " in out
    assert "W_DEFAULT production: " in out


def test_every_model_key_result_and_code_is_documented():
    text = (settings.BASE_DIR / "docs" / "economics-json.md").read_text()
    wanted = [*MEANINGS, *(each.name for each in QUANTITIES)]
    for name, model in MODELS.items():
        wanted += [name, *model.keys]

    assert [word for word in wanted if f"`{word}`" not in text] == []
