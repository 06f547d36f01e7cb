"""Each admin page of the questionnaire opens, for those who may."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client

from surveys.answers import counts_by_field
from surveys.demo import load, remove
from surveys.models import PersonalAnswers, Project, Question
from usecases import demo as use_case_demo
from usecases.tests.admin_pages import form_of

from .factories import divided_survey, make_survey, user_in

pytestmark = pytest.mark.django_db
REGISTERED = [
    model
    for model in apps.get_app_config("surveys").get_models()
    if admin.site.is_registered(model)
]


@pytest.fixture
def administrator(client):
    client.force_login(user_in("administrator"))
    return client


def test_every_list_and_every_row_opens(administrator):
    use_case_demo.load()
    load()
    divided_survey(keeps_personal=True)

    assert len(REGISTERED) > 10
    for model in REGISTERED:
        address = f"/admin/surveys/{model._meta.model_name}/"
        assert administrator.get(address).status_code == 200, address
        row = model.objects.first()
        if row is not None:
            assert administrator.get(f"{address}{row.pk}/change/").status_code == 200, address


@pytest.mark.parametrize("role", ["member", "reviewer", "curator"])
def test_personal_answers_are_for_those_with_their_own_permission(role):
    divided_survey(keeps_personal=True)
    client = Client()
    client.force_login(user_in(role, is_staff=True))

    assert client.get("/admin/surveys/personalanswers/").status_code == 403
    row = PersonalAnswers.objects.first()
    assert client.get(f"/admin/surveys/personalanswers/{row.pk}/change/").status_code == 403


def test_codes_that_mean_a_refusal_are_changed_and_the_answers_decided_again(administrator):
    project = make_survey()
    assert counts_by_field(project)["role"]["refused"] == 1
    question = Question.objects.get(name="role")

    administrator.post(
        f"/admin/surveys/question/{question.pk}/change/",
        {"missing_codes": "3", "hurdle_category": "", "use_case": "", "work_package": ""},
    )

    counts = counts_by_field(project)["role"]
    assert (counts["refused"], counts["answered"]) == (1, 5)
    question.refresh_from_db()
    assert question.missing_codes == "3"


def test_whole_questionnaire_is_deleted(administrator):
    project = divided_survey(keeps_personal=True)

    administrator.post(f"/admin/surveys/project/{project.pk}/delete/", {"post": "yes"})

    assert not Project.objects.exists()


def test_demonstration_is_loaded_once_and_removed_whole():
    use_case_demo.load()
    assert load() == 60
    assert load() == 60
    project = Project.objects.get()
    assert project.is_demo
    assert project.findings.count() == 3
    assert project.participants.count() == 80

    assert remove() == 60
    leftover = {model._meta.label: model.objects.count() for model in REGISTERED}
    assert set(leftover.values()) == {0}


@pytest.mark.parametrize(
    ("name", "stored", "field", "words"),
    [
        ("project", {"is_anonymous": True}, "keeps_personal", "keeps no personal answers"),
        ("question", {"published_on": "2026-01-01"}, "is_personal", "cannot be published"),
    ],
)
def test_a_rule_with_a_column_that_the_page_only_shows_is_refused_in_a_sentence(
    administrator, name, stored, field, words
):
    make_survey()
    rows = apps.get_model("surveys", name).objects
    row = rows.first() if name == "project" else rows.get(name="role")
    rows.filter(pk=row.pk).update(**stored)
    address = f"/admin/surveys/{name}/{row.pk}/change/"

    page = administrator.post(address, form_of(administrator, address) | {field: "on"})

    assert page.status_code == 200
    assert words in page.text
    row.refresh_from_db()
    assert not getattr(row, field)
