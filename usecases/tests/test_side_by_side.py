"""Two use cases side by side: procedures and hurdles in one row each."""

import pytest

from .factories import make_case, make_hurdle, make_milestone

pytestmark = pytest.mark.django_db


def compared(client, *cases):
    return client.get("/use-cases/compare/", {"case": [case.slug for case in cases]}).context


def test_steps_of_the_same_procedure_are_in_one_row(client):
    one, other = make_case(is_demo=True), make_case(is_demo=True)
    make_milestone(one, "gmo", country="DE", submitted_on="2023-01-01", decided_on="2023-02-01")
    make_milestone(other, "gmo", country="IT", submitted_on="2023-01-01", decided_on="2023-03-01")
    make_milestone(other, "cat")
    make_milestone(one, None, title="First patient", decided_on="2023-05-01")

    rows = compared(client, one, other)["procedures"]

    assert [(row.code, [len(cell) for cell in row.cells]) for row in rows] == [
        ("gmo", [1, 1]),
        ("cat", [0, 1]),
        ("", [1, 0]),
    ]
    assert [cell[0].brief.partition(",")[0] for cell in rows[0].cells] == ["31 days", "59 days"]


def test_hurdles_are_grouped_by_category_and_hidden_ones_are_left_out(client):
    one, other = make_case(is_demo=True), make_case(is_demo=True)
    shared = make_hurdle(one, other, category="H03", is_demo=True)
    own = make_hurdle(other, category="H01", is_demo=True)
    make_hurdle(one, category="H02")

    rows = compared(client, one, other)["hurdles"]

    assert [(row.code, row.cells) for row in rows] == [
        ("H01", [[], [own]]),
        ("H03", [[shared], [shared]]),
    ]


def test_the_matrix_has_no_empty_rows_and_names_the_empty_categories(client):
    make_hurdle(category="H03", is_demo=True)

    matrix = client.get("/hurdles/").context["matrix"]

    assert [row[0] for row in matrix.rows] == ["H03"]
    assert "H03" not in " ".join(matrix.empty)
    assert len(matrix.empty) > 10
