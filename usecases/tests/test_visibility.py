"""Access to use cases, hurdles, solutions and recommendations: one rule for every page."""

import csv
import io
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from trials.tests.factories import make_trial
from usecases.models import Hurdle, UseCase
from usecases.review import keep_version

from .factories import (
    make_case,
    make_hurdle,
    make_milestone,
    make_recommendation,
    make_solution,
    make_user,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 3)
EVERYONE = {"finalised", "demo"}
MEMBERS = EVERYONE | {"working", "review", "unstated"}
ROLES = [
    ("", EVERYONE),
    ("member", MEMBERS),
    ("coordinator", MEMBERS),
    ("curator", MEMBERS),
    ("reviewer", MEMBERS),
    ("administrator", MEMBERS),
]


def case_in(status, name, **fields):
    case = make_case(title=name, short_name=name, slug=name, status=status, **fields)
    make_milestone(case, submitted_on="2023-01-01", note=f"note of {name}")
    hurdle = make_hurdle(case, title=f"hurdle of {name}", is_demo=fields.get("is_demo", False))
    solution = make_solution(hurdle, title=f"solution of {name}", is_demo=hurdle.is_demo)
    make_recommendation(
        hurdle,
        title=f"recommendation of {name}",
        published_on=fields.get("published_on"),
        is_demo=hurdle.is_demo,
    )
    return case, hurdle, solution


@pytest.fixture
def cases():
    UseCase.objects.all().delete()
    done, _, _ = case_in("finalised", "finalised", published_on=DAY)
    keep_version(done, finalised_on=DAY)
    case_in("under_development", "working")
    case_in("final_review", "review")
    case_in("not_stated", "unstated")
    case_in("under_development", "demo", is_demo=True)


def sign_in(client, role):
    if role:
        client.force_login(make_user(role))


@pytest.mark.parametrize(("role", "seen"), ROLES)
def test_lists_pages_and_files_show_what_the_role_may_see(client, cases, role, seen):
    sign_in(client, role)

    assert {case.slug for case in client.get("/use-cases/").context["cases"]} == seen
    for case in UseCase.objects.all():
        expected = 200 if case.slug in seen else 404
        for address in ("", "pdf/", "versions/"):
            assert client.get(f"/use-cases/{case.slug}/{address}").status_code == expected
    assert names(client.get("/hurdles/").context["page"], "hurdle") == seen
    assert names(client.get("/solutions/").context["page"], "solution") == seen
    assert names(client.get("/recommendations/").context["page"], "recommendation") == seen
    assert names(client.get("/hurdles/gaps/").context["solutions"], "solution") == seen
    for hurdle in Hurdle.objects.all():
        shown = hurdle.title.removeprefix("hurdle of ") in seen
        assert client.get(hurdle.get_absolute_url()).status_code == (200 if shown else 404)
    for kind in ("hurdles", "solutions", "recommendations"):
        found = rows(client.get(f"/{kind}/export/"))
        assert {next(iter(row.values())) or "x" for row in found}
        assert {text.rpartition(" ")[2] for text in column(found, kind)} == seen
    milestones = rows(client.get("/use-cases/milestones/export/"))
    assert {row["Use case"] for row in milestones} == seen


def names(found, kind):
    return {row.title.removeprefix(f"{kind} of ") for row in found}


def rows(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def column(found, kind):
    name = {"hurdles": "Hurdle", "solutions": "Solution", "recommendations": "Recommendation"}
    return [row[name[kind]] for row in found]


def test_no_public_page_names_hidden_rows(client, cases):
    addresses = ["/use-cases/", "/hurdles/?matrix=case", "/hurdles/?matrix=country", "/solutions/"]
    addresses += ["/hurdles/gaps/", "/recommendations/", "/procedures/cat/", "/use-cases/compare/"]
    addresses += [row.get_absolute_url() for row in Hurdle.objects.visible_to(AnonymousUser())]
    for address in addresses:
        text = client.get(address).content.decode()
        for name in MEMBERS - EVERYONE:
            assert f"of {name}" not in text
            assert f"/use-cases/{name}/" not in text


def test_a_hurdle_shared_with_a_case_that_is_not_public_does_not_name_it(client, cases):
    hurdle = Hurdle.objects.get(title="hurdle of finalised")
    UseCase.objects.get(slug="working").case_hurdles.create(hurdle=hurdle)

    text = client.get(hurdle.get_absolute_url()).content.decode()

    assert "/use-cases/finalised/" in text
    assert "/use-cases/working/" not in text


def test_a_case_that_is_rewritten_is_public_as_its_last_version(client, cases):
    UseCase.objects.filter(slug="finalised").update(
        status="under_development", summary="A secret draft.", title="A secret title"
    )

    public = client.get("/use-cases/finalised/").content.decode()
    listed = client.get("/use-cases/").content.decode()
    sign_in(client, "member")
    member = client.get("/use-cases/finalised/").content.decode()

    assert "A secret" not in public
    assert "Version 1, 3 March 2026" in public
    assert "A secret" not in listed
    assert "A secret draft." in member


@pytest.mark.parametrize(
    ("role", "status"), [("", 302), ("member", 403), ("curator", 200), ("reviewer", 200)]
)
def test_the_preview_is_for_editors(client, cases, role, status):
    sign_in(client, role)

    assert client.get("/use-cases/working/preview/").status_code == status


def test_a_hidden_case_returns_404_with_the_next_step(client, cases):
    page = client.get("/use-cases/working/")

    assert page.status_code == 404
    assert "sign in" in page.content.decode().lower()


def test_trials_that_a_reader_may_not_see_are_not_named(client, cases):
    trial = make_trial(title="A hidden trial", curation="excluded")
    UseCase.objects.get(slug="demo").trials.add(trial)

    assert trial.number not in client.get("/use-cases/demo/").content.decode()


def test_pages_are_read_and_not_posted_to(client, cases):
    for address in ("/use-cases/", "/hurdles/", "/recommendations/", "/use-cases/demo/"):
        assert client.post(address).status_code == 405
        assert client.head(address).status_code == 200


def of_trial(client, trial):
    page = client.get(trial.get_absolute_url()).content.decode()
    return {slug for slug in [*MEMBERS, "rewritten"] if f'href="/use-cases/{slug}/"' in page}


@pytest.mark.parametrize(("role", "seen"), ROLES)
def test_a_trial_names_the_use_cases_that_the_reader_may_see(client, cases, role, seen):
    trial = make_trial(is_demo=True)
    for case in UseCase.objects.all():
        case.trials.add(trial)
    sign_in(client, role)

    assert of_trial(client, trial) == seen


def test_a_case_that_is_being_rewritten_is_linked_as_it_was_published(client, cases):
    before, since = make_trial(is_demo=True), make_trial(is_demo=True)
    case = case_in("finalised", "rewritten", published_on=DAY)[0]
    case.trials.add(before)
    keep_version(case, finalised_on=DAY)
    UseCase.objects.filter(pk=case.pk).update(status="under_development", title="A new title")
    case.trials.add(since)

    assert of_trial(client, before) == {"rewritten"}
    assert "A new title" not in client.get(before.get_absolute_url()).content.decode()
    assert of_trial(client, since) == set()
    sign_in(client, "member")
    assert of_trial(client, since) == {"rewritten"}
