"""A visitor learns nothing about unpublished text by asking for it, in the search or the API."""

import pytest
from django.contrib.auth.models import AnonymousUser
from rest_framework.throttling import SimpleRateThrottle

from capacities.tests.factories import make_facility
from consortium.models import Partner, Statement
from consortium.tests.factories import (
    make_advice,
    make_decision,
    make_document,
    make_event,
    make_meeting,
    make_news,
)
from core.text import search_text
from economics.tests.factories import make_scenario
from join4atmp.api.rows import Rows
from join4atmp.api.urls import router
from join4atmp.search.find import find
from join4atmp.search.sources import SOURCES
from landscape.models import CountryFact, Step
from landscape.tests.factories import make_answer
from products.tests.test_products import make_dossier
from stakeholders.tests.factories import make_contact, make_organisation, user_in
from surveys.models import Finding, Question
from surveys.tests.factories import make_survey
from trials.models import Publication
from trials.tests.factories import make_trial
from usecases.models import UseCase
from usecases.review import keep_version
from usecases.tests.factories import make_case, make_hurdle, make_recommendation, make_solution

pytestmark = pytest.mark.django_db
WORD = "xenodraft"
VISITOR = AnonymousUser()
# Every row is from a public source.
WITHOUT_DRAFTS = {Partner, Statement, CountryFact, Step}
API_LISTS = {
    name: view
    for name, view, _ in router.registry
    if issubclass(view, Rows) and view.queryset.model is not Step  # 14 rows without a search
}


@pytest.fixture(autouse=True)
def no_rate_limit(monkeypatch):
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"anon": None, "user": None})


def rewritten_case():
    """Return a case that was published and has another text, status and country since."""
    case = make_case(
        title="Published title", slug="rewritten", status="finalised", published_on="2026-01-01"
    )
    keep_version(case)
    case.title, case.status, case.countries = WORD, "final_review", "MT"
    case.atmp_class = "GTMP"
    case.save()
    return case


@pytest.fixture
def drafts():
    """Make a row with the word in its unpublished text for every kind of row."""
    trial = make_trial(title=WORD, search_text=search_text(WORD))
    paper = Publication.objects.create(pmid="31234567", title=WORD)
    paper.candidates.create(trial=trial, judgement="accepted", found_at="2026-01-01T00:00Z")
    make_dossier(WORD)
    rewritten_case()
    make_case(title=WORD)
    make_hurdle(title=WORD)
    make_solution(title=WORD)
    make_recommendation(title=WORD)
    make_scenario(title=WORD)
    project = make_survey()
    question = project.questions.first()
    Question.objects.filter(pk=question.pk).update(search_text=WORD, is_personal=False)
    figures = {"number": 3, "denominator": 4, "version": 1, "frozen_on": "2026-01-01"}
    Finding.objects.create(project=project, question=question, sentence=WORD, **figures)
    make_facility(name=WORD, published=False)
    make_answer(WORD, published=False)
    make_contact(name=WORD)
    make_organisation(name=WORD)
    make_meeting(title=WORD, state="called")
    make_decision(title=WORD, visibility="public")
    make_advice(title=WORD)
    make_event(title=WORD, visibility="members")
    make_news(title=WORD, published_on=None)
    make_document(title=WORD, access="members")


def have_the_word(models):
    return {each for each in models if each.objects.filter(search_text__contains=WORD).exists()}


def test_the_search_finds_no_unpublished_text_for_a_visitor(drafts):
    models = {source.rows(user_in("administrator")).model for source in SOURCES}
    assert have_the_word(models - WITHOUT_DRAFTS) == models - WITHOUT_DRAFTS

    for query in (WORD, WORD[:5], "xenodrafd"):
        found = {source.name: find(query, VISITOR, only=source.name).total for source in SOURCES}
        assert found == dict.fromkeys(found, 0)


def test_a_word_of_a_draft_is_corrected_for_a_visitor_like_an_unknown_word():
    make_hurdle(title="Keratinocytes", is_demo=True)
    make_hurdle(title="Keratinocites")

    assert find("keratinocites", VISITOR).corrected == "keratinocytes"
    assert find("keratinocites", user_in("member")).corrected == ""


def test_no_list_of_the_api_finds_unpublished_text_for_a_visitor(drafts, client):
    models = {view.queryset.model for view in API_LISTS.values()}
    assert have_the_word(models - WITHOUT_DRAFTS) == models - WITHOUT_DRAFTS

    found = {name: client.get(f"/api/v1/{name}/", {"q": WORD}).json() for name in API_LISTS}

    assert {name: answer["count"] for name, answer in found.items()} == dict.fromkeys(API_LISTS, 0)


@pytest.mark.parametrize(
    "query",
    [
        {"q": WORD},
        {"status": "final_review"},
        {"status": "finalised"},
        {"atmp_class": "GTMP"},
        {"stage": "unknown"},
        {"country": "MT"},
        {"country": "unknown"},
    ],
    ids=str,
)
def test_the_list_and_the_api_answer_filters_of_cases_alike(client, query):
    UseCase.objects.all().delete()
    rewritten_case()

    for role, expected in (("", set()), ("member", {"rewritten"})):
        if role:
            client.force_login(user_in(role))
        api = client.get("/api/v1/use-cases/", query).json()["results"]
        page = client.get("/use-cases/", query).context["cases"]
        assert {row["slug"] for row in api} == {case.slug for case in page}
        assert {row["slug"] for row in api} <= expected


def test_a_case_under_revision_is_listed_as_it_was_published_without_a_filter(client):
    UseCase.objects.all().delete()
    rewritten_case()

    for query in ({}, {"q": ""}):
        (row,) = client.get("/api/v1/use-cases/", query).json()["results"]
        assert row["title"] == "Published title"


@pytest.mark.parametrize("name", ["use-cases", "hurdles"])
def test_the_countries_that_can_be_chosen_do_not_name_those_of_drafts(client, name):
    before = client.get(f"/api/v1/{name}/", {"country": "MT"}).status_code
    make_case(countries="MT")
    make_hurdle(countries="MT")

    assert before == client.get(f"/api/v1/{name}/", {"country": "MT"}).status_code == 200
