"""Visitors read what public sources say about a case that the project has not finalised."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from usecases.models import SourcedSentence, UseCase
from usecases.review import keep_version

from .factories import make_case, make_user

pytestmark = pytest.mark.django_db
QUOTATION = "For the first time in Europe, multiple academic centers will independently produce"


def make_sentence(case, **fields):
    values = {"text": "Cells are made at a zoo.", "quotation": "at a zoo", "source": "Newsletter"}
    return SourcedSentence.objects.create(use_case=case, **(values | fields))


def test_pragmatil_has_a_page_for_visitors_with_every_sentence_quoted(client):
    listed = client.get("/use-cases/").content.decode()
    assert 'href="/use-cases/pragmatil/">PragmaTIL' in listed

    page = client.get("/use-cases/pragmatil/")

    assert page.status_code == 200
    text = page.content.decode()
    case = UseCase.objects.get(slug="pragmatil")
    sentences = list(case.sourced_sentences.all())
    assert sentences
    for sentence in sentences:
        assert sentence.text in text
        assert sentence.quotation in text
        assert sentence.source in text
    assert QUOTATION in text


def test_the_working_text_stays_with_members(client):
    case = UseCase.objects.get(slug="pragmatil")
    hidden = [case.title, case.summary.strip(), case.products, case.disease]
    assert all(hidden)

    for address in ("/use-cases/pragmatil/", "/use-cases/", "/search/?q=pragmatil"):
        text = client.get(address).content.decode()
        for each in hidden:
            assert each not in text
    for part in ("pdf/", "docx/", "versions/"):
        assert client.get(f"/use-cases/pragmatil/{part}").status_code == 404
    client.force_login(make_user("member"))
    assert case.title in client.get("/use-cases/pragmatil/").content.decode()


def test_visitors_find_the_case_by_public_words_and_not_by_those_of_the_working_text(client):
    def hits(query):
        groups = client.get("/search/", {"q": query}).context["results"].groups
        cases = [group for group in groups if group.source.name == "use-cases"]
        return [hit.url for group in cases for hit in group.hits]

    assert hits("pragmatil") == ["/use-cases/pragmatil/"]
    assert hits("lymphocytes protocol") == ["/use-cases/pragmatil/"]
    assert hits("cervical cancer") == []


def test_a_case_without_a_sentence_has_no_page_for_visitors(client):
    case = make_case(slug="silent", short_name="Silent")
    assert client.get("/use-cases/silent/").status_code == 404

    sentence = make_sentence(case)
    assert "Cells are made at a zoo." in client.get("/use-cases/silent/").content.decode()
    sentence.delete()
    assert client.get("/use-cases/silent/").status_code == 404
    case.refresh_from_db()
    assert case.public_text == ""


@pytest.mark.parametrize("missing", ["quotation", "source"])
def test_the_database_refuses_a_sentence_without_its_quotation(missing):
    with pytest.raises((IntegrityError, ValidationError)):
        make_sentence(make_case(), **{missing: ""})


def test_visitors_find_a_case_under_revision_by_its_last_version(client):
    case = make_case(
        slug="revised",
        short_name="Revised",
        title="About zebras",
        status="finalised",
        published_on=date(2026, 1, 1),
    )
    keep_version(case, finalised_on=date(2026, 1, 1))
    UseCase.objects.filter(pk=case.pk).update(status="under_development")
    case.refresh_from_db()
    case.title = "About giraffes"
    case.save()

    def titles(query):
        groups = client.get("/search/", {"q": query}).context["results"].groups
        return [str(hit.title) for group in groups for hit in group.hits]

    assert titles("zebras") == ["About <mark>zebras</mark>"]
    assert titles("giraffes") == []
    client.force_login(make_user("member"))
    assert titles("giraffes") == ["About <mark>giraffes</mark>"]


def test_members_see_more_is_said_only_where_it_is_true(client):
    says = "Members of the consortium also see use cases"
    assert says in client.get("/use-cases/").content.decode()

    UseCase.objects.all().delete()
    make_case(slug="invented", short_name="Invented", is_demo=True)

    page = client.get("/use-cases/").content.decode()
    assert says not in page
    assert "1 use case" in page
    assert "0 of them of the project, the others are invented" in " ".join(page.split())
