"""The admin of the use cases: rights, refusals and messages."""

import pytest
from django.apps import apps
from django.contrib import admin

from stakeholders.models import Organisation
from usecases.models import Bottleneck, Hurdle, Milestone, Recommendation, Stage, UseCase

from .admin_pages import address, empty_formset, form_of, said, sign_in
from .factories import (
    make_case,
    make_hurdle,
    make_milestone,
    make_recommendation,
    make_solution,
)

pytestmark = pytest.mark.django_db
ROWS = ["usecase", "milestone", "hurdle", "solution", "recommendation", "bottleneck"]
VOCABULARIES = ["stage", "procedure", "hurdlecategory", "solutiontype"]


@pytest.fixture
def curator(client):
    sign_in(client, "curator")
    return client


def row_of_each():
    case = make_case()
    hurdle = make_hurdle(case)
    return [
        case,
        make_milestone(case),
        hurdle,
        make_solution(hurdle),
        make_recommendation(hurdle),
        Bottleneck.objects.first(),
        *(apps.get_model("usecases", name).objects.first() for name in VOCABULARIES),
    ]


@pytest.mark.parametrize(
    ("role", "lists", "add", "change", "delete"),
    [
        ("member", 403, 403, 403, 403),
        ("curator", 200, 200, True, 403),
        ("reviewer", 200, 403, False, 403),
        ("administrator", 200, 200, True, 200),
    ],
)
def test_a_role_has_exactly_its_rights(client, role, lists, add, change, delete):
    sign_in(client, role)
    for row in row_of_each():
        name = row._meta.model_name
        assert client.get(f"/admin/usecases/{name}/").status_code == lists, name
        assert client.get(f"/admin/usecases/{name}/add/").status_code == add, name
        page = client.get(address(row))
        if lists == 403:
            assert page.status_code == 403
            continue
        assert page.context["has_change_permission"] is change
        assert client.get(address(row, "history")).status_code in (200, 404)
        if name in ROWS and name != "milestone":
            assert client.get(address(row, "delete")).status_code == delete, name
        if not change:
            assert client.post(address(row), {}).status_code == 403


def test_coordinators_only_look_up_what_the_survey_and_the_help_desk_name(client):
    named_by_findings = {"hurdle", "recommendation"}
    named_by_tickets = {"stage", "procedure", "hurdlecategory"}
    sign_in(client, "coordinator")

    for row in row_of_each():
        name = row._meta.model_name
        readable = 200 if name in named_by_findings | named_by_tickets else 403
        assert client.get(f"/admin/usecases/{name}/").status_code == readable, name
        assert client.get(address(row)).status_code == readable, name
        assert client.get(f"/admin/usecases/{name}/add/").status_code == 403, name
        assert client.post(address(row), {}).status_code == 403, name


def test_every_model_with_an_admin_is_in_these_tests():
    registered = {
        model._meta.model_name
        for model in admin.site._registry
        if model._meta.app_label == "usecases"
    }

    assert registered == {*ROWS, *VOCABULARIES}


@pytest.mark.parametrize("name", [*ROWS, *VOCABULARIES])
def test_lists_open_with_few_queries(curator, name, django_assert_max_num_queries):
    for _ in range(3):
        row_of_each()
    with django_assert_max_num_queries(16):
        assert curator.get(f"/admin/usecases/{name}/").status_code == 200


def test_a_case_with_many_rows_opens_and_saves(curator, django_assert_max_num_queries):
    case = make_case()
    for _ in range(40):
        make_milestone(case)
    for _ in range(30):
        make_hurdle(case)
    with django_assert_max_num_queries(80):
        data = form_of(curator, address(case))

    answer = curator.post(address(case), {**data, "title": "A new title"})

    assert answer.status_code == 302
    assert UseCase.objects.get(pk=case.pk).title == "A new title"
    assert len(data) < 1000


def test_a_status_is_moved_on_its_own_page_by_two_people(client):
    writer, case = sign_in(client, "curator"), make_case()
    client.post(address(case, "move"), {"status": "final_review"})
    refused = client.post(address(case, "move"), {"status": "finalised"})
    sign_in(client, "reviewer")
    done = client.post(address(case, "move"), {"status": "finalised", "note": "Good."})

    case.refresh_from_db()
    assert refused.status_code == 200
    assert done.status_code == 302
    assert case.status == "finalised"
    assert case.versions.get().submitted_by == writer


def test_a_status_cannot_be_typed(curator):
    case = make_case()

    curator.post(address(case), {**form_of(curator, address(case)), "status": "finalised"})

    case.refresh_from_db()
    assert case.status == "under_development"


@pytest.mark.parametrize("role", ["member", "coordinator"])
def test_others_do_not_move_a_status(client, role):
    sign_in(client, role)
    case = make_case()

    assert client.post(address(case, "move"), {"status": "final_review"}).status_code == 403
    case.refresh_from_db()
    assert case.status == "under_development"


def test_a_finalised_case_is_read_only_with_all_its_parts(curator):
    case = make_case(status="finalised", published_on="2026-01-01")
    milestone = make_milestone(case)

    assert curator.get(address(case)).context["has_change_permission"] is False
    assert curator.post(address(case), {}).status_code == 403
    assert curator.post(address(milestone), {}).status_code == 403
    assert curator.post(address(milestone, "delete"), {"post": "yes"}).status_code == 403
    new = {"use_case": case.pk, "title": "x", "outcome": "pending"}
    curator.post("/admin/usecases/milestone/add/", {**new, **empty_formset("stops")})
    assert Milestone.objects.filter(use_case=case).count() == 1


def test_a_new_milestone_is_last_and_its_page_returns_to_the_case(curator):
    case = make_case()
    make_milestone(case, position=7)

    answer = curator.post(
        "/admin/usecases/milestone/add/",
        {
            "use_case": case.pk,
            "title": "First patient",
            "outcome": "pending",
            "decided_on": "2023-05",
            **empty_formset("stops"),
        },
    )

    assert answer["Location"] == address(case)
    assert case.milestones.get(title="First patient").position == 8


def test_a_hurdle_started_on_a_case_is_added_to_it_and_similar_ones_are_named(curator):
    case = make_case()
    make_hurdle(title="GMO consent differs from country to country")

    answer = curator.post(
        f"/admin/usecases/hurdle/add/?use_case={case.pk}",
        {
            "title": "GMO consent differs between countries",
            "category": Hurdle.objects.first().category_id,
            **empty_formset("in_cases"),
            **empty_formset("attempts"),
        },
    )

    assert answer.status_code == 302
    assert case.hurdles.get().title == "GMO consent differs between countries"
    assert "similar title" in said(answer)


def test_similar_hurdles_are_suggested_to_those_who_may_see_them(client):
    make_hurdle(title="No free production slot")
    url = "/admin/usecases/hurdle/similar/"

    sign_in(client, "member")
    assert client.get(url, {"q": "no free production slots"}).status_code == 403
    sign_in(client, "curator")
    found = client.get(url, {"q": "no free production slots"}).json()["rows"]
    assert [row["title"] for row in found] == ["No free production slot"]
    assert client.get(url, {"q": "x"}).json()["rows"] == []
    assert client.get(url, {"q": "slot production", "not": "9" * 40}).status_code == 200


def test_a_retired_word_is_no_longer_offered(curator):
    Stage.objects.filter(code="S01").update(retired_on="2026-01-01")

    found = curator.get(
        "/admin/autocomplete/",
        {"app_label": "usecases", "model_name": "usecase", "field_name": "stage", "term": "S0"},
    ).json()

    names = [row["text"] for row in found["results"]]
    assert "S02 Proof of concept" in names
    assert "S01 Basic research" not in names


def test_a_reviewer_adopts_a_recommendation_with_its_reply(client):
    sign_in(client, "reviewer")
    recommendation = make_recommendation(state="handed_over")

    bad = client.post(
        address(recommendation, "move"), {"status": "answered", "happened_on": "soon"}
    )
    client.post(
        address(recommendation, "move"),
        {"status": "answered", "happened_on": "2025-06", "reply": "Yes.", "source": "Letter"},
    )

    recommendation.refresh_from_db()
    assert "happened_on" in bad.context["form"].errors
    event = recommendation.events.get()
    assert (event.reply, event.happened_on) == ("Yes.", "2025-06")


def test_organisations_are_put_in_their_roles(curator):
    case = make_case()
    organisation = Organisation.objects.create(name="A hospital")
    data = form_of(curator, address(case))
    data |= {
        "roles-TOTAL_FORMS": 1,
        "roles-0-organisation": organisation.pk,
        "roles-0-role": "Sponsor",
        "roles-0-position": 0,
        "roles-0-use_case": case.pk,
    }

    assert curator.post(address(case), data).status_code == 302
    assert str(case.roles.get()) == "A hospital: Sponsor"


@pytest.mark.parametrize("query", ["title__regex=(a%2B)%2B%24", "id__exact=9" + "9" * 30, "p=999"])
def test_hostile_lookups_are_answered(curator, query):
    for name in ROWS:
        answer = curator.get(f"/admin/usecases/{name}/?{query}", follow=True)
        assert answer.status_code in (200, 400)


@pytest.mark.parametrize("part", ["text", "milestone"])
def test_a_case_is_not_finalised_with_a_text_that_the_reviewer_did_not_see(client, part):
    case = make_case(status="final_review")
    page = address(case, "move")
    sign_in(client, "reviewer")
    seen = client.get(page).context["seen"]
    if part == "text":
        UseCase.objects.filter(pk=case.pk).update(summary="Another summary")
    else:
        make_milestone(case)

    refused = client.post(page, {"status": "finalised", "seen": seen})

    assert "Another person changed the text" in refused.content.decode()
    assert UseCase.objects.get(pk=case.pk).status == "final_review"
    client.post(page, {"status": "finalised", "seen": refused.context["seen"]})
    assert UseCase.objects.get(pk=case.pk).status == "finalised"


def test_a_recommendation_is_not_adopted_with_a_text_that_the_reviewer_did_not_see(client):
    recommendation = make_recommendation(state="consultation")
    page = address(recommendation, "move")
    sign_in(client, "reviewer")
    seen = client.get(page).context["seen"]
    Recommendation.objects.update(title="Another title")

    client.post(page, {"status": "adopted", "seen": seen})
    assert Recommendation.objects.get().state == "consultation"

    client.post(page, {"status": "adopted", "seen": client.get(page).context["seen"]})
    assert Recommendation.objects.get().state == "adopted"
