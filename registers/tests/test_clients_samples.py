"""The clients on real pages of the registers, where these are at hand."""

import json
from xml.sax.saxutils import escape

import pytest

from registers.ctis_client import CtisClient, SearchPage
from registers.euctr_client import EuctrClient, EuctrQuery
from registers.fetching import NotFound, WrongAnswer

from .samples import REAL
from .wire import asked

EVERYTHING = EuctrQuery("")

pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real samples are not at hand")


def test_real_search_page():
    page = (REAL / "euctr/search_2015-000590-12.html").read_bytes()

    assert asked(EuctrClient, "count", EVERYTHING, body=page) == 1


def test_real_page_for_a_trial_that_does_not_exist():
    page = (REAL / "euctr/trial_not_found_2026-03.html").read_bytes()

    with pytest.raises(NotFound):
        asked(EuctrClient, "record", "2010-123456-12", "3rd", body=page)
    for method, arguments in (("count", (EVERYTHING,)), ("page", (EVERYTHING, 1))):
        with pytest.raises(WrongAnswer):
            asked(EuctrClient, method, *arguments, body=page)


def test_real_full_texts():
    for path in sorted(REAL.glob("euctr/full_*.txt")):
        body = path.read_bytes()
        assert asked(EuctrClient, "page", EVERYTHING, 1, body=body) == body
    assert asked(EuctrClient, "record", "2022-002568-62", "SE", body=body) == body


def rss(*items):
    inside = "".join(
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link>"
        f"<description>{escape(text)}</description></item>"
        for title, link, text in items
    )
    return f'<rss version="2.0"><channel>{inside}</channel></rss>'.encode()


@pytest.mark.parametrize("with_link", [True, False])
def test_real_feed_items_of_euctr(with_link):
    items = json.loads((REAL / "euctr/rss_items_multiple_sclerosis_2022.json").read_bytes())
    body = rss(*((i["title"] or "", i["link"] * with_link, i["description_html"]) for i in items))

    found = asked(EuctrClient, "changed_numbers", EVERYTHING, body=body)

    assert found == {item["link"][-14:] for item in items}


@pytest.mark.parametrize("link", ["", "https://euclinicaltrials.eu/x?EUCT=2025-523726-40-00"])
def test_real_feed_item_of_ctis(link):
    text = (REAL / "ctis/rss_item_2025-523726-40-00.html").read_text()

    found = asked(CtisClient, "changed_numbers", {}, body=rss(("title", link, text)))

    assert found == {"2025-523726-40-00"}


def test_real_row_and_record_of_ctis():
    row = json.loads((REAL / "ctis/search_row_2025-523726-40-00.json").read_bytes())
    paging = {"totalRecords": 12, "currentPage": 1, "totalPages": 6, "nextPage": True}
    body = json.dumps({"showWarning": False, "pagination": paging, "data": [row]}).encode()
    record = (REAL / "ctis/record_2024-510663-34-00_2026-03-08.json").read_bytes()

    assert asked(CtisClient, "search", {}, 1, body=body) == SearchPage(12, (row,))
    assert asked(CtisClient, "record", "2024-510663-34-00", body=record) == record
