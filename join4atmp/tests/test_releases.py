"""Every release can be upgraded to the present program, and nothing that was released changes.

The files in `releases/` are made by `make release`.
"""

import json
import os
import subprocess
import sys
import zipfile

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import NOT_PROVIDED

from join4atmp import __version__
from join4atmp.backup import fields_of, models_of
from tools.isolation import isolated
from tools.release import CHANGELOG, RELEASES, changelog_section, checksums_of_migrations

DATABASES = sorted(RELEASES.glob("*.zip"))
# Tables whose rows a restore or a later migration may add or remove, each with the reason.
MAY_DIFFER = {
    "contenttypes.contenttype": "a later release has more models",
    "auth.permission": "a later release has more models",
    "auth.group_permissions": "a later release gives its roles more rights",
    "auth.user": "the test adds an account",
    "auth.historicaluser": "the test adds an account",
}


@pytest.fixture
def database(tmp_path):
    """The address of a database without tables, of the kind that the tests use."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield f"sqlite:///{tmp_path}/db.sqlite3"
        return
    server, name = os.environ["DATABASE_URL"].rpartition("/")[0], f"upgraded_{os.getpid()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield f"{server}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def upgrade(file, url, folder):
    done = subprocess.run(
        [sys.executable, "-m", "join4atmp.tests.upgrade", file],
        env=isolated(folder, DATABASE_URL=url),
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def manifest_of(file):
    return json.loads(zipfile.ZipFile(file).read("manifest.json"))


def columns_of(file):
    """Return {table: names of its columns} of a backup."""
    with zipfile.ZipFile(file) as archive:
        return {
            label: json.loads(archive.open(f"tables/{label}.jsonl").readline())
            for label in manifest_of(file)["tables"]
        }


def test_the_present_release_has_its_database():
    assert RELEASES / f"{__version__}.zip" in DATABASES
    assert manifest_of(RELEASES / f"{__version__}.zip")["release"] == __version__


def test_every_release_has_its_section_in_the_changelog():
    text = CHANGELOG.read_text()

    assert DATABASES
    assert [file.stem for file in DATABASES if not changelog_section(file.stem, text)] == []


@pytest.mark.parametrize("file", DATABASES, ids=lambda file: file.stem)
def test_a_released_migration_never_changes(file):
    """Add another migration instead. A file that was squashed away may be missing."""
    released, present = json.loads(file.with_suffix(".json").read_text()), checksums_of_migrations()

    changed = {name for name in released.keys() & present.keys() if released[name] != present[name]}

    assert changed == set()
    assert released.keys() & present.keys()


@pytest.mark.parametrize("file", DATABASES, ids=lambda file: file.stem)
def test_the_former_program_can_write_rows_while_the_portal_is_upgraded(file):
    """A column that was added since allows NULL or has a value from the database."""
    released = columns_of(file)
    needed = [
        f"{model._meta.label_lower}.{field.attname}"
        for model in models_of(apps)
        for field in fields_of(model)
        if field.attname not in released.get(model._meta.label_lower, [field.attname])
        and not field.null
        and field.db_default is NOT_PROVIDED
    ]

    assert needed == []


@pytest.mark.django_db  # so that it runs on both databases
@pytest.mark.timeout(600)  # all migrations run from the first one on
@pytest.mark.parametrize("file", DATABASES, ids=lambda file: file.stem)
def test_a_released_database_is_restored_with_every_row_and_its_pages_answer(
    file, database, tmp_path
):
    """The program has one migration more than now, as a later release will have."""
    expected = {label: table["rows"] for label, table in manifest_of(file)["tables"].items()}

    found = upgrade(file, database, tmp_path)

    assert found["waiting_migrations"] == 0
    assert "colour" in found["draft_columns"]
    kept = expected.keys() & found["tables"].keys() - MAY_DIFFER.keys()
    assert {label: found["tables"][label] for label in kept} == {
        label: expected[label] for label in kept
    }
    assert sum(expected[label] for label in kept) > 1000
    assert {page for page, status in found["pages"].items() if status != 200} == set()
