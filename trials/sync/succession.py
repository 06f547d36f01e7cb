"""Move everything that refers to one trial to the trial that replaces it.

A register may add a number later that joins two trials. Links, tags, notes and judged literature,
decisions and the state of curation follow the records. If people have decided on both trials, only
a person can join them.
"""

from django.db import IntegrityError, transaction

from ..choices import Curation
from ..models import Trial
from ..models.curated_columns import DECIDED

# Rows that the sync makes from the records of a trial, and makes again for the new one.
DERIVED = (
    "records",
    "country_rows",
    "products",
    "sponsors",
    "data_error_rows",
    "register_note_rows",
    "other_numbers",
    "states",
)


class BothCurated(ValueError):
    """People have decided on both trials; the message says how to join them all the same."""


def relations():
    """Return {accessor: relation} of all rows, of every app, that point at a trial."""
    return {each.get_accessor_name(): each for each in Trial._meta.related_objects}


def is_curated(trial):
    return trial.curation != Curation.NEW or trial.decisions.exists()


@transaction.atomic
def move_links(old, new):
    """Move everything that points at `old` to `new`, as far as it is not derived from records.

    Raise BothCurated.
    """
    moves_state = is_curated(old)
    if moves_state and is_curated(new):
        raise BothCurated(
            f"its numbers join {old.number} and {new.number}, and people have decided on both. "
            f"Take back the decisions on {old.number}, then read the record again."
        )
    for name, relation in relations().items():
        if name in DERIVED:
            continue
        if relation.many_to_many:
            getattr(new, name).add(*getattr(old, name).all())
        elif name == "candidates":
            _move_candidates(old, new)
        else:
            _move_rows(getattr(old, name).all(), relation.field.name, new)
    new.tags.add(*old.tags.all())
    if moves_state:
        _move_state(old, new)


def _move_state(old, new):
    current = Trial.objects.select_for_update().order_by().values(*DECIDED).get(pk=old.pk)
    for column, value in current.items():
        setattr(new, column, value)
    new.save()


def _move_rows(rows, field, new):
    """Move row by row; a row that `new` has already stays behind."""
    for row in rows:
        try:
            with transaction.atomic():
                type(row)._default_manager.filter(pk=row.pk).update(**{field: new})
        except IntegrityError:
            continue


def _move_candidates(old, new):
    """Move publications with their judgement; a judged one replaces one that waits."""
    known = {each.publication_id: each for each in new.candidates.all()}
    for candidate in old.candidates.all():
        twin = known.get(candidate.publication_id)
        if twin and (twin.judgement or not candidate.judgement):
            continue
        if twin:
            twin.delete()
        type(candidate).objects.filter(pk=candidate.pk).update(trial=new)
