"""Every cell of a matrix links to its rows and shows their number."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from usecases.models import CaseHurdle, Hurdle, UseCase

from .factories import make_case, make_hurdle, make_solution

pytestmark = pytest.mark.django_db
HURDLES = st.lists(
    st.tuples(
        st.sampled_from(["H01", "H02", "H17"]),
        st.sampled_from(["S01", "S05", None]),
        st.sampled_from(["", "DE", "DE ES", "EU", "AD EE"]),
        st.sets(st.integers(0, 2)),
        st.booleans(),
    ),
    max_size=8,
)


def followed(client, url):
    page = client.get(url.removesuffix("#rows"))
    assert page.context["listing"].is_valid, url
    return page.context["page"].paginator.count


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(hurdles=HURDLES, kind=st.sampled_from(["stage", "country", "case"]), solved=st.booleans())
def test_every_cell_shows_the_number_of_its_rows(hurdles, kind, solved):
    Hurdle.objects.all().delete()
    UseCase.objects.all().delete()
    cases = [make_case(is_demo=True) for _ in range(3)]
    for category, stage, countries, places, worked in hurdles:
        hurdle = make_hurdle(
            *(cases[place] for place in places),
            category=category,
            stage=stage,
            countries=countries,
            is_demo=True,
        )
        if worked:
            make_solution(hurdle)
    client = Client()

    page = client.get("/hurdles/", {"matrix": kind} | ({"solved": "yes"} if solved else {}))
    matrix = page.context["matrix"]

    assert matrix.total == page.context["page"].paginator.count
    for _, _, row_total, row_url, cells in matrix.rows:
        if row_total:
            assert followed(client, row_url) == row_total
        for cell in cells:
            if cell.count:
                assert followed(client, cell.url) == cell.count
    for _, _, _, column_total, url in matrix.columns:
        assert followed(client, url) == column_total
    if kind == "stage":
        cells = [cell.count for *_, row in matrix.rows for cell in row]
        assert sum(cells) == matrix.total


def test_the_chosen_cell_narrows_the_rows_and_not_the_matrix(client):
    make_hurdle(category="H01", stage="S05", is_demo=True)
    make_hurdle(category="H02", stage="S05", is_demo=True)

    page = client.get("/hurdles/", {"category": "H01", "stage": "S05"})

    assert page.context["page"].paginator.count == 1
    assert page.context["matrix"].total == 2


def test_gaps_are_hurdles_without_a_solution_that_worked(client):
    solved, partly, failed, bare = (make_hurdle(is_demo=True) for _ in range(4))
    make_solution(solved, is_demo=True)
    make_solution(partly, outcome="partly", is_demo=True, evidence="Seen.")
    make_solution(failed, outcome="failed", why="Late.", is_demo=True, source="A paper")

    page = client.get("/hurdles/gaps/")

    assert set(page.context["hurdles"]) == {partly, failed, bare}
    assert [row.evidence for row in page.context["solutions"]] == [""]
    assert client.get("/hurdles/?solved=no").context["page"].paginator.count == 3


@pytest.mark.parametrize(
    "query",
    [
        "category=H99",
        "stage=nonsense",
        "country=ZZ",
        "case=nowhere",
        "severity=abc",
        "severity=99",
        "severity=1e9",
        "q=" + "x" * 300,
        "solved=maybe",
    ],
)
def test_an_impossible_value_is_answered_with_a_message_and_no_rows(client, query):
    make_hurdle(is_demo=True)

    page = client.get(f"/hurdles/?{query}")

    assert page.status_code == 200
    assert page.context["page"].paginator.count == 0
    assert "The list cannot be shown" in page.content.decode()
    assert client.get(f"/hurdles/export/?{query}").status_code == 302


@pytest.mark.parametrize(
    "address", ["/hurdles/", "/solutions/", "/recommendations/", "/use-cases/"]
)
@pytest.mark.parametrize(
    "query", ["nonsense=1", "page=abc", "page=-1", "matrix=x", "q=%3Cscript%3Ealert(1)", "q=%FF"]
)
def test_unusual_queries_are_answered_and_never_reflected_as_markup(client, address, query):
    page = client.get(f"{address}?{query}")

    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()


def test_numbers_beyond_every_row_are_not_found(client):
    assert client.get("/hurdles/99999999999999999999999/").status_code == 404
    assert client.get("/solutions/99999999999999999999999/").status_code == 404
    assert client.get("/use-cases/x/versions/99999999999999999999/").status_code == 404


def test_a_case_that_a_reader_may_not_see_is_no_filter(client):
    hurdle = make_hurdle(is_demo=True)
    CaseHurdle.objects.create(use_case=make_case(slug="hidden"), hurdle=hurdle)

    assert client.get("/hurdles/?case=hidden").context["listing"].is_valid is False
