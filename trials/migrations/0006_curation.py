from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def note_unmapped_words(apps, schema_editor):
    """Trials that were there before the column."""
    rows = apps.get_model("trials", "Trial").objects.exclude(register_notes=[])
    rows.update(has_open_notes=True)


def make_lost_indexes(apps, schema_editor):
    """SQLite makes a table anew to change it, and loses the indexes that Django does not know."""
    if schema_editor.connection.vendor == "sqlite":
        import_module("trials.migrations.0002_search_and_order_indexes").make_indexes(
            apps, schema_editor
        )


class Migration(migrations.Migration):

    dependencies = [
        ('trials', '0005_sync_at_size'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CurationEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('old', models.CharField(choices=[('new', 'New from register'), ('in_curation', 'In curation'), ('in_review', 'In review'), ('returned', 'Returned'), ('included', 'Included'), ('excluded', 'Excluded')], max_length=12)),
                ('new', models.CharField(choices=[('new', 'New from register'), ('in_curation', 'In curation'), ('in_review', 'In review'), ('returned', 'Returned'), ('included', 'Included'), ('excluded', 'Excluded')], max_length=12)),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ('-at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='CurationUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('data', models.BinaryField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ('-at',),
            },
        ),
        migrations.CreateModel(
            name='FactDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fact', models.CharField(max_length=40)),
                ('old', models.CharField(blank=True, help_text='The curated value before.', max_length=200)),
                ('value', models.CharField(blank=True, max_length=200)),
                ('register', models.CharField(blank=True, max_length=200, verbose_name='the registers said')),
                ('reason', models.TextField(blank=True)),
                ('evidence', models.CharField(blank=True, choices=[('record', 'Register record'), ('publication', 'Publication'), ('link', 'Link'), ('document', 'Other document')], max_length=12)),
                ('source', models.CharField(blank=True, help_text='The evidence by name, or its address.', max_length=500)),
                ('page', models.CharField(blank=True, max_length=60)),
                ('quotation', models.TextField(blank=True)),
                ('origin', models.CharField(choices=[('page', 'Curation page'), ('bulk', 'Bulk edit'), ('import', 'File'), ('drift', 'Drift'), ('revert', 'Revert')], max_length=10)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'decision',
                'ordering': ('-at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='SeparateTrials',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nct_number', models.CharField(max_length=11, unique=True, verbose_name='NCT number')),
                ('numbers', models.TextField()),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name_plural': 'separate trials',
                'ordering': ('nct_number',),
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True)),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='TrialNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=5000)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ('-at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField()),
                ('place', models.PositiveSmallIntegerField()),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('outcome', models.CharField(blank=True, choices=[('include', 'Include'), ('exclude', 'Exclude'), ('return', 'Return to curation')], max_length=10)),
                ('exclusion_reason', models.CharField(blank=True, choices=[('not_atmp', 'Not an advanced therapy'), ('not_a_trial', 'Not a clinical trial of a medicinal product'), ('duplicate', 'Duplicate of another trial'), ('outside', 'No site in the countries of the project'), ('test_entry', 'Test entry or error of the register'), ('other', 'Another reason, given in the note')], max_length=12)),
                ('note', models.TextField(blank=True)),
                ('answers', models.JSONField(default=dict, help_text='{fact: the value that the reviewer takes}')),
                ('given_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ('trial', 'round', 'place'),
            },
        ),
        migrations.AlterModelOptions(
            name='trial',
            options={'ordering': (models.OrderBy(models.F('first_entered_on'), descending=True, nulls_last=True), 'pk'), 'permissions': [('curate_trial', 'Can curate trials: decide, assign, resolve, import'), ('review_trial', 'Can review curated trials')]},
        ),
        migrations.AddField(
            model_name='drift',
            name='resolution',
            field=models.CharField(blank=True, choices=[('kept', 'Curated value kept'), ('adopted', 'Register value adopted'), ('adapted', 'Another value decided'), ('withdrawn', 'The register took its change back')], max_length=10),
        ),
        migrations.AddField(
            model_name='drift',
            name='resolved_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='publicationcandidate',
            name='judged_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='publicationcandidate',
            name='judged_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='publicationcandidate',
            name='judgement',
            field=models.CharField(blank=True, choices=[('accepted', 'Accepted'), ('rejected', 'Rejected')], max_length=10),
        ),
        migrations.AddField(
            model_name='trial',
            name='assigned_to',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='assigned_trials', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='trial',
            name='curated_at',
            field=models.DateTimeField(editable=False, help_text='When a curator last decided something.', null=True),
        ),
        migrations.AddField(
            model_name='trial',
            name='curation_since',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name='trial',
            name='exclusion_reason',
            field=models.CharField(blank=True, choices=[('not_atmp', 'Not an advanced therapy'), ('not_a_trial', 'Not a clinical trial of a medicinal product'), ('duplicate', 'Duplicate of another trial'), ('outside', 'No site in the countries of the project'), ('test_entry', 'Test entry or error of the register'), ('other', 'Another reason, given in the note')], editable=False, max_length=12),
        ),
        migrations.AddField(
            model_name='trial',
            name='has_open_notes',
            field=models.BooleanField(default=False, editable=False, verbose_name='unmapped words'),
        ),
        migrations.AddField(
            model_name='trial',
            name='literature_checked_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='trial',
            name='literature_checked_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='trial',
            name='proposal',
            field=models.CharField(blank=True, choices=[('include', 'Include'), ('exclude', 'Exclude'), ('return', 'Return to curation')], editable=False, help_text='What the curator asks the reviewers for.', max_length=10),
        ),
        migrations.AddField(
            model_name='trial',
            name='review_round',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='trial',
            name='seen_notes',
            field=models.JSONField(default=list, editable=False, help_text='Unmapped words that a curator has dealt with.'),
        ),
        migrations.AlterField(
            model_name='publication',
            name='pmid',
            field=models.CharField(blank=True, max_length=10, verbose_name='PMID'),
        ),
        migrations.AlterField(
            model_name='trial',
            name='curation',
            field=models.CharField(choices=[('new', 'New from register'), ('in_curation', 'In curation'), ('in_review', 'In review'), ('returned', 'Returned'), ('included', 'Included'), ('excluded', 'Excluded')], default='new', editable=False, max_length=12),
        ),
        migrations.AddIndex(
            model_name='drift',
            index=models.Index(condition=models.Q(('resolved_at', None)), fields=['opened_at'], name='open_drift'),
        ),
        migrations.AddIndex(
            model_name='publicationcandidate',
            index=models.Index(condition=models.Q(('judgement', '')), fields=['found_at'], name='candidate_to_judge'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.UniqueConstraint(condition=models.Q(('pmid', ''), _negated=True), fields=('pmid',), name='publication_pmid_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('doi', ''), _negated=True), ('pmid', '')), fields=('doi',), name='publication_doi_is_unique'),
        ),
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('pmid', ''), _negated=True), models.Q(('doi', ''), _negated=True), _connector='OR'), name='publication_has_a_number'),
        ),
        migrations.AddField(
            model_name='curationevent',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='curation_events', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='curationevent',
            name='trial',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='trials.trial'),
        ),
        migrations.AddField(
            model_name='curationupload',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='factdecision',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='fact_decisions', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='factdecision',
            name='publication',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='trials.publication'),
        ),
        migrations.AddField(
            model_name='factdecision',
            name='record',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='trials.registerrecord'),
        ),
        migrations.AddField(
            model_name='factdecision',
            name='trial',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='trials.trial'),
        ),
        migrations.AddField(
            model_name='separatetrials',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='trial',
            name='tags',
            field=models.ManyToManyField(blank=True, editable=False, related_name='trials', to='trials.tag'),
        ),
        migrations.AddIndex(
            model_name='trial',
            index=models.Index(fields=['curation', 'assigned_to', 'curation_since'], name='trial_curation_queue'),
        ),
        migrations.AddIndex(
            model_name='trial',
            index=models.Index(condition=models.Q(('has_open_notes', True)), fields=['curation_since'], name='trial_open_notes'),
        ),
        migrations.AddField(
            model_name='trialnote',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='trialnote',
            name='trial',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='trials.trial'),
        ),
        migrations.AddField(
            model_name='verdict',
            name='reviewer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='verdicts', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='verdict',
            name='trial',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verdicts', to='trials.trial'),
        ),
        migrations.AddIndex(
            model_name='factdecision',
            index=models.Index(fields=['trial', 'fact', '-at'], name='decision_of_a_fact'),
        ),
        migrations.AddIndex(
            model_name='verdict',
            index=models.Index(condition=models.Q(('outcome', '')), fields=['opened_at'], name='open_verdict'),
        ),
        migrations.AddConstraint(
            model_name='verdict',
            constraint=models.UniqueConstraint(fields=('trial', 'round', 'place'), name='verdict_has_its_place'),
        ),
        migrations.AddConstraint(
            model_name='verdict',
            constraint=models.UniqueConstraint(condition=models.Q(('reviewer__isnull', False)), fields=('trial', 'round', 'reviewer'), name='one_verdict_a_reviewer'),
        ),
        migrations.AddConstraint(
            model_name='verdict',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('given_at', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('given_at__isnull', False)), _connector='OR'), name='verdict_given_with_outcome'),
        ),
        migrations.RunPython(note_unmapped_words, migrations.RunPython.noop),
        migrations.RunPython(make_lost_indexes, migrations.RunPython.noop),
    ]
