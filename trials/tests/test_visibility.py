"""Who sees which trial: one rule for list, page, counts and export."""

import csv
import io

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.urls import reverse

from trials.models import Trial

from .factories import make_trial

pytestmark = pytest.mark.django_db
EVERYONE = {"included", "demonstration"}
MEMBERS = EVERYONE | {"new ATMP"}
STAFF = MEMBERS | {"no ATMP", "unclear", "excluded"}


@pytest.fixture
def trials():
    make_trial(title="included", curation="included")
    make_trial(title="demonstration", is_demo=True)
    make_trial(title="new ATMP")
    make_trial(title="no ATMP", register_atmp="no")
    make_trial(title="unclear", register_atmp="unclear")
    make_trial(title="excluded", curation="excluded")


def user_in(group):
    user = User.objects.create_user(group, password="x")
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("anonymous", EVERYONE),
        ("member", MEMBERS),
        ("coordinator", MEMBERS),
        ("curator", STAFF),
        ("reviewer", STAFF),
        ("administrator", STAFF),
    ],
)
def test_list_page_and_export_show_what_the_role_may_see(client, trials, role, seen):
    user = AnonymousUser() if role == "anonymous" else user_in(role)
    if role != "anonymous":
        client.force_login(user)

    assert set(Trial.objects.visible_to(user).values_list("title", flat=True)) == seen

    page = client.get(reverse("trials:list"))
    assert {trial.title for trial in page.context["page"].object_list} == seen
    assert page.context["count"] == len(seen)

    export = b"".join(client.get(reverse("trials:export")).streaming_content).decode("utf-8-sig")
    assert {row["Title"] for row in csv.DictReader(io.StringIO(export))} == seen

    for trial in Trial.objects.all():
        status = client.get(trial.get_absolute_url()).status_code
        assert status == (200 if trial.title in seen else 404)


def test_an_excluded_demonstration_stays_a_demonstration(client):
    trial = make_trial(is_demo=True, curation="excluded")

    assert client.get(trial.get_absolute_url()).status_code == 200


def test_curation_and_decision_are_filters_for_staff_alone(client, trials):
    member = client.get(reverse("trials:list"), {"curation": "excluded", "atmp": "no"})
    assert member.context["count"] == len(EVERYONE)

    client.force_login(user_in("curator"))
    staff = client.get(reverse("trials:list"), {"curation": "excluded"})
    assert [trial.title for trial in staff.context["page"].object_list] == ["excluded"]
