"""Every fault of the demonstration's registers, as a run meets it through the clients."""

import re

import pytest

from registers import Problem, read_bytes
from registers.ctis_client import CtisClient
from registers.euctr_client import EuctrClient, EuctrQuery
from registers.fetching import Fetcher, RegisterError, Unavailable, WrongAnswer
from registers.invented.server import RegisterServer

EVERYTHING = EuctrQuery("")


@pytest.fixture(scope="module")
def shared_server():
    with RegisterServer(trials=60) as server:
        yield server


@pytest.fixture
def server(shared_server):
    shared_server.behave()
    shared_server.requests.clear()
    return shared_server


@pytest.fixture
def euctr(server):
    with Fetcher(server.euctr_url, timeout=5, pause=lambda seconds: None) as fetcher:
        yield EuctrClient(fetcher)


@pytest.fixture
def ctis(server):
    with Fetcher(server.ctis_url, timeout=5, pause=lambda seconds: None) as fetcher:
        yield CtisClient(fetcher)


FAULTS = {
    # fault: (count, page, search), an error or what is wrong with the answer
    "html": (WrongAnswer, WrongAnswer, WrongAnswer),
    "not-found": (WrongAnswer, WrongAnswer, WrongAnswer),
    "empty": (WrongAnswer, WrongAnswer, WrongAnswer),
    "changed-structure": (WrongAnswer, WrongAnswer, WrongAnswer),
    "wrong-type": (WrongAnswer, WrongAnswer, WrongAnswer),
    "truncated": (WrongAnswer, WrongAnswer, WrongAnswer),
    "gzip-garbage": (WrongAnswer, WrongAnswer, WrongAnswer),
    "redirect-away": (WrongAnswer, WrongAnswer, WrongAnswer),
    "503": (Unavailable, Unavailable, Unavailable),
    "reset": (Unavailable, Unavailable, Unavailable),
    "encoding": (47, "a problem in one record", WrongAnswer),
    "duplicates": (47, "twice", "twice"),
    "wrong-count": (54, "whole", 28),
    "repeated-page": (47, "whole", "whole"),
    "ctis-cut": (47, "whole", 10_000),
    "nothing-found": (0, WrongAnswer, 0),
}


def outcome(call, describe):
    try:
        return describe(call())
    except RegisterError as error:
        is_sentence = re.fullmatch(r"[A-Z\d][^\n]* [^\n]*\.", str(error))
        return type(error) if is_sentence else str(error)


def describe_page(page):
    items = list(read_bytes(page, "page"))
    if any(isinstance(item, Problem) for item in items):
        return "a problem in one record" if sum(isinstance(i, Problem) for i in items) == 1 else "?"
    raws = [item.raw for item in items]
    return "whole" if len(set(raws)) == len(raws) else "twice"


def describe_search(answer):
    if len(answer.rows) == 2 * answer.total and answer.total:
        return "twice"
    return "whole" if answer.total == len(answer.rows) == 21 else answer.total


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_as_a_run_meets_them(server, euctr, ctis, fault):
    calls = [
        (lambda: euctr.count(EVERYTHING), lambda count: count),
        (lambda: euctr.page(EVERYTHING, 1), describe_page),
        (lambda: ctis.search({}, 1), describe_search),
    ]
    found = []
    for call, describe in calls:
        server.behave()
        server.misbehave(fault, times=4)
        found.append(outcome(call, describe))
    server.behave()

    assert tuple(found) == FAULTS[fault]
    assert [outcome(*call) for call in calls] == [47, "whole", "whole"]


def test_a_filter_that_euctr_ignores(server, euctr):
    narrow = EuctrQuery("CAR-T OR mesenchymal")
    usual = euctr.count(narrow)
    server.misbehave("ignored-filter")

    assert 0 < usual < 20
    assert euctr.count(narrow) == 47
