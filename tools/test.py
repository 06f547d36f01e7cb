"""Run the whole suite, once on SQLite and once on PostgreSQL and Redis: `make test`.

Missing programs are installed if possible. Tests of programs that are still missing are skipped
with a message, or are an error with CI=true. Further arguments are passed to pytest.
"""

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time

from tools import migrated, services
from tools.isolation import isolated

NOTHING_SELECTED = 5  # pytest's exit status


def pytest(arguments, environment):
    process = subprocess.Popen([sys.executable, "-m", "pytest", *arguments], env=environment)
    try:
        return process.wait()
    except SystemExit:
        # Only this program received SIGTERM. Ctrl-C also reaches pytest.
        process.send_signal(signal.SIGINT)
        raise
    finally:
        process.wait()


def part(title, arguments, *, own, **variables):
    """Run the suite in one environment; return whether it passed and a line with the result."""
    print(f"\n===== {title} =====", flush=True)
    started = time.monotonic()
    # Selected tests have clearer output and start faster in one process.
    processes = [] if own else ["--numprocesses", "auto"]
    with tempfile.TemporaryDirectory(prefix="join4atmp-test-") as folder:
        status = pytest([*arguments, *processes, *own], isolated(folder, **variables))
    # The selected tests may not include any test of this part.
    passed = status == 0 or (bool(own) and status == NOTHING_SELECTED)
    words = "passed" if passed else f"FAILED (pytest ended with status {status})"
    return passed, f"{title}: {words}, {time.monotonic() - started:.0f} s"


def on_sqlite(missing, *, quick, own, **variables):
    """Run the tests with the programs that are available; a quick run starts none of them."""
    left_out = [
        marker
        for marker, program in (("browser", "Chromium"), ("libreoffice", "LibreOffice"))
        if quick or program in missing
    ]
    arguments = ["-m", " and ".join(f"not {marker}" for marker in left_out)] if left_out else []
    return part("Tests on SQLite", arguments, own=own, **variables)


def on_servers(servers, *, own, **variables):
    """Run the tests with the servers that are available: {name of the program: its address}."""
    variables["TEST_SERVERS"] = "on"
    if "PostgreSQL" in servers:
        variables["DATABASE_URL"] = servers["PostgreSQL"]
    if "Redis" in servers:
        variables["REDIS_URL"] = servers["Redis"]
    title = f"Tests on {' and '.join(servers)}"
    return part(title, ["-m", "not browser and not libreoffice"], own=own, **variables)


def run_parts(missing, *, quick, own):
    """Run each part of the suite; return whether it passed and its line."""
    starts = {"PostgreSQL": services.postgresql, "Redis": services.redis}
    with contextlib.ExitStack() as stack:
        servers = {
            name: stack.enter_context(start())
            for name, start in starts.items()
            if not quick and name not in missing
        }
        variables = {}
        if not own:  # selected tests may need no database
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="join4atmp-migrated-"))
            url = servers.get("PostgreSQL", "")
            variables = migrated.migrate_both(folder, postgresql_url=url)
        results = [on_sqlite(missing, quick=quick, own=own, **variables)]
        if servers:
            results.append(on_servers(servers, own=own, **variables))
        return results


def main():
    parser = argparse.ArgumentParser(description=__doc__, add_help=False)
    parser.add_argument(
        "--quick", action="store_true", help="SQLite only, no browser, no LibreOffice"
    )
    options, own = parser.parse_known_args()
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))

    missing = [] if options.quick else services.install(services.missing())
    if missing and os.environ.get("CI") == "true":
        sys.exit(f"CI=true needs all programs, but these are missing: {', '.join(missing)}.")
    results = run_parts(missing, quick=options.quick, own=own)

    print("\n=====")
    for _, line in results:
        print(line)
    if options.quick:
        print(
            "SKIPPED as requested: browser, LibreOffice, PostgreSQL, Redis. `make test` runs all."
        )
    elif missing:
        print(f"SKIPPED, because they are not installed: tests with {', '.join(missing)}.")
    sys.exit(0 if all(passed for passed, _ in results) else 1)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
