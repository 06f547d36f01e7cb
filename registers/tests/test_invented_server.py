"""The registers on loopback, asked with the standard library and not with the portal's clients."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from datetime import date
from pathlib import Path

import pytest

from registers import protocol_of, read_bytes
from registers.euctr_summary import read_summaries
from registers.invented.faults import Fault
from registers.invented.search import compile_query, contains_all, contains_any, words
from registers.invented.server import RegisterServer

from .texts import ctis_file, ctis_record, euctr_file, euctr_text


@pytest.fixture
def server():
    with RegisterServer(trials=30) as server:
        yield server


HERE = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def get(url, **params):
    query = f"?{urllib.parse.urlencode(params, doseq=True)}" if params else ""
    with HERE.open(f"{url}{query}", timeout=5) as answer:
        return answer.read()


def status(url):
    try:
        get(url)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    return 200


def search_ctis(server, *, page=1, size=100, direction="DESC", **criteria):
    question = {
        "pagination": {"page": page, "size": size},
        "sort": {"property": "lastUpdated", "direction": direction},
        "searchCriteria": criteria,
    }
    request = urllib.request.Request(
        f"{server.ctis_url}/search", json.dumps(question).encode(), method="POST"
    )
    with HERE.open(request, timeout=5) as answer:
        return json.loads(answer.read())


def count(server, query, **params):
    page = get(f"{server.euctr_url}/search", query=query, **params).decode()
    found = re.search(r"Trials with a EudraCT protocol \(([\d,]+)\)", page)
    assert found or "Query did not match any studies." in page
    return int(found[1].replace(",", "")) if found else 0


# Searching


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("", "anything", True),
        ("gene therapy", "therapy by a gene", True),
        ('"gene therapy"', "therapy by a gene", False),
        ('"gene therapy"', "A Gene-Therapy trial", True),
        ("CAR-T", "autologous CAR T cells", True),
        ("CAR-T", "a cart", False),
        ("CD34+ OR zebra", "CD34-positive", True),
        ("(CD19 AND T) OR NK", "CD19 and B", False),
        ("(CD19 AND T) OR NK", "NK cells", True),
        ("cells NOT stem", "stem cells", False),
        ("NOT (a OR b) c", "c", True),
        ("eudract_number:2015-000590-12", "2015-000590-12 title", True),
        ('"" OR', "nothing to search for", True),
        ("(unclosed AND ((", "unclosed", True),
        (")) NOT", "anything", True),
    ],
)
def test_queries(query, text, found):
    assert compile_query(query)(words(text)) is found


def test_terms_of_ctis():
    text = words("Gene therapy with AAV")

    assert contains_any(text, "zebra, gene therapy")
    assert not contains_any(text, "zebra, ")
    assert contains_all(text, "aav, therapy")
    assert not contains_all(text, "aav, zebra")


# EUCTR


def test_a_search_of_euctr_narrows(server):
    everything = len(server.numbers("euctr"))
    parts = [count(server, word) for word in ("cells", "AAV", "zebra")]

    assert count(server, "") == everything == 23
    assert parts[2] == 0 < parts[1] < parts[0] < everything
    assert count(server, "AAV OR zebra") == parts[1]
    by_phase = [count(server, "", phase=f"phase-{n}") for n in ("one", "two", "three", "four")]
    assert max(by_phase) < everything <= sum(by_phase)
    both = count(server, "", dateFrom="2016-01-01") + count(server, "", dateTo="2015-12-31")
    assert both == everything


def test_words_of_the_form_itself_are_not_searched(server):
    assert count(server, '"Tissue Engineered Product"') == 0
    assert count(server, "Substance") == 0


def test_pages_of_full_texts_and_summaries(server):
    numbers = []
    for page in (1, 2):
        params = {"query": "", "page": page, "mode": "current_page"}
        full = get(f"{server.euctr_url}/rest/download/full", **params)
        summary = get(f"{server.euctr_url}/rest/download/summary", **params)
        here = list(dict.fromkeys(record.number for record in read_bytes(full, "full")))
        assert [item.number for item in read_summaries(summary, "summary")] == here
        numbers += here

    assert numbers == server.numbers("euctr")
    assert b"\r\n" in full


def test_summaries_name_the_countries(server):
    summary = get(f"{server.euctr_url}/rest/download/summary", query="", page=1)
    for item in read_summaries(summary, "summary"):
        records = read_bytes(server.raw(item.number), "raw")
        assert [code for code, _ in item.countries] == [record.country for record in records]


def test_a_record_and_one_that_does_not_exist(server):
    number = server.numbers("euctr")[0]
    first = next(read_bytes(server.raw(number), "raw"))
    address = f"{server.euctr_url}/rest/download/trial/{number}"

    assert list(read_bytes(get(f"{address}/{first.country}"), "one")) == [first]
    assert b"The Trial requested was not found!" in get(f"{address}/XX")
    assert b"The Trial requested was not found!" in get(f"{server.euctr_url}/elsewhere")


def test_a_trial_is_changed_taken_out_and_brought_back(server):
    number = server.numbers("euctr")[1]
    feed = f"{server.euctr_url}/rest/feed/bydates"
    assert number not in get(feed, query="").decode()

    server.replace(server.raw(number).replace(b"Trial Status: ", b"Trial Status: Changed "))
    assert b"Trial Status: Changed " in server.raw(number)
    assert f"eudract_number:{number}" in get(feed, query="").decode()

    taken_out = server.remove(number)
    assert number not in server.numbers("euctr")
    assert count(server, number) == 0
    assert number not in get(feed, query="").decode()

    assert server.replace(taken_out) == [number]
    assert server.raw(number) == taken_out
    assert count(server, number) == 1


# CTIS


def test_pages_of_a_search_of_ctis(server):
    everything = server.numbers("ctis")
    first, second = (search_ctis(server, page=page, size=6) for page in (1, 2))

    assert first["pagination"] == {
        "totalRecords": len(everything),
        "currentPage": 1,
        "totalPages": 2,
        "nextPage": True,
        "prevPage": False,
    }
    rows = first["data"] + second["data"]
    assert sorted(row["ctNumber"] for row in rows) == sorted(everything)
    assert search_ctis(server, direction="ASC")["data"] == rows[::-1]
    assert search_ctis(server, page=0)["data"] == []


def test_criteria_of_a_search_of_ctis(server):
    everything = len(server.numbers("ctis"))

    def total(**criteria):
        return search_ctis(server, **criteria)["pagination"]["totalRecords"]

    assert total(containAny="zebra") == total(no_such_criterion=1) == 0
    assert 0 < total(containAny="cells") < everything
    assert total(containAny="cells") + total(containNot="cells") == everything
    assert total(trialPhaseCode=[1, 2, 3, 4, 5, 6, 7, 8, 9]) == everything
    assert total(trialPhaseCode=[5]) < everything
    assert total(isTransitioned=True) + total(isTransitioned=False) == everything
    assert total(number=server.numbers("ctis")[0]) == 1


def test_a_search_of_ctis_ends_silently():
    with RegisterServer(trials=30, most_rows=4) as server:
        newest = search_ctis(server)
        oldest = search_ctis(server, direction="ASC")

        assert len(server.numbers("ctis")) > 8
    assert newest["pagination"]["totalRecords"] == len(newest["data"]) == 4
    assert not {row["ctNumber"] for row in newest["data"]} & {
        row["ctNumber"] for row in oldest["data"]
    }


def test_ctis_as_it_answers_to_nonsense(server):
    assert get(f"{server.ctis_url}/retrieve/2030-500000-11-00") == b"{}"
    assert get(f"{server.ctis_url}/retrieve/{server.numbers('euctr')[0]}") == b"{}"
    assert get(f"{server.ctis_url}/elsewhere").startswith(b"<!DOCTYPE html>")
    assert status(f"{server.ctis_url}/search") == 403


def test_the_feed_of_ctis_shows_fifteen():
    with RegisterServer(trials=60) as server:
        for number in server.numbers("ctis"):
            server.replace(server.raw(number))
        feed = get(f"{server.ctis_url}/rss/updates.rss", search_criteria="{}").decode()

        assert len(server.numbers("ctis")) == 21
        assert len(set(re.findall(r"EUCT=([\d-]+)", feed))) == 15


# Both


def test_given_files_are_served_as_they_are():
    euctr, ctis = euctr_file(euctr_text()), ctis_file(ctis_record())
    with RegisterServer(files=[("a.txt", euctr), ("b.json", ctis)]) as server:
        (number,), (ct_number,) = server.numbers("euctr"), server.numbers("ctis")
        page = get(f"{server.euctr_url}/rest/download/full", query=number, page=1)

        assert [record.raw for record in read_bytes(page, "page")] == [
            record.raw for record in read_bytes(euctr, "file")
        ]
        assert json.loads(get(f"{server.ctis_url}/retrieve/{ct_number}")) == json.loads(ctis)


def test_trials_move_on(server):
    numbers = server.numbers("euctr") + server.numbers("ctis")
    before = {number: server.raw(number) for number in numbers}

    changed = server.move_on(2, date(2026, 11, 22))

    assert [len(number) for number in changed] == [14, 14, 17, 17]
    assert {number for number in numbers if server.raw(number) != before[number]} == set(changed)
    statuses = {}
    for number in changed:
        old, new = (
            [protocol_of(record) for record in read_bytes(raw, "raw")]
            for raw in (before[number], server.raw(number))
        )
        assert len(old) == len(new)
        statuses |= {was.status: now.status for was, now in zip(old, new, strict=True)}
    assert statuses["Ongoing"] == "Temporarily Halted"
    assert statuses["Ongoing, recruiting"] == "Ongoing, recruitment ended"
    assert new[0].updated_on == date(2026, 11, 22)
    assert search_ctis(server)["data"][0]["ctNumber"] in changed


def test_requests_are_noted_in_order(server):
    get(f"{server.euctr_url}/search", query="cells")
    search_ctis(server)

    assert [(method, path) for _, method, path in server.requests] == [
        ("GET", "/ctr-search/search?query=cells"),
        ("POST", "/ctis-public-api/search"),
    ]
    times = [time for time, _, _ in server.requests]
    assert times == sorted(times)


def test_faults_come_as_often_and_where_they_were_ordered(server):
    server.misbehave("503", times=2, path="/retrieve/")
    server.misbehave(Fault.FORBIDDEN)
    known = f"{server.ctis_url}/retrieve/{server.numbers('ctis')[0]}"
    urls = (known, f"{server.euctr_url}/search?query=", known, known, known)

    assert [status(url) for url in urls] == [503, 403, 503, 200, 200]


def test_unknown_faults_are_refused(server):
    with pytest.raises(ValueError, match="no-such-fault"):
        server.misbehave("no-such-fault")


def test_faults_that_are_not_wanted_any_more(server):
    server.misbehave("500", times=99)
    server.behave()

    assert count(server, "") == 23


def test_a_server_that_was_never_started_can_be_closed():
    RegisterServer(trials=1).close()


def test_the_demonstration_runs_as_a_program_of_its_own():
    process = subprocess.Popen(
        [sys.executable, "-m", "registers.invented.server"]
        + ["--port", "0", "--trials", "12", "--changes", "1", "--fault", "503:1:search"],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        urls = dict(process.stdout.readline().strip().split("=", 1) for _ in range(3))
        assert status(f"{urls['EUCTR_URL']}/search?query=") == 503
        page = get(f"{urls['EUCTR_URL']}/search", query="")
        assert b"Trials with a EudraCT protocol (" in page
        assert get(f"{urls['CTIS_URL']}/retrieve/2030-500000-11-00") == b"{}"
        assert b"eudract_number:" in get(f"{urls['EUCTR_URL']}/rest/feed/bydates", query="")
        assert b"esearchresult" in get(f"{urls['PUBMED_URL']}/esearch.fcgi", term="x")
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)
    assert process.returncode == 0
