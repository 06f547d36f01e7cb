"""Special indexes, autovacuum settings and triggers, in the words of each database.

They are created after every migration, not by one: SQLite changes a table by copying it and drops
everything that Django's models do not know. The triggers note that data has changed, and give a
trial a new `text_version` when a text of it that is searched has changed.
"""

from django.db import connections

NEWEST_FIRST = (
    "CREATE INDEX IF NOT EXISTS trial_newest_first ON trials_trial "
    "(first_entered_on DESC{nulls_last}, id, is_demo, curation, atmp, text_version)"
)
TRIGRAMS = (
    "CREATE INDEX IF NOT EXISTS trial_search ON trials_trial USING gin (search_text gin_trgm_ops)"
)
SEARCHED_COLUMNS = (
    "CREATE INDEX IF NOT EXISTS trial_search ON trials_trial "
    "(is_demo, curation, atmp, phase, atmp_class, status, sponsor_type, registers, disease_areas, "
    "has_country_outside, first_year, countries, first_entered_on, search_text)"
)
# Index-only scans, on which counts depend, need a vacuumed table: after
# every fiftieth row and not, as usual, after every fifth.
TIDY_OFTEN = (
    "ALTER TABLE trials_trial SET (autovacuum_vacuum_scale_factor = 0.02, "
    "autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)"
)
EVENTS = ("insert", "update", "delete")
SQLITE_TRIGGER = """
CREATE TRIGGER {name} AFTER {event} ON trials_trial BEGIN
  INSERT INTO trials_datachange (slot, token) VALUES (0, hex(randomblob(16)))
  ON CONFLICT (slot) DO UPDATE SET token = excluded.token;
END
"""
SQLITE_VERSION_TRIGGER = """
CREATE TRIGGER {name} AFTER {event} ON trials_trial WHEN {condition} BEGIN
  UPDATE trials_trial SET text_version = random() WHERE id = NEW.id;
END
"""
# The slots keep connections apart; only two that share one wait for each other.
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION trials_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO trials_datachange (slot, token)
  VALUES (pg_backend_pid() % 1024, gen_random_uuid()::text)
  ON CONFLICT (slot) DO UPDATE SET token = excluded.token;
  RETURN NULL;
END $$
"""
POSTGRESQL_TRIGGER = """
CREATE OR REPLACE TRIGGER trials_changed
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON trials_trial
FOR EACH STATEMENT EXECUTE FUNCTION trials_note_change()
"""
POSTGRESQL_VERSION_FUNCTION = """
CREATE OR REPLACE FUNCTION trials_new_text_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.text_version = ('x' || left(md5(gen_random_uuid()::text), 16))::bit(64)::bigint;
  RETURN NEW;
END $$
"""
POSTGRESQL_VERSION_TRIGGER = """
CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON trials_trial
FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION trials_new_text_version()
"""
# A restored trial keeps its version, which belongs to its texts. Most updates of a trial write all
# columns and change no text.
VERSION_TRIGGERS = {
    "trials_text_version_by_insert": ("INSERT", "NEW.text_version = 0"),
    "trials_text_version_by_update": (
        "UPDATE OF search_text, technology",
        "OLD.search_text <> NEW.search_text OR OLD.technology <> NEW.technology",
    ),
}


def make_database_objects(using, plan=(), **signal):
    """Make them after a migration, if the tables exist."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    if not {"trials_trial", "trials_datachange"} <= set(tables):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _on_postgresql(cursor)
        else:
            _on_sqlite(cursor)


def _on_postgresql(cursor):
    cursor.execute(NEWEST_FIRST.format(nulls_last=" NULLS LAST"))
    cursor.execute(TRIGRAMS)
    cursor.execute(TIDY_OFTEN)
    cursor.execute(POSTGRESQL_FUNCTION)
    cursor.execute(POSTGRESQL_TRIGGER)
    cursor.execute(POSTGRESQL_VERSION_FUNCTION)
    for name, (event, condition) in VERSION_TRIGGERS.items():
        cursor.execute(
            POSTGRESQL_VERSION_TRIGGER.format(name=name, event=event, condition=condition)
        )


def _on_sqlite(cursor):
    cursor.execute(NEWEST_FIRST.format(nulls_last=""))
    cursor.execute(SEARCHED_COLUMNS)
    for event in EVENTS:
        name = f"trials_changed_by_{event}"
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(SQLITE_TRIGGER.format(name=name, event=event))
    for name, (event, condition) in VERSION_TRIGGERS.items():
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(SQLITE_VERSION_TRIGGER.format(name=name, event=event, condition=condition))
