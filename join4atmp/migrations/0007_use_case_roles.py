from django.db import migrations

from join4atmp.roles import give_permissions


def give(apps, schema_editor):
    give_permissions(apps, "usecases")


class Migration(migrations.Migration):
    dependencies = [
        ('join4atmp', '0006_api_roles'),
        ("usecases", "0003_approval_and_evidence"),
    ]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
