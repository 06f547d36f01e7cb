from django.db import migrations

from landscape.content import write


def write_content(apps, schema_editor):
    write(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("landscape", "0001_initial")]
    operations = [migrations.RunPython(write_content, migrations.RunPython.noop)]
