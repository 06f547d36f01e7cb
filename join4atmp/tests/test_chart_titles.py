"""Every chart has the same title on its page, for screen readers and in its picture."""

import re
from html import unescape

import pytest
from django.core.management import call_command
from django.urls import reverse

from capacities.reports import REPORTS
from economics.models import ScenarioVersion
from economics.plots import PLOTS
from economics.plots.headlines import corridor
from landscape.models import FactKind
from surveys.models import Question
from trials.dashboard.charts import KINDS

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.timeout(600)]
FIGURE = re.compile(r'<figure class="chart[^"]*".*?</figure>', re.DOTALL)
HEADING = re.compile(r"<figcaption[^>]*>\s*(?:<h[23][^>]*>)?([^<]+)")
SPOKEN = re.compile(r'<svg class="chart-drawing"[^>]*aria-label="([^"]*)"')
PICTURE = re.compile(r'<p class="chart-files">.*?href="([^"]*\bsvg\b[^"]*)"', re.DOTALL)
IN_FILE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
VIEWS_OF_TRIALS = ("list", "charts", "map", "map&per=million")
SAYS_A_FIGURE = re.compile(r"\d")


@pytest.fixture
def demo(db):
    call_command("load_demo", trials=40, stakeholders=12, verbosity=0)


def pages():
    """Return the address of every page with charts; one question per type of answer."""
    yield reverse("home")
    yield from (f"{reverse('trials:list')}?view={view}" for view in VIEWS_OF_TRIALS)
    yield f"{reverse('trials:compare')}?a-country=DE&b-country=IT"
    by_type = {row.type: row.name for row in Question.objects.order_by("-position")}
    yield from (reverse("surveys:question", args=[name]) for name in by_type.values())
    yield from (kind.url for kind in REPORTS.values())
    yield reverse("capacities:map")
    yield reverse("consortium:overview")
    yield from (version.get_absolute_url() for version in ScenarioVersion.objects.all())
    yield reverse("consortium:reach")
    yield from (reverse("landscape:fact", args=[kind.code]) for kind in FactKind.objects.all())


def figures_of(client, address):
    """Yield (title on the page, figure) of each chart that is drawn."""
    text = client.get(address, follow=True).content.decode()
    for figure in FIGURE.findall(text):
        if SPOKEN.search(figure):
            yield unescape(HEADING.search(figure)[1]).strip(), figure


def test_page_screen_reader_and_picture_have_the_same_title(demo, client):
    titles, pictures, different = [], 0, []
    for address in pages():
        for title, figure in figures_of(client, address):
            titles.append(title)
            if unescape(SPOKEN.search(figure)[1]) != title:
                different.append(f"{address}: screen reader, {title}")
            link = PICTURE.search(figure)
            if link:
                pictures += 1
                answer = client.get(unescape(link[1]))
                drawn = unescape(IN_FILE.search(answer.getvalue().decode())[1])
                if drawn != title and drawn != f"{title}: trials of advanced therapies":
                    different.append(f"{address}: picture, {drawn} instead of {title}")

    assert different == []
    assert pictures > len(KINDS)
    assert sum(bool(SAYS_A_FIGURE.search(title)) for title in titles) > len(titles) / 2


def test_every_picture_of_a_scenario_says_what_it_shows(demo, client):
    drawn = {}
    for version in ScenarioVersion.objects.all():
        for title, figure in figures_of(client, version.get_absolute_url()):
            name = re.search(r'id="chart-([\w-]+)"', figure)[1]
            drawn.setdefault(name, []).append(title)

    assert len(drawn) > len(PLOTS) / 2
    silent = {name for name, titles in drawn.items() if not any(map(SAYS_A_FIGURE.search, titles))}
    assert silent == set()


def test_the_title_of_a_corridor_does_not_promise_a_price_below_nothing():
    assert corridor(100.0, -5.0, "EUR") == (
        "The developer needs EUR 100 per patient; the payer can pay nothing"
    )
    assert corridor(100.0, None, "EUR") == "The developer needs EUR 100 per patient"
