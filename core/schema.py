"""Whether the tables of the database have the version of the program."""

import logging
import threading

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

COMMAND = "Run: make deploy, and start the portal again."

logger = logging.getLogger(__name__)


def trouble():
    """Return how many migrations are not applied and what to do, or ""."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not missing:
        return ""
    return f"{len(missing)} migrations are not applied, such as {missing[0][0]}. {COMMAND}"


def warn():
    """Log that the tables are older than the program, or that the database does not answer.

    The web server calls it at its start, in a thread: pages that need no database do not wait.
    """
    threading.Thread(target=_warn, daemon=True).start()


def _warn():
    try:
        if found := trouble():
            logger.error(found)
    except DatabaseError as error:
        logger.error("The database does not answer. Compare DATABASE_URL. %s", error)
    finally:
        connection.close()
