import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(editable=False, max_length=40, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('note', models.TextField(blank=True, help_text='A note for the readers of this issue.', max_length=5000)),
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
                ('issue', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='file', to='join4atmp.issue')),
            ],
        ),
        migrations.CreateModel(
            name='BackupRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('file_name', models.CharField(max_length=200)),
                ('size', models.PositiveBigIntegerField(default=0, verbose_name='bytes')),
                ('rows', models.PositiveBigIntegerField(default=0)),
                ('problem', models.TextField(blank=True)),
            ],
            options={
                'ordering': ('-made_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Trouble',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True)),
                ('words', models.TextField()),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('mailed_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ('since', 'pk'),
                'default_permissions': ('view',),
            },
        ),
    ]
