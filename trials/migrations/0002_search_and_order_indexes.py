"""Indexes that each database writes in its own way.

The default order wants trials without a date last: PostgreSQL must be told so in the index, SQLite
does it of itself and does not know the words. Words inside `search_text` are found by trigrams in
PostgreSQL; SQLite reads the column.
"""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

NEWEST_FIRST = (
    "CREATE INDEX trial_newest_first ON trials_trial "
    "(first_entered_on DESC{nulls_last}, id, is_demo, curation, atmp)"
)
TRIGRAMS = (
    "CREATE INDEX trial_search ON trials_trial USING gin (search_text gin_trgm_ops)"
)
SEARCHED_COLUMNS = (
    "CREATE INDEX trial_search ON trials_trial "
    "(is_demo, curation, atmp, phase, atmp_class, status, sponsor_type, registers, disease_areas, "
    "has_country_outside, first_year, countries, first_entered_on, search_text)"
)


def make_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(NEWEST_FIRST.format(nulls_last=" NULLS LAST"))
        schema_editor.execute(TRIGRAMS)
    else:
        schema_editor.execute(NEWEST_FIRST.format(nulls_last=""))
        schema_editor.execute(SEARCHED_COLUMNS)


def drop_indexes(apps, schema_editor):
    schema_editor.execute("DROP INDEX trial_newest_first")
    schema_editor.execute("DROP INDEX trial_search")


class Migration(migrations.Migration):
    dependencies = [("trials", "0001_initial")]
    operations = [TrigramExtension(), migrations.RunPython(make_indexes, drop_indexes)]
