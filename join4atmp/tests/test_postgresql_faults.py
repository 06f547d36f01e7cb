"""A portal whose PostgreSQL restarts, stops, or has a locked table."""

from concurrent.futures import ThreadPoolExecutor

import environ
import psycopg
import pytest

from tools import services
from tools.isolation import isolated

from .portal import manage, migrate, web_server

pytestmark = [pytest.mark.postgresql, pytest.mark.timeout(300)]
PAGES = ["/", "/trials/", "/use-cases/", "/capacities/", "/search/?q=car-t", "/api/v1/trials/"]


@pytest.fixture(scope="module")
def database():
    with services.postgresql_server() as (url, server):
        parts = environ.Env.db_url_config(url)
        yield (
            url,
            server,
            {
                "host": parts["HOST"],
                "port": parts["PORT"],
                "user": parts["USER"],
                "password": parts["PASSWORD"],
            },
        )


@pytest.fixture(scope="module")
def portal(database, tmp_path_factory):
    folder = tmp_path_factory.mktemp("portal")
    url, _, login = database
    with psycopg.connect(dbname="postgres", autocommit=True, **login) as connection:
        connection.execute("CREATE DATABASE join4atmp")
    environment = isolated(folder, DATABASE_URL=url, PAGE_LOCK_SECONDS="1")
    migrate(environment)
    manage(environment, "collectstatic", "--noinput", "--verbosity", "0")
    with web_server(environment, folder) as portal:
        yield portal


def many(portal, paths):
    with ThreadPoolExecutor(len(paths)) as pool:
        return list(pool.map(portal.get, paths))


def test_no_request_fails_after_a_restart_of_the_database(portal, database):
    _, server, _ = database
    assert {answer.status for answer in many(portal, PAGES * 4)} == {200}  # opens connections

    server.restart()

    assert [answer.status for answer in many(portal, PAGES * 4)] == [200] * 24


def test_pages_say_with_503_that_the_database_is_away_and_work_when_it_is_back(portal, database):
    _, server, _ = database
    server.stop()
    try:
        page, api, healthz, readyz = many(
            portal, ["/trials/", "/api/v1/trials/", "/healthz", "/readyz"]
        )
    finally:
        server.start()

    assert (page.status, page.headers["Retry-After"]) == (503, "10")
    assert "The database does not answer." in page.text
    assert (api.status, api.headers["Content-Type"]) == (503, "application/json")
    assert healthz.status == 200
    assert readyz.status == 503
    assert portal.get("/trials/").status == 200


def test_a_locked_table_does_not_stop_healthz_and_pages_say_it(portal, database):
    *_, login = database
    with psycopg.connect(dbname="join4atmp", **login) as connection:
        connection.execute("LOCK TABLE usecases_usecase IN ACCESS EXCLUSIVE MODE")
        with ThreadPoolExecutor(20) as pool:
            waiting = [pool.submit(portal.get, "/use-cases/") for _ in range(12)]
            healthz = portal.get("/healthz")
            still_waiting = [answer for answer in waiting if not answer.done()]
        connection.rollback()

    assert healthz.status == 200
    assert still_waiting, "healthz waited for the pages"
    assert {answer.result().status for answer in waiting} == {503}
    assert portal.get("/use-cases/").status == 200
