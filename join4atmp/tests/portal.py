"""A portal in processes of its own, as on a server, for tests that take its servers away."""

import contextlib
import http.client
import re
import subprocess
import sys
from urllib.parse import urlencode

from tools import migrated, services


def manage(environment, *arguments):
    """Run a command of manage.py and return what it printed."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def migrate(environment):
    """Migrate the database of a portal, from a copy if `make test` has made one."""
    url = environment["DATABASE_URL"]
    if url.startswith("sqlite:///"):
        migrated.copy_to_file(url.removeprefix("sqlite:///"))
    else:
        migrated.copy_to_server(url)
    manage(environment, "migrate", "--verbosity", "0")


class Answer:
    """Status, headers and text of an answer."""

    def __init__(self, response):
        self.status, self.headers = response.status, response.headers
        self.text = response.read().decode()


class Portal:
    """The web server of a portal at a port of this machine."""

    def __init__(self, port):
        self.port = port

    def get(self, path, cookies=""):
        return self._ask("GET", path, None, {"Cookie": cookies} if cookies else {})

    def post_form(self, path, fields):
        """Open a page with a form, fill it in and send it."""
        page = self.get(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text).group(1)
        cookie = page.headers["Set-Cookie"].partition(";")[0]
        return self._ask(
            "POST",
            path,
            urlencode({"csrfmiddlewaretoken": token, **fields}),
            {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie},
        )

    def _ask(self, method, path, body, headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=90)
        with contextlib.closing(connection):
            connection.request(method, path, body, headers)
            return Answer(connection.getresponse())


@contextlib.contextmanager
def web_server(environment, folder):
    """Run gunicorn with its usual settings and one process; yield its `Portal`."""
    port = services.free_port()
    portal = Portal(port)

    def answers():
        with contextlib.suppress(OSError):
            return portal.get("/healthz").status == 200

    with services.running(
        [sys.executable, "-m", "gunicorn", "join4atmp.wsgi"],
        log=folder / "web.log",
        ready=answers,
        stop_signal=15,
        env={**environment, "BIND": f"127.0.0.1:{port}", "WEB_WORKERS": "1"},
    ):
        yield portal
