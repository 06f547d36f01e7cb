from django.db import migrations

from trials.coversheets.terms import write_terms


def write(apps, schema_editor):
    write_terms(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("trials", "0006_products")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
