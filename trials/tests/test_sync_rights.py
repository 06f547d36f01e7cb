"""The staff pages of the synchronisation: who may open and press what."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from trials.models import SyncRun

from .factories import make_trial
from .sync_pages import PROBLEMS, RUNS, START, make_problem, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(as_role):
    return as_role("curator")


def addresses():
    """(address, what a GET of someone with all rights gets, what a POST gets)"""
    run, problem, trial = make_run(), make_problem(), make_trial()
    return [
        (RUNS, 200, 405),
        (run.get_absolute_url(), 200, 405),
        (PROBLEMS, 200, 405),
        (START, 405, 400),
        (reverse("trials:run_stop", args=[run.pk]), 405, 302),
        (reverse("trials:run_release", args=[run.pk]), 405, 302),
        (reverse("trials:run_undo", args=[run.pk]), 405, 302),
        (reverse("trials:problem_retry", args=[problem.pk]), 405, 302),
        (reverse("trials:refresh", args=[trial.number]), 405, 302),
    ]


def test_a_curator_may_open_every_page_and_press_every_button(curator, handed_over):
    expected = addresses()

    for address, get, post in expected:
        assert (address, curator.get(address).status_code) == (address, get)
        assert (address, curator.post(address).status_code) == (address, post)


@pytest.mark.parametrize("role", ["member", "coordinator", "reviewer"])
def test_others_who_are_signed_in_may_not(as_role, role, handed_over):
    client = as_role(role)

    for address, get, post in addresses():
        assert client.get(address).status_code == (405 if get == 405 else 403), address
        assert client.post(address).status_code == (405 if post == 405 else 403), address
    assert handed_over == []
    assert SyncRun.objects.get().state == "done"


def test_strangers_are_asked_to_sign_in(client, handed_over):
    for address, _, _ in addresses():
        for response in (client.get(address), client.post(address)):
            assert (response.status_code, response.url) == (302, f"/accounts/login/?next={address}")
    assert handed_over == []


@pytest.mark.parametrize(("role", "shown"), [("curator", True), ("member", False)])
def test_links_and_buttons_are_shown_to_those_who_may_use_them(as_role, role, shown):
    page = as_role(role).get(make_trial().get_absolute_url()).content.decode()

    assert ("Synchronisation</a>" in page) is shown
    assert ("Refresh now" in page) is shown


def test_who_may_only_look_sees_no_buttons(client, django_user_model):
    viewer = django_user_model.objects.create_user("viewer")
    viewer.user_permissions.add(Permission.objects.get(codename="view_syncrun"))
    client.force_login(viewer)
    run = make_run(state="quarantined")

    for address in (RUNS, run.get_absolute_url()):
        page = client.get(address).content.decode()
        assert page.count("<form") == 1  # to sign out
    assert client.post(START, {"register": "ctis", "what": "full"}).status_code == 403
