from django.db import migrations

from join4atmp.roles import give_permissions


def give(apps, schema_editor):
    give_permissions(apps, "usecases", "stakeholders")


class Migration(migrations.Migration):
    dependencies = [
        ("join4atmp", "0002_stakeholder_roles"),
        ("usecases", "0002_content"),
    ]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
