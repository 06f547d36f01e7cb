"""Ask the EU Clinical Trials Register for a number of trials, a page, a record, or changes.

The register has no interface for programs. These are the addresses behind its own search form
(`search?query=`, `rest/download/...`, `rest/feed/bydates`), as its pages had them in March 2026.
Its answer for an unknown trial is its home page with status 200, so every answer is checked.
"""

import re
from dataclasses import dataclass

from .euctr import RECORD_START, refuse_other_pages
from .euctr_labels import INTRODUCTION, NOT_FOUND
from .feeds import numbers_in_feed
from .fetching import Fetcher, NotFound, WrongAnswer
from .records import NotARegisterFile

PAGE_SIZE = 20  # trials; the register's own, and fixed

NUMBER = re.compile(r"\d{4}-\d{6}-\d{2}")
COUNTRY = re.compile(r"[A-Z]{2}|3rd")
# The tab beside it counts "Paediatric studies in scope of Art45", which are not trials.
COUNT = re.compile(r"Trials with a EudraCT protocol\s*\(([^()<>]*)\)")
NO_MATCH = "Query did not match any studies."
SEPARATOR = "[,.'’ \u00a0\u202f]"
COUNTED = re.compile(rf"[0-9]{{1,9}}|[0-9]{{1,3}}(?:{SEPARATOR}[0-9]{{3}}){{1,2}}")
FEED_LINK = re.compile(r"eudract_number(?::|%3A)(\d{4}-\d{6}-\d{2})", re.IGNORECASE)
FEED_TEXT = re.compile(r"EudraCT Number:\s*(\d{4}-\d{6}-\d{2})")


@dataclass(frozen=True)
class EuctrQuery:
    """A search as the register's form has it. Phases are `phase-one` to `phase-four`; the dates
    (YYYY-MM-DD) are those on which a record was first entered, not those of its last change."""

    text: str
    phases: tuple[str, ...] = ()
    date_from: str = ""
    date_to: str = ""

    @property
    def params(self) -> list[tuple[str, str]]:
        dates = (("dateFrom", self.date_from), ("dateTo", self.date_to))
        return [
            ("query", self.text),
            *(("phase", phase) for phase in self.phases),
            *((name, value) for name, value in dates if value),
        ]


class EuctrClient:
    """The search pages of EUCTR. Every method may raise a `RegisterError`."""

    def __init__(self, fetcher: Fetcher):
        self._fetcher = fetcher

    def count(self, query: EuctrQuery) -> int:
        """Return how many trials the register finds."""
        return read_count(self._fetcher.get("search", query.params, check=read_count))

    def page(self, query: EuctrQuery, number: int) -> bytes:
        """Return the full text of all country records of a page's trials; the first page is 1."""
        params = [*query.params, ("page", str(number)), ("mode", "current_page")]
        return self._fetcher.get("rest/download/full", params, check=_check_full_text)

    def record(self, eudract_number: str, country: str) -> bytes:
        """Return the full text of one record; `country` is for example DE, GB or 3rd.

        Raise `NotFound` if the register has no such record; it then sends its home page.
        """
        if not NUMBER.fullmatch(eudract_number):
            raise ValueError(f"{eudract_number!r} is not a EudraCT number")
        if not COUNTRY.fullmatch(country):
            raise ValueError(f"{country!r} is not a country of the register")

        def check(body):
            if NOT_FOUND.encode() in body and not _is_full_text(body):
                raise NotFound(f"EUCTR has no record of {eudract_number} for {country}.")
            _check_full_text(body)
            if f"/trial/{eudract_number}/{country}".encode() not in body:
                raise WrongAnswer(
                    f"EUCTR was asked for {eudract_number}/{country} and sent another record."
                )

        path = f"rest/download/trial/{eudract_number}/{country}"
        return self._fetcher.get(path, check=check)

    def changed_numbers(self, query: EuctrQuery) -> set[str]:
        """Return EudraCT numbers of matching trials that were added or changed in the last seven
        days."""
        return _read_feed(
            self._fetcher.get("rest/feed/bydates", query.params, check=_read_feed),
        )


def read_count(page: bytes) -> int:
    """Return the number of trials that a search page states; raise `WrongAnswer` for other
    pages."""
    text = page.decode(errors="replace").replace("&nbsp;", "\u00a0")
    found = {match.strip() for match in COUNT.findall(text)}
    if not found and NO_MATCH in " ".join(text.split()):
        return 0
    if len(found) != 1:
        what = "its home page" if NOT_FOUND in text else "a page"
        raise WrongAnswer(
            f"EUCTR answered a search with {what} that does not state a number of trials."
        )
    (count,) = found
    if not COUNTED.fullmatch(count):
        raise WrongAnswer(f"EUCTR announces '{count[:40]}' trials, which is not a number.")
    return int(re.sub(SEPARATOR, "", count))


def _is_full_text(body):
    return body[:200].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(INTRODUCTION.encode())


def _check_full_text(body):
    try:
        refuse_other_pages(body)
    except NotARegisterFile as error:
        raise WrongAnswer(f"EUCTR was asked for records, but {error}.") from error
    if not _is_full_text(body):
        raise WrongAnswer(
            f"EUCTR was asked for records, but the answer does not begin with '{INTRODUCTION}'."
        )
    if not RECORD_START.search(body):
        raise WrongAnswer("EUCTR was asked for records, but there is none in its answer.")


def _read_feed(body):
    try:
        return numbers_in_feed(body, FEED_LINK, FEED_TEXT)
    except NotARegisterFile as error:
        raise WrongAnswer(f"The feed of EUCTR cannot be read: {error}.") from error
