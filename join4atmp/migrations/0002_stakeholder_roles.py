from django.db import migrations

from join4atmp.roles import give_permissions


def give(apps, schema_editor):
    give_permissions(apps, "stakeholders")


class Migration(migrations.Migration):
    dependencies = [
        ("join4atmp", "0001_roles"),
        ("stakeholders", "0002_target_groups"),
    ]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
