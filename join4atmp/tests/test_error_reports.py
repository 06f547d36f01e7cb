"""A report of an error, as it arrives at a service on loopback, has no personal data."""

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import sentry_sdk
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from core.monitoring import error_reports

pytestmark = pytest.mark.django_db
ADDRESS = "ann.example@clinic.example"
TOKEN = "kR7x-the-personal-link-of-somebody-Zq"
PRIVATE = (ADDRESS, TOKEN, "Ann Example", "a-secret-cookie", "192.0.2.7")


@login_not_required
def broken(request, token):
    contact = request.POST.dict()
    raise LookupError(f"no contact with {contact['email']} and {token}")


urlpatterns = [
    path("stakeholders/me/<str:token>/", broken),
    path("", include("join4atmp.urls")),
]


class Service(HTTPServer):
    """Receives reports; `received` are the events as the service would store them."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Receiver)
        self.received = []

    @property
    def dsn(self):
        return f"http://key@127.0.0.1:{self.server_port}/1"


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.server.received.append(body.decode())
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *arguments):
        """Print nothing."""


@pytest.fixture
def service():
    with Service() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        sentry_sdk.init(server.dsn, **error_reports.options())
        yield server
        sentry_sdk.init()
        server.shutdown()
        thread.join()


@pytest.mark.urls(__name__)
def test_a_report_says_where_the_error_is_and_nothing_of_people(service, client):
    client.raise_request_exception = False
    client.cookies["sessionid"] = "a-secret-cookie"
    answer = client.post(
        f"/stakeholders/me/{TOKEN}/?from={ADDRESS}",
        {"email": ADDRESS, "name": "Ann Example"},
        headers={"x-forwarded-for": "192.0.2.7"},
    )
    sentry_sdk.flush()

    assert answer.status_code == 500
    text = "\n".join(service.received)
    assert [word for word in PRIVATE if word in text] == []
    events = [json.loads(line) for line in text.splitlines() if '"exception"' in line]
    raised = [event["exception"]["values"][-1] for event in events]
    assert "LookupError" in {each["type"] for each in raised}
    assert "broken" in {
        frame["function"] for each in raised for frame in each["stacktrace"]["frames"]
    }
    assert {event.get("transaction") for event in events} == {f"{__name__}.broken"}


@pytest.mark.parametrize(
    "values",
    [
        {"path": "/trials/", "headers": {"Host": "other.example"}},
        {"path": "/accounts/login/", "data": {f"field-{number}": "" for number in range(1_100)}},
    ],
)
def test_requests_that_are_refused_are_not_reported(service, client, values):
    answer = client.post(**values)
    sentry_sdk.flush()

    assert answer.status_code == 400
    assert "logentry" not in "".join(service.received)
    assert "exception" not in "".join(service.received)


def test_a_field_that_nobody_has_allowed_is_left_out():
    report = error_reports.only_what_is_allowed(
        {
            "level": "error",
            "user": {"email": ADDRESS},
            "breadcrumbs": {"values": [{"message": ADDRESS}]},
            "extra": {"sys.argv": ["manage.py", ADDRESS]},
            "contexts": {"a field of a later version": ADDRESS},
            "transaction": f"/stakeholders/me/{TOKEN}/",
            "logentry": {"message": "mail to %s", "params": [ADDRESS], "formatted": ADDRESS},
            "request": {"method": "POST", "url": TOKEN, "data": ADDRESS, "headers": ADDRESS},
        },
        {},
    )

    assert report == {
        "level": "error",
        "logentry": {"message": "mail to %s"},
        "request": {"method": "POST"},
    }
