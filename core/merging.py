"""Merges of two rows: every row that points at the removed one is moved to the kept one, and back.

A row that cannot move, because the kept row has an equal one, is removed and returned, so that the
merge can store it for its undo.
"""

import json

from django.apps import apps
from django.core import serializers
from django.db import IntegrityError, models, transaction


def stored(rows):
    """Return the columns of rows as plain data for JSON."""
    return json.loads(serializers.serialize("json", rows))


def rows_of(data):
    """Return deserialised rows of `stored` data; they are not saved yet."""
    return serializers.deserialize("json", json.dumps(data))


def move_rows(kept, gone, *, without=()):
    """Point the rows of every app that point at `gone` at `kept`; return (moved, removed).

    `moved` are [label, field, key]; `removed` is stored data. `without` names relations that the
    caller moves itself.
    """
    moved, removed = [], []
    for relation in type(gone)._meta.related_objects:
        if relation.get_accessor_name() in without:
            continue
        model, field = relation.related_model, relation.field.name
        if relation.many_to_many:
            model = relation.through
            field = relation.field.m2m_reverse_field_name()
        for row in model._base_manager.filter(**{field: gone}):
            rows = model._base_manager.filter(pk=row.pk)
            try:
                with transaction.atomic():
                    rows.update(**{field: kept})
                moved.append([model._meta.label, field, row.pk])
            except IntegrityError:
                removed += stored([row])
                rows.delete()
    return moved, removed


def move_back(moved, *, kept, gone):
    """Point moved rows at the key `gone` again, as far as they still point at the key `kept`."""
    for label, field, key in moved:
        rows = apps.get_model(label)._base_manager.filter(pk=key, **{field: kept})
        rows.update(**{field: gone})


def take_back(row, *, before, after):
    """Give a row the values that it had before the merge, where nobody has changed them since.

    `before` and `after` are its stored data. The row is not saved.
    """
    [now], [after], [old] = stored([row]), after, rows_of(before)
    for name, value in before[0]["fields"].items():
        if now["fields"][name] == after["fields"][name] != value:
            field = row._meta.get_field(name)
            if field.many_to_many:
                continue
            attribute = field.attname if isinstance(field, models.ForeignKey) else name
            setattr(row, attribute, getattr(old.object, attribute))
