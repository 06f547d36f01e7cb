from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.AddField("draft", "colour", models.CharField(max_length=9, db_default="green"))
    ]
