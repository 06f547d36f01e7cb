"""SQLite recreates a table for many changes and drops the indexes that Django does not know."""

import pytest
from django.db import connection

from trials.models import Trial


@pytest.mark.django_db
def test_the_indexes_written_by_hand_outlive_every_migration():
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Trial._meta.db_table)

    assert {"trial_newest_first", "trial_search"} <= set(found)
