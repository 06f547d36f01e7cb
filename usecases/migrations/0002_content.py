from django.db import migrations

from usecases.content import write_bottlenecks, write_cases, write_vocabularies


def write(apps, schema_editor):
    write_vocabularies(apps.get_model)
    write_cases(apps.get_model)
    write_bottlenecks(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("usecases", "0001_initial")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
