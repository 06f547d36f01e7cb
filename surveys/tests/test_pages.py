"""The pages of a questionnaire: access, and values that are hidden from everybody."""

import json

import pytest
from django.test import Client

from surveys.findings import freeze
from surveys.models import (
    Finding,
    Question,
)

from .factories import (
    GROUPS,
    divided_survey,
    import_files,
    make_survey,
)
from .reading import PAGES, text_of
from .redcap_files import SMALL, dictionary_file, radio, text_field

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", PAGES)
def test_page_without_any_questionnaire(member, address):
    assert member.get(address).status_code == 200


@pytest.mark.parametrize("address", [*PAGES, "/survey/versions/", "/survey/questions/role/"])
def test_page_with_a_questionnaire(member, address):
    make_survey()

    assert member.get(address).status_code == 200


def test_question_page_names_its_denominator(member):
    make_survey()

    page = text_of(member.get("/survey/questions/hurdles/"))

    assert "4 answered of 6 shown, 1 not reached, 1 shown but not answered." in page
    assert "The answers are not shown" in page


def test_strangers_see_only_published_figures(client):
    project = divided_survey()

    assert client.get("/survey/questions/q/").status_code == 404
    assert "Reason" not in text_of(client.get("/survey/"))
    Question.objects.filter(name="q").update(published_on="2026-01-01")
    page = text_of(client.get("/survey/questions/q/"))
    assert "30 answered of 30 shown" in page
    listed = text_of(client.get(f"/survey/questions/?project={project.slug}"))
    assert "/survey/questions/q/" in listed
    assert "/survey/questions/why/" not in listed
    assert client.get("/survey/interviews/").status_code == 302


def test_nobody_publishes_without_the_permission(member):
    divided_survey()

    assert member.post("/survey/questions/q/publish/").status_code == 404
    assert Question.objects.get(name="q").published_on is None


def test_coordinator_publishes_and_takes_back(coordinator):
    divided_survey()

    coordinator.post("/survey/questions/q/publish/")
    assert Question.objects.get(name="q").published_on
    coordinator.post("/survey/questions/q/publish/")
    assert Question.objects.get(name="q").published_on is None
    coordinator.post("/survey/questions/mail/publish/")
    assert Question.objects.get(name="mail").published_on is None


def test_who_did_not_consent_is_in_no_figure(member):
    dictionary = dictionary_file(
        text_field("record_id"),
        text_field("consent", type="yesno"),
        radio("q", "1, Yes | 2, No"),
        text_field("why", type="notes"),
    )
    lines = [f"{n},{int(n != 3)},{1 if n == 3 else 2},Reason {n},2" for n in range(1, 9)]
    data = "\n".join(["record_id,consent,q,why,one_complete", *lines]).encode()
    make_survey(dictionary, data)

    assert "7 answered of 7 shown" in text_of(member.get("/survey/questions/q/"))
    assert "Reason 3" not in text_of(member.get("/survey/questions/why/"))
    assert "1 respondent did not consent" in text_of(member.get("/survey/"))


@pytest.mark.parametrize(
    "query",
    ["?group=zzz", "?country=%27", "?by=nothing", "?cross=nothing", "?page=999", "?group=-"],
)
def test_impossible_query_is_answered_with_a_page(member, query):
    divided_survey()

    assert member.get(f"/survey/questions/q/{query}").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/survey/questions/none/",
        "/survey/?project=none",
        "/survey/findings/999999/",
        "/survey/questions/q/charts/none.svg",
        "/survey/questions/q/charts/q.gif",
        "/survey/codebook.doc",
        "/survey/participants/",
        "/survey/import/",
    ],
)
def test_address_that_does_not_exist_for_a_member(member, address):
    divided_survey()

    assert member.get(address).status_code == 404


@pytest.mark.parametrize("format", ["svg", "png", "csv"])
@pytest.mark.parametrize("name", ["q", "years"])
def test_chart_as_a_file(member, name, format):
    divided_survey()

    answer = member.get(f"/survey/questions/{name}/charts/{name}.{format}")

    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert {"svg": b"<svg", "png": b"PNG", "csv": b"Answers"}[format] in content


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_figures_as_a_file(member, format):
    divided_survey()

    answer = member.get(f"/survey/export/?format={format}")

    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)
    if format == "json":
        figures = json.loads(content)["figures"]
        yes = next(row for row in figures if row["Variable"] == "q" and row["Answer"] == "Yes")
        assert (yes["Answers"], yes["Answered"], yes["Shown"]) == (14, 30, 30)


def test_codebook_and_dictionary_as_files(member):
    make_survey()

    assert member.get("/survey/codebook.pdf").content.startswith(b"%PDF")
    book = b"".join(member.get("/survey/codebook.csv").streaming_content).decode()
    assert "“Role” is “Developer”" in book
    assert member.get("/survey/dictionary.csv").content == dictionary_file(*SMALL)


def test_formula_in_an_answer_is_harmless_in_a_file(member):
    labels = "1, =cmd|x!A1 | 2, No"
    dictionary = dictionary_file(text_field("record_id"), radio("q", labels))
    data = "\n".join(["record_id,q,one_complete", *(f"{n},1,2" for n in range(1, 8))]).encode()
    make_survey(dictionary, data)

    content = b"".join(member.get("/survey/export/?format=csv").streaming_content).decode()

    assert "\"'=cmd" in content


@pytest.mark.parametrize("rows", [10, 30])
def test_question_page_asks_the_database_a_fixed_number_of_times(
    member, rows, django_assert_max_num_queries
):
    lines = [f"{n},{1 + n % 2},DE,{1 + n % 2},,,,2" for n in range(1, rows + 1)]
    header = "record_id,target_group,country,q,why,mail,years,one_complete"
    divided_survey()
    import_files(
        dictionary_file(
            text_field("record_id"), radio("target_group", GROUPS), radio("q", "1, Yes | 2, No")
        ),
        "\n".join([header, *lines]).replace(",DE,", ",").replace(",country,", ",").encode(),
        project="Other",
        takes_short=True,
    )

    with django_assert_max_num_queries(22):
        member.get("/survey/questions/q/?project=other&by=group")


# Versions


def test_answers_whose_code_changed_its_meaning_are_not_added_up(member):
    first = dictionary_file(text_field("record_id"), radio("q", "1, Yes | 2, No"))
    second = dictionary_file(text_field("record_id"), radio("q", "1, Yes | 2, Perhaps"))
    header = "record_id,q,one_complete"
    old = "\n".join([header, *(f"{n},{1 + n % 2},2" for n in range(1, 13))])
    make_survey(first, old.encode())
    new = "\n".join([old, *(f"{n},{1 + n % 2},2" for n in range(13, 25))])
    make_survey(second, new.encode())

    page = text_of(member.get("/survey/questions/q/"))

    assert "In version 1 the codes 2 had another meaning: 6 answers" in page
    assert "18 answered of 18 shown" in page
    compared = text_of(member.get("/survey/versions/"))
    assert "meant “No” and now means “Perhaps”" in compared


# For programs, in the search, and in what is kept for ever


def test_programs_read_what_the_page_shows_and_no_more(member):
    project = divided_survey()
    questions = {question.name: question for question in project.questions.all()}

    listed = member.get("/api/v1/questions/").json()["results"]
    assert "mail" not in {row["name"] for row in listed}
    whole = member.get(f"/api/v1/questions/{questions['q'].pk}/").json()["figures"]
    assert whole["counts"]["answered"] == 30
    assert [row["number"] for row in whole["answers"]] == [14, 15, 1]
    groups = member.get(f"/api/v1/questions/{questions['target_group'].pk}/").json()["figures"]
    assert [row["label"] for row in groups["answers"]] == ["Patients"]
    assert member.get(f"/api/v1/questions/{questions['mail'].pk}/").status_code == 404
    assert Client().get("/api/v1/questions/").json()["count"] == 0


@pytest.mark.parametrize("number", [1, 3])
def test_lists_for_programs_ask_the_database_a_fixed_number_of_times(
    member, number, django_assert_max_num_queries
):
    project = divided_survey()
    question = project.questions.get(name="q")
    for place in range(number):
        freeze(Finding(question=question, sentence=f"Sentence {place}", code="1"), by=None)

    with django_assert_max_num_queries(8):
        assert member.get("/api/v1/findings/").json()["count"] == number
    with django_assert_max_num_queries(8):
        assert member.get("/api/v1/questions/").json()["count"] == 5


def test_search_finds_questions_and_findings(member):
    project = divided_survey()
    question = project.questions.get(name="q")
    freeze(Finding(question=question, sentence="Many say perhaps", code="3"), by=None)

    page = text_of(member.get("/search/?q=perhaps"))

    assert "Survey questions" in page
    assert "Survey findings" in page
    assert "Survey" not in text_of(Client().get("/search/?q=perhaps")).split("<main")[1]
