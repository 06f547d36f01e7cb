import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '__first__'),
        ('products', '0002_terms'),
        ('trials', '0002_searches_and_schedule'),
        ('usecases', '0002_content'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedScenario',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(help_text='The therapy and the question.', max_length=200)),
                ('slug', models.SlugField(help_text='Last part of the address of the page.', max_length=80, unique=True, verbose_name='address')),
                ('summary', models.TextField(blank=True, help_text='What is assumed, and how to read the result.')),
                ('position', models.PositiveSmallIntegerField(blank=True, help_text='Place among the worked examples. Empty: not an example.', null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='Time at which the scenario was first saved.')),
                ('shared_at', models.DateTimeField(blank=True, editable=False, help_text='Since this time everyone who has the address can read it.', null=True)),
                ('published_on', models.DateField(blank=True, editable=False, help_text='Since this day everyone can read it, and lists show it.', null=True)),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Time when the row was last saved.', verbose_name='last changed')),
                ('is_demo', models.BooleanField(default=False, editable=False, help_text='Yes: the row is invented, marked on every page, and removed by remove_demo.', verbose_name='demonstration')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='scenarios', to=settings.AUTH_USER_MODEL)),
                ('product', models.ForeignKey(blank=True, help_text='The product that it was started from.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='scenarios', to='products.dossier')),
                ('trial', models.ForeignKey(blank=True, help_text='The trial that it was started from.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='scenarios', to='trials.trial')),
                ('use_case', models.ForeignKey(blank=True, help_text='The use case that it was started from.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='scenarios', to='usecases.usecase')),
            ],
            options={
                'verbose_name': 'scenario',
                'ordering': ('position', '-updated_at', 'pk'),
                'permissions': [('publish_scenario', 'Can publish scenarios')],
            },
        ),
        migrations.CreateModel(
            name='ScenarioVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('inputs', models.JSONField(help_text='Value of every input, by name.')),
                ('ranges', models.JSONField(default=dict, help_text='{input: [low, high]}')),
                ('references', models.JSONField(default=dict, help_text='{input: key of its reference value}')),
                ('tables', models.JSONField(default=dict, help_text='{table: rows}, of economics.model.tables')),
                ('results', models.JSONField(help_text='{result: {value} or {code, message}}')),
                ('model_version', models.CharField(max_length=12)),
                ('note', models.TextField(blank=True, verbose_name='changes')),
                ('saved_at', models.DateTimeField(auto_now_add=True)),
                ('saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('scenario', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='economics.savedscenario')),
            ],
            options={
                'ordering': ('-number',),
                'constraints': [models.UniqueConstraint(fields=('scenario', 'number'), name='scenario_version_is_unique')],
            },
        ),
        migrations.CreateModel(
            name='ScenarioEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('statement', models.TextField(help_text='What the scenario shows, in one sentence.')),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('added_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hurdle', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='scenario_evidence', to='usecases.hurdle')),
                ('recommendation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='scenario_evidence', to='usecases.recommendation')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cited_in', to='economics.scenarioversion')),
            ],
            options={
                'verbose_name': 'scenario as evidence',
                'verbose_name_plural': 'scenario as evidence',
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('hurdle__isnull', False), ('recommendation', None)), models.Q(('hurdle', None), ('recommendation__isnull', False)), _connector='OR'), name='scenario_evidence_has_one_subject'), models.CheckConstraint(condition=models.Q(('statement', ''), _negated=True), name='scenario_evidence_says_something')],
            },
        ),
        migrations.CreateModel(
            name='SimulationRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('draws', models.PositiveIntegerField()),
                ('seed', models.BigIntegerField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('stopped', 'Stopped'), ('failed', 'Failed')], default='waiting', max_length=10)),
                ('done', models.PositiveIntegerField(default=0, verbose_name='draws done')),
                ('stop_asked', models.BooleanField(default=False)),
                ('results', models.JSONField(blank=True, help_text='See economics.simulations.', null=True)),
                ('held_until', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='simulations', to='economics.scenarioversion')),
            ],
            options={
                'ordering': ('-pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('done__lte', models.F('draws'))), name='simulation_done_within_draws'), models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'running'])), fields=('version',), name='one_open_simulation_per_version')],
            },
        ),
        migrations.CreateModel(
            name='ReferenceValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(choices=[('success', 'Chances of success'), ('cost', 'Costs of development'), ('goods', 'Manufacturing and unit costs'), ('rate', 'Discount rates and cost of capital'), ('patients', 'Populations and uptake'), ('price', 'Prices and margins'), ('power', 'Purchasing power'), ('threshold', 'Thresholds'), ('effect', 'Health effect'), ('other', 'Other')], help_text='Subject of the value; the page is grouped by it.', max_length=12)),
                ('input', models.CharField(blank=True, help_text='Name of the scenario input that can use the value. Empty: context only.', max_length=40)),
                ('label', models.CharField(help_text='The quantity and its scope.', max_length=200)),
                ('applies_to', models.CharField(blank=True, help_text='Country, class or kind of product, such as: NL, CAR-T, rare diseases.', max_length=80)),
                ('value', models.DecimalField(blank=True, decimal_places=8, help_text='Shares and rates as a fraction: 0.08 is 8 %. Empty: only a range is known.', max_digits=24, null=True)),
                ('low', models.DecimalField(blank=True, decimal_places=8, help_text='Low end of the published range.', max_digits=24, null=True)),
                ('high', models.DecimalField(blank=True, decimal_places=8, help_text='High end of the published range.', max_digits=24, null=True)),
                ('unit', models.CharField(help_text='Such as: share, per year, in total.', max_length=40)),
                ('currency', models.CharField(blank=True, help_text='Currency of an amount, such as: EUR.', max_length=3)),
                ('price_year', models.PositiveSmallIntegerField(blank=True, help_text='Price year of an amount.', null=True)),
                ('source', models.CharField(help_text='Publication, guideline or data set.', max_length=300)),
                ('link', models.URLField(blank=True, help_text='Web address of the source.', max_length=300, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])])),
                ('year', models.PositiveSmallIntegerField(help_text='Year of the source.')),
                ('products', models.PositiveIntegerField(blank=True, help_text='Number of products of a success rate. Fewer than 10 are marked.', null=True, verbose_name='number of products')),
                ('mark', models.CharField(choices=[('verified', 'Checked in its source'), ('unverified', 'Unverified'), ('own', 'Our own example, not evidence')], default='unverified', help_text='Reliability of the value.', max_length=12, verbose_name='standing')),
                ('verified_on', models.DateField(blank=True, help_text='Day on which the value was compared with its source.', null=True)),
                ('note', models.TextField(blank=True, help_text='Notes on the value for readers.')),
                ('is_default', models.BooleanField(default=False, help_text='New scenarios start with this value.', verbose_name='default')),
                ('replaced_at', models.DateTimeField(blank=True, editable=False, help_text='Time at which a newer value replaced it.', null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When the row was added.')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaced_by', models.ForeignKey(blank=True, editable=False, help_text='The newer value; empty for a value in use.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaces', to='economics.referencevalue')),
                ('verified_by', models.ForeignKey(blank=True, help_text='The person who compared the value with its source.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('topic', 'input', 'label', 'pk'),
                'permissions': [('verify_referencevalue', 'Can confirm that a value is in its source')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_default', True), ('replaced_at', None)), fields=('input',), name='one_default_per_input'), models.CheckConstraint(condition=models.Q(models.Q(('replaced_at', None), ('replaced_by', None)), models.Q(('replaced_at__isnull', False), ('replaced_by__isnull', False)), _connector='OR'), name='reference_replaced_together'), models.CheckConstraint(condition=models.Q(('value__isnull', False), models.Q(('high__isnull', False), ('low__isnull', False)), _connector='OR'), name='reference_has_a_value_or_a_range'), models.CheckConstraint(condition=models.Q(('low', None), ('high', None), ('low__lte', models.F('high')), _connector='OR'), name='reference_low_is_not_above_high'), models.CheckConstraint(condition=models.Q(('is_default', False), models.Q(models.Q(('input', ''), _negated=True), ('value__isnull', False)), _connector='OR'), name='reference_default_has_an_input_and_a_value')],
            },
        ),
    ]
