"""Filters of questions and findings for the API."""

from django_filters import CharFilter

from core.filters import ListFilterSet, Words

from .models import Finding, Question

MAX_NAME_CHARACTERS = 100


class QuestionFilter(ListFilterSet):
    q = Words()
    project = CharFilter(
        label="Questionnaire", field_name="project__slug", max_length=MAX_NAME_CHARACTERS
    )
    form = CharFilter(label="Form", max_length=MAX_NAME_CHARACTERS)
    name = CharFilter(label="Variable", max_length=MAX_NAME_CHARACTERS)

    class Meta:
        model = Question
        fields = ()


class FindingFilter(ListFilterSet):
    q = Words()
    project = CharFilter(
        label="Questionnaire", field_name="project__slug", max_length=MAX_NAME_CHARACTERS
    )

    class Meta:
        model = Finding
        fields = ()
