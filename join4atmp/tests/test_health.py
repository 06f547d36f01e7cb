import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from redis.exceptions import RedisError


def test_healthz_needs_no_database(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
def test_readyz_names_its_parts(client):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "database": "ok",
        "cache": "ok",
        "last_register_read": None,
        "registers": {
            register: {"last_done": None, "last_run": None, "overdue": False}
            for register in ("euctr", "ctis", "pubmed")
        },
    }


@pytest.mark.django_db
@pytest.mark.parametrize("error", [RedisError("gone"), OSError("disk full")])
def test_readyz_answers_503_when_the_cache_does_not(client, monkeypatch, error):
    def fail(*args):
        raise error

    monkeypatch.setattr(cache, "set", fail)

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
