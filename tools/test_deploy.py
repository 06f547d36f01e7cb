"""The files of deploy/ fit the program: queues, settings and commands that they name exist."""

import os
import re
import runpy
import shutil
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from join4atmp.watch.findings import QUEUES
from products.admin.sheets import MAX_FILES_PER_UPLOAD

DEPLOY = Path(settings.BASE_DIR) / "deploy"
SERVICES = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
UNITS = {path.name: path.read_text() for path in (DEPLOY / "systemd").iterdir()}
COMMANDS = [
    *(str(service.get("command", "")) for service in SERVICES.values()),
    *UNITS.values(),
]


def queues():
    return {settings.CELERY_TASK_DEFAULT_QUEUE} | {
        route["queue"] for route in settings.CELERY_TASK_ROUTES.values()
    }


def test_every_queue_is_watched():
    assert set(QUEUES) == queues()


@pytest.mark.parametrize("files", ["compose", "systemd"])
def test_every_queue_has_a_worker(files):
    texts = UNITS.values() if files == "systemd" else map(str, SERVICES.values())
    served = {name for text in texts for name in re.findall(r"--queues\W+(\w+)", text)}

    assert served == queues()


def test_commands_of_the_portal_exist():
    named = {name for text in COMMANDS for name in re.findall(r"manage\.py (\w+)", text)}

    assert named >= {"migrate", "back_up_daily"}
    assert named <= set(get_commands())


def test_settings_of_the_examples_are_explained():
    explained = (Path(settings.BASE_DIR) / ".env.example").read_text()
    names = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "env.example").read_text(), re.MULTILINE))

    missing = {name for name in names if f"#{name}=" not in explained}
    assert missing == {"SITE_HOST", "POSTGRES_PASSWORD", "REDIS_PASSWORD"}  # of compose.yaml
    assert all(name in (DEPLOY / "compose.yaml").read_text() for name in missing)


def test_proxies_let_the_largest_form_through():
    bytes_needed = MAX_FILES_PER_UPLOAD * 5 * 1024**2
    nginx, caddy = (DEPLOY / "nginx.conf").read_text(), (DEPLOY / "Caddyfile").read_text()
    nginx = int(re.search(r"/admin/ \{\s+client_max_body_size (\d+)m", nginx)[1])
    caddy = int(re.search(r"max_size (\d+)MB", caddy)[1])

    assert nginx * 1024**2 >= bytes_needed
    assert caddy * 1000**2 >= bytes_needed


def settings_of_gunicorn(folder, text, monkeypatch):
    """Return the settings of gunicorn in a folder whose `.env` has this text."""
    for name in ("BIND", "WEB_WORKERS", "VAR_DIR"):
        monkeypatch.delenv(name, raising=False)
    (folder / ".env").write_text(text)
    shutil.copy(Path(settings.BASE_DIR) / "gunicorn.conf.py", folder)
    return runpy.run_path(str(folder / "gunicorn.conf.py"))


def test_the_web_server_reads_the_settings_file(tmp_path, monkeypatch):
    given = settings_of_gunicorn(
        tmp_path, "BIND=127.0.0.1:8100\nWEB_WORKERS=7\nVAR_DIR=/data\n", monkeypatch
    )

    assert (given["bind"], given["workers"]) == ("127.0.0.1:8100", 7)
    assert given["given"].str("VAR_DIR") == "/data"
    assert "BIND" not in os.environ  # the processes read the file themselves, after a reload too


def test_the_environment_has_priority_for_the_web_server(tmp_path, monkeypatch):
    settings_of_gunicorn(tmp_path, "WEB_WORKERS=7\n", monkeypatch)
    monkeypatch.setenv("WEB_WORKERS", "3")

    assert runpy.run_path(str(tmp_path / "gunicorn.conf.py"))["workers"] == 3


@pytest.mark.parametrize("text", ["many", "0", "-1", "²"])
def test_a_wrong_number_of_processes_is_named(tmp_path, monkeypatch, text):
    with pytest.raises(SystemExit, match="WEB_WORKERS"):
        settings_of_gunicorn(tmp_path, f"WEB_WORKERS={text}\n", monkeypatch)


def test_processes_run_without_the_rights_of_root():
    assert "\nUSER portal\n" in (DEPLOY / "Dockerfile").read_text()
    processes = [text for name, text in UNITS.items() if name.endswith(".service")]
    assert len(processes) == 5
    for text in processes:
        assert "User=join4atmp" in text
        assert "NoNewPrivileges=yes" in text


def test_the_log_of_the_proxy_is_rotated_once():
    """The rule of nginx's own package has all files in /var/log/nginx/."""
    log = re.search(r"error_log (\S+)", (DEPLOY / "nginx.conf").read_text())[1]

    assert f"\n{log} {{" in (DEPLOY / "logrotate.conf").read_text()
    assert not log.startswith("/var/log/nginx/")


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
@pytest.mark.parametrize("words", ["The file is too large", "The portal is being restarted"])
def test_proxies_answer_with_a_sentence_in_place_of_the_portal(name, words):
    assert words in (DEPLOY / name).read_text()


def test_nginx_answers_503_while_the_portal_starts():
    assert "error_page 502 504 =503 @away;" in (DEPLOY / "nginx.conf").read_text()


DOCS = [
    path
    for pattern in ("*.md", "docs/*.md", "deploy/*", "Makefile")
    for path in Path(settings.BASE_DIR).glob(pattern)
    if path.is_file() and path.name != "CHANGELOG.md"
]


def named_in_docs(pattern):
    """Return the names that a pattern finds in the documents, with a document that has each."""
    return {name: path.name for path in DOCS for name in re.findall(pattern, path.read_text())}


def test_commands_in_the_documents_exist():
    named = named_in_docs(r"manage\.py ([a-z_]+)\b")
    known = get_commands()

    assert len(named) > 15
    assert {name: path for name, path in named.items() if name not in known} == {}


def test_targets_of_make_in_the_documents_exist():
    targets = re.findall(r"^([a-z-]+):", (Path(settings.BASE_DIR) / "Makefile").read_text(), re.M)
    named = named_in_docs(r"(?:`|=\w+ |-- |    )make ([a-z-]+)\b")

    assert {"run", "deploy", "test"} <= set(named)
    assert {name: path for name, path in named.items() if name not in targets} == {}


def test_files_of_deploy_that_the_documents_name_exist():
    named = named_in_docs(r"\bdeploy/([\w./@*-]*\w)")

    assert {"nginx.conf", "logrotate.conf", "systemd/*.service"} <= set(named)
    made_by_the_operator = {".env"}
    missing = {name for name in named if not list(DEPLOY.glob(name))} - made_by_the_operator
    assert missing == set()
