
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import trials.models.saved_view


class Migration(migrations.Migration):

    dependencies = [
        ('trials', '0007_dashboard'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(editable=False, max_length=40, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('note', models.TextField(blank=True, help_text='What readers should know about this issue.', max_length=5000)),
                ('frozen_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('citation', models.TextField(editable=False)),
                ('manifest', models.JSONField(editable=False)),
                ('sha256', models.CharField(editable=False, max_length=64)),
                ('size', models.PositiveIntegerField(editable=False, verbose_name='bytes')),
                ('is_demo', models.BooleanField(default=False, verbose_name='demonstration')),
                ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-frozen_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='IssueFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.BinaryField()),
                ('issue', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='file', to='trials.issue')),
            ],
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('query', models.CharField(blank=True, max_length=2000)),
                ('weekly_mail', models.BooleanField(default=False)),
                ('feed_key', models.CharField(default=trials.models.saved_view.new_key, editable=False, help_text="Part of the private feed's address: who has it reads what the owner may see.", max_length=64, unique=True)),
                ('known', models.JSONField(default=list, editable=False, help_text='Trials mailed or seen so far')),
                ('mailed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='looked for news')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_trial_views', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('name', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('owner', 'name'), name='one_saved_view_of_a_name')],
            },
        ),
        migrations.CreateModel(
            name='TrialState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('phase', models.CharField(blank=True, choices=[('I', 'Phase I'), ('II', 'Phase II'), ('III', 'Phase III'), ('IV', 'Phase IV'), ('I/II', 'Phase I/II'), ('I/III', 'Phase I/III'), ('I/IV', 'Phase I/IV'), ('II/III', 'Phase II/III'), ('II/IV', 'Phase II/IV'), ('III/IV', 'Phase III/IV'), ('I/II/III', 'Phase I/II/III'), ('I/II/IV', 'Phase I/II/IV'), ('I/III/IV', 'Phase I/III/IV'), ('II/III/IV', 'Phase II/III/IV'), ('I/II/III/IV', 'Phase I/II/III/IV'), ('unknown', 'Phase not stated')], max_length=200)),
                ('atmp', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No'), ('unclear', 'Unclear')], max_length=200)),
                ('atmp_class', models.CharField(blank=True, choices=[('GTMP', 'Gene therapy (GTMP)'), ('sCTMP', 'Somatic cell therapy (sCTMP)'), ('TEP', 'Tissue engineered (TEP)'), ('cATMP', 'Combined (cATMP)'), ('unclear', 'Class unclear')], max_length=200)),
                ('status', models.CharField(blank=True, choices=[('ongoing', 'Ongoing'), ('completed', 'Completed'), ('ended_early', 'Ended early'), ('halted', 'Halted'), ('not_authorised', 'Not authorised'), ('other', 'Other'), ('unknown', 'Not stated')], max_length=200)),
                ('sponsor_type', models.CharField(blank=True, choices=[('commercial', 'Commercial'), ('non_commercial', 'Non-commercial'), ('unknown', 'Not stated')], max_length=200)),
                ('disease_areas', models.CharField(blank=True, max_length=200)),
                ('registers', models.CharField(max_length=20)),
                ('countries', models.TextField(blank=True)),
                ('has_country_outside', models.BooleanField()),
                ('first_year', models.SmallIntegerField(null=True)),
                ('first_entered_on', models.DateField(null=True)),
                ('curation', models.CharField(choices=[('new', 'New from register'), ('in_curation', 'In curation'), ('in_review', 'In review'), ('returned', 'Returned'), ('included', 'Included'), ('excluded', 'Excluded')], max_length=12)),
                ('is_demo', models.BooleanField()),
                ('trial', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='states', to='trials.trial')),
            ],
            options={
                'ordering': (models.OrderBy(models.F('first_entered_on'), descending=True, nulls_last=True), 'trial_id'),
                'indexes': [models.Index(fields=['since', 'until'], name='trial_state_days')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until', None), ('until__gt', models.F('since')), _connector='OR'), name='trial_state_has_a_length'), models.UniqueConstraint(condition=models.Q(('until', None)), fields=('trial',), name='one_state_of_a_trial_now'), models.UniqueConstraint(fields=('trial', 'since'), name='one_state_a_day')],
            },
        ),
        migrations.AddIndex(
            model_name='registerrecord',
            index=models.Index(fields=['trial', 'first_seen_at', 'changed_at'], name='record_news'),
        ),
        migrations.AddIndex(
            model_name='registerrecord',
            index=models.Index(fields=['first_seen_at', 'trial'], name='record_first_seen'),
        ),
        migrations.AddIndex(
            model_name='registerrecord',
            index=models.Index(fields=['changed_at', 'trial'], name='record_changed'),
        ),
    ]
