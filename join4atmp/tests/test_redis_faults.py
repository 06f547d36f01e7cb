"""A portal whose Redis is away or does not answer: pages, sign-in and limits still work."""

import pytest

from tools import services
from tools.isolation import isolated

from .portal import manage, migrate, web_server

pytestmark = [pytest.mark.redis, pytest.mark.timeout(300)]
WRONG = {"login": "nobody", "password": "wrong"}


@pytest.fixture(scope="module")
def redis():
    with services.redis_server() as (url, server):
        yield url, server


@pytest.fixture(scope="module")
def environment(redis, tmp_path_factory):
    environment = isolated(tmp_path_factory.mktemp("portal"), REDIS_URL=redis[0])
    migrate(environment)
    manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
    return environment


@pytest.fixture(params=["away", "frozen"])
def portal_without_redis(request, redis, environment, tmp_path):
    _, server = redis
    with web_server(environment, tmp_path) as portal:
        if request.param == "frozen":
            with server.frozen():
                yield portal
        else:
            server.stop()
            yield portal
            server.start()


def test_pages_sign_in_reset_and_api_answer(portal_without_redis):
    portal = portal_without_redis

    answers = {
        "home": portal.get("/"),
        "API": portal.get("/api/v1/trials/"),
        "search": portal.get("/search/?q=car-t"),
        "sign-in": portal.post_form("/accounts/login/", WRONG),
        "reset": portal.post_form("/accounts/password/reset/", {"email": "a@b.example"}),
    }

    assert {name: answer.status for name, answer in answers.items()} == {
        **dict.fromkeys(("home", "API", "search", "sign-in"), 200),
        "reset": 302,
    }
    assert portal.get("/readyz").status == 503


def test_attempts_to_sign_in_are_still_limited(portal_without_redis):
    answers = [portal_without_redis.post_form("/accounts/login/", WRONG) for _ in range(6)]

    assert "Too many wrong passwords" not in answers[0].text
    assert "Too many wrong passwords" in answers[-1].text
