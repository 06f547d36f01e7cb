"""Import a REDCap project from its server, through the same code as files."""

import io
import os

from django.core.management.base import BaseCommand, CommandError

from surveys.imports import Files, Options, import_survey
from surveys.imports.run import DEFAULT_PROJECT
from surveys.redcap import RedcapError, read_dictionary
from surveys.redcap.server import Server, ServerError


class Command(BaseCommand):
    help = (
        "Reads dictionary, records and participants of a REDCap project from its server. Needs "
        "REDCAP_URL, REDCAP_TOKEN and REDCAP_HOSTS in the environment. Exit status 2: nothing was "
        "written."
    )

    def add_arguments(self, parser):
        parser.add_argument("--project", default=DEFAULT_PROJECT, help="name or slug")
        parser.add_argument("--instrument", default="", help="survey whose participants are read")
        parser.add_argument("--allow-short", action="store_true", help="accept fewer records")
        parser.add_argument("--dry-run", action="store_true", help="show changes, write nothing")

    def handle(self, *, project, instrument, allow_short, dry_run, **options):
        try:
            files = _files_from(_server(), instrument)
            report = import_survey(
                files,
                by=None,
                options=Options(project=project, takes_short=allow_short),
                dry_run=dry_run,
            )
        except (ServerError, RedcapError) as problem:
            raise CommandError(str(problem), returncode=2) from problem
        self.stdout.write(
            f"{report.fields:,} fields, {report.records:,} records: {report.created:,} rows "
            f"created, {report.changed:,} changed, {report.unchanged:,} unchanged, "
            f"{report.missing:,} missing, {report.failed:,} left out."
            + (" Nothing was written: dry run." if dry_run else "")
        )


def _server():
    values = {name: os.environ.get(name, "").strip() for name in ("REDCAP_URL", "REDCAP_TOKEN")}
    missing = [name for name, value in values.items() if not value]
    if missing:
        raise ServerError(f"Set {' and '.join(missing)} in the environment.")
    hosts = tuple(filter(None, map(str.strip, os.environ.get("REDCAP_HOSTS", "").split(","))))
    return Server(values["REDCAP_URL"], values["REDCAP_TOKEN"], hosts)


def _files_from(server, instrument):
    dictionary = server.dictionary()
    records = server.records(read_dictionary(dictionary, "dictionary").record_id)
    participants = server.participants(instrument) if instrument else None
    return Files(
        io.BytesIO(dictionary),
        "dictionary",
        io.BytesIO(records),
        "records",
        io.BytesIO(participants) if participants else None,
        "participants" if participants else "",
    )
