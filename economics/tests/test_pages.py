"""The pages that readers see: lists, scenarios, two inputs at once, evidence, demonstration."""

import pytest

from economics import demo
from economics.models import SavedScenario, ScenarioEvidence, SimulationRun
from usecases.tests.factories import make_hurdle, make_recommendation

from .factories import make_scenario, text_of

pytestmark = pytest.mark.django_db
PUBLIC_PAGES = [
    "/economics/",
    "/economics/compare/",
    "/economics/method/",
    "/economics/references/",
    "/economics/references/?replaced=1",
]


@pytest.mark.parametrize("address", PUBLIC_PAGES)
def test_everyone_reads_the_pages_of_the_tool(client, address):
    assert client.get(address).status_code == 200


def test_an_empty_portal_says_what_to_do_next(client):
    assert "There is no scenario yet" in text_of(client.get("/economics/"))


def test_lists_show_published_and_invented_scenarios_to_everyone(client):
    hidden, shared = make_scenario(title="Hidden one"), make_scenario(title="Shared one")
    shared.share()
    public = make_scenario(title="Public one")
    public.publish()
    invented = make_scenario(title="Invented one", is_demo=True)

    page = text_of(client.get("/economics/"))

    assert public.title in page
    assert invented.title in page
    assert hidden.title not in page
    assert shared.title not in page


@pytest.mark.parametrize(
    ("state", "status"), [("hidden", 404), ("shared", 200), ("published", 200), ("demo", 200)]
)
def test_who_is_not_signed_in_reads_what_is_shared(client, state, status):
    scenario = make_scenario(is_demo=state == "demo")
    if state == "shared":
        scenario.share()
    elif state == "published":
        scenario.publish()

    for address in (
        scenario.get_absolute_url(),
        f"{scenario.get_absolute_url()}versions/1/",
        f"{scenario.get_absolute_url()}versions/1/export/",
        f"{scenario.get_absolute_url()}versions/1/charts/corridor.svg",
    ):
        answer = client.get(address)
        list(answer)  # a file that is not read keeps its turn
        assert answer.status_code == status, address


def test_the_number_of_queries_of_the_list_does_not_grow(client, django_assert_max_num_queries):
    counts = []
    for _ in range(2):
        for _ in range(2):
            make_scenario(is_demo=True)
        with django_assert_max_num_queries(20) as queries:
            client.get("/economics/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_scenario_shows_the_corridor_first_and_opens_how_it_came_about(client):
    scenario = make_scenario(is_demo=True)

    page = text_of(client.get(scenario.get_absolute_url()))

    assert page.index("Price corridor") < page.index("Results")
    assert "per patient are missing" in page
    assert "P* = [PV_dev" in page
    assert "BIO/Informa/QLS" in page


@pytest.mark.parametrize("name", ["incident", "success_iii", "price", "effect_new"])
def test_a_scenario_with_undefined_results_has_a_page(client, name):
    scenario = make_scenario({name: "0", "prevalent": "0"}, is_demo=True)

    assert client.get(scenario.get_absolute_url()).status_code == 200


def test_published_examples_agree_with_what_is_calculated(client):
    examples = client.get("/economics/method/").context["published"]

    assert len(examples) >= 6
    for example in examples:
        for row in example["rows"]:
            assert round(row["calculated"], row["digits"]) == round(row["value"], row["digits"])


def test_two_inputs_move_a_result_together(client):
    scenario = make_scenario(is_demo=True)
    saved = scenario.versions.get().results["rnpv"]["value"]

    page = client.get(f"{scenario.get_absolute_url()}?first=price&second=incident&result=rnpv")

    table = page.context["two_way"]
    assert [head for head, _ in table.rows][2] == "400,000"
    assert table.heads[2] == "60"
    assert table.rows[2][1][2] == f"EUR {saved:,.0f}".replace("-", "−")
    assert len(table.rows) == len(table.heads) == 5


@pytest.mark.parametrize("query", ["first=price&second=price", "first=x&second=&result=loa"])
def test_an_impossible_pair_of_inputs_is_no_error_page(client, query):
    scenario = make_scenario(is_demo=True)

    assert client.get(f"{scenario.get_absolute_url()}?{query}").status_code == 200


def test_a_version_is_evidence_for_a_hurdle_and_a_recommendation(client):
    version = make_scenario(is_demo=True).versions.get()
    hurdle = make_hurdle(is_demo=True)
    recommendation = make_recommendation(hurdle, is_demo=True)
    ScenarioEvidence.objects.create(version=version, hurdle=hurdle, statement="Cost is the hurdle")
    ScenarioEvidence.objects.create(
        version=version, recommendation=recommendation, statement="Grants help"
    )

    assert "Cost is the hurdle" in text_of(client.get(hurdle.get_absolute_url()))
    assert "Grants help" in text_of(client.get(recommendation.get_absolute_url()))


def test_evidence_of_a_hidden_scenario_stays_hidden(client):
    version = make_scenario().versions.get()
    hurdle = make_hurdle(is_demo=True)
    ScenarioEvidence.objects.create(version=version, hurdle=hurdle, statement="Secret reason")

    assert "Secret reason" not in text_of(client.get(hurdle.get_absolute_url()))


def test_the_demonstration_is_loaded_once_and_removed_whole(client):
    make_scenario(title="A real one")

    assert demo.load() == demo.load() == 3
    for scenario in SavedScenario.objects.filter(is_demo=True):
        assert client.get(scenario.get_absolute_url()).status_code == 200
    assert demo.remove() == 3
    assert SavedScenario.objects.count() == 1
    assert not SimulationRun.objects.exists()
