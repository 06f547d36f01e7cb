"""The whole suite, once on SQLite and once on PostgreSQL and Redis: `make test`.

What is missing on the machine is installed if that is possible. What stays missing is left out
loudly; with CI=true that is an error. Further arguments go to pytest.
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
        # SIGTERM came to this program alone. Ctrl-C reaches pytest by itself.
        process.send_signal(signal.SIGINT)
        raise
    finally:
        process.wait()


def part(title, arguments, *, own, **variables):
    """Run the suite in one set-up; returns whether it passed, and a line that says so."""
    print(f"\n===== {title} =====", flush=True)
    started = time.monotonic()
    # Single tests are told apart more easily, and run sooner, in one process.
    processes = [] if own else ["--numprocesses", "auto"]
    with tempfile.TemporaryDirectory(prefix="join4atmp-test-") as folder:
        status = pytest([*arguments, *processes, *own], isolated(folder, **variables))
    # Somebody who picks single tests may pick none of this part.
    passed = status == 0 or (bool(own) and status == NOTHING_SELECTED)
    words = "passed" if passed else f"FAILED (pytest ended with status {status})"
    return passed, f"{title}: {words}, {time.monotonic() - started:.0f} s"


def on_sqlite(missing, *, quick, own):
    without_browser = quick or "Chromium" in missing
    arguments = ["-m", "not browser"] if without_browser else []
    return part("Tests on SQLite", arguments, own=own)


def on_servers(missing, *, own):
    """With one of the two servers missing, the other is still tested."""
    with contextlib.ExitStack() as stack:
        variables = {"TEST_SERVERS": "on"}
        names = [name for name in ("PostgreSQL", "Redis") if name not in missing]
        if "PostgreSQL" in names:
            variables["DATABASE_URL"] = stack.enter_context(services.postgresql())
        if "Redis" in names:
            variables["REDIS_URL"] = stack.enter_context(services.redis())
        title = f"Tests on {' and '.join(names)}"
        return part(title, ["-m", "not browser"], own=own, **variables)


def main():
    parser = argparse.ArgumentParser(description=__doc__, add_help=False)
    parser.add_argument("--quick", action="store_true", help="SQLite only, no browser")
    options, own = parser.parse_known_args()
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))

    missing = [] if options.quick else services.install(services.missing())
    if missing and os.environ.get("CI") == "true":
        sys.exit(f"With CI=true nothing may be left out, but {', '.join(missing)} is missing.")
    results = [on_sqlite(missing, quick=options.quick, own=own)]
    if not options.quick and not {"PostgreSQL", "Redis"} <= set(missing):
        results.append(on_servers(missing, own=own))

    print("\n=====")
    for _, line in results:
        print(line)
    if options.quick:
        print("LEFT OUT on request: the browser, PostgreSQL and Redis. `make test` runs them.")
    elif missing:
        print(f"LEFT OUT, because they are not installed here: tests with {', '.join(missing)}.")
    sys.exit(0 if all(passed for passed, _ in results) else 1)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
