import sqlite3
import threading

import pytest
from django.core.cache import cache
from django.db import DatabaseError, OperationalError, connection
from django.http import HttpResponse
from redis.exceptions import RedisError

from core import turns
from core.cache import RedisOrMemory
from core.monitoring import heartbeats
from core.turns import take_turns
from core.unavailable import is_database_away


def test_healthz_needs_no_database(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"), [("/healthz", 200), ("/readyz", 200), ("/metrics", 200), ("/trials/", 301)]
)
def test_programs_of_the_machine_ask_a_public_portal_without_tls(client, settings, path, status):
    settings.SECURE_SSL_REDIRECT, settings.METRICS_TOKEN = True, "t0ken"

    answer = client.get(path, headers={"Authorization": "Bearer t0ken"})

    assert answer.status_code == status


@pytest.mark.django_db
def test_readyz_names_its_parts(client):
    heartbeats.beat("people")

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "database": "ok",
        "cache": "ok",
        "schedule": "no sign of life",
        "worker_people": "ok",
        "worker_registers": "no sign of life",
        "last_register_read": None,
        "registers": {
            register: {"last_done": None, "last_run": None, "overdue": False}
            for register in ("euctr", "ctis", "pubmed")
        },
    }


@pytest.mark.django_db
@pytest.mark.parametrize("error", [RedisError("gone"), OSError("disk full")])
def test_readyz_answers_503_when_the_cache_does_not(client, monkeypatch, error):
    def fail(*args, **kwargs):
        raise error

    # What a failure leaves behind ends with the test.
    monkeypatch.setattr(RedisOrMemory, "away_until", 0.0)
    on_redis = hasattr(cache, "answers")
    monkeypatch.setattr(*((cache._cache, "get_client") if on_redis else (cache, "set")), fail)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["cache"] == "does not answer"


@pytest.mark.django_db
def test_readyz_answers_503_when_the_database_does_not(client, monkeypatch):
    def no_cursor():
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", no_cursor)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["database"] == "does not answer"


def error_of_sqlite(code):
    cause = sqlite3.OperationalError("text")
    cause.sqlite_errorcode = code
    error = OperationalError("text")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "is_away"),
    [
        (OperationalError("server closed the connection"), True),
        (error_of_sqlite(sqlite3.SQLITE_BUSY), True),
        (error_of_sqlite(sqlite3.SQLITE_IOERR_WRITE), True),
        (error_of_sqlite(sqlite3.SQLITE_ERROR), False),  # no such table
        (DatabaseError("syntax"), False),
        (ValueError(), False),
    ],
)
def test_only_errors_of_the_server_are_answered_with_503(error, is_away):
    assert is_database_away(error) is is_away


@pytest.mark.parametrize("path", ["/about/", "/api/v1/trials/"])
def test_a_page_says_that_the_database_is_locked(client, monkeypatch, path):
    def fail(*args, **kwargs):
        raise error_of_sqlite(sqlite3.SQLITE_BUSY)

    monkeypatch.setattr("django.core.handlers.base.BaseHandler.resolve_request", fail)
    client.raise_request_exception = False

    answer = client.get(path)

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "The database does not answer." in answer.content.decode()


def test_healthz_passes_requests_that_wait_for_their_turn(rf, monkeypatch, settings):
    settings.PAGES_AT_ONCE = 1
    monkeypatch.setattr(turns, "MAX_WAIT_SECONDS", 0.01)
    has_started, may_end = threading.Event(), threading.Event()

    def page(request):
        if request.path_info == "/slow/":
            has_started.set()
            may_end.wait(10)
        return HttpResponse()

    answer = take_turns(page)
    slow = threading.Thread(target=answer, args=[rf.get("/slow/")])
    slow.start()
    has_started.wait(10)
    statuses = [answer(rf.get(path)).status_code for path in ("/healthz", "/next/")]
    may_end.set()
    slow.join()

    assert statuses == [200, 503]
    assert answer(rf.get("/next/")).status_code == 200
