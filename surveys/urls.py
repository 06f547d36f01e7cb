from django.urls import path

from .views import files, findings, imports, interviews, overview, people, questions

app_name = "surveys"
urlpatterns = [
    path("survey/", overview.overview, name="overview"),
    path("survey/questions/", questions.question_list, name="questions"),
    path("survey/questions/<slug:name>/", questions.question_detail, name="question"),
    path(
        "survey/questions/<slug:name>/charts/<slug:chart>.<slug:format>",
        files.chart_file,
        name="chart",
    ),
    path("survey/questions/<slug:name>/publish/", findings.publish_question, name="publish"),
    path("survey/questions/<slug:name>/finding/", findings.freeze_finding, name="freeze"),
    path("survey/questions/<slug:name>/tags/", interviews.tag_answer, name="tag-answer"),
    path("survey/questions/<slug:name>/topic/", interviews.add_topic, name="add-topic"),
    path(
        "survey/questions/<slug:name>/evidence/",
        findings.question_evidence,
        name="question-evidence",
    ),
    path("survey/versions/", questions.version_comparison, name="versions"),
    path("survey/export/", files.export, name="export"),
    path("survey/codebook.<slug:format>", files.codebook, name="codebook"),
    path("survey/dictionary.csv", files.dictionary, name="dictionary"),
    path("survey/findings/", findings.finding_list, name="findings"),
    path("survey/findings/<int:pk>/", findings.finding_detail, name="finding"),
    path("survey/findings/<int:pk>/publish/", findings.publish_finding, name="publish-finding"),
    path("survey/findings/<int:pk>/evidence/", findings.finding_evidence, name="finding-evidence"),
    path("survey/findings/<int:pk>/settle/", findings.settle_drift, name="settle"),
    path("survey/interviews/", interviews.interview_list, name="interviews"),
    path("survey/interviews/plan/", interviews.plan_interview, name="plan-interview"),
    path("survey/interviews/<int:pk>/move/", interviews.move_interview, name="move-interview"),
    path("survey/interviews/<int:pk>/statement/", interviews.add_statement, name="add-statement"),
    path("survey/statements/<int:pk>/code/", interviews.code_statement, name="code-statement"),
    path(
        "survey/statements/<int:pk>/evidence/",
        interviews.statement_evidence,
        name="statement-evidence",
    ),
    path("survey/participants/", people.participant_list, name="participants"),
    path("survey/participants/<int:pk>/outcome/", people.set_outcome, name="outcome"),
    path("survey/participants/remind/", people.export_reminder, name="remind"),
    path("survey/import/", imports.upload, name="import"),
    path("survey/import/<uuid:pk>/", imports.preview, name="preview"),
    path("survey/import/<int:pk>/undo/", imports.undo_import, name="undo"),
]
