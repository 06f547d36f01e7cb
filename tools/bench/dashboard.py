"""The dashboard with the trials of the portal: its tabs, files and comparison.

Each tab is measured cold (nothing in memory), with a new filter, and warm, with its queries and
bytes.
"""

import gzip
import random

from tools.bench.figures import browser, line, median_ms, queries_of, set_up, tidied_up
from tools.bench.portal import drawn_again

PAGES = {
    "list": "/trials/",
    "charts": "/trials/?view=charts",
    "charts, three filters": "/trials/?view=charts&phase=II&atmp_class=GTMP&country=DE",
    "charts, common word": "/trials/?view=charts&q=cells",
    "map": "/trials/?view=map",
    "comparison": "/trials/compare/?a-technology=car-t&b-technology=til",
}
FILES = {
    "chart as SVG": "/trials/charts/phase-by-class.svg",
    "chart as PNG": "/trials/charts/phase-by-class.png",
    "map as PNG": "/trials/charts/map.png",
    "overview as PDF": "/trials/report.pdf",
}
CHANGED_TRIALS = 50


def cold(client, address):
    from trials.browse import index

    index._kept.clear()
    return client.get(address)


def pages(client, title):
    for name, address in PAGES.items():
        answer = client.get(address)
        assert answer.status_code == 200, address
        queries, _ = queries_of(cold, client, address)
        wire = len(gzip.compress(answer.content, 6)) / 1000
        rest = f", {len(queries)} queries, {wire:.0f} kB over the wire"
        line(f"{title}: {name}, cold", median_ms(cold, client, address), "ms", rest)
        again = median_ms(drawn_again, client, address)
        line(f"{title}: {name}, counted and drawn again", again, "ms")
        line(f"{title}: {name}, warm", median_ms(client.get, address), "ms")


def files(client, title):
    for name, address in FILES.items():
        assert client.get(address).status_code == 200, address
        line(f"{title}: {name}", median_ms(client.get, address), "ms")


def after_changes(client, title):
    """Measure the charts while a synchronisation writes.

    The index in memory is out of date, and PostgreSQL must read rows of changed pages. This subject
    is last, because the table is not vacuumed afterwards.
    """
    from trials.models import Trial

    keys = list(Trial.objects.values_list("pk", flat=True))
    chance = random.Random(727)

    def change():
        some = Trial.objects.filter(pk__in=chance.sample(keys, CHANGED_TRIALS))
        assert some.update(days_to_start=chance.randrange(1000)) == CHANGED_TRIALS

    milliseconds = median_ms(client.get, PAGES["charts"], before=change)
    line(f"{title}: charts, cold, right after {CHANGED_TRIALS} trials changed", milliseconds, "ms")


def main():
    set_up()
    from trials.models import Trial

    tidied_up()
    client = browser()
    title = f"{Trial.objects.count():,} trials"
    pages(client, title)
    files(client, title)
    after_changes(client, title)


if __name__ == "__main__":
    main()
