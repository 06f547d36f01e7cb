"""No page may read a whole table that grows: every query of every page is explained.

The data is imported as by users. Both databases explain each query; PostgreSQL is set to prefer
indexes, as it does for large tables.
"""

import json
import re
from functools import cache

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trials.browse import index
from trials.models import RecordVersion, RegisterPage, RegisterRecord, SyncRun, Trial

from .addresses import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
# Tables with several rows per trial, or one per step that somebody takes.
GROWING = {
    "trials_registerrecord",
    "trials_recordversion",
    "trials_registerpage",
    "trials_trialcountry",
    "trials_investigationalproduct",
    "trials_sponsor",
    "trials_trialstate",
    "trials_factdecision",
    "trials_curationevent",
    "trials_publicationcandidate",
}
# Address and table, where all rows are what the page is about.
MEANT = {
    ("/trials/sponsors/", "trials_sponsor"),  # "n of all names are known", from a covering index
}


def whole_tables(sql):
    """The growing tables that the database would read as a whole for a query."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # What the planner does by itself where tables are large: it follows keys.
            for other_way in ("seqscan", "hashjoin", "mergejoin"):
                cursor.execute(f"SET LOCAL enable_{other_way} = off")
            # A way that is off has an estimate so large that each query would be compiled first.
            cursor.execute("SET LOCAL jit = off")
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql.replace('%', '%%')}")
            plan = cursor.fetchone()[0]
            plan = json.loads(plan) if isinstance(plan, str) else plan
            return set(_read_whole(plan[0]["Plan"], limited=False))
        cursor.execute(f"EXPLAIN QUERY PLAN {sql.replace('%', '%%')}")
        lines = [row[3] for row in cursor.fetchall()]
    stops_early = " LIMIT " in sql and not any("TEMP B-TREE" in line for line in lines)
    scanned = {line.split()[1] for line in lines if line.startswith("SCAN ")}
    aliases = dict(re.findall(r'"(\w+)" (U\d+)\b', sql))
    names = {alias: table for table, alias in aliases.items()}
    return set() if stops_early else {names.get(each, each) for each in scanned} & GROWING


@cache
def partial_indexes():
    """Return the names of indexes that have only some rows of their table, such as open tasks."""
    indexes = (index for model in apps.get_models() for index in model._meta.indexes)
    return frozenset(index.name for index in indexes if index.condition)


def _read_whole(node, *, limited):
    limited = limited or node["Node Type"] == "Limit"
    if node["Node Type"] == "Sort":
        limited = False
    found = {"Index Cond", "Recheck Cond", "TID Cond"} & set(node)
    found |= {node.get("Index Name")} & partial_indexes()
    if node.get("Relation Name") in GROWING and not found and not limited:
        yield node["Relation Name"]
    for inner in node.get("Plans", ()):
        yield from _read_whole(inner, limited=limited)


def take_statistics():
    """Let PostgreSQL know the tables' sizes; otherwise its plans depend on when it last looked.

    ANALYZE keeps its lock until the test ends, so that no other process takes them again.
    """
    with connection.cursor() as cursor:
        empty = [each for each in sorted(GROWING) if not _has_rows(cursor, each)]
        assert empty == []
        cursor.execute("ANALYZE")


def _has_rows(cursor, table):
    cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')
    return cursor.fetchone() is not None


def explained(client, address):
    """Yield (table, query) for each query of a page that reads a whole growing table."""
    index._kept.clear()  # counts in memory would hide their queries
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
        if answer.streaming:
            b"".join(answer.streaming_content)
    assert answer.status_code < 500, address
    for query in captured.captured_queries:
        if query["sql"].startswith("SELECT"):
            for table in sorted(whole_tables(query["sql"])):
                yield table, query["sql"]


def replace_each_record_once():
    """Give each record an earlier text and a page of its register, as years of runs do."""
    run = SyncRun.objects.create(register="ctis")
    RegisterPage.objects.bulk_create(
        RegisterPage(run=run, key=str(number), packed=b"") for number in range(100)
    )
    RecordVersion.objects.bulk_create(
        RecordVersion(
            record=record,
            run=run,
            packed=record.packed,
            sha256=record.sha256,
            number=record.number,
            valid_from=record.first_seen_at,
            replaced_at=record.first_seen_at,
        )
        for record in RegisterRecord.objects.all()
    )


def test_no_page_reads_a_growing_table_as_a_whole(client):
    call_command("load_demo", trials=120, stakeholders=40, verbosity=0)
    replace_each_record_once()
    take_statistics()
    trial = Trial.objects.filter(records__isnull=False).first()
    asked = {*addresses(), trial.get_absolute_url(), "/trials/?q=cells", "/trials/?phase=II&page=2"}
    administrator = User.objects.create_superuser("administrator")
    found = []
    for user in (None, administrator):
        if user:
            client.force_login(user)
        for address in sorted(asked):
            found += [(address, *each) for each in explained(client, address)]

    assert RegisterRecord.objects.count() > 120
    assert [each for each in found if each[:2] not in MEANT] == []
    assert {each[:2] for each in found} == MEANT


def test_a_query_without_an_index_is_found():
    [sql] = [str(RegisterRecord.objects.filter(source_file="x").query)]

    assert whole_tables(sql.replace(" = x", " = 'x'")) == {"trials_registerrecord"}


def test_the_newest_row_of_an_index_is_not_a_whole_table():
    with CaptureQueriesContext(connection) as captured:
        RegisterRecord.last_seen()
        RegisterRecord.last_seen_by_register()

    assert [whole_tables(query["sql"]) for query in captured.captured_queries] == [set()] * 3
