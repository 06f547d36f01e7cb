"""Register the questionnaire in the admin, where curators work. Answers are never edited."""

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from core.admin import ModelAdmin, ReadOnlyAdmin

from .imports.columns import rebuild
from .models import (
    Code,
    DataImport,
    DictionaryVersion,
    EvidenceLink,
    Finding,
    FindingDrift,
    Interview,
    InterviewStatement,
    InterviewTopic,
    Participant,
    PersonalAnswers,
    Project,
    Question,
)


def rebuild_answers(project):
    """Decide every question of every row again, after a person changed the meaning of a code."""
    now = timezone.localtime().replace(tzinfo=None)
    for version in project.versions.filter(row_count__gt=0):
        rebuild(version, now=now)


@admin.register(Project)
class ProjectAdmin(ModelAdmin):
    list_display = ("name", "is_anonymous", "keeps_personal", "smallest_cell", "is_demo", "files")
    readonly_fields = ("slug", "is_anonymous")
    fieldsets = (
        (None, {"fields": ("name", "slug", "is_anonymous", "keeps_personal")}),
        (
            "Contents of fields",
            {
                "description": "Names of dictionary fields by which answers are divided.",
                "fields": ("group_field", "country_field", "role_field", "consent_field"),
            },
        ),
        ("Protection of small groups", {"fields": ("smallest_cell",)}),
    )

    def has_add_permission(self, request):
        """Return False: the first import creates a questionnaire."""
        return False

    def get_deleted_objects(self, projects, request):
        """Return names, counts of rows and missing permissions. The permission to delete a
        questionnaire includes all its rows."""
        names, counts = [str(project) for project in projects], {"questionnaires": len(projects)}
        for label, relation in (("rows of answers", "responses"), ("participants", "participants")):
            counts[label] = sum(getattr(project, relation).count() for project in projects)
        missing = set() if self.has_delete_permission(request) else {"questionnaire"}
        return names, counts, missing, []

    def get_list_display(self, request):
        if request.user.has_perm("surveys.import_project"):
            return self.list_display
        return [name for name in self.list_display if name != "files"]

    @admin.display(description="import")
    def files(self, project):
        return format_html('<a href="{}">Import files</a>', reverse("surveys:import"))


@admin.register(Question)
class QuestionAdmin(ModelAdmin):
    list_display = ("name", "label", "form", "type", "is_personal", "published_on", "project")
    list_filter = ("project", "is_personal", "type", "form")
    list_select_related = ("project",)
    search_fields = ("search_text",)
    autocomplete_fields = ("hurdle_category", "use_case")
    readonly_fields = ("name", "label", "form", "type", "logic", "published_on")
    fieldsets = (
        (None, {"fields": ("name", "label", "form", "type", "logic")}),
        ("Meaning of its codes", {"fields": ("missing_codes",)}),
        ("Tags", {"fields": ("hurdle_category", "use_case", "work_package")}),
        ("Protection", {"fields": ("is_personal", "published_on")}),
    )

    def has_add_permission(self, request):
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if "missing_codes" in form.changed_data:
            rebuild_answers(obj.project)


@admin.register(DictionaryVersion)
class DictionaryVersionAdmin(ReadOnlyAdmin):
    list_display = ("project", "number", "file_name", "fields", "forms", "imported_at", "by")
    list_select_related = ("project", "by")
    list_filter = ("project",)
    exclude = ("packed",)


@admin.register(DataImport)
class DataImportAdmin(ReadOnlyAdmin):
    list_display = ("at", "project", "file_names", "state", "by")
    list_select_related = ("project", "by")
    list_filter = ("project", "state")
    exclude = ("questions_before",)


@admin.register(Participant)
class ParticipantAdmin(ModelAdmin):
    list_display = ("email", "project", "is_sent", "opened", "outcome", "contact")
    list_filter = ("project", "opened", "outcome")
    list_select_related = ("project", "contact__organisation")
    search_fields = ("email",)
    autocomplete_fields = ("contact",)
    readonly_fields = ("project", "email", "occurrence", "record", "is_sent", "sent_at", "opened")
    fields = (*readonly_fields, "outcome", "contact")

    def has_add_permission(self, request):
        return False


@admin.register(PersonalAnswers)
class PersonalAnswersAdmin(ReadOnlyAdmin):
    list_display = ("response", "project")
    list_select_related = ("response__project",)

    @admin.display(description="questionnaire")
    def project(self, row):
        return row.response.project


@admin.register(Finding)
class FindingAdmin(ModelAdmin):
    list_display = ("sentence", "figure", "frozen_on", "published_on", "project")
    list_filter = ("project",)
    list_select_related = ("project", "question")
    search_fields = ("search_text",)
    readonly_fields = (
        "question",
        "number",
        "denominator",
        "denominator_words",
        "version",
        "frozen_on",
        "published_on",
    )
    fields = ("sentence", *readonly_fields)

    def has_add_permission(self, request):
        """Return False: a finding is created on the page of its question, where its figure is
        counted."""
        return False


@admin.register(FindingDrift)
class FindingDriftAdmin(ReadOnlyAdmin):
    list_display = ("finding", "number", "denominator", "opened_at", "settled_at", "is_taken")
    list_select_related = ("finding",)


@admin.register(EvidenceLink)
class EvidenceLinkAdmin(ModelAdmin):
    list_display = ("source", "target", "by", "at")
    list_select_related = (
        "finding",
        "question",
        "statement",
        "recommendation",
        "hurdle",
        "by",
    )
    readonly_fields = ("finding", "question", "statement", "recommendation", "hurdle")
    fields = (*readonly_fields, "note")

    def has_add_permission(self, request):
        return False


@admin.register(InterviewTopic)
class InterviewTopicAdmin(ModelAdmin):
    list_display = ("text", "question", "project", "created_at")
    list_select_related = ("question", "project")
    readonly_fields = ("project", "question", "answer")
    fields = ("text", *readonly_fields)

    def has_add_permission(self, request):
        return False


@admin.register(Interview)
class InterviewAdmin(ModelAdmin):
    list_display = ("speaker_role", "state", "planned_on", "held_on", "project")
    list_filter = ("project", "state")
    list_select_related = ("project",)
    autocomplete_fields = ("contact",)
    readonly_fields = ("project", "state", "held_on", "approved_on")
    fields = ("project", "speaker_role", "contact", "planned_on", "state", "held_on",
              "approved_on", "notes")  # fmt: skip

    def has_add_permission(self, request):
        return False

    def get_fields(self, request, obj=None):
        """Return the fields, without the interviewee for users who may not see contacts."""
        fields = super().get_fields(request, obj)
        if request.user.has_perm("stakeholders.view_contact"):
            return fields
        return [name for name in fields if name != "contact"]


@admin.register(InterviewStatement)
class StatementAdmin(ModelAdmin):
    list_display = ("shown", "interview", "may_quote")
    list_select_related = ("interview",)
    search_fields = ("search_text",)
    readonly_fields = ("interview",)
    fields = ("interview", "quotation", "may_quote", "summary")

    def has_add_permission(self, request):
        return False


@admin.register(Code)
class CodeAdmin(ModelAdmin):
    list_display = ("name", "hurdle_category", "use_case", "work_package", "retired_on")
    list_select_related = ("hurdle_category", "use_case")
    search_fields = ("name", "meaning")
    autocomplete_fields = ("hurdle_category", "use_case")
