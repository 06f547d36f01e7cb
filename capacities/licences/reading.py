"""A list of licences as it arrives: every cell is checked, every row is kept."""

from datetime import date

from django.db import transaction

from stakeholders.imports.reader import read_table

from ..choices import LicenceState
from ..files.columns import Refused, read
from ..files.plan import name_of
from ..files.upload import NotReadable
from ..models import LicenceFile, LicenceRow
from .matching import Matcher

# Heading of the list: field of the row, and the column of facility files that reads alike.
COLUMNS = {
    "type": "type",
    "number": "licence",
    "holder": "holder",
    "city": "city",
    "site": "city",
    "country": "country",
    "scope": "scope",
    "first_date": "first_on",
    "date": "first_on",
    "until": "valid_until",
    "withdrawn": "withdrawn_on",
}
REQUIRED = ("type", "number", "holder", "country")
READ_AS = {
    "holder": "organisation",
    "city": "city",
    "country": "country",
    "first_on": "as_of",
    "valid_until": "as_of",
    "withdrawn_on": "as_of",
}
DAYS = ("first_on", "valid_until", "withdrawn_on")
LONGEST_SCOPE = 2_000
ANY_NUMBER = "ABC-1"  # a type is read together with a number
LONGEST_RAW_CELL = 300


def is_heading(text):
    return name_of(text) in COLUMNS


@transaction.atomic
def keep_file(*, data, file_name, register, register_on, by, register_url=""):
    """Keep a list with all its rows and return it. Rows of known facilities wait for a decision.

    Raises NotReadable or UploadError for a file that cannot be read as a whole.
    """
    table = read_table(data, is_known=is_heading)
    names = [name_of(heading) for heading in table.header]
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise NotReadable(f"These columns are missing: {', '.join(missing)}.")
    file = LicenceFile.objects.create(
        file_name=file_name[:200],
        register=register,
        register_url=register_url,
        register_on=register_on,
        note=table.note[:300],
        by=by,
    )
    matcher = Matcher()
    rows = [_row(file, number, zip(names, texts, strict=True)) for number, texts in table.rows]
    for row in rows:
        if row.state != LicenceState.REFUSED:
            _match(row, matcher)
    LicenceRow.objects.bulk_create(rows, batch_size=500)
    return file


def _row(file, number, cells):
    row, problems = LicenceRow(file=file, number=number, state=LicenceState.UNKNOWN), []
    for name, text in cells:
        text = text.strip()
        row.raw[name] = text[:LONGEST_RAW_CELL]
        field = COLUMNS.get(name)
        if not field or not text:
            continue
        try:
            setattr(row, field, _value(field, text))
        except Refused as problem:
            problems.append(f"{name}: {problem}")
    problems += _licence_problems(row, problems)
    for name in REQUIRED:
        if not row.raw.get(name):
            problems.append(f"{name}: The cell is empty. Fill it in.")
    if row.first_on and row.valid_until and row.valid_until < row.first_on:
        problems.append("until: The licence ends before it begins. Check both days.")
    if problems:
        row.state, row.reason = LicenceState.REFUSED, " ".join(problems)[:2000]
    return row


def _value(field, text):
    if field == "type":
        return read("licences", f"{text}:{ANY_NUMBER}").partition(":")[0]
    if field == "licence":
        return text[:100]
    if field == "scope":
        if len(text) > LONGEST_SCOPE:
            raise Refused(f"The cell has {len(text):,} characters; at most {LONGEST_SCOPE:,}.")
        read("name", text[:100])  # refuses HTML, formulas and e-mail addresses
        return "\n".join(part.strip() for part in text.split("|"))
    value = read(READ_AS[field], text)
    return date.fromisoformat(value) if field in DAYS else value


def _licence_problems(row, problems):
    if row.licence and not any(one.startswith("type") for one in problems) and row.type:
        try:
            read("licences", f"{row.type}:{row.licence}")
        except Refused as problem:
            yield f"number: {problem}"


def _match(row, matcher):
    candidates, why = matcher.candidates(row)
    if candidates:
        row.state, row.reason, row.facility_id = LicenceState.WAITING, why, candidates[0]
