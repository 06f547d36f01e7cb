"""Figures of few people, personal answers and answers in words: the values that are hidden."""

import csv
import io
import json

import pytest
from django.test import Client

from surveys.models import (
    Question,
)

from .factories import (
    GROUPS,
    SECRET,
    divided_survey,
    make_survey,
    user_in,
)
from .reading import PAGES, text_of
from .redcap_files import dictionary_file, radio, text_field

pytestmark = pytest.mark.django_db


# What must not show


SMALL_SELECTIONS = ("?group=2", "?country=MT", "?group=2&country=MT", "?group=1&country=MT")


@pytest.mark.parametrize("query", SMALL_SELECTIONS)
def test_small_selection_is_not_shown(member, query):
    divided_survey()

    page = text_of(member.get(f"/survey/questions/q/{query}"))

    assert "The answers are not shown" in page
    assert member.get(f"/survey/questions/q/charts/q.csv{query}").status_code == 404


@pytest.mark.parametrize("by", ["group", "country"])
def test_divided_table_leaves_out_what_would_give_a_small_group_away(member, by):
    divided_survey()

    rows = member.get(f"/survey/questions/q/charts/q-by-{by}.csv?by={by}")

    table = b"".join(rows.streaming_content).decode()
    names = [row[0] for row in csv.reader(io.StringIO(table))][1:]
    assert len(names) == 1
    assert not {"Regulators", "Malta"} & set(names)


def test_small_group_is_in_no_export_and_on_no_page(member):
    project = divided_survey()
    query = f"?project={project.slug}"
    addresses = [
        "/survey/",
        "/survey/questions/target_group/",
        "/survey/questions/country/",
        "/survey/questions/target_group/?by=country",
        "/survey/questions/country/?group=1",
    ]

    for address in addresses:
        page = text_of(member.get(address))
        assert "Regulators</th><td>1</td>" not in page.replace("> <", "><")
    coverage = text_of(member.get("/survey/")).replace("> <", "><")
    assert "Malta</th>" in coverage
    assert 'Malta</th><td class="cell-figure"><span class="unstated">not shown</span>' in coverage
    for format in ("csv", "json"):
        answer = member.get(f"/survey/export/{query}&format={format}")
        content = b"".join(answer.streaming_content).decode()
        assert "Regulators" not in content
        assert "Patients" in content
        assert SECRET not in content


def test_question_that_few_people_were_asked_does_not_say_how_many(member):
    fields = [
        text_field("record_id"),
        radio("target_group", GROUPS),
        radio("q", "1, Yes | 2, No", logic="[target_group] = '2'"),
    ]
    lines = [f"{n},{2 if n < 3 else 1},{'' if n > 2 else 1},2" for n in range(1, 20)]
    data = "\n".join(["record_id,target_group,q,one_complete", *lines]).encode()
    project = make_survey(dictionary_file(*fields), data)

    page = text_of(member.get("/survey/questions/q/"))
    assert "Fewer than 5 people were asked" in page
    assert "2 answered" not in page
    question = project.questions.get(name="q")
    figures = member.get(f"/api/v1/questions/{question.pk}/").json()["figures"]
    assert (figures["counts"], figures["answers"]) == (None, [])
    rows = json.loads(b"".join(member.get("/survey/export/?format=json").streaming_content))
    (row,) = [row for row in rows["figures"] if row["Variable"] == "q"]
    assert (row["Shown"], row["Answered"], row["Answers"]) == ("", "", "")


def test_members_do_not_cross_and_coordinators_do_not_cross_groups(member):
    divided_survey()

    page = text_of(member.get("/survey/questions/q/?cross=country"))
    assert "by Country" not in page
    coordinator = Client()
    coordinator.force_login(user_in("coordinator"))
    crossed = text_of(coordinator.get("/survey/questions/q/?cross=country"))
    assert "Malta" not in crossed.split("chart-table")[-1]
    refused = text_of(coordinator.get("/survey/questions/target_group/?cross=country"))
    assert "cannot be divided by this question" in refused


def test_personal_question_is_for_nobody_without_the_permission(member):
    divided_survey(keeps_personal=True)

    assert member.get("/survey/questions/mail/").status_code == 404
    for address in (*PAGES, "/survey/questions/why/", "/survey/export/"):
        answer = member.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"@x.org" not in content
    coordinator = Client()
    coordinator.force_login(user_in("coordinator"))
    assert coordinator.get("/survey/questions/mail/").status_code == 200
    assert "@x.org" not in text_of(coordinator.get("/survey/questions/mail/"))


def test_answers_in_words_are_for_members(member, client):
    divided_survey()
    Question.objects.filter(is_personal=False).update(published_on="2026-01-01")

    assert "Reason 7" in text_of(member.get("/survey/questions/why/"))
    assert "Reason 7" not in text_of(Client().get("/survey/questions/why/"))
