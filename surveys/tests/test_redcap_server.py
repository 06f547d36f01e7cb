"""A REDCap server, replaced by a function: the requests to it, and the use of its answers."""

import csv
import io
from urllib.parse import parse_qs

import httpx2
import pytest
from django.core.management import CommandError, call_command

from surveys.models import Participant, Project, Response
from surveys.redcap import server as server_module
from surveys.redcap.server import Server, ServerError

from .redcap_files import SMALL, SMALL_HEADER, SMALL_ROWS, dictionary_file

TOKEN = "0123456789abcdef0123456789ABCDEF"
ADDRESS = "https://redcap.example.org/api/"
HOSTS = ("redcap.example.org",)
ELSEWHERE = {"Location": "https://elsewhere.example/"}
PEOPLE = (
    b"email,email_occurrence,identifier,record,invitation_sent_status,invitation_send_time,"
    b"response_status,survey_access_code,survey_link,survey_queue_link\n"
    b"ana@example.org,1,,1,1,,2,,,\n"
)


class FakeRedcap:
    """Answers like a server with the small project; `change(kind, content)` spoils an answer."""

    def __init__(self, change=None):
        self.asked, self.change = [], change or (lambda kind, answer: answer)

    def __call__(self, request):
        asked = {name: values[0] for name, values in parse_qs(request.read().decode()).items()}
        self.asked.append(asked)
        assert TOKEN not in str(request.url)
        assert asked["token"] == TOKEN
        kind = asked["content"]
        if kind == "metadata":
            content = dictionary_file(*SMALL, headings=False)
        elif kind == "participantList":
            content = PEOPLE
        elif "fields[0]" in asked:
            kind, content = "names", "\n".join(["record_id", *"123456"]).encode()
        else:
            wanted = {value for name, value in asked.items() if name.startswith("records[")}
            rows = [row for row in SMALL_ROWS if row.split(",")[0] in wanted]
            content = "\n".join((SMALL_HEADER, *rows)).encode()
        answer = self.change(kind, content)
        return (
            answer if isinstance(answer, httpx2.Response) else httpx2.Response(200, content=answer)
        )


def server(change=None, **more):
    fake = FakeRedcap(change)
    values = {"url": ADDRESS, "token": TOKEN, "hosts": HOSTS} | more
    return Server(**values, transport=httpx2.MockTransport(fake)), fake


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(server_module, "RECORDS_PER_BATCH", 4)


def test_records_are_asked_for_in_batches(small_batches):
    redcap, fake = server()

    rows = list(csv.reader(io.StringIO(redcap.records("record_id").decode())))

    assert [row[0] for row in rows] == ["record_id", *"123456"]
    exports = [asked for asked in fake.asked if "records[0]" in asked]
    assert [sum(name.startswith("records[") for name in asked) for asked in exports] == [4, 2]
    assert {asked["rawOrLabel"] for asked in exports} == {"raw"}


@pytest.mark.parametrize(
    ("spoilt", "words"),
    [
        (lambda kind, text: text.rpartition(b"\n")[0] if kind == "record" else text, "5 of 6"),
        (lambda kind, text: b'{"error": "no such project"}', "no such project"),
        (lambda kind, text: b"<?xml version='1.0'?><hash></hash>", "did not send a table"),
        (lambda kind, text: b"", "did not send a table"),
        (lambda kind, text: b'record_id\n"1', "cut off"),
        (lambda kind, text: b"other\n1", "did not send the field"),
        (lambda kind, text: httpx2.Response(403, content=b"no"), "does not allow exports"),
        (lambda kind, text: httpx2.Response(302, headers=ELSEWHERE), "redirects to another "
                                                                     "address"),
        (lambda kind, text: httpx2.Response(500, content=b"no"), "status 500"),
    ],
    ids=range(9),
)  # fmt: skip
def test_answer_that_cannot_be_used_is_refused_with_a_sentence(spoilt, words):
    redcap, _ = server(spoilt)

    with pytest.raises(ServerError, match=words) as caught:
        redcap.records("record_id")
    assert TOKEN not in str(caught.value)


def test_a_server_that_fails_once_is_asked_again():
    failures = [True]

    def once(kind, content):
        return httpx2.Response(502) if failures and failures.pop() else content

    redcap, fake = server(once)

    assert redcap.dictionary()
    assert len(fake.asked) == 2


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"hosts": ()}, "not allowed"),
        ({"url": "https://evil.example/api/"}, "not allowed"),
        ({"url": "http://redcap.example.org/api/"}, "https"),
        ({"token": "short"}, "32 hexadecimal"),
    ],
)
def test_server_that_is_not_set_up_is_not_asked(more, words):
    with pytest.raises(ServerError, match=words) as caught:
        server(**more)
    assert TOKEN not in str(caught.value)


def test_token_is_not_in_what_is_printed():
    assert TOKEN not in repr(server()[0])


@pytest.mark.django_db
def test_command_reads_a_project_from_its_server(monkeypatch):
    for name, value in (
        ("REDCAP_URL", ADDRESS),
        ("REDCAP_TOKEN", TOKEN),
        ("REDCAP_HOSTS", "redcap.example.org"),
    ):
        monkeypatch.setenv(name, value)
    transport = httpx2.MockTransport(FakeRedcap())
    monkeypatch.setattr(
        "surveys.management.commands.fetch_redcap.Server",
        lambda url, token, hosts: Server(url, token, hosts, transport),
    )

    call_command("fetch_redcap", "--project", "Fetched", "--instrument", "profile", verbosity=0)

    project = Project.objects.get()
    assert Response.objects.count() == 6
    assert Participant.objects.get().project == project


def test_command_does_nothing_without_its_settings(monkeypatch):
    for name in ("REDCAP_URL", "REDCAP_TOKEN", "REDCAP_HOSTS"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(CommandError, match="Set REDCAP_URL and REDCAP_TOKEN"):
        call_command("fetch_redcap")
