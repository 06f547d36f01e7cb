"""Uploaded files, stored with their preview until a person decides."""

from django.db import transaction

from stakeholders.imports.reader import read_table

from ..models import FacilityImport, FacilityImportRow
from .plan import is_heading, make_plan, plan_signature, problem_with_header

LONGEST_REASON = 2000


class NotReadable(ValueError):
    """The file cannot be imported as a whole; the message has the reason and a remedy."""


def plan_of(data):
    """Return (table, plan) of the bytes of a file; raise NotReadable or UploadError."""
    table = read_table(data, is_known=is_heading)
    problem = problem_with_header(table.header)
    if problem:
        raise NotReadable(problem)
    return table, make_plan(table)


@transaction.atomic
def new_import(*, data, file_name, by):
    """Store a file and the effect of each row; raise NotReadable or UploadError."""
    table, plan = plan_of(data)
    file = FacilityImport.objects.create(
        file_name=file_name[:200],
        data=data,
        note=table.note[:300],
        signature=plan_signature(plan),
        by=by,
    )
    FacilityImportRow.objects.bulk_create(
        [
            FacilityImportRow(
                file=file,
                number=row.number,
                name=row.name,
                outcome=row.outcome,
                choice=row.choice,
                facility=row.facility,
                reason=row.reason[:LONGEST_REASON],
                changes=row.shown_changes,
            )
            for row in plan
        ],
        batch_size=500,
    )
    return file, plan
