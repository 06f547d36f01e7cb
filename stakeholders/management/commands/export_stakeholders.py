"""Write contacts to a file for a purpose, by the same code as the page."""

import json
import os
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import transaction

from stakeholders.access import EXPORT, VIEW
from stakeholders.export import NotExportable, Selection, left_out_words, make_export
from stakeholders.models import SavedList
from stakeholders.purposes import FORMATS, PURPOSES

NOTHING_WRITTEN = 2
BY_EXTENSION = {".csv": "csv", ".xlsx": "xlsx", ".vcf": "vcf", ".txt": "emails"}


class Command(BaseCommand):
    help = (
        "Writes contacts to a file for a purpose. People who opted out are left out, and the "
        "export is an "
        "event with a number, as on the page. Exit status: 0 written, 2 nothing was written."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="a new file")
        parser.add_argument("--purpose", required=True, choices=PURPOSES)
        parser.add_argument(
            "--by",
            required=True,
            metavar="USERNAME",
            help="account that is responsible and may see the rows",
        )
        parser.add_argument("--format", choices=FORMATS, help="default: by the ending of FILE")
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--query", default="", help="of the list page: 'group=15&country=DE'; default: all"
        )
        which.add_argument("--list", dest="saved", metavar="NAME", help="a saved list")
        which.add_argument("--ids", metavar="12,13", help="single contacts by their numbers")
        parser.add_argument("--json", action="store_true", help="end with one line of JSON")

    def handle(self, *, file, json: bool, **options):
        try:
            event = self._export(file, **options)
        except NotExportable as problem:
            self._refuse(str(problem), as_json=json)
        except FileExistsError:
            self._refuse(f"{file} exists already. Name a new file.", as_json=json)
        except OSError as error:
            self._refuse(f"{file} cannot be written: {error.strerror}.", as_json=json)
        self._tell(event, file, as_json=json)

    @transaction.atomic
    def _export(self, file, *, purpose, by, format, query, saved, ids, **options):
        """Export; the event is kept only if the file is whole."""
        user = _person(by)
        format = format or BY_EXTENSION.get(file.suffix.lower())
        if not format:
            raise NotExportable("Name the format: --format csv, xlsx, vcf, emails or redcap.")
        # An empty variable of a script means an empty choice, never everybody.
        saved_list = None if saved is None else _saved_list(saved)
        if ids is not None:
            selection = Selection.by_ids(user, _numbers(ids))
        else:
            selection = Selection.by_query(user, saved_list.query if saved_list else query)
        event, content = make_export(
            by=user,
            selection=selection,
            purpose=PURPOSES[purpose],
            format=format,
            saved_list=saved_list,
        )
        _write(file, content)
        return event

    def _tell(self, event, file, *, as_json):
        left_out = left_out_words(event.left_out)
        self.stdout.write(
            f"Export {event.pk}: {event.count:,} of {event.total:,} contacts are in {file}."
            + f" {left_out}." * bool(left_out)
        )
        if as_json:
            self.stdout.write(
                json.dumps(
                    {
                        "export": event.pk,
                        "count": event.count,
                        "found": event.found,
                        "total": event.total,
                        "left_out": event.left_out,
                        "sha256": event.sha256,
                    }
                )
            )

    def _refuse(self, message, *, as_json):
        self.stderr.write(message)
        if as_json:
            self.stdout.write(json.dumps({"export": None, "count": 0, "problem": message}))
        raise SystemExit(NOTHING_WRITTEN)


def _person(username):
    user = get_user_model().objects.filter(username=username, is_active=True).first()
    if user is None:
        raise NotExportable(f"There is no active account {username}.")
    if not user.has_perms((EXPORT, VIEW)):
        raise NotExportable(f"{username} may not export contacts.")
    return user


def _saved_list(name):
    saved = SavedList.objects.filter(name=name).first()
    if saved is None:
        raise NotExportable(f"There is no saved list {name or 'without a name'}.")
    return saved


def _numbers(text):
    try:
        return [int(part.strip().removeprefix("C")[:18]) for part in text.split(",")]
    except ValueError:
        raise NotExportable("--ids takes numbers with commas between: 12,13.") from None


def _write(file, content):
    """Write a file that only the owner of the process can read; never replace a file."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
    except OSError:
        file.unlink(missing_ok=True)
        raise
