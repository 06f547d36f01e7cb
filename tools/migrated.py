"""Databases with all migrations, for tests to copy: to migrate takes half a minute.

`make test` makes one SQLite file and one PostgreSQL database for its whole run, and names them in
the environment. Without these names every test process and every portal of a test migrates itself.
"""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg

from tools import services
from tools.isolation import isolated

FILE_VARIABLE = "MIGRATED_SQLITE_FILE"
TEMPLATE_VARIABLE = "MIGRATED_POSTGRESQL_DATABASE"
TEMPLATE = "migrated"
ROOT = Path(__file__).parents[1]


def migrate_both(folder, *, postgresql_url):
    """Migrate one database of each kind, both at once; return the variables that name them.

    `postgresql_url` is "" without a server.
    """
    file = Path(folder) / "migrated.sqlite3"
    urls, variables = [f"sqlite:///{file}"], {FILE_VARIABLE: str(file)}
    if postgresql_url:
        server = postgresql_url.rpartition("/")[0]
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {TEMPLATE}")
        urls.append(f"{server}/{TEMPLATE}")
        variables[TEMPLATE_VARIABLE] = TEMPLATE
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    processes = [
        subprocess.Popen(command, env=isolated(folder, DATABASE_URL=url), cwd=ROOT) for url in urls
    ]
    try:
        statuses = [process.wait() for process in processes]
        if any(statuses):
            raise SystemExit("A migration failed. Its error is above.")
    finally:
        for process in processes:
            process.terminate()  # does nothing after its end
            process.wait()
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # memory has no other journal than this
    return variables


def copy_to_file(path):
    """Copy the migrated SQLite database to a new file, if there is one to copy."""
    if file := os.environ.get(FILE_VARIABLE):
        shutil.copyfile(file, path)


def copy_to_server(url):
    """Copy the migrated database to an empty one of another server, if there is one to copy."""
    if template := os.environ.get(TEMPLATE_VARIABLE):
        source = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{template}"
        programs = services.postgresql_programs()
        dump = [programs / "pg_dump", "--no-owner", source]
        text = subprocess.run(dump, stdout=subprocess.PIPE, check=True).stdout
        fill = [programs / "psql", "--quiet", "--set", "ON_ERROR_STOP=1", url]
        subprocess.run(fill, input=text, stdout=subprocess.DEVNULL, check=True)


@contextlib.contextmanager
def copied_to(database, name):
    """Let the database of a Django setting start as a copy, under its name for tests.

    A SQLite database in memory exists as long as a connection to it, so this keeps one open.
    """
    if database["ENGINE"].endswith("postgresql"):
        if template := os.environ.get(TEMPLATE_VARIABLE):
            database["TEST"]["TEMPLATE"] = template
        yield
        return
    file = os.environ.get(FILE_VARIABLE)
    if not file:
        yield
        return
    with (
        contextlib.closing(sqlite3.connect(name, uri=True)) as copy,
        contextlib.closing(sqlite3.connect(file)) as source,
    ):
        source.backup(copy)
        yield
