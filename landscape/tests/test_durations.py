"""No page shows a duration without source and date, and every page says "No legal advice"."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from landscape.models import FactKind, Step
from landscape.tests.factories import make_answer
from usecases.models import Procedure
from usecases.tests.factories import make_case, make_milestone

pytestmark = pytest.mark.django_db
DURATION = re.compile(r"\b\d[\d,.]*\s+(?:calendar\s+|working\s+)?(?:day|week|month|year)s?\b")
DATE = re.compile(r"\b(?:as of|recorded on|Valid as of|valid as of|\d{4})\b")
VOID = {"br", "hr", "img", "input", "link", "meta", "path", "rect", "circle", "polyline"}
# What the portal itself promises is no duration of a law or an authority.
OWN_PROMISES = ("within 3 working days", "12 months after the answer", "two years after the last")


class Blocks(HTMLParser):
    """The texts of a page: those inside an element with the class "sourced", and all others."""

    def __init__(self):
        super().__init__()
        self.open, self.sourced, self.loose = [], [], []

    def handle_starttag(self, tag, attributes):
        if tag in VOID:
            return
        classes = (dict(attributes).get("class") or "").split()
        self.open.append((tag, "sourced" in classes))
        if "sourced" in classes and sum(mark for _, mark in self.open) == 1:
            self.sourced.append("")

    def handle_endtag(self, tag):
        while self.open and tag not in VOID:
            if self.open.pop()[0] == tag:
                return

    def handle_data(self, data):
        if any(tag in ("script", "style", "title", "option") for tag, _ in self.open):
            return
        if any(mark for _, mark in self.open):
            self.sourced[-1] += data
        else:
            self.loose.append(data)


def blocks_of(page):
    blocks = Blocks()
    blocks.feed(page[page.index("<main") : page.index("</main>")])
    loose = " ".join("".join(blocks.loose).split())
    for promise in OWN_PROMISES:
        loose = loose.replace(promise, "")
    return [" ".join(block.split()) for block in blocks.sourced], loose


def pages():
    return [
        "/path/",
        "/path/?country=AT&other=DE&class=GTMP&gmo=yes&source=autologous",
        "/path/?country=NL&sponsor=non_commercial",
        "/path/?country=IE",
        *(
            reverse("landscape:step", args=[step.slug]) + "?country=NL"
            for step in Step.objects.all()
        ),
        "/countries/",
        "/countries/NL/",
        "/countries/IE/",
        *(kind.get_absolute_url() for kind in FactKind.objects.all()),
        "/helpdesk/",
        "/helpdesk/ask/",
        "/helpdesk/desks/",
        "/helpdesk/measures/",
        "/change-watch/",
        "/taxonomy/",
    ]


def assert_sourced(page, address):
    sourced, loose = blocks_of(page)
    assert DURATION.findall(loose) == [], address
    for block in sourced:
        if DURATION.search(block):
            assert "Source:" in block, (address, block)
            assert DATE.search(block), (address, block)
    return sum(bool(DURATION.search(block)) for block in sourced)


def test_every_duration_of_these_pages_has_source_and_date_and_the_page_says_no_advice(client):
    case = make_case(status="finalised", published_on="2026-01-01")
    make_milestone(case, "gmo", submitted_on="2025-01-01", decided_on="2025-04-11", country="AT")
    answer = make_answer(answer="The consent takes 90 days.")
    found = 0

    for address in [*pages(), answer.get_absolute_url()]:
        page = client.get(address).content.decode()
        assert "No legal advice" in page, address
        found += assert_sourced(page, address)

    assert found > 40


def test_pages_of_procedures_say_no_advice_and_date_their_times(client):
    for address in ("/procedures/", *(row.get_absolute_url() for row in Procedure.objects.all())):
        page = client.get(address).content.decode()
        assert "No legal advice" in page, address
        assert "recorded on" in page, address


def test_the_test_finds_a_duration_without_a_source():
    page = (
        '<main><p>It takes 90 days.</p><p class="sourced">30 days. Source: a law, 2020</p></main>'
    )

    sourced, loose = blocks_of(page)

    assert DURATION.findall(loose) == ["90 days"]
    assert sourced == ["30 days. Source: a law, 2020"]
