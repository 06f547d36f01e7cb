"""Every list needs as many queries for many rows as for few: all pages, and all lists of the admin.

Each table is given copies of its rows twice, so that a query per row shows, whatever the row is.
"""

from itertools import count

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.core import signals
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, close_old_connections, connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from trials.browse import index

from .addresses import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]
COPIES = 10
# The keys of these rows are words that the program knows: a copy of one would be no row of use.
NOT_COPIED = {"economics.ReferenceValue"}
NUMBERS = count(1)


def queries_of(client, address):
    """Return the number of queries of a page, without what is kept from an earlier one."""
    cache.clear()
    index._kept.clear()
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
        if answer.streaming:
            b"".join(answer.streaming_content)
    close(answer)
    assert answer.status_code < 500, address
    return len(captured)


def close(answer):
    """Remove the temporary files of an answer, without the end of the test's connection."""
    signals.request_finished.disconnect(close_old_connections)
    answer.close()
    signals.request_finished.connect(close_old_connections)


def own_models():
    return [
        model
        for model in apps.get_models()
        if (settings.BASE_DIR / model._meta.app_label).is_dir()
        and model._meta.label not in NOT_COPIED
    ]


def unique_columns(model):
    """Return the names of all columns in which two rows may have to differ."""
    found = {field.name for field in model._meta.fields if field.unique and not field.primary_key}
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            found |= set(constraint.fields)
    return found.union(*model._meta.unique_together)


def copy_of(row, columns):
    row.pk = None
    row._state.adding = True
    for name in columns:
        field = row._meta.get_field(name)
        number = next(NUMBERS)
        if not type(field).__module__.startswith("django."):
            continue  # a field of ours, which takes not just any text
        if isinstance(field, models.CharField | models.TextField) and not field.choices:
            length = field.max_length or 40
            setattr(row, name, f"{getattr(row, name)}{number:07d}"[-length:])
        elif isinstance(field, models.IntegerField):
            setattr(row, name, number % 30000)
    return row


def multiply(model):
    """Add copies of the rows of a table, as far as its constraints allow it; return how many."""
    columns = unique_columns(model)
    added = 0
    for row in model._base_manager.order_by("-pk")[:COPIES]:
        try:
            with transaction.atomic():
                copy_of(row, columns).save_base(raw=True, force_insert=True)
            added += 1
        except DatabaseError:
            continue
    return added


def test_no_list_asks_a_query_per_row(client):
    call_command("load_demo", trials=30, stakeholders=20, verbosity=0)
    client.force_login(User.objects.create_superuser("administrator"))
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    ]
    pages = sorted({*addresses(), *lists})
    copied = [model for model in own_models() if multiply(model)]
    few = {address: queries_of(client, address) for address in pages}
    copied_again = [model for model in copied if multiply(model)]
    more = {address: queries_of(client, address) - few[address] for address in pages}

    assert len(copied_again) > 60
    assert {address: number for address, number in more.items() if number > 0} == {}
