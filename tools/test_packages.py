"""The list of packages, its bill of materials, and the look-up of their faults."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.conf import settings

from join4atmp import __version__
from tools.packages import Package, audit, packages, sbom
from tools.services import free_port

PINS = (Path(settings.BASE_DIR) / "requirements.txt").read_text()
TWO = [Package("one", "1.0"), Package("two", "2.0")]


def test_every_pin_is_in_the_list_with_its_hashes():
    found = packages(PINS)

    assert len(found) == sum("==" in line for line in PINS.splitlines()) > 40
    assert all(package.hashes for package in found)
    assert {"django", "celery"} <= {package.name for package in found}


def test_the_bill_of_materials_names_version_licence_and_hashes():
    bill = sbom(packages(PINS))
    components = {part["name"]: part for part in bill["components"]}

    django = components["django"]
    assert bill["metadata"]["component"]["version"] == __version__
    assert django["purl"] == f"pkg:pypi/django@{django['version']}"
    assert django["licenses"] == [{"license": {"name": "BSD-3-Clause"}}]
    assert len(django["externalReferences"][0]["hashes"][0]["content"]) == 64


def test_every_package_states_its_licence():
    without = [p.name for p in packages(PINS) if p.licence == "not stated"]

    assert without == []


class Answer(BaseHTTPRequestHandler):
    """A database that knows a fault of package two, or has a fixed answer (status, content)."""

    fixed = None

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        is_bad = [query["package"]["purl"] == "pkg:pypi/two@2.0" for query in asked]
        results = [{"vulns": [{"id": "PYSEC-1"}]} if bad else {} for bad in is_bad]
        status, content = self.fixed or (200, json.dumps({"results": results}).encode())
        self.send_response(status)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


@pytest.fixture
def database():
    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_known_faults_are_named_and_end_with_status_1(database, capsys):
    assert audit(TWO, database) == 1
    assert "two 2.0: PYSEC-1" in capsys.readouterr().out
    assert audit(TWO[:1], database) == 0


def test_without_the_database_the_audit_says_so_and_breaks_nothing(capsys):
    assert audit(TWO, f"http://127.0.0.1:{free_port()}/") == 0
    assert "Nothing was checked" in capsys.readouterr().out


@pytest.mark.parametrize(
    "answer",
    [
        (503, b"gone"),
        (200, b"<html>A proxy wants a password</html>"),
        (200, b"\xff"),
        (200, b"[]"),
        (200, b'{"results": null}'),
        (200, b'{"results": [{}]}'),  # of two packages
        (200, b'{"results": ["", ""]}'),
    ],
)
def test_an_answer_that_is_none_is_no_answer(database, monkeypatch, capsys, answer):
    monkeypatch.setattr(Answer, "fixed", answer)

    assert audit(TWO, database) == 0
    assert "Nothing was checked" in capsys.readouterr().out
