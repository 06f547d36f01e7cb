"""Questionnaires for tests, made by the same import as real ones."""

import io

from stakeholders.tests.factories import user_in
from surveys.imports import Files, Options, import_survey
from surveys.models import Project

from .redcap_files import SMALL, SMALL_RECORDS, dictionary_file

__all__ = ["files_of", "import_files", "make_survey", "user_in"]


def files_of(dictionary, records=None, participants=None):
    def stream(data):
        return None if data is None else io.BytesIO(data)

    return Files(
        stream(dictionary),
        "dictionary.csv",
        stream(records),
        "records.csv" if records is not None else "",
        stream(participants),
        "participants.csv" if participants is not None else "",
    )


def import_files(dictionary, records=None, participants=None, *, by=None, dry_run=False, **options):
    files = files_of(dictionary, records, participants)
    return import_survey(files, by=by, options=Options(**options), dry_run=dry_run)


def make_survey(dictionary=None, records=SMALL_RECORDS, participants=None, **options):
    """A project with answers; by default the small dictionary and its six records."""
    options = {"project": "Small"} | options
    import_files(dictionary or dictionary_file(*SMALL), records, participants, **options)
    return Project.objects.get(name=options["project"])
