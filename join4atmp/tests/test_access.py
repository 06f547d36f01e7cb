"""Every address answers every role as decided in access.txt."""

from pathlib import Path

import pytest
from django.contrib import admin
from django.core.management import call_command

from join4atmp.roles import PERMISSIONS

from .access import ALLOWED, ROLES, address_of, ask, clients, key_of, mark_of, routes, samples

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.timeout(1800)]
TABLE = Path(__file__).with_name("access.txt")
# Exports of personal data are recorded; uploads that expired are deleted when the list is shown.
WRITTEN_ON_GET = {
    "stakeholders_exportevent",
    "stakeholders_exportedcontact",
    "stakeholders_importbatch",
    "surveys_uploadedsurvey",
}
# A version is shown to everybody who may see its scenario.
SHOWN_WITH = {"scenarioversion": "savedscenario"}
ACTIONS = ("changelist", "add", "change", "delete")


@pytest.fixture
def demonstration():
    call_command("load_demo", trials=20, stakeholders=20, verbosity=0)


def decided():
    """Return {route: (marks of GET, marks of POST)} of the table."""
    rows = [line.split() for line in TABLE.read_text().splitlines() if line[:1] not in {"#", ""}]
    return {row[0]: (row[1], row[2]) for row in rows}


def is_standard(route):
    """Return whether the route is one of those that each model of the admin has."""
    if route.pattern.startswith("admin/") and route.pattern.endswith("/<path:object_id>/"):
        return True  # leads to the form
    standard = {*ACTIONS, "history"}
    return route.name.startswith("admin:") and route.name.rpartition("_")[2] in standard


def test_every_address_has_a_row_and_no_row_is_left_over():
    known = {key_of(route) for route in routes() if not is_standard(route)}
    assert known == decided().keys(), "Decide in access.txt who may open the address."


def test_every_address_answers_every_role_as_decided(demonstration):
    found, people, table = samples(), clients(), decided()
    problems, opened = [], 0
    for route in routes():
        row = table.get(key_of(route))
        if row is None:
            continue
        address = address_of(route, found)
        for method, marks in zip(("GET", "POST"), row, strict=True):
            for role, mark in zip(ROLES, marks, strict=True):
                answer, written = ask(people[role], method, address)
                opened += answer.status_code == 200
                if mark_of(answer) != mark:
                    problems.append(f"{method} {address} as {role}: {answer.status_code}")
                is_change = method == "POST" and mark == ALLOWED
                if not is_change and written - WRITTEN_ON_GET:
                    problems.append(f"{method} {address} as {role} writes {sorted(written)}")
    assert opened > 1000
    assert problems == []


@pytest.mark.parametrize("method", ["HEAD", "PUT", "PATCH", "DELETE"])
def test_no_address_writes_or_fails_with_another_method(demonstration, method):
    found, people = samples(), clients()
    problems, asked = [], 0
    for role in ("visitor", "administrator"):
        people[role].raise_request_exception = False
        for route in routes():
            if is_standard(route):
                continue
            address = address_of(route, found)
            answer, written = ask(people[role], method, address)
            asked += 1
            if answer.status_code >= 500:
                problems.append(f"{method} {address} as {role}: {answer.status_code}")
            if written - WRITTEN_ON_GET:
                problems.append(f"{method} {address} as {role} writes {sorted(written)}")
    assert asked > 800
    assert problems == []


def test_the_admin_opens_no_page_without_its_permission(demonstration):
    people = clients()
    problems, refused = [], 0
    for model in admin.site._registry:
        app, name = model._meta.app_label, model._meta.model_name
        row = model._base_manager.order_by("pk").first()
        base = f"/admin/{app}/{name}/"
        pages = {"view": base, "add": f"{base}add/"}
        if row:
            pages |= {"change": f"{base}{row.pk}/change/", "delete": f"{base}{row.pk}/delete/"}
        whole = SHOWN_WITH.get(name, name)
        for role in ROLES[:-1]:
            granted = {
                each.rpartition(".")[2].removesuffix(f"_{whole}")
                for each in PERMISSIONS.get(role, ())
                if each.startswith(f"{app}.") and each.endswith(f"_{whole}")
            }
            for action, address in pages.items():
                is_readable = action in {"view", "change"} and granted & {"view", "change"}
                if action in granted or is_readable:
                    continue
                for method in ("GET", "POST"):
                    answer, written = ask(people[role], method, address)
                    refused += 1
                    if written or (mark_of(answer) == ALLOWED and answer.status_code != 302):
                        problems.append(f"{method} {address} as {role}: {answer.status_code}")
    assert problems == []
    assert refused > 1000
