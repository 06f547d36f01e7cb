import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import core.packed_fields


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '__first__'),
        ('stakeholders', '0002_target_groups'),
        ('usecases', '0002_content'),
    ]

    operations = [
        migrations.CreateModel(
            name='Code',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True)),
                ('meaning', models.TextField(blank=True, help_text='Which statements get this code and which do not.')),
                ('work_package', models.CharField(blank=True, help_text='Such as WP3.', max_length=20)),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demonstration')),
                ('retired_on', models.DateField(blank=True, help_text='From this day on, nobody can use the code for new statements.', null=True)),
                ('hurdle_category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='survey_codes', to='usecases.hurdlecategory')),
                ('use_case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='survey_codes', to='usecases.usecase')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True)),
                ('slug', models.SlugField(help_text='Names the project in commands.', max_length=60, unique=True)),
                ('is_anonymous', models.BooleanField(default=False, help_text='Nobody can see who answered: participants have no record, and personal answers are never kept.', verbose_name='anonymous')),
                ('keeps_personal', models.BooleanField(default=False, help_text='Yes: personal answers are kept in a table with its own permission. No: the portal keeps only whether there was an answer.', verbose_name='keeps personal answers')),
                ('group_field', models.CharField(blank=True, help_text='Field with the target group of the respondent.', max_length=100)),
                ('country_field', models.CharField(blank=True, help_text='Field with the country of the respondent.', max_length=100)),
                ('role_field', models.CharField(blank=True, help_text='Field with the role of the respondent.', max_length=100)),
                ('consent_field', models.CharField(blank=True, help_text='Yes/no field. Respondents who answered no are left out of every analysis. Empty: consent is not asked.', max_length=100)),
                ('smallest_cell', models.PositiveSmallIntegerField(default=5, help_text='Smaller numbers of people are not shown when answers are divided.', validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(50)])),
                ('is_demo', models.BooleanField(default=False, editable=False, help_text='Yes: the row is invented, marked on every page, and removed by remove_demo.', verbose_name='demonstration')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Time when the row was last saved.', verbose_name='last changed')),
            ],
            options={
                'ordering': ('is_demo', 'name'),
                'permissions': [('import_project', 'Can import questionnaires and answers'), ('view_participants', 'Can see invited people and export reminder lists'), ('cross_answers', 'Can divide answers by any other question'), ('view_personal_answers', 'Can see personal answers and free texts with names')],
                'constraints': [models.CheckConstraint(condition=models.Q(('is_anonymous', False), ('keeps_personal', False), _connector='OR'), name='anonymous_survey_keeps_no_personal_answers', violation_error_message='An anonymous survey keeps no personal answers.'), models.CheckConstraint(condition=models.Q(('smallest_cell__gte', 2)), name='survey_smallest_cell_is_2_or_more')],
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
                ('missing_codes', core.packed_fields.WordsField(blank=True, help_text='Codes of a refused answer, separated by spaces.', max_length=200)),
                ('is_personal', models.BooleanField(default=False, help_text='The answers name or identify people. They are shown under a separate permission.', verbose_name='personal')),
                ('published_on', models.DateField(blank=True, help_text='Since this day everybody can see the figures.', null=True)),
                ('work_package', models.CharField(blank=True, help_text='Such as WP3.', max_length=20)),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Time when the row was last saved.', verbose_name='last changed')),
                ('hurdle_category', models.ForeignKey(blank=True, help_text='The kind of hurdle that the question is about.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='usecases.hurdlecategory')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='surveys.project')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('use_case', models.ForeignKey(blank=True, help_text='The use case that the question is about.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='questions', to='usecases.usecase')),
            ],
            options={
                'ordering': ('project', 'position', 'pk'),
                'permissions': [('publish_question', 'Can publish the figures of questions')],
                'indexes': [models.Index(fields=['name'], name='survey_question_name')],
                'constraints': [models.UniqueConstraint(fields=('project', 'name'), name='survey_question_once'), models.CheckConstraint(condition=models.Q(('is_personal', False), ('published_on', None), _connector='OR'), name='personal_question_is_not_published', violation_error_message='A personal question cannot be published.')],
            },
        ),
        migrations.CreateModel(
            name='InterviewTopic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(blank=True, help_text='The answer that suggested the topic, without its respondent.', max_length=500)),
                ('text', models.CharField(help_text='The question in one sentence.', max_length=500)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='topics', to='surveys.project')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='topics', to='surveys.question')),
            ],
            options={
                'ordering': ('-created_at', '-pk'),
                'constraints': [models.UniqueConstraint(fields=('question', 'answer', 'text'), name='survey_topic_once')],
            },
        ),
        migrations.CreateModel(
            name='Interview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('speaker_role', models.CharField(help_text='The speaker on pages, such as: regulator in a member state.', max_length=120)),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('approved', 'Approved by the interviewee'), ('cancelled', 'Cancelled')], default='planned', editable=False, max_length=10)),
                ('planned_on', models.DateField(blank=True, null=True)),
                ('held_on', models.DateField(blank=True, editable=False, null=True)),
                ('approved_on', models.DateField(blank=True, editable=False, null=True)),
                ('notes', models.TextField(blank=True, help_text='For curators only.')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Time when the row was last saved.', verbose_name='last changed')),
                ('contact', models.ForeignKey(blank=True, help_text='The interviewee. Only users who may see contacts can see this.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='survey_interviews', to='stakeholders.contact')),
                ('topics', models.ManyToManyField(blank=True, related_name='interviews', to='surveys.interviewtopic')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interviews', to='surveys.project')),
            ],
            options={
                'ordering': ('-planned_on', '-pk'),
                'permissions': [('conduct_interview', 'Can plan interviews and record statements')],
                'constraints': [models.CheckConstraint(condition=models.Q(('held_on__isnull', False), ('state__in', ['planned', 'cancelled']), _connector='OR'), name='survey_interview_held_has_a_day'), models.CheckConstraint(condition=models.Q(('approved_on__isnull', False), models.Q(('state', 'approved'), _negated=True), _connector='OR'), name='survey_interview_approved_has_a_day')],
            },
        ),
        migrations.CreateModel(
            name='InterviewStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quotation', models.TextField(help_text='The words of the speaker, without names.')),
                ('may_quote', models.BooleanField(default=False, help_text='Yes: the interviewee agreed to be quoted. No: readers see the summary.', verbose_name='may be quoted')),
                ('summary', models.TextField(blank=True, help_text='The statement in our own words.')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Time when the row was last saved.', verbose_name='last changed')),
                ('interview', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='surveys.interview')),
            ],
            options={
                'ordering': ('interview', 'position', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('may_quote', True), models.Q(('summary', ''), _negated=True), _connector='OR'), name='survey_statement_says_something_to_readers', violation_error_message='Write a summary, or record the consent to quote.')],
            },
        ),
        migrations.CreateModel(
            name='Coding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codings', to='surveys.code')),
                ('coder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='survey_codings', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codings', to='surveys.interviewstatement')),
            ],
            options={
                'ordering': ('code__name', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('statement', 'code', 'coder'), name='survey_coding_once')],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('occurrence', models.PositiveIntegerField(default=1)),
                ('record', models.CharField(blank=True, help_text='REDCap record of the answers. Empty in an anonymous survey.', max_length=100)),
                ('is_sent', models.BooleanField(default=False, verbose_name='sent')),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('opened', models.PositiveSmallIntegerField(choices=[(0, 'Not opened'), (1, 'Opened'), (2, 'Complete')], default=0)),
                ('outcome', models.CharField(blank=True, choices=[('', 'No reply'), ('declined', 'Declined'), ('bounced', 'Bounced'), ('opted_out', 'Opted out')], default='', max_length=10)),
                ('is_anonymous', models.BooleanField(default=False, editable=False, help_text='Setting of the project at the import.')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Time when the row was last saved.', verbose_name='last changed')),
                ('contact', models.ForeignKey(blank=True, help_text='The contact with this address. Empty: a person must choose.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='survey_participations', to='stakeholders.contact')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='surveys.project')),
            ],
            options={
                'ordering': ('email', 'occurrence'),
                'constraints': [models.UniqueConstraint(fields=('project', 'email', 'occurrence'), name='survey_participant_once'), models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='survey_participant_email_in_lower_case'), models.CheckConstraint(condition=models.Q(('is_anonymous', False), ('record', ''), _connector='OR'), name='anonymous_participant_has_no_record')],
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
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'sha256'), name='survey_layout_once')],
            },
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
                ('problems', models.JSONField(default=list, help_text='Errors and remarks on the file.')),
                ('changes', models.JSONField(default=list, help_text='Sentences on the differences from the last version.')),
                ('row_count', models.PositiveIntegerField(default=0, help_text='Number of rows in the columns of answers.')),
                ('imported_at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='surveys.project')),
            ],
            options={
                'ordering': ('project', 'number'),
                'constraints': [models.UniqueConstraint(fields=('project', 'number'), name='survey_version_number_once')],
            },
        ),
        migrations.CreateModel(
            name='DataImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_names', models.CharField(max_length=600)),
                ('sha256', models.CharField(blank=True, help_text='Checksum of the file of records.', max_length=64)),
                ('counts', models.JSONField(default=dict)),
                ('problems', models.JSONField(default=list)),
                ('questions_before', models.JSONField(default=list, help_text='Questions before the import.')),
                ('state', models.CharField(choices=[('done', 'Imported'), ('undone', 'Undone')], default='done', max_length=6)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(help_text='The version that the import created, if any.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='surveys.dictionaryversion')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='surveys.project')),
            ],
            options={
                'verbose_name': 'import',
                'ordering': ('-at', '-pk'),
                'indexes': [models.Index(fields=['project', '-at'], name='survey_import_newest')],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sentence', models.CharField(help_text='The finding in one sentence.', max_length=500)),
                ('code', models.CharField(blank=True, help_text='The answer that is counted. Empty: all answers.', max_length=100)),
                ('group', models.CharField(blank=True, help_text='Code of the group. Empty: everybody.', max_length=100)),
                ('country', models.CharField(blank=True, help_text='Code of the country. Empty: everywhere.', max_length=100)),
                ('number', models.PositiveIntegerField(editable=False)),
                ('denominator', models.PositiveIntegerField(editable=False, help_text='Number of people who answered the question.')),
                ('denominator_words', models.CharField(editable=False, max_length=300)),
                ('version', models.PositiveIntegerField(editable=False, help_text='Number of the dictionary version.')),
                ('frozen_on', models.DateField(editable=False)),
                ('published_on', models.DateField(blank=True, help_text='Since this day everybody can see it.', null=True)),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='Time when the row was last saved.', verbose_name='last changed')),
                ('frozen_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='surveys.project')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='findings', to='surveys.question')),
            ],
            options={
                'ordering': ('project', 'pk'),
                'constraints': [models.CheckConstraint(condition=models.Q(('number__lte', models.F('denominator'))), name='survey_finding_counts_a_part')],
            },
        ),
        migrations.CreateModel(
            name='EvidenceLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.CharField(blank=True, help_text='The reason why it is evidence, if it is not obvious.', max_length=500)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hurdle', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='survey_evidence', to='usecases.hurdle')),
                ('recommendation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='survey_evidence', to='usecases.recommendation')),
                ('finding', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='evidence_links', to='surveys.finding')),
                ('statement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='evidence_links', to='surveys.interviewstatement')),
                ('question', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='evidence_links', to='surveys.question')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('finding__isnull', False), ('question', None), ('statement', None)), models.Q(('finding', None), ('question__isnull', False), ('statement', None)), models.Q(('finding', None), ('question', None), ('statement__isnull', False)), _connector='OR'), name='survey_evidence_has_one_source', violation_error_message='Choose one finding, question or statement.'), models.CheckConstraint(condition=models.Q(models.Q(('hurdle', None), ('recommendation__isnull', False)), models.Q(('hurdle__isnull', False), ('recommendation', None)), _connector='OR'), name='survey_evidence_has_one_target', violation_error_message='Choose one hurdle or recommendation.'), models.UniqueConstraint(fields=('finding', 'recommendation'), name='survey_evidence_finding_recommendation_once'), models.UniqueConstraint(fields=('finding', 'hurdle'), name='survey_evidence_finding_hurdle_once'), models.UniqueConstraint(fields=('question', 'recommendation'), name='survey_evidence_question_recommendation_once'), models.UniqueConstraint(fields=('question', 'hurdle'), name='survey_evidence_question_hurdle_once'), models.UniqueConstraint(fields=('statement', 'recommendation'), name='survey_evidence_statement_recommendation_once'), models.UniqueConstraint(fields=('statement', 'hurdle'), name='survey_evidence_statement_hurdle_once')],
            },
        ),
        migrations.CreateModel(
            name='AnswerTag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(help_text='SHA-256 of the text of the answer.', max_length=64)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('code', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answer_tags', to='surveys.code')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tags', to='surveys.question')),
            ],
            options={
                'ordering': ('code__name', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('question', 'digest', 'code'), name='survey_answer_tag_once')],
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
                ('is_missing', models.BooleanField(default=False, help_text='The newest file does not have this row, which is kept.')),
                ('created_by_import', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='created', to='surveys.dataimport')),
                ('layout', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='surveys.layout')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responses', to='surveys.project')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='responses', to='surveys.dictionaryversion')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('project', 'record', 'event', 'instrument', 'instance'), name='survey_response_once')],
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
                ('layout', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='surveys.layout')),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='befores', to='surveys.response')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='+', to='surveys.dictionaryversion')),
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
            name='FindingDrift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('denominator', models.PositiveIntegerField()),
                ('opened_at', models.DateTimeField(auto_now_add=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('is_taken', models.BooleanField(default=False, help_text='Yes: the finding got the new figure. No: it kept the old one.')),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drifts', to='surveys.finding')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'moved figure',
                'ordering': ('-opened_at', '-pk'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('settled_at', None)), fields=('finding',), name='survey_drift_open_once')],
            },
        ),
    ]
