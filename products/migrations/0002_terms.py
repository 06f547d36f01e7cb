from django.db import migrations

from products.coversheets.terms import write_terms


def write(apps, schema_editor):
    write_terms(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("products", "0001_initial")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
