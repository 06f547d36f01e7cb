"""The API has the rows of the pages and no personal data."""

import json

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.throttling import SimpleRateThrottle

from core import mail
from economics.tests.factories import make_scenario
from products.tests.test_products import make_dossier
from registers.tests.texts import ctis_file, ctis_record, euctr_file, euctr_text
from stakeholders.tests.factories import make_contact, make_organisation, user_in
from trials.models import Trial
from trials.tests.factories import import_bytes, make_trial
from trials.tests.test_filters import QUERIES, ROWS
from usecases.models import UseCase
from usecases.snapshot import freeze
from usecases.tests.factories import (
    make_case,
    make_hurdle,
    make_milestone,
    make_recommendation,
    make_solution,
)

pytestmark = pytest.mark.django_db
LISTS = [
    "trials",
    "products",
    "use-cases",
    "hurdles",
    "solutions",
    "recommendations",
    "scenarios",
    "questions",
    "findings",
    "statements",
    "meetings",
    "decisions",
    "advice",
    "events",
    "documents",
]
PERSON = "Petra Planted"
ADDRESS = "petra.planted@person.example"


@pytest.fixture(autouse=True)
def no_rate_limit(monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"anon": None, "user": None})


def read(client, address, query=()):
    answer = client.get(f"/api/v1/{address}", dict(query))
    assert answer.status_code == 200, answer.content
    return answer.json()


def pages_rows(client, address, query):
    """The keys of all rows of a page's list, page by page."""
    found, number = [], 1
    while True:
        context = client.get(address, {**query, "page": str(number)}).context
        found += [row.pk for row in context["page"].object_list]
        if not context["page"].has_next():
            return found
        number += 1


def all_rows(client, address, query):
    found, number = [], 1
    while True:
        answer = read(client, address, {**query, "page": str(number), "page_size": "7"})
        found += answer["results"]
        if not answer["next"]:
            assert answer["count"] == len(found)
            return found
        number += 1


@given(st.lists(ROWS, min_size=1, max_size=20), QUERIES, st.sampled_from(["", "member", "curator"]))
@settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_rows_are_those_of_the_page_in_its_order_for_any_filter(client, rows, query, role):
    Trial.objects.all().delete()
    User.objects.all().delete()
    client.logout()
    if role:
        client.force_login(user_in(role))
    numbers = {make_trial(**row).pk for row in rows}
    by_number = dict(Trial.objects.filter(pk__in=numbers).values_list("eudract_number", "pk"))

    found = [by_number[row["number"]] for row in all_rows(client, "trials/", query)]

    assert found == pages_rows(client, "/trials/", query)


@pytest.mark.parametrize("role", ["", "member"])
@pytest.mark.parametrize(
    ("name", "address", "query"),
    [
        ("hurdles", "/hurdles/", {}),
        ("hurdles", "/hurdles/", {"category": "H01", "severity": "3"}),
        ("hurdles", "/hurdles/", {"case": "unknown"}),
        ("solutions", "/solutions/", {"q": "even"}),
        ("recommendations", "/recommendations/", {"state": "adopted"}),
    ],
)
def test_rows_of_the_use_cases_are_those_of_their_pages(client, role, name, address, query):
    if role:
        client.force_login(user_in(role))
    cases = [make_case(is_demo=True), make_case()]
    for number in range(6):
        parity = {"title": f"{'even' if number % 2 == 0 else 'odd'} {number}"}
        shown = {"is_demo": number % 3 == 0, **parity}
        hurdle = make_hurdle(*cases[: number % 3], severity=number % 5 + 1, **shown)
        make_solution(hurdle, **shown)
        make_recommendation(hurdle, state="adopted" if number % 2 else "draft", **shown)

    context = client.get(address, query).context

    expected = [row.get_absolute_url() for row in context["page"].object_list]
    found = [
        row["url"].removeprefix(mail.address("")) for row in all_rows(client, f"{name}/", query)
    ]
    assert (found, bool(found)) == (expected, bool(expected))


def test_a_trial_is_read_by_any_of_its_numbers_with_its_countries_and_sources(client):
    import_bytes(euctr_file(euctr_text(nct="NCT01234567"), euctr_text(country="IT")))
    Trial.objects.update(curation="included")

    for number in ("2015-000001-11", "NCT01234567"):
        trial = read(client, f"trials/{number}/")
        assert trial["number"] == "2015-000001-11"
        assert trial["countries"] == ["DE", "IT"]
        assert {row["code"] for row in trial["country_rows"]} == {"DE", "IT"}
        assert [row["register"] for row in trial["records"]] == ["euctr", "euctr"]
    assert client.get("/api/v1/trials/2015-999999-99/").status_code == 404


def test_hidden_rows_are_not_included(client):
    hidden = [make_trial(), make_case(), make_hurdle(), make_solution(), make_recommendation()]
    shown = make_hurdle(is_demo=True)
    make_solution(shown)
    shown.in_cases.create(use_case=hidden[1])
    recommendation = make_recommendation(hidden[2], shown, is_demo=True)

    for row in hidden:
        assert client.get(f"/api/v1{row.get_absolute_url()}").status_code == 404
    hurdle = read(client, f"hurdles/{shown.pk}/")
    assert (hurdle["use_cases"], hurdle["solutions"]) == ([], [])
    assert read(client, f"recommendations/{recommendation.slug}/")["hurdles"] == [shown.pk]


def test_the_public_reads_a_case_as_it_was_published(client):
    case = make_case(slug="one", title="Working title")
    case.versions.create(number=1, finalised_on="2026-01-01", content=_content(case, "Old title"))
    UseCase.objects.filter(pk=case.pk).update(published_on="2026-01-01")

    assert read(client, "use-cases/")["results"][0]["title"] == "Old title"
    assert read(client, "use-cases/one/")["title"] == "Old title"
    assert read(client, "use-cases/one/")["version"] == 1
    client.force_login(user_in("member"))
    assert read(client, "use-cases/one/")["title"] == "Working title"
    assert read(client, "use-cases/one/")["version"] is None


def test_a_program_reads_the_scenarios_of_its_reader(client):
    hidden, shown = make_scenario(), make_scenario(is_demo=True)

    rows = read(client, "scenarios/")["results"]

    assert [row["slug"] for row in rows] == [shown.slug]
    assert rows[0]["results"]["break_even_price"]["value"] > 0
    assert rows[0]["version"] == 1
    assert client.get(f"/api/v1/scenarios/{hidden.slug}/").status_code == 404


def compute(client, document):
    text = document if isinstance(document, str) else json.dumps(document)
    return client.post("/api/v1/economics/compute/", text, content_type="application/json")


def test_a_program_calculates_a_model_and_nothing_is_stored(client):
    answer = compute(client, {"model": "aim_price", "inputs": {"patients": 2000}})

    assert answer.status_code == 200
    assert answer.json()["results"]["rd"] == 125_000
    assert answer.json()["warnings"][0]["code"] == "W_DEFAULT"


def test_a_calculation_for_a_program_is_bounded(client):
    answer = compute(client, {"model": "simulation", "inputs": {"draws": 50_001}})

    assert answer.json()["results"]["rnpv"] == "E_RANGE"
    assert compute(client, " " * 1_000_001 + "{}").status_code == 400


LONG_COHORT = {
    "cycles": 10_000,
    "strategies": [{"transitions": [[1]], "state_costs": [1], "state_effects": [1]}],
}


@pytest.mark.parametrize(
    ("model", "inputs"),
    [
        ("cohort", LONG_COHORT),
        ("simulation", {"draws": 50_000}),
        ("draws", {"strategies": [{"costs": [1] * 99, "effects": [1] * 99}], "thresholds": [1]}),
        (
            "two_way",
            {
                "model": "scenario",
                "inputs": {"price": 1, "royalty": 0},
                "result": "rnpv",
                "first": {"path": "price", "values": [1] * 5},
                "second": {"path": "royalty", "values": [0] * 5},
            },
        ),
        (
            "tornado",
            {
                "model": "aim_price",
                "inputs": {"patients": 5},
                "result": "price",
                "vary": [{"path": "patients"}] * 100,
            },
        ),
    ],
)
def test_a_calculation_that_would_occupy_the_server_is_refused(client, monkeypatch, model, inputs):
    monkeypatch.setattr("join4atmp.api.rows.MAX_MICROSECONDS_PER_REQUEST", 100)

    answer = compute(client, {"model": model, "inputs": inputs})

    assert answer.status_code == 200
    assert any("too large for one request" in one["message"] for one in answer.json()["warnings"])


def test_a_cohort_of_usual_length_is_not_refused(client):
    answer = compute(client, {"model": "cohort", "inputs": LONG_COHORT | {"cycles": 500}})

    assert answer.json()["results"]["strategies"][0]["cost"] == 500


@pytest.mark.parametrize("text", ["{", "[]", '"x"', '{"model": "none"}', "[" * 5_000])
def test_a_document_that_is_no_model_is_refused(client, text):
    assert compute(client, text).status_code == 400


def _content(case, title):
    return {**freeze(case), "title": title}


def test_no_answer_contains_data_of_a_person(client):
    """Persons are planted wherever the database keeps one; their names are in no answer."""
    person = user_in("administrator", username=PERSON, email=ADDRESS, first_name=PERSON)
    organisation = make_organisation(name="Institute")
    make_contact(name=PERSON, email=ADDRESS, phone="+49 30 424242", organisation=organisation)
    import_bytes(euctr_file(euctr_text()), ctis_file(ctis_record()))
    case = make_case(authors=PERSON, submitted_by=person)
    case.roles.create(organisation=organisation, role=f"led by {PERSON}")
    make_milestone(case)
    hurdle = make_hurdle(case)
    solution = make_solution(hurdle, done_by=PERSON)
    recommendation = make_recommendation(hurdle)
    recommendation.events.create(
        old="draft", new="consultation", happened_on="2026", note=PERSON, by=person
    )
    client.force_login(person)

    single = [
        *(f"trials/{trial.number}/" for trial in Trial.objects.all()),
        f"use-cases/{case.slug}/",
        f"hurdles/{hurdle.pk}/",
        f"solutions/{solution.pk}/",
        f"recommendations/{recommendation.slug}/",
        f"scenarios/{make_scenario(by=person).slug}/",
    ]
    for address in [*(f"{name}/" for name in LISTS), *single, "schema/", ""]:
        text = json.dumps(read(client, address)).lower()
        for secret in (PERSON, ADDRESS, "424242", "Secret", "secret.person"):
            assert secret.lower() not in text, address
    assert Trial.objects.count() == 2


@pytest.mark.parametrize("rows", [1, 4])
def test_the_number_of_queries_does_not_grow(client, rows, django_assert_max_num_queries):
    for number in range(rows):
        make_trial(is_demo=True)
        make_dossier(f"DEMO-{number}", is_demo=True)
        case = make_case(is_demo=True)
        hurdle = make_hurdle(case, is_demo=True)
        make_solution(hurdle, is_demo=True)
        make_recommendation(hurdle, is_demo=True)
        make_scenario(is_demo=True)

    # The lists of the questionnaire and of the consortium have their own tests.
    for name in LISTS[: LISTS.index("questions")]:
        with django_assert_max_num_queries(9):
            assert read(client, f"{name}/")["count"] == rows


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"phase": "V"}, {"phase": ["V is not one of the values of this filter."]}),
        ({"year_from": "abc"}, {"year_from": ["Enter a whole number."]}),
        ({"q": "a" * 201}, {"q": ["The text has more than 200 characters. Shorten it."]}),
        ({"page": "99"}, {"detail": "Invalid page."}),
    ],
)
def test_an_impossible_value_is_refused_with_a_sentence(client, query, message):
    make_trial(is_demo=True)

    answer = client.get("/api/v1/trials/", query)

    assert answer.status_code in (400, 404)
    assert answer.json() == message


def test_a_page_has_at_most_200_rows_and_unknown_names_are_ignored(client):
    make_trial(is_demo=True)

    assert read(client, "trials/", {"page_size": "1000000", "nonsense": "1"})["count"] == 1


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written(admin_client, method):
    trial = make_trial()
    for address in ("trials/", f"trials/{trial.number}/", "statements/"):
        answer = getattr(admin_client, method)(f"/api/v1/{address}")
        assert answer.status_code in (403, 405)
    assert Trial.objects.count() == 1


def test_too_many_requests_return_429_with_a_time_to_wait(client, monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"anon": "3/min", "user": "9/min"})
    cache.clear()

    answers = [client.get("/api/v1/statements/") for _ in range(4)]
    elsewhere = client.get("/api/v1/statements/", headers={"X-Forwarded-For": "10.1.1.1"})

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert elsewhere.status_code == 429


def test_the_openapi_document_is_valid_and_names_every_list(client, capsys):
    document = SchemaGenerator().get_schema(request=None, public=True)

    validate_schema(document)
    assert {f"/api/v1/{name}/" for name in LISTS} <= set(document["paths"])
    assert capsys.readouterr().err == ""  # the generator prints its guesses to stderr
    parameters = {p["name"]: p for p in document["paths"]["/api/v1/trials/"]["get"]["parameters"]}
    assert parameters["phase"]["schema"]["items"]["enum"] == ["I", "II", "III", "IV", "unknown"]
    assert read(client, "schema/")["info"]["title"] == "JOIN4ATMP portal"


def test_the_page_for_people_names_every_list(client):
    text = client.get("/api/").content.decode()

    assert all(f"/api/v1/{name}/" in text for name in LISTS)


@pytest.mark.django_db
def test_every_figure_of_the_project_is_complete_without_context(client):
    rows = client.get("/api/v1/statements/?subject=trials").json()["results"]

    told = {row["figure"]: row["text"] for row in rows}
    assert {"727", "342", "169", "336", "49", "nearly 1,000", "7"} <= told.keys()
    assert told["169"] == "gene therapies are among the 342 trials in phase I or I/II."


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["nothing/", "trials/abc/", "hurdles/x/y/", "trials.json"])
def test_an_unknown_address_is_refused_in_json(client, address):
    answer = client.get(f"/api/v1/{address}", follow=True)

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
