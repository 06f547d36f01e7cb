from django.db import migrations

from join4atmp.roles import give_permissions


def make_roles(apps, schema_editor):
    give_permissions(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("join4atmp", "0001_initial"),
        ("stakeholders", "0002_target_groups"),
        ("trials", "0002_searches_and_schedule"),
        ("products", "0002_terms"),
        ("usecases", "0002_content"),
        ("capacities", "0002_content"),
        ("landscape", "0002_content"),
        ("economics", "0002_reference_values"),
        ("surveys", "0001_initial"),
        ("consortium", "0002_content"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
