
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('trials', '0004_drift'),
    ]

    operations = [
        migrations.CreateModel(
            name='DataChange',
            fields=[
                ('slot', models.IntegerField(primary_key=True, serialize=False)),
                ('token', models.CharField(max_length=36)),
            ],
            options={
                'verbose_name': 'change of data',
                'verbose_name_plural': 'changes of data',
            },
        ),
        migrations.RemoveIndex(
            model_name='trial',
            name='trial_facets',
        ),
        migrations.AddField(
            model_name='trial',
            name='cell_source',
            field=models.CharField(blank=True, default='unknown', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='trial',
            name='curated_cell_source',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='trial',
            name='curated_delivery',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='trial',
            name='curated_technology',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='trial',
            name='days_to_start',
            field=models.SmallIntegerField(blank=True, editable=False, null=True, verbose_name='days from first entry to start'),
        ),
        migrations.AddField(
            model_name='trial',
            name='delivery',
            field=models.CharField(blank=True, default='unknown', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='trial',
            name='register_cell_source',
            field=models.CharField(default='unknown', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='trial',
            name='register_delivery',
            field=models.CharField(default='unknown', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='trial',
            name='register_technology',
            field=models.CharField(default='unknown', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='trial',
            name='technology',
            field=models.CharField(blank=True, default='unknown', editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name='trial',
            name='therapy_basis',
            field=models.JSONField(blank=True, default=dict, verbose_name='basis of technology, delivery and cell source'),
        ),
        migrations.AddIndex(
            model_name='trial',
            index=models.Index(fields=['is_demo', 'curation', 'atmp', 'phase', 'atmp_class', 'status', 'sponsor_type', 'registers', 'delivery', 'cell_source', 'has_authorised_product', 'disease_areas', 'technology', 'has_country_outside', 'first_year', 'days_to_start', 'countries', 'id'], name='trial_facets'),
        ),
        migrations.AddConstraint(
            model_name='trial',
            constraint=models.CheckConstraint(condition=models.Q(('technology', django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.NullIf(models.F('curated_technology'), models.Value('')), models.F('register_technology')))), name='trial_technology_is_effective'),
        ),
        migrations.AddConstraint(
            model_name='trial',
            constraint=models.CheckConstraint(condition=models.Q(('delivery', django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.NullIf(models.F('curated_delivery'), models.Value('')), models.F('register_delivery')))), name='trial_delivery_is_effective'),
        ),
        migrations.AddConstraint(
            model_name='trial',
            constraint=models.CheckConstraint(condition=models.Q(('cell_source', django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.NullIf(models.F('curated_cell_source'), models.Value('')), models.F('register_cell_source')))), name='trial_cell_source_is_effective'),
        ),
    ]
