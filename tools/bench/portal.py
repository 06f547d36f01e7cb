"""Imports, synchronisations, the list with few and with many trials, and exports.

The many trials remain for the next subjects.
"""

import os
import subprocess
import sys
import time

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from registers import read_bytes
from registers.invented import register_files
from registers.invented.server import RegisterServer
from tools.bench.figures import (
    browser,
    line,
    median_ms,
    peak_memory,
    queries_of,
    seconds_of,
    set_up,
    tidied_up,
)

FEW_TRIALS = 640
MANY_TRIALS = int(os.environ.get("BENCH_TRIALS", 50_000))
TIMES_THE_RECORDS = 10
PAGES = {
    "list": "/trials/",
    "list, three filters": "/trials/?phase=II&atmp_class=GTMP&country=DE",
    "list, common word": "/trials/?q=cells",
    "list, rare words": "/trials/?q=islet+autologous",
    "list, last page": "/trials/?page=999999",
}


def imports():
    """Measure the import of new and of unchanged records per second."""
    from trials.sync import Synchronisation

    files = list(register_files(FEW_TRIALS))
    for what in ("import of new records", "import of unchanged records"):
        run = Synchronisation(is_demo=True)
        started = time.perf_counter()
        for name, data in files:
            run.apply(read_bytes(data, name), name)
        line(what, run.report.seen / (time.perf_counter() - started), "records/s")


def syncs():
    """Measure full runs against a register on loopback that answers immediately."""
    with RegisterServer(FEW_TRIALS) as server, open(os.devnull, "w") as nowhere:
        settings.EUCTR_URL, settings.CTIS_URL = server.euctr_url, server.ctis_url
        settings.REGISTER_DELAY_SECONDS, settings.REGISTERS_ARE_DEMO = 0, True
        options = {"full": True, "query": ["demo"], "stdout": nowhere}
        for register in ("euctr", "ctis"):
            seconds, _ = seconds_of(call_command, "sync_register", register, **options)
            line(f"full sync of {register} from loopback", seconds, "s")


def pages(title):
    """Measure median milliseconds, queries, and the ratio to the plain SQL of the page."""
    client = browser()
    for name, address in PAGES.items():
        client.get(address)  # loads the trials into memory
        queries, _ = queries_of(drawn_again, client, address)
        page = median_ms(drawn_again, client, address)
        bare = median_ms(_run, [query for query in queries if query.startswith("SELECT")])
        rest = f", {len(queries)} queries, {page / bare:.1f} x the bare SQL"
        line(f"{title}: {name}", page, "ms", rest)
        line(f"{title}: {name}, from cache", median_ms(client.get, address), "ms")


def drawn_again(client, address):
    """Return the page for the first reader of a filter: counts in memory, no page in the cache."""
    from trials.browse import index

    for kept in index._kept.values():
        kept.pages.clear()
    return client.get(address)


def _run(statements):
    with connection.cursor() as cursor:
        for statement in statements:
            # A captured statement contains its values; a percent sign is not a placeholder.
            cursor.execute(statement)
            cursor.fetchall()


def grow():
    """Import as many demonstration trials as a large portal has, as files of the registers."""
    from trials.sync import Synchronisation

    with open(os.devnull, "w") as nowhere:
        call_command("remove_demo", stdout=nowhere)
    run = Synchronisation(is_demo=True)
    started = time.perf_counter()
    for name, data in register_files(MANY_TRIALS):
        run.apply(read_bytes(data, name), name)
    seconds = time.perf_counter() - started
    rest = f", {run.report.seen:,} records, {run.report.seen / seconds:.0f} records/s"
    line(f"import of {MANY_TRIALS:,} demonstration trials", seconds, "s", rest)
    tidied_up()


def multiply_records():
    """Give every trial ten times its records, which no page may notice."""
    from trials.models import RegisterRecord

    columns = [f.column for f in RegisterRecord._meta.concrete_fields if not f.primary_key]
    names = ", ".join(columns)
    values = ", ".join(
        {"ordinal": "ordinal + %s", "packed": "source.packed"}.get(column, column)
        for column in columns
    )
    with connection.cursor() as cursor:
        for copy in range(1, TIMES_THE_RECORDS):
            cursor.execute(
                f"INSERT INTO trials_registerrecord ({names}) "
                f"SELECT {values} FROM trials_registerrecord source WHERE ordinal < 100",
                [copy * 100],
            )
    tidied_up()


def exports():
    """Measure each format in its own process, so that memory is measured separately."""
    for format in ("csv", "json", "xlsx"):
        subprocess.run([sys.executable, "-m", "tools.bench.portal", format], check=True)


def export(format):
    started = time.perf_counter()
    answer = browser().get("/trials/export/", {"format": format})
    pieces = iter(answer.streaming_content)
    next(pieces)
    first = time.perf_counter() - started
    for _ in pieces:
        pass
    seconds = time.perf_counter() - started
    rest = f", first bytes after {first * 1000:.0f} ms, process peak {peak_memory():.0f} MB"
    line(f"export of {MANY_TRIALS:,} trials as {format}", MANY_TRIALS / seconds, "rows/s", rest)


def main():
    if len(sys.argv) > 1:
        django.setup()
        export(sys.argv[1])
        return
    set_up()
    imports()
    syncs()
    pages(f"{FEW_TRIALS} trials")
    grow()
    pages(f"{MANY_TRIALS:,} trials")
    exports()


if __name__ == "__main__":
    main()
