"""Few files are made at the same time, few requests wait for them, and pages go on."""

import threading
from contextlib import ExitStack

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from core import turns

pytestmark = pytest.mark.django_db  # the end of a response closes the connections
FILE = "/trials/export/"


@pytest.fixture(autouse=True)
def short_wait(monkeypatch):
    monkeypatch.setattr(turns, "MAX_FILE_WAIT_SECONDS", 0.01)


def ask(path=FILE, address="192.0.2.1"):
    return RequestFactory().get(path, REMOTE_ADDR=address)


def stream(_):
    return StreamingHttpResponse(iter([b"one", b"two"]))


def test_a_second_file_is_refused_while_the_first_is_made():
    refused = []

    def make(request):
        refused.append(answer(ask()))
        return HttpResponse(b"file")

    answer = turns.take_turns_for_files(make)
    assert answer(ask()).content == b"file"

    (second,) = refused
    assert (second.status_code, second["Retry-After"]) == (503, "10")
    assert "too many files" in second.content.decode()
    assert "may not have been saved" not in second.content.decode()
    assert answer(ask()).status_code == 200


def test_a_file_that_is_read_slowly_or_never_stops_no_other():
    answer = turns.take_turns_for_files(stream)
    slow, never = answer(ask()), answer(ask())
    parts = iter(slow.streaming_content)
    assert next(parts) == b"one"
    assert b"".join(answer(ask()).streaming_content) == b"onetwo"
    assert list(parts) == [b"two"]
    assert never.status_code == 200


def test_each_part_of_a_file_is_made_in_a_turn():
    def parts():
        yield answer(ask()).status_code

    answer = turns.take_turns_for_files(lambda request: StreamingHttpResponse(parts()))
    first = answer(ask())
    assert list(first.streaming_content) == [b"503"]


@pytest.mark.parametrize("path", ["/", "/trials/", "/admin/", "/accounts/login/"])
def test_pages_do_not_wait_for_files(path):
    inside = []

    def make(request):
        if request.path == FILE:
            inside.append(answer(ask(path)).status_code)
        return HttpResponse()

    answer = turns.take_turns_for_files(make)
    answer(ask())
    assert inside == [200]


def test_a_turn_ends_with_the_page_and_with_its_error():
    def failing(request):
        raise ZeroDivisionError

    whole = turns.take_turns_for_files(lambda request: HttpResponse(b"whole"))
    for _ in range(3):
        assert whole(ask()).status_code == 200
    answer = turns.take_turns_for_files(failing)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            answer(ask())


def test_few_requests_wait_in_total_and_per_address():
    queue = turns.Queue()
    with ExitStack() as waiting:
        found = [waiting.enter_context(queue.place_of(address)) for address in "aaaaabbbbbc"]
    assert found == [True] * 4 + [False] + [True] * 4 + [False] * 2
    with queue.place_of("a") as is_free:
        assert is_free


def test_a_waiting_request_gets_the_next_turn(monkeypatch):
    monkeypatch.setattr(turns, "MAX_FILE_WAIT_SECONDS", 60)
    is_making, may_end = threading.Event(), threading.Event()

    def make(request):
        is_making.set()
        may_end.wait(60)
        return HttpResponse(b"file")

    answer = turns.take_turns_for_files(make)
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(answer(ask()).status_code)) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    is_making.wait(60)
    may_end.set()
    for thread in threads:
        thread.join(60)
    assert found == [200, 200, 200]


@pytest.mark.parametrize(
    ("path", "is_file"),
    [
        ("/trials/export/", True),
        ("/trials/report.pdf", True),
        ("/trials/charts/phase.png", True),
        ("/survey/questions/q/charts/c.svg", True),
        ("/use-cases/a/versions/3/docx/", True),
        ("/products/a/cover-sheet/", True),
        ("/api/v1/economics/compute/", True),
        ("/capacities/reports/gaps/", True),
        ("/capacities/reports/", False),
        ("/stakeholders/exports/", False),
        ("/stakeholders/exports/3/", False),
        ("/healthz", False),
    ],
)
def test_files_are_recognised_by_their_address(path, is_file):
    assert bool(turns.FILES.search(path)) == is_file
