from django.db import migrations

from join4atmp.roles import give_permissions


def give(apps, schema_editor):
    give_permissions(apps, "trials")


class Migration(migrations.Migration):
    dependencies = [
        ('join4atmp', '0005_product_roles'),
        ("trials", "0008_saved_views_and_issues"),
    ]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
