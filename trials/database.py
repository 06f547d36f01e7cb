"""Special indexes, autovacuum settings and triggers, in the words of each database.

They are created after every migration, not by one: SQLite changes a table by copying it and drops
everything that Django's models do not know. The triggers note that data has changed, and give a
trial a new `text_version` when one of its searched columns is written.
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
CREATE TRIGGER IF NOT EXISTS trials_changed_by_{event} AFTER {event} ON trials_trial BEGIN
  INSERT INTO trials_datachange (slot, token) VALUES (0, hex(randomblob(16)))
  ON CONFLICT (slot) DO UPDATE SET token = excluded.token;
END
"""
SQLITE_VERSION_TRIGGER = """
CREATE TRIGGER IF NOT EXISTS trials_text_version_by_{name} AFTER {event} BEGIN
  UPDATE trials_trial SET text_version = random() WHERE id = new.id;
END
"""
# A restored trial keeps its version, which belongs to its texts.
TEXT_EVENTS = {
    "insert": "INSERT ON trials_trial WHEN new.text_version = 0",
    "update": "UPDATE OF search_text, technology ON trials_trial",
}
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
CREATE TRIGGER trials_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON trials_trial
FOR EACH STATEMENT EXECUTE FUNCTION trials_note_change()
"""
POSTGRESQL_VERSION_FUNCTION = """
CREATE OR REPLACE FUNCTION trials_new_text_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.text_version <> 0 THEN
    RETURN NEW;
  END IF;
  NEW.text_version = ('x' || left(md5(gen_random_uuid()::text), 16))::bit(64)::bigint;
  RETURN NEW;
END $$
"""
POSTGRESQL_VERSION_TRIGGER = """
CREATE TRIGGER trials_text_version BEFORE INSERT OR UPDATE OF search_text, technology
ON trials_trial FOR EACH ROW EXECUTE FUNCTION trials_new_text_version()
"""
POSTGRESQL_TRIGGERS = {
    "trials_changed": (POSTGRESQL_FUNCTION, POSTGRESQL_TRIGGER),
    "trials_text_version": (POSTGRESQL_VERSION_FUNCTION, POSTGRESQL_VERSION_TRIGGER),
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
    for name, (function, trigger) in POSTGRESQL_TRIGGERS.items():
        cursor.execute(function)
        cursor.execute("SELECT 1 FROM pg_trigger WHERE tgname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(trigger)


def _on_sqlite(cursor):
    cursor.execute(NEWEST_FIRST.format(nulls_last=""))
    cursor.execute(SEARCHED_COLUMNS)
    for event in EVENTS:
        cursor.execute(SQLITE_TRIGGER.format(event=event))
    for name, event in TEXT_EVENTS.items():
        cursor.execute(SQLITE_VERSION_TRIGGER.format(name=name, event=event))
