from pkgutil import iter_modules

from django.db import migrations, models

from core import migrations as present


class Migration(migrations.Migration):
    dependencies = [("core", max(module.name for module in iter_modules(present.__path__)))]

    operations = [
        migrations.AddField("draft", "colour", models.CharField(max_length=9, db_default="green"))
    ]
