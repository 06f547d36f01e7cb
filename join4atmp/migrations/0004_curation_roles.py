from django.db import migrations

from join4atmp.roles import give_permissions


def give(apps, schema_editor):
    give_permissions(apps, "trials")


class Migration(migrations.Migration):
    dependencies = [
        ("join4atmp", "0003_use_case_roles"),
        ("trials", "0006_curation"),
    ]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
