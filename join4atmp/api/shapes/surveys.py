"""Rows of questions and findings."""

from rest_framework import serializers

from surveys.exports import figures_of
from surveys.models import Finding, Question

from .common import RowSerializer


class QuestionRow(RowSerializer):
    questionnaire = serializers.SlugRelatedField("slug", source="project", read_only=True)
    choices = serializers.ListField(help_text="Pairs of code and label")
    is_demo = serializers.BooleanField(source="project.is_demo", read_only=True)

    class Meta:
        model = Question
        fields = (
            "url",
            "id",
            "questionnaire",
            "name",
            "number",
            "form",
            "section",
            "label",
            "type",
            "choices",
            "missing_codes",
            "published_on",
            "is_demo",
        )


class QuestionWhole(QuestionRow):
    """A question with the figures that its page shows."""

    figures = serializers.SerializerMethodField(help_text="Numbers of answers, with denominators")

    class Meta(QuestionRow.Meta):
        fields = (*QuestionRow.Meta.fields, "figures")

    def get_figures(self, question) -> dict:
        return figures_of(question)


class FindingRow(RowSerializer):
    questionnaire = serializers.SlugRelatedField("slug", source="project", read_only=True)
    question = serializers.SlugRelatedField("name", read_only=True)
    is_demo = serializers.BooleanField(source="project.is_demo", read_only=True)

    class Meta:
        model = Finding
        fields = (
            "url",
            "id",
            "questionnaire",
            "question",
            "sentence",
            "number",
            "denominator",
            "denominator_words",
            "version",
            "frozen_on",
            "published_on",
            "is_demo",
        )
