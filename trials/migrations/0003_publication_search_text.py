from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trials", "0002_searches_schedule_and_terms")]
    operations = [
        migrations.AddField(
            model_name="publication",
            name="search_text",
            field=models.TextField(blank=True, editable=False),
        ),
    ]
