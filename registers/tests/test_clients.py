"""The clients of EUCTR and CTIS, against the registers on loopback and against real pages."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers import read_bytes
from registers.ctis_client import MAX_ROWS_PER_SEARCH, CtisClient, SearchPage
from registers.euctr_client import PAGE_SIZE, EuctrClient, EuctrQuery, read_count
from registers.fetching import Fetcher, NotFound, WrongAnswer
from registers.invented.server import RegisterServer

from .texts import ctis_file, ctis_record
from .wire import asked, canned, http

EVERYTHING = EuctrQuery("")
HOME = (
    b"<!DOCTYPE html><html>Trials with a EudraCT protocol"
    b"<strong>Problem Generating content! The Trial requested was not found!</strong></html>"
)


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


def numbers_of(page):
    return [record.number for record in read_bytes(page, "page")]


# EUCTR


def test_all_pages_bring_every_trial_once(server, euctr):
    count = euctr.count(EVERYTHING)
    pages = [euctr.page(EVERYTHING, number) for number in range(1, -(-count // PAGE_SIZE) + 1)]

    assert count == 47
    assert [len(set(numbers_of(page))) for page in pages] == [20, 20, 7]
    assert sorted({n for page in pages for n in numbers_of(page)}) == sorted(
        server.numbers("euctr")
    )


def test_what_a_search_of_euctr_sends(server, euctr):
    query = EuctrQuery("cells", ("phase-one", "phase-two"), "2010-01-01", "2020-12-31")
    euctr.count(query)
    euctr.page(query, 2)

    search = "query=cells&phase=phase-one&phase=phase-two&dateFrom=2010-01-01&dateTo=2020-12-31"
    assert [path for _, _, path in server.requests] == [
        f"/ctr-search/search?{search}",
        f"/ctr-search/rest/download/full?{search}&page=2&mode=current_page",
    ]


def test_one_record_of_euctr(server, euctr):
    number = server.numbers("euctr")[0]
    first = next(read_bytes(server.raw(number), "file"))

    assert list(read_bytes(euctr.record(number, first.country), "file")) == [first]


def test_a_record_that_euctr_does_not_have(server, euctr):
    with pytest.raises(NotFound, match="EUCTR has no record of 2010-123456-12 for DE"):
        euctr.record("2010-123456-12", "DE")
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("number", "country"),
    [("2010-123456-12", "de"), ("2010-123456", "DE"), ("../../x", "DE"), ("2010-123456-12", "3RD")],
)
def test_nothing_but_numbers_and_countries_is_put_into_addresses(euctr, number, country):
    with pytest.raises(ValueError, match="is no"):
        euctr.record(number, country)


def test_changes_of_euctr_within_a_week(server, euctr):
    number = server.numbers("euctr")[3]
    before = euctr.changed_numbers(EVERYTHING)
    server.replace(server.raw(number))

    assert number not in before
    assert euctr.changed_numbers(EVERYTHING) == {*before, number}
    assert euctr.changed_numbers(EuctrQuery("zebra")) == set()


@pytest.mark.parametrize(
    ("html", "count"),
    [
        (b"<a>\n  Trials with a EudraCT protocol (1)\n</a>", 1),
        (b"Trials with a EudraCT protocol (44,387) ... Art45 (18700)", 44387),
        (b"Trials with a EudraCT protocol ( 1.234.567 )", 1234567),
        (b"Trials with a EudraCT protocol (1&nbsp;234)", 1234),
        (b"Trials with a EudraCT protocol (0)", 0),
        (b"<p>Query did not match\n any studies.</p>", 0),
        (b"Trials with a EudraCT protocol (3) again: Trials with a EudraCT protocol (3)", 3),
    ],
)
def test_counts(html, count):
    assert read_count(html) == count
    assert asked(EuctrClient, "count", EVERYTHING, body=html) == count


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (b"", "a page that does not state a number"),
        (
            b"Paediatric studies in scope of Art45 of the Paediatric Regulation (9)",
            "not state a number",
        ),
        (b"currently displays 44387 clinical trials with a EudraCT protocol", "not state a number"),
        (
            b"Trials with a EudraCT protocol (3) Trials with a EudraCT protocol (4)",
            "not state a number",
        ),
        (b"Trials with a EudraCT protocol ()", "'' trials, which is not a number"),
        (b"Trials with a EudraCT protocol (many)", "'many' trials, which is not a number"),
        (b"Trials with a EudraCT protocol (12,34)", "'12,34' trials, which is not a number"),
        (b"Trials with a EudraCT protocol (-1)", "'-1' trials, which is not a number"),
        (HOME, "its home page that does not state a number"),
    ],
)
def test_pages_without_a_count_are_refused(html, words):
    with pytest.raises(WrongAnswer, match=words):
        asked(EuctrClient, "count", EVERYTHING, body=html)


@given(
    number=st.integers(0, 999_999_999),
    separator=st.sampled_from([",", ".", "", "'", " ", "\u00a0", "\u202f"]),
    blanks=st.text(" \n\t", max_size=3),
    before=st.text(max_size=30),
    other=st.integers(0, 99_999),
)
def test_any_number_is_read_as_it_was_written(number, separator, blanks, before, other):
    written = f"{number:,}".replace(",", separator)
    page = (
        f"{before}\nTrials with a EudraCT protocol{blanks}({blanks}{written}{blanks})\n"
        f"Paediatric studies in scope of Art45 of the Paediatric Regulation ({other})"
    )
    assert read_count(page.encode()) == number


@given(st.binary(max_size=300))
def test_no_page_makes_the_count_fail_otherwise(html):
    with pytest.raises(WrongAnswer):
        read_count(html)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "the file is empty"),
        (b" \r\n ", "the file is empty"),
        (b"<!doctype html><p>Maintenance</p>", r"it is a web page \(HTML\)"),
        (HOME, "the register's page for a trial that does not exist"),
        (b"Service unavailable", "does not begin with 'This file contains full details'"),
        (b"EudraCT Number:   2010-123456-12", "does not begin with"),
        (b"This file contains full details on each clinical trial.", "there is none"),
    ],
)
def test_pages_that_are_no_records_are_refused(body, words):
    with pytest.raises(WrongAnswer, match=words):
        asked(EuctrClient, "page", EVERYTHING, 1, body=body)


def test_another_record_than_the_one_asked_for_is_refused(server):
    raw = server.raw(server.numbers("euctr")[0])
    with pytest.raises(WrongAnswer, match="sent another record"):
        asked(EuctrClient, "record", "2010-123456-12", "DE", body=raw)


# CTIS


def test_a_search_of_ctis(server, ctis):
    page = ctis.search({}, 1)

    assert page.total == 21
    assert sorted(row["ctNumber"] for row in page.rows) == sorted(server.numbers("ctis"))
    assert ctis.search({}, 2) == SearchPage(21, ())
    assert ctis.search({"containAny": "zebra"}, 1) == SearchPage(0, ())


def test_both_ends_of_a_search_of_ctis(ctis):
    newest, oldest = ctis.search({}, 1), ctis.search({}, 1, newest_first=False)

    assert oldest.rows == newest.rows[::-1]
    days = ["".join(reversed(row["lastUpdated"].split("/"))) for row in newest.rows]
    assert days[0] > days[-1]


def test_what_a_search_of_ctis_sends():
    body = json.dumps({"pagination": {"totalRecords": 0, "currentPage": 3}, "data": []}).encode()
    with canned(http(body)) as (url, requests), Fetcher(url) as fetcher:
        CtisClient(fetcher).search({"containAny": "gene therapy"}, 3)

    assert requests[0].startswith(b"POST /search HTTP/1.1\r\n")


def test_one_record_of_ctis(server, ctis):
    number = server.numbers("ctis")[0]

    assert ctis.record(number) == server.raw(number)


def test_a_record_that_ctis_does_not_have(server, ctis):
    with pytest.raises(NotFound, match="CTIS has no record of 2030-500000-11-00"):
        ctis.record("2030-500000-11-00")
    assert len(server.requests) == 1
    with pytest.raises(ValueError, match="not an EU CT number"):
        ctis.record("2030-500000-11")


def test_changes_of_ctis_within_a_week(server, ctis):
    number = server.numbers("ctis")[2]
    before = ctis.changed_numbers({})
    server.replace(server.raw(number))

    assert number not in before
    assert ctis.changed_numbers({}) == {*before, number}
    assert ctis.changed_numbers({"containAny": "zebra"}) == set()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "CTIS sent an empty answer"),
        (b"<!doctype html><p>App</p>", r"CTIS sent a web page \(HTML\)"),
        (b'{"pagination": {"totalRecords": 1', "damaged: it is not valid JSON"),
        (b'{"pagination": {"totalRecords": 1}, "data": [{"ctNumber": "\xff"}]}', "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b"{}", "an unknown structure"),
        (b"[]", "an unknown structure"),
        (b'{"pagination": {"totalRecords": "1"}, "data": []}', "an unknown structure"),
        (b'{"pagination": {"totalRecords": true}, "data": []}', "an unknown structure"),
        (b'{"pagination": {"totalRecords": 1}, "results": []}', "an unknown structure"),
        (b'{"pagination": {"totalRecords": 1}, "data": [{"number": "x"}]}', "no 'ctNumber'"),
        (b'{"pagination": {"totalRecords": 1}, "data": [{"ctNumber": 7}]}', "no 'ctNumber'"),
        (
            b'{"pagination": {"totalRecords": 12}, "data": []}',
            "12 trials, but its page 1 is empty",
        ),
        (b'{"pagination": {"totalRecords": 1, "currentPage": 4}, "data": []}', "and sent 4"),
    ],
)
def test_searches_that_ctis_does_not_answer(body, words):
    with pytest.raises(WrongAnswer, match=words):
        asked(CtisClient, "search", {}, 1, body=body)


def test_the_pages_after_the_last_row_that_ctis_gives_are_empty():
    body = json.dumps({"pagination": {"totalRecords": MAX_ROWS_PER_SEARCH}, "data": []}).encode()

    assert asked(CtisClient, "search", {}, 101, body=body) == SearchPage(MAX_ROWS_PER_SEARCH, ())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "CTIS sent an empty answer"),
        (b"<html>", "CTIS sent a web page"),
        (b"null", "the answer is of no trial"),
        (b"[]", "the answer is of no trial"),
        (ctis_file(ctis_record()), "but the answer is of 20"),
    ],
)
def test_records_that_are_not_what_was_asked_for(body, words):
    with pytest.raises(WrongAnswer, match=words):
        asked(CtisClient, "record", "2030-500000-11-00", body=body)


# Feeds


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "it is not a valid RSS feed"),
        (HOME, "other XML, 'html'"),
        (b"<rss><channel>", "it is not a valid RSS feed"),
        (b"<html><body/></html>", "other XML, 'html'"),
        (b"<rss><channel><item><title>a</title></item></channel></rss>", "item 1 .* no trial"),
        (b'<!DOCTYPE x [<!ENTITY a "aaaa">]><rss>&a;</rss>', "declares entities"),
        (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hosts">]><rss>&a;</rss>', "entities"),
    ],
)
@pytest.mark.parametrize("client", [EuctrClient, CtisClient])
def test_feeds_that_cannot_be_read(client, body, words):
    question = EVERYTHING if client is EuctrClient else {}
    with pytest.raises(WrongAnswer, match=words):
        asked(client, "changed_numbers", question, body=body)
