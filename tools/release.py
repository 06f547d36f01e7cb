"""Prepare a release: `make release`, after its number and its section of CHANGELOG.md are written.

Write a small demonstration database of the release, as a backup, and the checksums of its
migrations. Tests restore every release with the present program, and compare the checksums, so that
no released migration changes.
"""

import hashlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from join4atmp import __version__
from tools.isolation import isolated

ROOT = Path(__file__).resolve().parent.parent
RELEASES = ROOT / "join4atmp" / "tests" / "releases"
CHANGELOG = ROOT / "CHANGELOG.md"
TRIALS, STAKEHOLDERS = 12, 30  # a file for the repository must be small
CONTACTS = "Name,E-mail,Organisation,Country\nRona Release,rona@release.example,Release House,PT\n"


def changelog_section(number, text):
    """Return the changes of a release, "" if the changelog has no dated section for it."""
    heading = rf"^## {re.escape(number)} \(\d{{4}}-\d\d-\d\d\)$"
    found = re.search(rf"{heading}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


def checksums_of_migrations():
    """Return {path: sha256} of all migrations of the checkout."""
    files = sorted(ROOT.glob("*/migrations/[0-9]*.py"))
    return {
        str(file.relative_to(ROOT)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files
    }


def is_tagged(number):
    command = ["git", "tag", "--list", f"v{number}"]
    return bool(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)


def write_database(file):
    """Write the backup of a new portal with demonstration data."""
    with tempfile.TemporaryDirectory(prefix="join4atmp-release-") as folder:
        environment = isolated(folder)
        contacts = Path(folder) / "contacts.csv"
        contacts.write_text(CONTACTS)
        small = ["--trials", str(TRIALS), "--stakeholders", str(STAKEHOLDERS)]
        for arguments in (
            ["migrate"],
            ["demo_accounts"],
            ["load_demo", *small],
            ["import_stakeholders", contacts],
            ["backup", file],
        ):
            command = [sys.executable, ROOT / "manage.py", *arguments]
            subprocess.run(
                command, env=environment, check=True, stdout=subprocess.DEVNULL, cwd=ROOT
            )


def main():
    if not changelog_section(__version__, CHANGELOG.read_text()):
        sys.exit(
            f"CHANGELOG.md has no section for release {__version__}. Add the heading "
            f"'## {__version__} (YEAR-MONTH-DAY)' above its changes."
        )
    if is_tagged(__version__):
        sys.exit(
            f"Release {__version__} has a tag and must not change. Increase the number in "
            "join4atmp/__init__.py."
        )
    RELEASES.mkdir(exist_ok=True)
    database, checksums = (RELEASES / f"{__version__}.{ending}" for ending in ("zip", "json"))
    database.unlink(missing_ok=True)
    write_database(database)
    checksums.write_text(json.dumps(checksums_of_migrations(), indent=1) + "\n")
    print(f"{database.relative_to(ROOT)}: {database.stat().st_size / 1000:.0f} kB")
    print(f"Next: commit these files, then: git tag --annotate v{__version__}")


if __name__ == "__main__":
    main()
