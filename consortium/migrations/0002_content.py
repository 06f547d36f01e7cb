from django.db import migrations

from consortium.content import write


def write_content(apps, schema_editor):
    write(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("consortium", "0001_initial")]
    operations = [migrations.RunPython(write_content, migrations.RunPython.noop)]
