from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

from join4atmp.roles import PERMISSIONS


def make_roles(apps, schema_editor):
    """Permissions are otherwise made after all migrations, too late to be given to a group."""
    for label in ("auth", "trials"):
        create_permissions(installed_apps.get_app_config(label), verbosity=0)
    permissions = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in apps.get_model("auth", "Permission").objects.select_related(
            "content_type"
        )
    }
    for name, granted in PERMISSIONS.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*(permissions[permission] for permission in granted))


class Migration(migrations.Migration):
    dependencies = [
        ("trials", "0003_search_list_and_schedule"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
