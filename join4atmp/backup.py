"""Backup of database and media in one file: `manage.py backup`. `restore.py` reads it.

The file is a zip archive with a manifest, one JSON Lines file per table, and the uploaded files.
The format does not depend on the database, so it can move a portal from SQLite to PostgreSQL.
"""

import base64
import hashlib
import json
import os
import zipfile
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain
from pathlib import Path
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.duration import duration_iso_string

BACKUP_FORMAT = 1
MANIFEST = "manifest.json"
# Sessions: all users sign in again. Marks of changed data: the database writes them itself.
# Mails that wait: they may have been sent since, and some have links that open an account.
# Forms that were sent: some of their addresses are personal links.
SESSION_TABLES = {"sessions.session", "usersessions.usersession"}
EXCLUDED_TABLES = {*SESSION_TABLES, "trials.datachange", "core.waitingmail", "core.sentform"}
ROWS_PER_STATEMENT = 100  # rows per statement; some rows contain whole pages of a register


class BackupError(Exception):
    """A failed backup or restore. The message has the reason and the next step."""


def write_backup(path):
    """Write the complete archive or nothing; return the manifest. Raise BackupError on failure."""
    if path.exists():
        raise BackupError(f"{path} already exists. Choose a new file name.")
    migrations = MigrationLoader(connection)
    if set(migrations.applied_migrations) != set(migrations.disk_migrations):
        raise BackupError(
            "The database has a different version than this code. Back up with the code version of "
            "the database, then upgrade."
        )
    part = path.with_name(f".{path.name}.part")
    manifest = {
        "format": BACKUP_FORMAT,
        "release": settings.RELEASE,
        "made_at": timezone.now().isoformat(),
        "tables": {},
        "media": {},
    }
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with (
            os.fdopen(descriptor, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            with _one_moment():
                manifest["migrations"] = sorted(migrations.applied_migrations)
                for model in models_of(apps):
                    manifest["tables"][model._meta.label_lower] = _write_table(archive, model)
            for name in _media_files():
                manifest["media"][name] = _write_media(archive, name)
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
        part.replace(path)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
    return manifest


@contextmanager
def _one_moment():
    """Read all tables in one consistent snapshot, without blocking writers."""
    if connection.in_atomic_block:
        yield
        return
    level = "ISOLATION LEVEL REPEATABLE READ, READ ONLY" * (connection.vendor == "postgresql")
    with connection.cursor() as cursor:
        cursor.execute(f"BEGIN {level or 'DEFERRED'}")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def models_of(registry):
    found = registry.get_models(include_auto_created=True)
    return [
        model
        for model in found
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.label_lower not in EXCLUDED_TABLES
    ]


def fields_of(model):
    return [field for field in model._meta.concrete_fields if not field.generated]


def _write_table(archive, model):
    names, digest, number = [field.attname for field in fields_of(model)], hashlib.sha256(), 0
    with archive.open(table_of(model), "w", force_zip64=True) as file:
        rows = model._base_manager.order_by("pk").values_list(*names)
        for row in chain([names], rows.iterator(ROWS_PER_STATEMENT)):
            line = json.dumps(row, default=_plain, ensure_ascii=False).encode() + b"\n"
            digest.update(line)
            file.write(line)
            number += 1
    return {"rows": number - 1, "sha256": digest.hexdigest()}


def table_of(model):
    return f"tables/{model._meta.label_lower}.jsonl"


def _plain(value):
    """Return a JSON value without loss; Django's encoder would drop microseconds."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    raise TypeError(f"A {type(value).__name__} cannot be backed up.")


def media_root():
    return Path(settings.MEDIA_ROOT) if settings.MEDIA_ROOT else None


def _media_files():
    root = media_root()
    if not root or not root.is_dir():
        return []
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def _write_media(archive, name):
    digest = hashlib.sha256()
    with (media_root() / name).open("rb") as source, archive.open(f"media/{name}", "w") as file:
        while piece := source.read(1 << 20):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()
