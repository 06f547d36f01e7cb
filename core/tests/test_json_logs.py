"""Log lines as JSON: with their request or job, and without what people entered."""

import json
import logging
import sys

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection

from core.monitoring import request_log, task_log
from core.monitoring.context import request_id
from core.monitoring.json_logs import JsonFormatter
from core.tasks import clear_expired_sessions

pytestmark = pytest.mark.django_db
SECRET = "ana@person.example"


def line_of(record):
    return json.loads(JsonFormatter().format(record))


def test_a_line_has_the_number_of_its_request_that_the_answer_names(client, caplog):
    caplog.set_level(logging.INFO, logger="portal.requests")
    seen = []
    formatter = JsonFormatter()
    caplog.handler.setFormatter(formatter)
    caplog.handler.addFilter(lambda record: seen.append(formatter.format(record)) or True)

    answer = client.get(f"/about/?q={SECRET}", headers={"X-Request-ID": "0a" * 16})

    [line] = [json.loads(text) for text in seen if "portal.requests" in text]
    assert answer["X-Request-ID"] == line["request"] == "0a" * 16
    assert (line["method"], line["path"], line["status"]) == ("GET", "/about/", 200)
    assert line["view"] == "about"
    assert SECRET not in str(seen)
    assert request_id.get() == ""


def test_a_number_that_is_no_number_is_replaced(client):
    assert client.get("/healthz", headers={"X-Request-ID": SECRET})["X-Request-ID"] != SECRET


def test_an_exception_is_logged_with_its_places_and_without_its_message():
    try:
        raise ValueError(SECRET)
    except ValueError:
        record = logging.makeLogRecord(
            {"msg": "It failed", "levelname": "ERROR", "exc_info": sys.exc_info()}
        )
    record.request = SECRET  # Django adds the whole request

    line = line_of(record)

    assert line["exception"] == "ValueError"
    assert "test_json_logs.py" in line["places"][-1]
    assert SECRET not in json.dumps(line)


def test_a_slow_query_is_logged_without_its_parameters(monkeypatch, caplog):
    monkeypatch.setattr(request_log, "SLOW_QUERY_MILLISECONDS", -1)

    with connection.execute_wrapper(request_log._note_slow_query), connection.cursor() as cursor:
        cursor.execute("SELECT %s", [SECRET])

    assert caplog.records[0].sql == "SELECT %s"
    assert SECRET not in caplog.text


def test_a_job_is_logged_with_its_outcome(caplog):
    caplog.set_level(logging.INFO, logger="portal.tasks")

    task_log.note_start("7", clear_expired_sessions)
    task_log.note_end("7", clear_expired_sessions, state="FAILURE")

    [record] = caplog.records
    assert (record.task, record.outcome) == ("core.clear_expired_sessions", "failure")


def test_sign_ins_and_changes_of_rights_are_logged_by_number(client, caplog):
    caplog.set_level(logging.INFO, logger="portal.events")
    user = User.objects.create_user("ana", SECRET, "Tulip-Harbour-9")

    client.post("/accounts/login/", {"login": "ana", "password": "wrong"})
    client.post("/accounts/login/", {"login": "ana", "password": "Tulip-Harbour-9"})
    user.groups.add(Group.objects.get(name="curator"))

    events = [record.event for record in caplog.records if record.name == "portal.events"]
    assert events == ["failed sign-in", "sign-in", "change of rights"]
    assert "ana" not in caplog.text.replace("change", "")


@pytest.mark.parametrize(
    ("token", "given", "status"),
    [("", "", 404), ("", "Bearer ", 404), ("t0ken", "Bearer wrong", 404), ("t0ken", "", 404)],
)
def test_measurements_are_for_programs_with_the_token_only(client, settings, token, given, status):
    settings.METRICS_TOKEN = token

    assert client.get("/metrics", headers={"Authorization": given}).status_code == status


def test_measurements_count_requests_and_say_what_works(client, settings):
    settings.METRICS_TOKEN = "t0ken"
    client.get("/about/")

    text = client.get("/metrics", headers={"Authorization": "Bearer t0ken"}).content.decode()

    assert 'portal_requests_total{status="200",view="about"}' in text
    assert 'portal_alive{part="people"} 0.0' in text
    assert 'portal_part_works{part="disk"}' in text
    assert "portal_oldest_job_seconds 0.0" in text
    assert f'portal_info{{release="{settings.RELEASE}"}} 1.0' in text
