"""Building of a pack: parts in a fixed order, fixed times in the zip, and a manifest.

Two packs of the same period and data are the same bytes, except for the manifest, which has the
time of making.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from core.exports import csv_stream

from .changes import CHANGES, changes_of
from .checks import run_checks
from .period import Period
from .summary import docx_of, markdown_of

ZIP_TIME = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the earliest time of a zip, so that the bytes do not depend on it
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class PackPart:
    """One table of the pack. `rows(period)` yields cells under the header; `counted` says which
    rows are in it."""

    name: str
    header: tuple[str, ...]
    rows: Callable
    counted: str

    def content(self, period):
        return b"".join(csv_stream(self.header, self.rows(period)))


@dataclass(frozen=True)
class Built:
    content: bytes
    sha256: str
    problems: list
    files: dict  # name: bytes


def build(period: Period, parts, *, by="", previous=b"", tell=lambda done: None):
    """Return the pack of a period. `previous` are the bytes of the last pack, `tell` receives the
    number of parts that are done."""
    files, counted = {}, {}
    for done, part in enumerate(parts):
        tell(done)
        name = f"{part.name}.csv"
        files[name], counted[name] = part.content(period), part.counted
    problems = run_checks(period)
    header = ("Check", "Row", "Problem", "Link")
    files["checks.csv"] = b"".join(csv_stream(header, (tuple(row.values()) for row in problems)))
    counted["checks.csv"] = "Results of the checks; no rows: the pack is ready."
    files[CHANGES] = b"".join(csv_stream(*changes_of(files, tables_of(previous))))
    counted[CHANGES] = "Rows that are new, changed or gone since the pack before this one."
    text = markdown_of(period, problems)
    files["summary.md"] = text.encode()
    files["summary.docx"] = with_fixed_times(docx_of(text))
    counted["summary.md"] = counted["summary.docx"] = "Draft of the summary, to be edited."
    manifest = {
        "period": {"first": period.first.isoformat(), "last": period.last.isoformat()},
        "filter": "Real rows that everyone or all members may see; no demonstration data.",
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "made_by": by,
        "files": [
            {
                "name": name,
                "sha256": hashlib.sha256(data).hexdigest(),
                "size": len(data),
                "contains": counted[name],
            }
            for name, data in sorted(files.items())
        ],
    }
    files[MANIFEST] = json.dumps(manifest, indent=1, ensure_ascii=False).encode()
    content = zipped(files)
    return Built(content, hashlib.sha256(content).hexdigest(), problems, files)


def zipped(files):
    """Return a zip of the files in the order of their names, which depends on nothing else."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, compresslevel=6)
    return target.getvalue()


def with_fixed_times(data):
    """Return a zip, such as a Word file, with the same content and without times."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()})


def tables_of(content):
    """Return {name: bytes} of the csv files of a pack; empty without a pack."""
    if not content:
        return {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.endswith(".csv")}
