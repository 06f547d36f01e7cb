from django.db import migrations

from economics.content import write_reference_values


def write(apps, schema_editor):
    write_reference_values(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("economics", "0001_initial")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
