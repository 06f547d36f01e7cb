"""Questionnaires for tests, made by the same import as real ones."""

import io

from stakeholders.tests.factories import user_in
from surveys.imports import Files, Options, import_survey
from surveys.models import Project

from .redcap_files import SMALL, SMALL_RECORDS, dictionary_file, radio, text_field

__all__ = [
    "divided_survey",
    "files_of",
    "import_files",
    "make_survey",
    "user_in",
]
GROUPS = "1, Developers | 2, Regulators | 3, Patients"
SECRET = "Only the regulator in Malta says so"


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


def dictionary_of_divided():
    return dictionary_file(
        text_field("record_id"),
        radio("target_group", GROUPS),
        radio("country", "DE, Germany | FR, France | MT, Malta"),
        radio("q", "1, Yes | 2, No | 3, Perhaps"),
        text_field("why", type="notes"),
        text_field("mail", validation="email", identifier="y"),
        text_field("years", validation="integer"),
    )


def divided_records():
    """Thirty people in three groups and three countries; one regulator, alone in Malta."""
    lines = ["record_id,target_group,country,q,why,mail,years,one_complete"]
    for number in range(1, 30):
        group, country = 1 + 2 * (number % 2), "DE" if number % 4 < 2 else "FR"
        answers = f"{1 + number % 2},Reason {number},p{number}@x.org,{number},2"
        lines.append(f"{number},{group},{country},{answers}")
    lines.append(f"30,2,MT,3,{SECRET},secret@x.org,77,2")
    return "\n".join(lines).encode()


def divided_survey(**options):
    return make_survey(dictionary_of_divided(), divided_records(), project="Divided", **options)
