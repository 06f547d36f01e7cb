from django.db import migrations

from join4atmp.roles import give_permissions


def make_roles(apps, schema_editor):
    give_permissions(apps, "auth", "trials")


class Migration(migrations.Migration):
    dependencies = [
        ("trials", "0003_search_list_and_schedule"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
