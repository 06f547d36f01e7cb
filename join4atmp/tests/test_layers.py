"""The order of the apps in foreign keys and in the picture of docs/architecture.md.

import-linter checks the imports by the contracts in pyproject.toml (`make check`).
"""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

PYPROJECT = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
ORDER = next(
    contract["layers"]
    for contract in PYPROJECT["tool"]["importlinter"]["contracts"]
    if contract["type"] == "layers" and "containers" not in contract
)
LEVEL = {app.strip(" ()"): level for level, layer in enumerate(ORDER) for app in layer.split("|")}
OUR_APPS = [app for app in LEVEL if apps.is_installed(app)]


def points_up(app, other):
    return other in LEVEL and other != app and LEVEL[other] <= LEVEL[app]


def test_every_app_has_a_place_in_the_order():
    ours = {
        config.label
        for config in apps.get_app_configs()
        if Path(config.path).parent == settings.BASE_DIR
    }

    assert ours == set(OUR_APPS)


def test_the_imports_of_every_app_are_read():
    assert set(PYPROJECT["tool"]["importlinter"]["root_packages"]) == set(LEVEL)


@pytest.mark.parametrize("app", OUR_APPS)
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


def test_the_picture_in_the_architecture_has_this_order():
    text = (settings.BASE_DIR / "docs" / "architecture.md").read_text("utf-8")
    picture = text.partition("\n    ")[2].partition("\n\n")[0]

    assert re.findall(r"^(?: {4})?(\w+)(?= {2})", picture, re.MULTILINE) == [
        folder for folder in LEVEL if (settings.BASE_DIR / folder).is_dir()
    ]
