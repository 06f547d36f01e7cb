"""Times one portal, on the database of the environment: import, pages, exports; see tools.bench."""

import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

import django

MANY = 50_000
ROUNDS = 15
MIXED_FACTS = (
    ("countries", "has_country_outside"),
    ("register_disease_areas", "disease_areas"),
    ("register_technology", "technology"),
    ("register_status", "status"),
    ("register_phase", "phase"),
    ("first_year",),
)
PAGES = {
    "list": "/trials/",
    "list, three filters": "/trials/?phase=II&atmp_class=GTMP&country=DE",
    "list, common word": "/trials/?q=cells",
    "list, rare words": "/trials/?q=islet+autologous",
    "list, last page": "/trials/?page=999999",
}


def line(name, value, unit, rest=""):
    print(f"  {name:<56} {value:8.1f} {unit}{rest}", flush=True)


def imports():
    """Records a second into the database, the files being at hand; then the same once more."""
    from trials.demo import register_files
    from trials.registers import read_bytes
    from trials.sync import Synchronisation

    files = list(register_files())
    for what in ("import of new records", "import of unchanged records"):
        run = Synchronisation(is_demo=True)
        started = time.perf_counter()
        for name, data in files:
            run.apply(read_bytes(data, name), name)
        line(what, run.report.seen / (time.perf_counter() - started), "records/s")


def syncs():
    """A full run against a register on loopback that answers at once: everything it does."""
    from django.conf import settings
    from django.core.management import call_command

    from trials.demo.register_server import RegisterServer

    with RegisterServer(trials=727) as server:
        settings.EUCTR_URL, settings.CTIS_URL = server.euctr_url, server.ctis_url
        settings.REGISTER_DELAY_SECONDS, settings.REGISTERS_ARE_DEMO = 0, True
        for register in ("euctr", "ctis"):
            started = time.perf_counter()
            options = {"full": True, "query": ["demo"], "stdout": open(os.devnull, "w")}  # noqa: SIM115
            call_command("sync_register", register, **options)
            line(f"full sync of {register} from loopback", time.perf_counter() - started, "s")


def pages(title):
    """Median milliseconds, queries, and the ratio to the page's own SQL run bare."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    for name, address in PAGES.items():
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        queries = len(captured)
        statements = [query["sql"] for query in captured if query["sql"].startswith("SELECT")]
        page = _median(lambda address=address: drawn_anew(client, address).content)
        bare = _median(lambda statements=statements: _run(connection, statements))
        rest = f", {queries} queries, {page / bare:.1f} x the bare SQL"
        line(f"{title}: {name}", page, "ms", rest)


def drawn_anew(client, address):
    """The page as the first reader of this filter gets it: counts in memory, nothing drawn yet."""
    from trials import index

    for kept in index._kept.values():
        kept.pages.clear()
    return client.get(address)


def _median(action):
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        action()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def _run(connection, statements):
    with connection.cursor() as cursor:
        for statement in statements:
            # A captured statement has its values in it; a percent sign in it is no placeholder.
            cursor.execute(statement)
            cursor.fetchall()


def grow():
    """Copies the demonstration trials under new numbers until there are many."""
    from django.db import connection

    from trials.models import Trial

    fields = [f for f in Trial._meta.concrete_fields if not f.primary_key]
    originals = list(Trial.objects.order_by("pk"))
    copies = []
    for number in range(MANY - len(originals)):
        original = originals[number % len(originals)]
        copy = Trial(**{f.attname: getattr(original, f.attname) for f in fields})
        # Facts from other trials each, so that nearly every copy has facts of its own.
        for stride, facts in enumerate(MIXED_FACTS, 2):
            other = originals[(number + stride * (number // len(originals))) % len(originals)]
            for fact in facts:
                setattr(copy, fact, getattr(other, fact))
        copy.eudract_number = f"1999-{number:06}-00"
        copy.eu_ct_number = ""
        copy.search_text = f"{copy.eudract_number} {copy.search_text}"
        copies.append(copy)
    Trial.objects.bulk_create(copies, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def use_cases():
    """Every page of the use cases with 50 cases, 1,000 hurdles and 2,000 milestones; the PDF."""
    from django.test import Client

    from tools.bench_use_cases import ADDRESSES, fill
    from usecases import demo

    fill()
    client = Client(SERVER_NAME="127.0.0.1")
    for name, address in ADDRESSES.items():
        assert client.get(address).status_code == 200, address
        page = _median(lambda address=address: client.get(address).content)
        started = time.process_time()
        client.get(address)
        cpu = (time.process_time() - started) * 1000
        line(f"use cases: {name}", page, "ms", f", {cpu:.0f} ms of it work of this process")
    demo.remove()  # its organisations would stay with it


def exports():
    """Each in a process of its own, so that its memory is its own."""
    for format in ("csv", "json", "xlsx"):
        subprocess.run([sys.executable, "-m", "tools.bench_portal", format], check=True)


def export(format):
    from django.test import Client

    started = time.perf_counter()
    answer = Client(SERVER_NAME="127.0.0.1").get("/trials/export/", {"format": format})
    pieces = iter(answer.streaming_content)
    next(pieces)
    first = time.perf_counter() - started
    for _ in pieces:
        pass
    seconds = time.perf_counter() - started
    rest = f", first bytes after {first * 1000:.0f} ms, process peak {peak_memory():.0f} MB"
    line(f"export of {MANY:,} trials as {format}", MANY / seconds, "rows/s", rest)


def peak_memory():
    """Largest resident size of this program in MB. getrusage would tell its parent's, if larger."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "join4atmp.settings")
    django.setup()
    if len(sys.argv) > 1:
        export(sys.argv[1])
        return
    from django.core.management import call_command

    from tools.bench_curation import curation

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    imports()
    syncs()
    pages("727 trials")
    use_cases()
    grow()
    pages(f"{MANY:,} trials")
    curation(line)
    subprocess.run([sys.executable, "-m", "tools.bench_dashboard"], check=True)
    exports()
    for subject in ("search", "stakeholders", "coversheets"):
        subprocess.run([sys.executable, "-m", f"tools.bench_{subject}"], check=True)


if __name__ == "__main__":
    sys.exit(main())
