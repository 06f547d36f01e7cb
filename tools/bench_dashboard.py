"""Times the dashboard on the database of the environment, which tools.bench_portal has filled: its
three tabs cold (nothing in memory), for a filter that nobody asked for before, and warm; queries,
bytes over the wire, files and comparison."""

import gzip
import sys

import django

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


def main():
    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tools.bench_portal import _median, drawn_anew, line
    from trials import index
    from trials.models import Trial

    client = Client(SERVER_NAME="127.0.0.1")
    total = Trial.objects.count()

    def cold(address):
        index._kept.clear()
        return client.get(address)

    for name, address in PAGES.items():
        answer = client.get(address)
        assert answer.status_code == 200, address
        with CaptureQueriesContext(connection) as captured:
            cold(address)
        wire = len(gzip.compress(answer.content, 6)) / 1000
        rest = f", {len(captured)} queries, {wire:.0f} kB over the wire"
        line(f"{total:,} trials: {name}, cold", _median(lambda a=address: cold(a)), "ms", rest)
        anew = _median(lambda a=address: drawn_anew(client, a))
        line(f"{total:,} trials: {name}, counted and drawn anew", anew, "ms")
        line(f"{total:,} trials: {name}, warm", _median(lambda a=address: client.get(a)), "ms")
    for name, address in FILES.items():
        assert client.get(address).status_code == 200, address
        line(f"{total:,} trials: {name}", _median(lambda a=address: client.get(a).content), "ms")


if __name__ == "__main__":
    sys.exit(main())
