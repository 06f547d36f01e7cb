import contextlib
import time

import pytest
import time_machine

from registers.fetching import (
    Fetcher,
    NotFound,
    Postponed,
    Unavailable,
    WrongAnswer,
    retry_after,
)
from registers.invented.server import RegisterServer

from .wire import canned, fetch, http

QUICK = 0.3  # seconds; how long a test waits for a server that says nothing
SLOW = {"timeout", "drip", "drip-headers"}


@pytest.fixture(scope="module")
def shared_server():
    with RegisterServer(trials=3) as server:
        yield server


@pytest.fixture
def server(shared_server):
    shared_server.behave()
    shared_server.requests.clear()
    return shared_server


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def fetcher(request, server, pauses):
    """Of the demonstration's EUCTR; pauses are noted and not slept."""
    fault = request.getfixturevalue("fault") if "fault" in request.fixturenames else ""
    timeout = QUICK if fault in SLOW else 10
    with Fetcher(
        server.euctr_url, timeout=timeout, largest=2_000_000, pause=pauses.append
    ) as fetcher:
        yield fetcher


def page(fetcher):
    return fetcher.get("rest/download/full", [("query", ""), ("page", "1")])


# Faults that may pass: four tries, growing pauses, and a good answer after them


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        ("timeout", Unavailable, "its answer was not complete within 0.3 seconds"),
        ("drip", Unavailable, "its answer was not complete within 0.3 seconds"),
        ("drip-headers", Unavailable, "its answer was not complete within 0.3 seconds"),
        ("reset", Unavailable, "the connection broke off"),
        ("403", Unavailable, "it answered with status 403 (Forbidden)"),
        ("429", Unavailable, "it answered with status 429 (Too Many Requests)"),
        ("500", Unavailable, "it answered with status 500 (Internal Server Error)"),
        ("503", Unavailable, "it answered with status 503 (Service Unavailable)"),
        ("truncated", WrongAnswer, "ends before it is complete"),
        ("gzip-garbage", WrongAnswer, "is damaged: its packed content cannot be unpacked"),
        ("gzip-cut", WrongAnswer, "is damaged: its packed content is incomplete"),
        ("wrong-type", WrongAnswer, "sent 'image/png' where data were expected"),
    ],
)
def test_a_fault_that_may_pass_is_tried_four_times(server, fetcher, pauses, fault, error, words):
    server.misbehave(fault, times=4)

    with pytest.raises(error) as caught:
        page(fetcher)

    assert words in str(caught.value)
    assert str(caught.value).startswith(("127.0.0.1 ", "The answer of 127.0.0.1 "))
    assert len(server.requests) == 4
    assert len(pauses) == 3
    for pause, middle in zip(pauses, (1, 4, 16), strict=True):
        assert middle * 0.75 <= pause <= middle * 1.25
    assert page(fetcher).startswith(b"This file contains full details")


@pytest.mark.parametrize(
    "fault", ["timeout", "reset", "truncated", "gzip-cut", "503", "429", "403", "wrong-type"]
)
def test_the_answer_after_a_fault_is_taken(server, fetcher, pauses, fault):
    whole = page(fetcher)
    server.misbehave(fault, times=2)

    assert page(fetcher) == whole
    assert len(server.requests) == 4
    assert len(pauses) == 2


def test_pauses_differ_from_time_to_time(server, fetcher, pauses):
    for _ in range(3):
        server.misbehave("500", times=3)
        page(fetcher)

    assert len(set(pauses)) == 9


# Faults that stay: no second request


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("endless", "sent more than 2,000,000 bytes in one answer"),
        ("gzip-bomb", "sent more than 2,000,000 bytes in one answer"),
        ("redirect-away", "redirects to another address, http://localhost:"),
    ],
)
def test_a_fault_that_stays_is_not_tried_again(server, fetcher, pauses, fault, words):
    server.misbehave(fault)

    with pytest.raises(WrongAnswer, match=words):
        page(fetcher)

    assert len(server.requests) == 1
    assert pauses == []
    assert page(fetcher).startswith(b"This file contains full details")


def test_a_size_announced_as_too_large_is_not_read(pauses):
    endless = http(b"a little", Content_Length="2000001")
    with pytest.raises(WrongAnswer, match="more than 2,000,000 bytes"):
        fetch(endless, largest=2_000_000)


def test_redirects_in_circles_end_after_three(server, fetcher):
    server.misbehave("redirect-loop", times=9)

    with pytest.raises(WrongAnswer, match="in a circle: more than 3 redirects"):
        page(fetcher)

    assert len(server.requests) == 4


@pytest.mark.parametrize("hops", [1, 3])
def test_redirects_on_the_same_host_are_followed(server, fetcher, hops):
    server.misbehave("redirect-loop", times=hops)

    assert page(fetcher).startswith(b"This file contains full details")
    assert len(server.requests) == hops + 1


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("https://127.0.0.1/elsewhere", "https://127.0.0.1"),
        ("http://127.0.0.1:1/other-port", "http://127.0.0.1:1"),
        ("//example.invalid/page", "http://example.invalid"),
        ("ftp://127.0.0.1/page", "ftp://127.0.0.1"),
        ("file:///etc/hostname", "file://"),
    ],
)
def test_redirects_to_another_place_are_never_followed(target, shown):
    with pytest.raises(WrongAnswer, match=f"another address, {shown}"):
        fetch(http(status="302 Found", Location=target))


def test_a_redirect_to_nonsense_is_a_refusal():
    with pytest.raises(WrongAnswer, match=r"refused the request: status 302 \(Found\)"):
        fetch(http(status="302 Found", Location="http://127.0.0.1:port/"))


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
def test_what_is_not_there_is_not_asked_for_again(status):
    with (
        canned(http(status=status)) as (url, requests),
        Fetcher(url) as fetcher,
        pytest.raises(NotFound, match=status[:3]),
    ):
        fetcher.get("page")

    assert len(requests) == 1


@pytest.mark.parametrize("status", ["400 Bad Request", "401 x", "204 No Content", "304 x", "299 x"])
def test_other_statuses_are_refusals(status):
    with pytest.raises(WrongAnswer, match=f"refused the request: status {status[:3]}"):
        fetch(http(status=status, Content_Length=""))


# Waiting as long as the register asks


@pytest.mark.parametrize("status", ["429 x", "503 x", "403 x"])
def test_retry_after_in_seconds_is_honoured(pauses, status):
    assert fetch(http(status=status, Retry_After="77"), http(b"data"), pause=pauses.append)
    assert pauses == [77]


def test_retry_after_as_a_date_is_honoured(pauses):
    busy = http(
        status="503 x",
        Date="Sun, 22 Nov 2026 10:00:00 GMT",
        Retry_After="Sun, 22 Nov 2026 10:01:30 GMT",
    )
    assert fetch(busy, http(b"data"), pause=pauses.append) == b"data"
    assert pauses == [90]


def test_a_short_retry_after_does_not_shorten_our_own_pauses(pauses):
    with pytest.raises(Unavailable):
        fetch(http(status="429 x", Retry_After="1"), pause=pauses.append)

    assert pauses[1] >= 3
    assert pauses[2] >= 12


def test_two_minutes_are_waited_for_and_more_is_postponed(pauses):
    assert fetch(http(status="429 x", Retry_After="120"), http(b"data"), pause=pauses.append)
    assert pauses == [120]
    with pytest.raises(Postponed, match="asks for a pause of 3,600 seconds") as caught:
        fetch(http(status="429 x", Retry_After="3600"), pause=pauses.append)
    assert caught.value.seconds == 3600
    assert pauses == [120]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"Retry-After": "soon"}, 0),
        ({"Retry-After": "-5"}, 0),
        ({"Retry-After": "5.5"}, 0),
        ({"Retry-After": " 7 "}, 7),
        ({"Retry-After": "9" * 5000}, 86_400),
        ({"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"}, 86_400),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0),
        (
            {
                "Retry-After": "Wed, 21 Oct 2015 07:28:00",
                "Date": "Wed, 21 Oct 2015 07:27:00 GMT",
            },
            60,
        ),
    ],
)
def test_reading_retry_after(headers, seconds):
    assert retry_after(headers) == seconds


def test_a_date_is_compared_with_our_clock_where_the_answer_has_none(at_noon):
    assert retry_after({"Retry-After": "Sun, 22 Nov 2026 12:00:40 GMT"}) == 40
    assert retry_after({"Retry-After": "Sun, 22 Nov 2026 12:00:40 GMT", "Date": "nonsense"}) == 40


@pytest.fixture
def at_noon():
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        yield


# What a client says about a body


def test_check_decides_what_is_data_and_is_asked_of_every_try(pauses):
    seen = []

    def check(body):
        seen.append(body)
        if body != b"data":
            raise WrongAnswer("no data")

    answers = [http(b"<html>"), http(b"{}"), http(b"data")]
    assert fetch(*answers, check=check, pause=pauses.append) == b"data"
    assert seen == [b"<html>", b"{}", b"data"]
    assert len(pauses) == 2


def test_a_check_that_finds_nothing_ends_the_tries():
    def check(body):
        raise NotFound("there is no such trial")

    with canned(http(b"home page")) as (url, requests), Fetcher(url) as fetcher:
        with pytest.raises(NotFound, match="no such trial"):
            fetcher.get("page", check=check)
        assert len(requests) == 1


# What is sent


def test_requests_name_us_and_carry_their_parameters():
    with (
        canned(http(b"data")) as (url, requests),
        Fetcher(f"{url}/base/", contact="https://portal.example/contact") as fetcher,
    ):
        fetcher.get(
            "search", [("query", '"gene therapy" OR CAR-T'), ("phase", "a"), ("phase", "b")]
        )
        fetcher.post("search", {"pagination": {"page": 1}})

    got, posted = (request.decode().splitlines() for request in requests)
    assert got[0] in (
        "GET /base/search?query=%22gene+therapy%22+OR+CAR-T&phase=a&phase=b HTTP/1.1",
        "GET /base/search?query=%22gene%20therapy%22%20OR%20CAR-T&phase=a&phase=b HTTP/1.1",
    )
    assert "User-Agent: JOIN4ATMP portal (+https://portal.example/contact)" in got
    assert "Accept-Encoding: gzip, deflate" in got
    assert posted[0] == "POST /base/search HTTP/1.1"
    assert "Content-Type: application/json" in posted


def test_every_request_has_its_own_turn_and_pauses_are_outside(server):
    events = []

    @contextlib.contextmanager
    def turn():
        events.append("turn")
        try:
            yield
        finally:
            events.append("over")

    def pause(seconds):
        events.append("pause")

    server.misbehave("503")
    server.misbehave("redirect-loop")
    with Fetcher(server.euctr_url, turn=turn, pause=pause) as fetcher:
        page(fetcher)

    assert len(server.requests) == 3
    assert events.count("turn") == 3
    assert events == ["turn", "over", "pause", "turn", "over", "turn", "over"]


def test_waiting_for_a_turn_is_not_counted_as_waiting_for_the_answer(server, pauses):
    @contextlib.contextmanager
    def turn():
        time.sleep(0.5)
        yield

    with Fetcher(server.euctr_url, timeout=0.4, turn=turn, pause=pauses.append) as fetcher:
        assert page(fetcher)
    assert pauses == []
