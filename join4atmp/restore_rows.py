"""Writing of the rows of a backup: fast, and unchanged by fields that set their own time or number.

Rows go to the database as values, without objects: a portal has hundreds of thousands of them.
PostgreSQL receives them by COPY.
"""

import json
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import DataError, connection, models

from .backup import BackupError, fields_of, table_of

OTHER_BACKUP = (
    "The backup is not from a version that this one can read: {why}. Restore it with the version "
    "that made it, upgrade that portal step by step, and make another backup."
)
ROWS_PER_STATEMENT = 1000
# Fields whose value in JSON is their value in the database, if they are Django's own.
SAME_IN_JSON = (
    models.BooleanField,
    models.CharField,
    models.FloatField,
    models.IntegerField,
    models.TextField,
)


def fill_table(archive, model):
    """Write all rows of one table; raise BackupError if a row does not fit the table."""
    label = model._meta.label_lower
    try:
        file = archive.open(table_of(model))
    except KeyError:
        return
    with file, connection.cursor() as cursor:
        try:
            chosen = _chosen_fields(label, model, json.loads(file.readline()))
            rows = _rows(file, [_converter(field) for field in chosen])
            write = _copy if connection.vendor == "postgresql" else _insert
            write(cursor, model._meta.db_table, [field.column for field in chosen], rows)
        except (ValueError, TypeError, ValidationError, DataError) as error:
            raise BackupError(
                f"The backup is damaged: a row of {label} is not one of its table."
            ) from error


def _chosen_fields(label, model, names):
    fields = {field.attname: field for field in fields_of(model)}
    if unknown := sorted({*names} - {*fields}):
        why = f"its table {label} has the columns {', '.join(unknown[:3])}"
        raise BackupError(OTHER_BACKUP.format(why=why))
    return [fields[name] for name in names]


def _converter(field):
    """Return the function from a value in JSON to one for the database, None if they are equal."""
    target = field
    while target.remote_field:
        target = target.target_field
    is_own = type(target).__module__.startswith("django.db.models.")
    if is_own and isinstance(target, SAME_IN_JSON):
        return None
    return lambda value: field.get_db_prep_save(field.to_python(value), connection)


def _rows(file, converters):
    """Yield the values of each row; raise ValueError if their number is wrong."""
    other = [(place, convert) for place, convert in enumerate(converters) if convert]
    for line in file:
        row = json.loads(line)
        if len(row) != len(converters):
            raise ValueError("A row has another number of values than its table has columns.")
        for place, convert in other:
            if row[place] is not None:
                row[place] = convert(row[place])
        yield row


def _copy(cursor, table, columns, rows):
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns))
    statement = f"COPY {quote(table)} ({names}) FROM STDIN"
    # COPY raises errors of psycopg, which Django turns into its own only for other statements.
    with connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _insert(cursor, table, columns, rows):
    quote = connection.ops.quote_name
    names, places = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {quote(table)} ({names}) VALUES ({places})"
    while some := list(islice(rows, ROWS_PER_STATEMENT)):
        cursor.executemany(statement, some)
