"""Restore a backup into the empty database of the environment, and print JSON about the result.

    python -m join4atmp.tests.upgrade FILE

The program has one migration more than now, as a later release will have.
"""

import json
import os
import sys

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "join4atmp.settings")
PAGES = (
    *("/", "/trials/", "/products/", "/use-cases/", "/hurdles/", "/recommendations/", "/search/"),
    *("/stakeholders/", "/survey/", "/economics/", "/capacities/", "/path/", "/helpdesk/"),
    *("/consortium/", "/about/", "/issues/", "/state/", "/admin/"),
)


def main(file):
    settings.MIGRATION_MODULES = {"core": "join4atmp.tests.later"}
    django.setup()
    from django.apps import apps
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.test import Client

    from core.models import Draft
    from join4atmp.backup import models_of

    call_command("restore", file, stdout=sys.stderr)
    executor = MigrationExecutor(connection)
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, Draft._meta.db_table)
    found = {
        "tables": {
            model._meta.label_lower: model._base_manager.count() for model in models_of(apps)
        },
        "waiting_migrations": len(executor.migration_plan(executor.loader.graph.leaf_nodes())),
        "draft_columns": [column.name for column in columns],
    }
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.create_superuser("upgrade", "upgrade@portal.example"))
    found["pages"] = {page: client.get(page).status_code for page in PAGES}
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
