"""Imports and relations point down only: an upper app may use a lower one, never the other way."""

import ast

import pytest
from django.apps import apps
from django.conf import settings

ORDER = [
    "join4atmp",
    "consortium",
    "surveys economics capacities landscape",
    "usecases",
    "products",
    "trials",
    "stakeholders",
    "core registers",
]
LEVEL = {app: level for level, row in enumerate(ORDER) for app in row.split()}
OURS = [app for app in LEVEL if (settings.BASE_DIR / app).is_dir()]


def points_up(app, other):
    return other in LEVEL and other != app and LEVEL[other] <= LEVEL[app]


def imported_apps(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("app", OURS)
def test_no_import_points_up(app):
    found = [
        f"{path.relative_to(settings.BASE_DIR)} imports {other}"
        for path in (settings.BASE_DIR / app).rglob("*.py")
        for other in imported_apps(path)
        if points_up(app, other)
    ]
    assert found == []


@pytest.mark.parametrize("app", [app for app in OURS if app != "registers"])
def test_no_relation_points_up(app):
    found = [
        f"{model.__name__}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model
        and points_up(app, field.related_model._meta.app_label)
    ]
    assert found == []


def test_registers_know_nothing_of_django():
    folder = settings.BASE_DIR / "registers"
    modules = [path for path in folder.rglob("*.py") if "tests" not in path.parts]
    found = {name for path in modules for name in imported_apps(path)}

    assert not found & {"django", *LEVEL} - {"registers"}
