"""Rows of steps, country facts and answers."""

from rest_framework import serializers

from landscape.models import CountryFact, LibraryAnswer, Step
from usecases.models import Procedure

from .common import RowSerializer, WordsField


class ProcedureOfStep(serializers.ModelSerializer):
    date = serializers.CharField(source="dated", help_text="Date of the row in words")

    class Meta:
        model = Procedure
        fields = (
            "code",
            "name",
            "authority",
            "nominal_days",
            "nominal_days_most",
            "nominal_words",
            "legal_basis",
            "source",
            "date",
        )


class StepRow(RowSerializer):
    stage = serializers.CharField(source="stage.name")
    after = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    procedures = ProcedureOfStep(many=True)
    date = serializers.CharField(source="dated", help_text="Date of the row in words")

    class Meta:
        model = Step
        fields = (
            "url",
            "number",
            "slug",
            "name",
            "meaning",
            "stage",
            "actor",
            "place",
            "applies",
            "needs",
            "gives",
            "is_side_path",
            "only_gmo",
            "only_sources",
            "only_eea",
            "after",
            "procedures",
            "source",
            "date",
            "verified_on",
        )


class CountryFactRow(RowSerializer):
    kind = serializers.CharField(source="kind.code")
    name = serializers.CharField(source="kind.name", help_text="The fact in words")
    date = serializers.CharField(source="dated", help_text="Date of the row in words")

    class Meta:
        model = CountryFact
        fields = (
            "url",
            "country",
            "kind",
            "name",
            "value",
            "short_value",
            "is_historical",
            "source",
            "date",
            "standing",
            "verified_on",
        )


class LibraryAnswerRow(RowSerializer):
    step = serializers.CharField(source="step.slug", default="")
    category = serializers.CharField(source="category.code", default="")
    countries = WordsField(help_text="ISO 3166-1 alpha-2 codes; empty for all")

    class Meta:
        model = LibraryAnswer
        fields = (
            "url",
            "title",
            "state",
            "theme",
            "step",
            "category",
            "countries",
            "atmp_class",
            "level",
            "answer",
            "not_when",
            "sources",
            "valid_as_of",
            "review_on",
            "published_on",
            "is_demo",
        )
