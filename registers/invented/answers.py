"""The answers of the demonstration's registers to a request, before any fault changes them."""

import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from . import pages
from .articles import DemoArticle, efetch
from .faults import Fault, RegisterAnswer
from .search import compile_query, contains_all, contains_any, words
from .store import Store, euctr_download, updated_on

EUCTR_PAGE, CTIS_PAGE = 20, 100
MAX_FEED_ENTRIES = 15  # CTIS shows no more
COUNT_ERROR = 7
TRIAL_NUMBER = re.compile(r"NCT\d{8}|\d{4}-\d{6}-\d{2}(?:-\d{2})?")
FIELD_TAG = re.compile(r"\[[^\]]*\]")
HTML, JSON = "text/html;charset=UTF-8", "application/json;charset=UTF-8"
RSS, XML = "application/rss+xml;charset=UTF-8", "text/xml; charset=UTF-8"

# How a criterion of a CTIS search is met: entry, value. There are more; these find nothing here.
CRITERIA = {
    "containAny": lambda entry, terms: contains_any(entry.searched, terms),
    "containAll": lambda entry, terms: contains_all(entry.searched, terms),
    "containNot": lambda entry, terms: not contains_any(entry.searched, terms),
    "number": lambda entry, number: entry.number == number,
    "title": lambda entry, text: words(text) in entry.searched,
    "eudraCtCode": lambda entry, number: _transition(entry).get("eudraCtCode") == number,
    "isTransitioned": lambda entry, wanted: _transition(entry).get("isTransitioned") is wanted,
    "trialPhaseCode": lambda entry, codes: bool(entry.phases & set(map(str, codes))),
    "status": lambda entry, codes: entry.data.get("ctStatus") in codes,
}


def _transition(entry):
    return entry.data.get("authorizedApplication", {}).get("eudraCt", {})


class Registers:
    """The registers by their address. An unknown path gets the site's web page, as in reality."""

    def __init__(self, store: Store, articles: Mapping[str, DemoArticle], most_rows: int):
        self._store, self._articles, self._most_rows = store, articles, most_rows

    def answer(
        self, method: str, target: str, body: bytes, fault: Fault | None = None
    ) -> RegisterAnswer:
        """Return the answer to a request. Some faults change what is found."""
        url = urlsplit(target)
        values = parse_qs(url.query, keep_blank_values=True)
        first, _, path = url.path.lstrip("/").partition("/")
        match first, method:
            case "ctr-search", "GET":
                return self._euctr(path, values, fault)
            case "ctis-public-api", "GET" | "POST":
                return self._ctis(method, path, values, body, fault)
            case "entrez", "GET":
                return self._pubmed(path.removeprefix("eutils/"), values)
        return RegisterAnswer(pages.ERROR_PAGE.encode(), HTML, 404)

    # EUCTR

    def _euctr(self, path, values, fault):
        if path.startswith("rest/download/trial/"):
            return self._euctr_record(*path.split("/")[3:])
        query = values.get("query", [""])[0]
        found = self._euctr_found(query, values, fault)
        page = 1 if fault == Fault.REPEATED_PAGE else int(values.get("page", ["1"])[0])
        shown = found[(page - 1) * EUCTR_PAGE : page * EUCTR_PAGE]
        if path == "search":
            count = len(found) + COUNT_ERROR * (fault == Fault.WRONG_COUNT)
            html = pages.search_page(query, count, page, shown, EUCTR_PAGE)
            return RegisterAnswer(html, HTML)
        if path == "rest/download/full":
            records = [text for entry in shown for _, text in entry.records]
            return RegisterAnswer(euctr_download(records * (1 + (fault == Fault.DUPLICATES))))
        if path == "rest/download/summary":
            return RegisterAnswer(pages.summary(shown))
        if path == "rest/feed/bydates":
            changed = [entry for entry in found if self._store.changed_lately(entry)]
            return RegisterAnswer(pages.feed(f"EU Clinical Trials Register: {query}", changed), RSS)
        return RegisterAnswer(pages.NOT_FOUND_PAGE.encode(), HTML)

    def _euctr_record(self, number="", country="", *_):
        entry = self._store.get(number)
        texts = [text for code, text in entry.records if code == country] if entry else []
        if not texts:
            return RegisterAnswer(pages.NOT_FOUND_PAGE.encode(), HTML)
        return RegisterAnswer(euctr_download(texts))

    def _euctr_found(self, query, values, fault):
        entries = self._store.all_of("euctr")
        if fault == Fault.IGNORED_FILTER:
            return entries
        if fault == Fault.NOTHING_FOUND:
            return []
        matches, phases = compile_query(query), set(values.get("phase", ()))
        since, until = values.get("dateFrom", [""])[0], values.get("dateTo", [""])[0]
        return [
            entry
            for entry in entries
            if matches(entry.searched)
            and (not phases or entry.phases & phases)
            and (not since or entry.entered >= since)
            and (not until or entry.entered <= until)
        ]

    # CTIS

    def _ctis(self, method, path, values, body, fault):
        if path == "search":
            if method != "POST":
                return RegisterAnswer(pages.ERROR_PAGE.encode(), HTML, 403)
            return self._ctis_search(json.loads(body), fault)
        if path.startswith("retrieve/"):
            entry = self._store.get(path.removeprefix("retrieve/"))
            known = entry is not None and entry.register == "ctis"
            return RegisterAnswer(entry.raw if known else b"{}", JSON)
        if path == "rss/updates.rss":
            criteria = json.loads(values.get("search_criteria", ["{}"])[0])
            found = self._ctis_found(criteria, fault)
            changed = [entry for entry in found if self._store.changed_lately(entry)]
            return RegisterAnswer(pages.feed("CTIS: updates", changed[:MAX_FEED_ENTRIES]), RSS)
        return RegisterAnswer(pages.ERROR_PAGE.encode(), HTML)

    def _ctis_found(self, criteria, fault):
        entries = self._store.all_of("ctis")
        if fault == Fault.IGNORED_FILTER:
            return entries
        if fault == Fault.NOTHING_FOUND or not criteria.keys() <= CRITERIA.keys():
            return []
        return [
            entry
            for entry in entries
            if all(CRITERIA[key](entry, value) for key, value in criteria.items())
        ]

    def _ctis_search(self, question, fault):
        found = self._ctis_found(question["searchCriteria"], fault)
        descending = question["sort"]["direction"] == "DESC"
        found = sorted(found, key=lambda entry: (updated_on(entry), entry.number))
        found = (found[::-1] if descending else found)[: self._most_rows]
        page, size = question["pagination"]["page"], min(question["pagination"]["size"], CTIS_PAGE)
        total = len(found) + COUNT_ERROR * (fault == Fault.WRONG_COUNT)
        if fault == Fault.CTIS_CUT:
            total = 10_000
        place = 1 if fault == Fault.REPEATED_PAGE else page
        rows = [
            pages.overview_row(entry) for entry in found[max(0, place - 1) * size : place * size]
        ]
        page_count = -(-total // size)
        paging = {
            "totalRecords": total,
            "currentPage": page,
            "totalPages": page_count,
            "nextPage": page < page_count,
            "prevPage": page > 1,
        }
        rows *= 1 + (fault == Fault.DUPLICATES)
        answer = {"showWarning": False, "pagination": paging, "data": rows}
        return RegisterAnswer(json.dumps(answer, ensure_ascii=False).encode(), JSON)

    # PubMed

    def _pubmed(self, path, values):
        if path == "efetch.fcgi":
            ids = values.get("id", [""])[0].split(",")
            return RegisterAnswer(
                efetch(self._articles[i] for i in ids if i in self._articles), XML
            )
        if path != "esearch.fcgi":
            return RegisterAnswer(pages.ERROR_PAGE.encode(), HTML, 404)
        term, limit = values.get("term", [""])[0], int(values.get("retmax", ["20"])[0])
        numbers = set(TRIAL_NUMBER.findall(term))
        matches = compile_query(FIELD_TAG.sub(" ", term))
        found = [
            pmid
            for pmid, article in sorted(self._articles.items(), reverse=True)
            if (
                numbers & {number for _, number in article.numbers}
                if numbers
                else matches(article.searched)
            )
        ]
        result = {"count": str(len(found)), "retmax": str(limit), "idlist": found[:limit]}
        return RegisterAnswer(json.dumps({"header": {}, "esearchresult": result}).encode(), JSON)
