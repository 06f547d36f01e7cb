"""Static checks of the code: `make check`."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

from tools.isolation import isolated, production

# import-linter has no module to run it by.
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def steps(folder):
    """Return (name, command after the interpreter, environment) of each check."""
    plain, public = isolated(folder), production(folder)
    return [
        ("lint", ["-m", "ruff", "check", "--output-format", "concise", "."], plain),
        ("format", ["-m", "ruff", "format", "--check", "--output-format", "concise", "."], plain),
        ("templates", ["-m", "djlint", "templates", "--lint", "--quiet"], plain),
        ("packages", ["-m", "pip", "check"], plain),
        ("system", ["manage.py", "check"], plain),
        ("deployment", ["manage.py", "check", "--deploy", "--fail-level", "WARNING"], public),
        ("migrations", ["manage.py", "makemigrations", "--check", "--dry-run"], plain),
        ("imports", ["-c", LINT_IMPORTS], plain),
        ("relations", ["-m", "pytest", "-q", "join4atmp/tests/test_layers.py"], plain),
    ]


def run(step):
    name, command, environment = step
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, *command],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return name, done.returncode == 0, done.stdout, time.monotonic() - started


def main():
    failed = []
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, passed, output, seconds in pool.map(run, steps(folder)):
            print(f"{name:<12} {'ok' if passed else 'FAILED':<7} {seconds:5.1f} s", flush=True)
            if not passed:
                failed.append(name)
                print(output, flush=True)
    if failed:
        sys.exit(f"make check failed: {', '.join(failed)}.")


if __name__ == "__main__":
    main()
