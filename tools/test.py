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

from tools import services
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


def on_sqlite(missing, *, quick, own):
    """Run the tests with the programs that are available; a quick run starts none of them."""
    left_out = [
        marker
        for marker, program in (("browser", "Chromium"), ("libreoffice", "LibreOffice"))
        if quick or program in missing
    ]
    arguments = ["-m", " and ".join(f"not {marker}" for marker in left_out)] if left_out else []
    return part("Tests on SQLite", arguments, own=own)


def on_servers(missing, *, own):
    """Run the tests with the servers that are available."""
    with contextlib.ExitStack() as stack:
        variables = {"TEST_SERVERS": "on"}
        names = [name for name in ("PostgreSQL", "Redis") if name not in missing]
        if "PostgreSQL" in names:
            variables["DATABASE_URL"] = stack.enter_context(services.postgresql())
        if "Redis" in names:
            variables["REDIS_URL"] = stack.enter_context(services.redis())
        title = f"Tests on {' and '.join(names)}"
        return part(title, ["-m", "not browser and not libreoffice"], own=own, **variables)


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
    results = [on_sqlite(missing, quick=options.quick, own=own)]
    if not options.quick and not {"PostgreSQL", "Redis"} <= set(missing):
        results.append(on_servers(missing, own=own))

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
