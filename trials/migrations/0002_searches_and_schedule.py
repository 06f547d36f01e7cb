"""Write the searches and the schedule that a new portal starts with."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

from registers.search_list import EUCTR_QUERIES, ctis_words
from trials.rules.vocabulary.queries import name_queries

# register, kind, every so many hours
SCHEDULE = (
    ("euctr", "incremental", 24),
    ("euctr", "full", 24 * 30),
    ("ctis", "incremental", 24),
    ("ctis", "full", 24 * 7),
    ("pubmed", "full", 24 * 7),
)


def seed(apps, schema_editor):
    query = apps.get_model("trials", "SearchQuery")
    for text in (*EUCTR_QUERIES, *name_queries()):
        query.objects.get_or_create(register="euctr", text=text, phases="")
        query.objects.get_or_create(register="ctis", text=ctis_words(text), phases="")
    for register, kind, hours in SCHEDULE:
        apps.get_model("trials", "SyncSchedule").objects.get_or_create(
            register=register, kind=kind, defaults={"every_hours": hours}
        )


class Migration(migrations.Migration):
    dependencies = [("trials", "0001_initial")]
    operations = [TrigramExtension(), migrations.RunPython(seed, migrations.RunPython.noop)]
