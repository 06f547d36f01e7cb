"""What the site search finds publications by; `Publication.save` keeps it from now on."""

from django.db import migrations

from core.text import search_text


def write(apps, schema_editor):
    publications = apps.get_model("trials", "Publication").objects.filter(search_text="")
    for row in publications.iterator(chunk_size=500):
        numbers = (f"PMID {row.pmid}" if row.pmid else "", f"DOI {row.doi}" if row.doi else "")
        row.search_text = search_text(*numbers, row.title, row.authors, row.journal)
        row.save(update_fields=["search_text"])


class Migration(migrations.Migration):
    dependencies = [("trials", "0003_publication_search_text")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
