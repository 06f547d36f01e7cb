

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('trials', '0003_search_list_and_schedule'),
    ]

    operations = [
        migrations.CreateModel(
            name='Drift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fact', models.CharField(max_length=40)),
                ('old', models.CharField(blank=True, max_length=200, verbose_name='register said')),
                ('new', models.CharField(blank=True, max_length=200, verbose_name='register says')),
                ('curated', models.CharField(max_length=200)),
                ('opened_at', models.DateTimeField()),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('trial', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drifts', to='trials.trial')),
            ],
            options={
                'verbose_name_plural': 'drift',
                'ordering': ('resolved_at', '-opened_at', 'pk'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('resolved_at', None)), fields=('trial', 'fact'), name='one_open_drift_a_fact')],
            },
        ),
    ]
