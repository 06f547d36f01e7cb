"""Make the file of an issue: tables as csv and as json, a manifest, checksums and a citation.

The same data at the same moment give the same bytes, so that a checksum identifies them.
"""

import hashlib
import io
import json
import zipfile

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from core.exports import csv_stream, json_stream, made_by
from join4atmp.models import Issue, IssueFile
from trials.browse.exports import SOURCE
from trials.models import RegisterRecord

from .contents import TABLES, is_anything_public

FORMAT = 1


class NothingPublished(Exception):
    """There is nothing to freeze; the message has the next step."""


def check_content(*, demo):
    if not is_anything_public(demo):
        raise NothingPublished(
            "There is no demonstration data to freeze. Load it first."
            if demo
            else "Nothing is published yet: curators include trials, reviewers finalise use cases. "
            "To try it out, freeze a demonstration issue."
        )


@transaction.atomic
def freeze(*, title="", note="", by=None, demo=False):
    """Create an Issue and return it; raise NothingPublished."""
    check_content(demo=demo)
    now = timezone.now().replace(microsecond=0)
    title = title or f"JOIN4ATMP data, {date_format(now, 'j F Y')}"
    slug = _free_slug(now, demo)
    citation = _citation(title, slug, now, demo)
    content, manifest = _file(title, slug, now, citation, note, demo)
    issue = Issue.objects.create(
        slug=slug,
        title=title,
        note=note,
        frozen_at=now,
        citation=citation,
        manifest=manifest,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        made_by=by,
        is_demo=demo,
    )
    IssueFile.objects.create(issue=issue, content=content)
    return issue


def _free_slug(now, demo):
    """Return the day; the second issue of a day gets the suffix -2."""
    base = f"{'demo-' if demo else ''}{now:%Y-%m-%d}"
    taken = set(Issue.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _citation(title, slug, now, demo):
    address = settings.SITE_URL.rstrip("/") + reverse("issue", args=[slug])
    invented = " Invented for demonstration." if demo else ""
    return (
        f"JOIN4ATMP consortium. {title.rstrip('.')}. Frozen issue {slug}, "
        f"{date_format(now, 'j F Y')}. {address}{invented}"
    )


def _file(title, slug, now, citation, note, demo):
    read_at = RegisterRecord.last_seen()
    about = {
        "title": title,
        "issue": slug,
        "frozen_at": now.isoformat(),
        "citation": citation,
        "note": note,
        "source": "Source: invented records, not from a register"
        if demo
        else f"Source: {SOURCE}; JOIN4ATMP curators and use cases",
        "registers_read_at": read_at.isoformat(timespec="seconds") if read_at else None,
        "demonstration": demo,
        "made_by": made_by(),
    }
    buffer = io.BytesIO()
    files, tables = [], []
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name, pieces):
            digest, size = hashlib.sha256(), 0
            entry = zipfile.ZipInfo(name, now.timetuple()[:6])
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with archive.open(entry, "w") as file:
                for piece in pieces:
                    file.write(piece)
                    digest.update(piece)
                    size += len(piece)
            files.append({"name": name, "bytes": size, "sha256": digest.hexdigest()})

        for table in TABLES:
            # Read once, so that both files have the same rows.
            rows = list(table.rows(demo))
            name = table.name.replace("-", "_")
            keys = [heading.lower().replace(" ", "_") for heading in table.header]
            add(f"{table.name}.csv", csv_stream(table.header, rows))
            add(f"{table.name}.json", json_stream(about, name, keys, rows))
            tables.append({"name": table.name, "rows": len(rows), "columns": list(table.header)})
        manifest = {"format": FORMAT, **about, "tables": tables, "files": list(files)}
        add("manifest.json", [json.dumps(manifest, ensure_ascii=False, indent=1).encode()])
        add("README.txt", [_readme(manifest).encode()])
        sums = "".join(f"{file['sha256']}  {file['name']}\n" for file in files)
        add("SHA256SUMS", [sums.encode()])
    return buffer.getvalue(), manifest


def _readme(manifest):
    invented = "ALL ROWS ARE INVENTED for demonstration.\n\n" if manifest["demonstration"] else ""
    tables = "\n".join(f"  {table['name']}: {table['rows']:,} rows" for table in manifest["tables"])
    note = f"{manifest['note']}\n\n" if manifest["note"] else ""
    return (
        f"{manifest['title']}\n\n{invented}{note}"
        "The public data of the JOIN4ATMP portal as they were when this issue was frozen, each\n"
        "table as csv (UTF-8) and json. The columns are explained at /data-dictionary/ on the "
        "portal.\n"
        "In csv, text that a spreadsheet would run as a formula begins with an apostrophe.\n\n"
        f"{tables}\n\nCite as:\n{manifest['citation']}\n\n{manifest['source']}\n\n"
        "Check the files: sha256sum -c SHA256SUMS\n"
    )
