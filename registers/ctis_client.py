"""Ask CTIS for a page of overview rows, one full record, or recent changes.

The interface is the one that the public site uses itself, undocumented, in the form it has had
since 17 June 2024: `POST search`, `GET retrieve/{number}`, `GET rss/updates.rss`.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from .ctis import NUMBER
from .feeds import numbers_in_feed
from .fetching import Fetcher, NotFound, WrongAnswer
from .records import NotARegisterFile

PAGE_SIZE = 100  # rows, the most that CTIS gives at once
MAX_ROWS_PER_SEARCH = 10_000  # of one search; CTIS omits the others silently

FEED_LINK = re.compile(r"EUCT=(\d{4}-5\d{5}-\d{2}-\d{2})")
FEED_TEXT = re.compile(r"Trial number(?:</b>)?:\s*(\d{4}-5\d{5}-\d{2}-\d{2})")


@dataclass(frozen=True)
class SearchPage:
    """`total` is the number that CTIS announces for the whole search. From `MAX_ROWS_PER_SEARCH`
    on there may be more: split the search, or read the other end with `newest_first=False`."""

    total: int
    rows: tuple[Mapping, ...]


class CtisClient:
    """The interface of CTIS. Every method may raise a `RegisterError`."""

    def __init__(self, fetcher: Fetcher):
        self._fetcher = fetcher

    def search(self, criteria: dict, page: int, newest_first: bool = True) -> SearchPage:
        """Return one page of rows, sorted by the day of their last update; the first page is 1.

        The order of CTIS is nearly, but not strictly, the order of days.
        """
        question = {
            "pagination": {"page": page, "size": PAGE_SIZE},
            "sort": {"property": "lastUpdated", "direction": "DESC" if newest_first else "ASC"},
            "searchCriteria": criteria,
        }

        def read(body):
            return _read_search(body, page)

        return read(self._fetcher.post("search", question, check=read))

    def record(self, ct_number: str) -> bytes:
        """Return the full record, JSON as sent; raise `NotFound` if CTIS has none."""
        if not NUMBER.fullmatch(ct_number):
            raise ValueError(f"{ct_number!r} is not an EU CT number")

        def check(body):
            data = _read_json(body)
            if data == {}:
                raise NotFound(f"CTIS has no record of {ct_number}.")
            number = data.get("ctNumber") if isinstance(data, dict) else None
            if number != ct_number:
                raise WrongAnswer(
                    f"CTIS was asked for {ct_number}, but the answer is of {number or 'no trial'}."
                )

        return self._fetcher.get(f"retrieve/{ct_number}", check=check)

    def changed_numbers(self, criteria: dict) -> set[str]:
        """Return EU CT numbers of matching trials that changed in the last seven days.

        The feed may be incomplete: one user saw only the 15 newest.
        """
        wanted = json.dumps(criteria, ensure_ascii=False, separators=(",", ":"))
        params = [("search_criteria", wanted)]
        return _read_feed(self._fetcher.get("rss/updates.rss", params, check=_read_feed))


def _read_json(body):
    head = body[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise WrongAnswer("CTIS sent an empty answer.")
    if head.startswith(b"<"):
        raise WrongAnswer("CTIS sent a web page (HTML) where data were expected.")
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise WrongAnswer("The answer of CTIS is damaged: it is not valid JSON.") from error


def _read_search(body, page):
    data = _read_json(body)
    paging = data.get("pagination") if isinstance(data, dict) else None
    rows = data.get("data") if isinstance(data, dict) else None
    total = paging.get("totalRecords") if isinstance(paging, dict) else None
    if type(total) is not int or total < 0 or not isinstance(rows, list):
        raise WrongAnswer(
            "CTIS answered a search in an unknown structure: 'pagination.totalRecords' "
            "or 'data' is missing."
        )
    if paging.get("currentPage", page) != page:
        raise WrongAnswer(f"CTIS was asked for page {page} and sent {paging['currentPage']!r:.20}.")
    if not all(isinstance(row, dict) and _is_number(row.get("ctNumber")) for row in rows):
        raise WrongAnswer("CTIS answered a search with rows that have no 'ctNumber'.")
    if not rows and (page - 1) * PAGE_SIZE < min(total, MAX_ROWS_PER_SEARCH):
        raise WrongAnswer(f"CTIS announces {total:,} trials, but its page {page} is empty.")
    return SearchPage(total, tuple(rows))


def _is_number(value):
    return isinstance(value, str) and NUMBER.fullmatch(value)


def _read_feed(body):
    try:
        return numbers_in_feed(body, FEED_LINK, FEED_TEXT)
    except NotARegisterFile as error:
        raise WrongAnswer(f"The feed of CTIS cannot be read: {error}.") from error
