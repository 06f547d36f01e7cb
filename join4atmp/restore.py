"""Restore of a complete backup into a database: `manage.py restore`.

Values are read by the model fields of the time of the backup and written unchanged, so that times
of last changes are kept. People who were erased after the backup are erased again.
"""

import hashlib
import json
import shutil
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max

from stakeholders.campaigns.sending import pause
from stakeholders.erasure import ledger, replay
from stakeholders.models import ContactCampaign
from stakeholders.refusal_ledger import refusal_ledger, replay_refusals

from .backup import (
    BACKUP_FORMAT,
    MANIFEST,
    SESSION_TABLES,
    BackupError,
    media_root,
    models_of,
)
from .restore_rows import OTHER_BACKUP, fill_table

# Tables that migrations fill. A row in any other table is the work of a user.
MADE_BY_MIGRATIONS = {
    "contenttypes.contenttype",
    "auth.permission",
    "auth.group",
    "auth.group_permissions",
    "stakeholders.targetgroup",
    "stakeholders.groupalias",
    "capacities.service",
    "capacities.datedfigure",
    "capacities.demandarea",
    "capacities.infrastructure",
    "capacities.infrastructureevent",
    "capacities.membership",
    "capacities.node",
    "economics.referencevalue",
    "landscape.countryfact",
    "landscape.desk",
    "landscape.factkind",
    "landscape.factkind_steps",
    "landscape.libraryanswer",
    "landscape.reviewtask",
    "landscape.step",
    "landscape.step_after",
    "landscape.step_categories",
    "landscape.stepdocument",
    "landscape.stepfigure",
    "landscape.stepprocedure",
    "landscape.taxonomyentry",
    "landscape.watchentry",
    "landscape.watchentry_steps",
    "trials.searchquery",
    "trials.syncschedule",
    "products.term",
    "products.spelling",
    "usecases.bottleneck",
    "usecases.bottleneck_also",
    "usecases.stage",
    "usecases.procedure",
    "usecases.hurdlecategory",
    "usecases.solutiontype",
    "usecases.usecase",
    "usecases.section",
    "usecases.sourcedsentence",
    "consortium.statement",
    "consortium.partner",
    "consortium.workpackage",
    "consortium.workpackage_partners",
    "consortium.body",
    "consortium.reportingperiod",
    "consortium.reachfigure",
    "consortium.event",
}
SKIPPED_EXPORT_NUMBERS = 1000
MAILS_AFTER_BACKUP = (
    "The portal was restored from a backup. It does not know the mails that it sent after the "
    "backup: people who are waiting may have theirs. Check this before you continue."
)
NEWER_BACKUP = "The backup is from a newer version of the portal. Upgrade the portal, then restore."


def restore(path, *, replace=False, erasures=()):
    """Return the manifest, the number of people erased again and of refusals applied again.

    Raise BackupError on failure.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = read_manifest(archive)
            again = _restore(archive, manifest, replace=replace, erasures=erasures)
    except zipfile.BadZipFile as error:
        raise BackupError(f"{path} is not a backup of this portal.") from error
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}.") from error
    cache.clear()
    ContentType.objects.clear_cache()
    return manifest, *again


# Checks of the archive


def read_manifest(archive):
    """Return the manifest after checking every part; raise BackupError if one is damaged."""
    try:
        manifest = json.loads(archive.read(MANIFEST))
        if manifest["format"] != BACKUP_FORMAT:
            raise BackupError(NEWER_BACKUP)
        tables = {f"tables/{name}.jsonl": row["sha256"] for name, row in manifest["tables"].items()}
        parts = tables | {f"media/{name}": sha256 for name, sha256 in manifest["media"].items()}
        manifest["migrations"] = [tuple(each) for each in manifest["migrations"]]
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise BackupError("The file is not a backup of this portal.") from error
    for name, sha256 in parts.items():
        _, _, inside = name.partition("/")
        if PurePosixPath(inside).is_absolute() or ".." in PurePosixPath(inside).parts:
            raise BackupError(f"The backup contains a file outside its folder: {name}.")
        if _sha256(archive, name) != sha256:
            raise BackupError(f"The backup is damaged: {name} has a wrong checksum.")
    return manifest


def _sha256(archive, name):
    digest = hashlib.sha256()
    try:
        with archive.open(name) as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
    except (KeyError, zipfile.BadZipFile, EOFError) as error:
        raise BackupError(f"The backup is damaged: {name} cannot be read.") from error
    return digest.hexdigest()


# Into the database


def _restore(archive, manifest, *, replace, erasures):
    executor = MigrationExecutor(connection)
    loader = executor.loader
    wanted = _with_squashed(loader, set(manifest["migrations"]))
    applied, newest = set(loader.applied_migrations), set(loader.disk_migrations)
    _refuse_unknown(wanted, newest)
    if applied and applied != wanted:
        raise BackupError(
            "The database and the backup have different versions. Use a database without tables: "
            "the backup is upgraded there."
        )
    if applied and not replace:
        _refuse_used_tables()
    # Read before the old data is deleted.
    with_database = applied == newest
    entries = [*erasures, *ledger(with_database=with_database)]
    refusals = refusal_ledger(with_database=with_database)
    targets = _last_of_each_app(loader, wanted)
    if not applied:
        executor.migrate(targets)
    registry = loader.project_state(targets).apps
    again = 0, 0
    with _media_beside(archive, manifest) as put_media_in_place, transaction.atomic():
        _fill(archive, registry)
        if wanted == newest:
            again = _put_right(entries, refusals)
        put_media_in_place()
    if wanted != newest:
        later = MigrationExecutor(connection)
        later.migrate(later.loader.graph.leaf_nodes())
        again = _put_right(entries, refusals)
    return again


def _with_squashed(loader, migrations):
    """Return the migrations, with the squashed ones replaced by the one that has their work."""
    for key, migration in loader.replacements.items():
        replaced = {*migration.replaces}
        if replaced <= migrations and not replaced & {*loader.disk_migrations}:
            migrations = migrations - replaced | {key}
    return migrations


def _refuse_unknown(wanted, newest):
    """Raise BackupError for a backup with migrations that this version does not have.

    A newer version has all migrations of this one. A backup that lacks some of them is older, and
    its migrations were removed since, or it is of a portal with other apps.
    """
    unknown = sorted(".".join(each) for each in wanted - newest)
    if unknown and newest <= wanted:
        raise BackupError(NEWER_BACKUP)
    if unknown:
        why = f"it has migrations that are not in this version, such as {', '.join(unknown[:3])}"
        raise BackupError(OTHER_BACKUP.format(why=why))


def _put_right(entries, refusals):
    """Erase people again, apply refusals again and stop mails; return the two numbers."""
    pause(ContactCampaign.objects.all(), problem=MAILS_AFTER_BACKUP)
    return replay(entries), replay_refusals(refusals)


def _refuse_used_tables():
    used = [
        str(model._meta.verbose_name_plural)
        for model in models_of(apps)
        if model._meta.label_lower not in MADE_BY_MIGRATIONS and model._base_manager.exists()
    ]
    if used:
        raise BackupError(
            f"The database is not empty. It contains: {', '.join(used[:5])}. Use an empty one, "
            "or add --replace to delete its data."
        )


def _last_of_each_app(loader, migrations):
    nodes = [loader.graph.node_map[key] for key in migrations if key in loader.graph.node_map]
    before = {
        parent.key for node in nodes for parent in node.parents if parent.key[0] == node.key[0]
    }
    return sorted(node.key for node in nodes if node.key not in before)


def _fill(archive, registry):
    """Fill every table from the archive; check foreign keys at the end."""
    models = models_of(registry)
    event = registry.get_model("stakeholders", "ExportEvent")
    replaced = _last_number(event)
    of_sessions = [
        model for model in registry.get_models() if model._meta.label_lower in SESSION_TABLES
    ]
    with connection.cursor() as cursor:
        for model in [*of_sessions, *models]:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")
    try:
        for model in models:
            fill_table(archive, model)
        with _numbers_left_out(event, replaced=replaced), connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)
            if connection.vendor == "postgresql":
                # Without statistics it takes a table with many columns for an empty one, and reads
                # all trials to find the one that a foreign key refers to.
                cursor.execute("ANALYZE")
        connection.check_constraints()
    except IntegrityError as error:
        raise BackupError(f"The backup is not consistent: {error}.") from error


@contextmanager
def _numbers_left_out(event, *, replaced):
    """Skip numbers of exports, because files exported after the backup use some of them.

    A temporary row has the last skipped number while the sequences are reset.
    """
    row = event.objects.create(
        pk=max(_last_number(event), replaced) + SKIPPED_EXPORT_NUMBERS, total=0, found=0
    )
    yield
    row.delete()


def _last_number(event):
    return event.objects.aggregate(last=Max("pk"))["last"] or 0


# Files


@contextmanager
def _media_beside(archive, manifest):
    """Unpack the media into a temporary folder; yield a function that moves them into place."""
    root = media_root()
    if not root:
        yield lambda: None
        return
    root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=root.parent) as folder:
        fresh, old = Path(folder) / "fresh", Path(folder) / "old"
        fresh.mkdir()
        for name in manifest["media"]:
            target = fresh / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(f"media/{name}") as source, target.open("wb") as file:
                shutil.copyfileobj(source, file)

        def put_in_place():
            if root.exists():
                root.replace(old)
            fresh.replace(root)

        try:
            yield put_in_place
        except BaseException:
            if old.exists():  # the transaction failed, so the old files are needed
                shutil.rmtree(root, ignore_errors=True)
                old.replace(root)
            raise
