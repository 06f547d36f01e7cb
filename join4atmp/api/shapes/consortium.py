"""Rows of statements, meetings, decisions, advice, events and documents."""

from rest_framework import serializers

from consortium.models import Advice, Decision, Document, DocumentVersion, Event, Meeting, Statement

from .common import RowSerializer


class StatementRow(RowSerializer):
    figure = serializers.CharField(help_text="With its qualifier, such as: more than 300")
    superseded_by = serializers.SlugRelatedField("key", read_only=True)

    class Meta:
        model = Statement
        fields = (
            "url",
            "key",
            "subject",
            "figure",
            "value",
            "qualifier",
            "unit",
            "text",
            "as_of",
            "as_of_note",
            "source",
            "source_url",
            "quotation",
            "superseded_by",
        )


class OfBodyRow(RowSerializer):
    body = serializers.SlugRelatedField("slug", read_only=True)


class MeetingRow(OfBodyRow):
    class Meta:
        model = Meeting
        fields = (
            "url",
            "id",
            "body",
            "title",
            "starts_at",
            "ends_at",
            "place",
            "state",
            "visibility",
            "is_demo",
        )


class DecisionRow(OfBodyRow):
    replaces = serializers.CharField(
        source="replaces_number",
        read_only=True,
        allow_null=True,
        help_text="Number of the replaced decision, if you may see it.",
    )
    work_package = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = Decision
        fields = (
            "url",
            "number",
            "body",
            "title",
            "text",
            "reason",
            "options",
            "decided_on",
            "state",
            "work_package",
            "replaces",
            "visibility",
            "is_demo",
        )


class AdviceRow(OfBodyRow):
    class Meta:
        model = Advice
        fields = (
            "url",
            "number",
            "body",
            "title",
            "text",
            "given_on",
            "state",
            "reply_due_on",
            "reply",
            "replied_on",
            "visibility",
            "is_demo",
        )


class EventRow(RowSerializer):
    partner = serializers.SlugRelatedField("slug", read_only=True)

    class Meta:
        model = Event
        fields = (
            "url",
            "slug",
            "title",
            "kind",
            "starts_on",
            "ends_on",
            "date_note",
            "place",
            "text",
            "state",
            "partner",
            "audience",
            "audience_size",
            "source",
            "is_demo",
        )


class VersionRow(serializers.ModelSerializer):
    class Meta:
        model = DocumentVersion
        fields = ("number", "file_name", "content_type", "size", "sha256", "at")


class DocumentRow(RowSerializer):
    versions = VersionRow(many=True, read_only=True)

    class Meta:
        model = Document
        fields = (
            "url",
            "slug",
            "title",
            "kind",
            "text",
            "licence",
            "doi",
            "access",
            "withdrawn_on",
            "withdrawn_because",
            "versions",
            "is_demo",
        )
