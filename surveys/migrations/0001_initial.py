import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('stakeholders', '0002_target_groups'),
        ('usecases', '0002_content'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True)),
                ('slug', models.SlugField(help_text='Names the project in commands.', max_length=60, unique=True)),
                ('is_anonymous', models.BooleanField(default=False, help_text='Nobody is told who answered: participants have no record, and personal fields are never kept.', verbose_name='anonymous')),
                ('keeps_personal', models.BooleanField(default=False, help_text='Personal fields are kept in a table with its own permission. No: it is only kept whether they were filled in.', verbose_name='keeps personal answers')),
                ('group_field', models.CharField(blank=True, help_text='Field with the target group of the respondent.', max_length=100)),
                ('country_field', models.CharField(blank=True, help_text='Field with the country of the respondent.', max_length=100)),
                ('role_field', models.CharField(blank=True, help_text='Field with the role of the respondent.', max_length=100)),
                ('consent_field', models.CharField(blank=True, help_text='Yes/no field: who answered no leaves every analysis. Empty: nobody is asked.', max_length=100)),
                ('smallest_cell', models.PositiveSmallIntegerField(default=5, help_text='Numbers of people below this are not shown when answers are divided.', validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(50)])),
                ('is_demo', models.BooleanField(default=False, editable=False, help_text='Yes: the row is invented, marked on every page, and removed by remove_demo.', verbose_name='demonstration')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Time when the row was last saved.', verbose_name='last changed')),
            ],
            options={
                'ordering': ('is_demo', 'name'),
                'permissions': [('import_project', 'Can import questionnaires and answers'), ('view_participants', 'Can see who was invited and export reminder lists'), ('view_personal_answers', 'Can see personal answers and free texts with names')],
                'constraints': [models.CheckConstraint(condition=models.Q(('is_anonymous', False), ('keeps_personal', False), _connector='OR'), name='anonymous_survey_keeps_no_personal_answers', violation_error_message='An anonymous survey keeps no personal answers.'), models.CheckConstraint(condition=models.Q(('smallest_cell__gte', 2)), name='survey_smallest_cell_is_2_or_more')],
            },
        ),
        migrations.CreateModel(
            name='Layout',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('columns', models.JSONField()),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='layouts', to='surveys.project')),
            ],
        ),
        migrations.CreateModel(
            name='DictionaryVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('file_name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('packed', models.BinaryField(help_text='The file as it was sent, compressed.')),
                ('fields', models.PositiveIntegerField()),
                ('forms', models.PositiveIntegerField()),
                ('problems', models.JSONField(default=list, help_text='What there is to say about the file.')),
                ('changes', models.JSONField(default=list, help_text='Sentences: what differs from the last.')),
                ('row_count', models.PositiveIntegerField(default=0, help_text='Rows whose columns are kept.')),
                ('imported_at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='surveys.project')),
            ],
            options={
                'ordering': ('project', 'number'),
            },
        ),
        migrations.CreateModel(
            name='DataImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_names', models.CharField(max_length=600)),
                ('sha256', models.CharField(blank=True, help_text='Of the file of records.', max_length=64)),
                ('counts', models.JSONField(default=dict)),
                ('problems', models.JSONField(default=list)),
                ('questions_before', models.JSONField(default=list, help_text='Questions as they were before.')),
                ('state', models.CharField(choices=[('done', 'Imported'), ('undone', 'Undone')], default='done', max_length=6)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(help_text='The version that the import made, if it made one.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='surveys.dictionaryversion')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='surveys.project')),
            ],
            options={
                'verbose_name': 'import',
                'ordering': ('-at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('position', models.PositiveIntegerField(default=0)),
                ('form', models.CharField(max_length=100)),
                ('section', models.CharField(blank=True, max_length=500)),
                ('label', models.TextField()),
                ('number', models.CharField(blank=True, max_length=50)),
                ('type', models.CharField(max_length=20)),
                ('choices', models.JSONField(default=list, help_text='[code, label] of each choice.')),
                ('logic', models.TextField(blank=True)),
                ('last_version', models.PositiveIntegerField(help_text='Number of the newest version with it.')),
                ('missing_codes', models.CharField(blank=True, help_text='Codes, with blanks between, that say that somebody refused to answer.', max_length=200)),
                ('is_personal', models.BooleanField(default=False, help_text='Names or addresses people. Answers are shown with a permission of their own.', verbose_name='personal')),
                ('published_on', models.DateField(blank=True, help_text='From this day everybody sees its figures.', null=True)),
                ('work_package', models.CharField(blank=True, help_text='Such as WP3.', max_length=20)),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Time when the row was last saved.', verbose_name='last changed')),
                ('hurdle_category', models.ForeignKey(blank=True, help_text='The kind of hurdle that it asks about.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='usecases.hurdlecategory')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='surveys.project')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('use_case', models.ForeignKey(blank=True, help_text='The use case that it asks about.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='questions', to='usecases.usecase')),
            ],
            options={
                'ordering': ('project', 'position', 'pk'),
                'permissions': [('publish_question', 'Can publish the figures of questions')],
            },
        ),
        migrations.CreateModel(
            name='Response',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record', models.CharField(max_length=100)),
                ('event', models.CharField(blank=True, max_length=100)),
                ('instrument', models.CharField(blank=True, max_length=100)),
                ('instance', models.PositiveIntegerField(default=0)),
                ('packed', models.BinaryField()),
                ('digest', models.CharField(max_length=32)),
                ('is_missing', models.BooleanField(default=False, help_text='Was not in the newest file; it is kept.')),
                ('created_by_import', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='created', to='surveys.dataimport')),
                ('layout', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.layout')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responses', to='surveys.project')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='surveys.dictionaryversion')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='PersonalAnswers',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('values', models.JSONField(default=dict)),
                ('response', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='personal', to='surveys.response')),
            ],
            options={
                'verbose_name_plural': 'personal answers',
            },
        ),
        migrations.CreateModel(
            name='ResponseBefore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('packed', models.BinaryField()),
                ('digest', models.CharField(max_length=32)),
                ('personal', models.JSONField(null=True)),
                ('data_import', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changed', to='surveys.dataimport')),
                ('layout', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.layout')),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='befores', to='surveys.response')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='surveys.dictionaryversion')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='UploadedSurvey',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('project', models.CharField(max_length=100)),
                ('options', models.JSONField(default=dict)),
                ('dictionary_name', models.CharField(max_length=200)),
                ('dictionary', models.BinaryField()),
                ('records_name', models.CharField(blank=True, max_length=200)),
                ('records', models.BinaryField(blank=True)),
                ('participants_name', models.CharField(blank=True, max_length=200)),
                ('participants', models.BinaryField(blank=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-created_at',),
            },
        ),
        migrations.CreateModel(
            name='AnswerColumn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('kinds', models.BinaryField()),
                ('codes', models.BinaryField(blank=True)),
                ('width', models.PositiveSmallIntegerField(default=0, help_text='Bytes of one code; 0: no codes.')),
                ('values', models.JSONField(default=list)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='columns', to='surveys.dictionaryversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'name'), name='survey_column_once')],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('occurrence', models.PositiveIntegerField(default=1)),
                ('record', models.CharField(blank=True, help_text='Its answers; always empty in an anonymous survey.', max_length=100)),
                ('is_sent', models.BooleanField(default=False, verbose_name='sent')),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('opened', models.PositiveSmallIntegerField(choices=[(0, 'Not opened'), (1, 'Opened'), (2, 'Complete')], default=0)),
                ('outcome', models.CharField(blank=True, choices=[('', 'No reply'), ('declined', 'Declined'), ('bounced', 'Bounced'), ('opted_out', 'Opted out')], default='', max_length=10)),
                ('is_anonymous', models.BooleanField(default=False, editable=False, help_text='That of the project when it was imported.')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Time when the row was last saved.', verbose_name='last changed')),
                ('contact', models.ForeignKey(blank=True, help_text='The contact with this address. Empty: a person must look.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='survey_participations', to='stakeholders.contact')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='surveys.project')),
            ],
            options={
                'ordering': ('email', 'occurrence'),
                'constraints': [models.UniqueConstraint(fields=('project', 'email', 'occurrence'), name='survey_participant_once'), models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='survey_participant_email_in_lower_case'), models.CheckConstraint(condition=models.Q(('is_anonymous', False), ('record', ''), _connector='OR'), name='anonymous_participant_has_no_record')],
            },
        ),
        migrations.AddConstraint(
            model_name='layout',
            constraint=models.UniqueConstraint(fields=('project', 'sha256'), name='survey_layout_once'),
        ),
        migrations.AddConstraint(
            model_name='dictionaryversion',
            constraint=models.UniqueConstraint(fields=('project', 'number'), name='survey_version_number_once'),
        ),
        migrations.AddIndex(
            model_name='dataimport',
            index=models.Index(fields=['project', '-at'], name='survey_import_newest'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(fields=['name'], name='survey_question_name'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(fields=('project', 'name'), name='survey_question_once'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('is_personal', False), ('published_on', None), _connector='OR'), name='personal_question_is_not_published', violation_error_message='A personal question cannot be published.'),
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.UniqueConstraint(fields=('project', 'record', 'event', 'instrument', 'instance'), name='survey_response_once'),
        ),
    ]
