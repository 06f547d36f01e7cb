"""The checks before a start say what is wrong in an installation, and how to correct it."""

import os
import re
import subprocess
import sys

import pytest
import redis
from django.conf import settings as portal
from django.core.checks import ERROR, WARNING

from join4atmp import checks
from tools.isolation import production


def test_a_database_that_does_not_answer_stops_the_preparation_with_the_reason(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "ERROR"],
        cwd=portal.BASE_DIR,
        env=production(tmp_path)
        | {"DATABASE_URL": "postgres://someone:pass@127.0.0.1:1/name", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert "The database does not answer: " in done.stderr
    assert "refused" in done.stderr
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_a_database_that_answers_is_no_error():
    assert checks.database_answers(None) == []


def test_redis_that_does_not_answer_is_an_error_with_the_reason(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    [found] = checks.redis_answers(None)

    assert found.level == ERROR
    assert "Redis does not answer: " in found.msg
    assert "REDIS_URL" in found.hint


class Redis:
    """A server with these settings, or one that shows none."""

    def __init__(self, given):
        self.given = given

    def ping(self):
        return True

    def config_get(self, name):
        if self.given is None:
            raise redis.ResponseError("unknown command 'CONFIG'")
        return {name: self.given[name]}

    def close(self):
        pass


@pytest.mark.parametrize(
    ("given", "hints"),
    [
        ({"maxmemory-policy": "noeviction", "appendonly": "yes"}, []),
        (
            {"maxmemory-policy": "allkeys-lru", "appendonly": "no"},
            ["maxmemory-policy noeviction", "appendonly yes"],
        ),
        (None, []),
    ],
)
def test_redis_that_may_lose_jobs_is_named(settings, monkeypatch, given, hints):
    settings.REDIS_URL = "redis://127.0.0.1:6379/0"
    monkeypatch.setattr(redis, "from_url", lambda *args, **kwargs: Redis(given))

    found = checks.redis_answers(None)

    assert [each.hint.partition(": ")[2] for each in found] == hints
    assert all(each.level == WARNING for each in found)


def test_lines_without_effect_in_the_settings_file_are_named(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.write_text(
        "# a comment\n\nSITE_URL=https://portal.example\nSECRET_KEYS=hidden-value\n"
        "DEBUG = on\nUNKNOWN=1\nexport WEB_WORKERS=3\n"
    )
    monkeypatch.setattr(checks, "SETTINGS_FILE", file)

    wrong_name, wrong_form, unknown = checks.settings_file_is_understood(None)

    assert wrong_name.msg.startswith("Line 4 ")
    assert "Write SECRET_KEY." in wrong_name.hint
    assert wrong_form.msg.startswith("Line 5 ")
    assert unknown.msg.startswith("Line 6 ")
    assert "hidden-value" not in wrong_name.msg + wrong_name.hint


def test_a_settings_file_that_others_can_read_is_named(tmp_path, monkeypatch):
    file = tmp_path / ".env"
    file.touch(mode=0o600)
    monkeypatch.setattr(checks, "SETTINGS_FILE", file)
    assert checks.settings_file_is_private(None) == []

    file.chmod(0o640)

    [found] = checks.settings_file_is_private(None)
    assert "chmod 600" in found.hint


def test_a_portal_that_is_not_public_says_so(settings):
    settings.PUBLIC = False

    [found] = checks.parts_of_a_public_portal(None)

    assert "not public" in found.msg


def test_missing_parts_of_a_public_portal_are_named(settings):
    settings.PUBLIC = True
    settings.REDIS_URL = settings.OPERATOR_EMAIL = ""
    settings.DATA_CONTROLLER, settings.DATA_PROTECTION_OFFICER = "University", ""

    hints = {each.hint for each in checks.parts_of_a_public_portal(None)}

    assert hints - {"Set DATABASE_URL."} == {
        "Set REDIS_URL.",
        "Set OPERATOR_EMAIL.",
        "Set DATA_PROTECTION_OFFICER.",
    }


def test_every_setting_that_the_portal_reads_is_in_the_example():
    """Otherwise the check would call it unknown."""
    example = checks.EXAMPLE_FILE.read_text()
    modules = [*(portal.BASE_DIR / "join4atmp" / "settings").glob("*.py")]
    modules += [portal.BASE_DIR / name for name in ("join4atmp/environment.py", "gunicorn.conf.py")]
    pattern = r"\b(?:env|self|given)\.\w+\(\s*\"([A-Z_]+)\""
    names = {name for path in modules for name in re.findall(pattern, path.read_text())}

    assert len(names) > 30
    assert [name for name in sorted(names) if f"#{name}=" not in example] == []
