"""Rows of trials."""

from rest_framework import serializers

from trials.models import DataError, RegisterRecord, Trial, TrialCountry, TrialNumber
from trials.models.facts import FACTS

from .common import RowSerializer, WordsField


class TrialRow(RowSerializer):
    number = serializers.CharField(help_text="EudraCT number, or the EU CT number if there is none")
    disease_areas = WordsField(help_text="Codes of therapeutic areas; other; unknown")
    countries = WordsField(help_text="ISO 3166-1 alpha-2 codes")
    refusing_countries = WordsField(help_text="Codes of countries that did not authorise it")
    registers = WordsField(help_text="euctr, ctis")
    data_errors = WordsField(help_text="Kinds of errors that the registers' own records have")
    curated = serializers.SerializerMethodField(
        help_text="Facts that a curator decided; all other facts are from the registers"
    )

    class Meta:
        model = Trial
        fields = (
            "url",
            "number",
            "eudract_number",
            "eu_ct_number",
            "nct_number",
            "title",
            "lay_title",
            "condition",
            "product_names",
            "sponsor_name",
            "sponsor_type",
            "atmp_class",
            "phase",
            "status",
            "disease_areas",
            "rare_disease",
            "countries",
            "refusing_countries",
            "registers",
            "first_entered_on",
            "entered_year_only",
            "started_on",
            "ended_on",
            "subjects",
            "data_errors",
            "has_authorised_product",
            "curated",
            "is_demo",
        )

    def get_curated(self, trial) -> list[str]:
        return [fact for fact in FACTS if getattr(trial, f"curated_{fact}")]


class CountryOfTrial(serializers.ModelSerializer):
    class Meta:
        model = TrialCountry
        fields = (
            "code",
            "name",
            "register",
            "participation",
            "status",
            "status_word",
            "authority",
            "decided_on",
            "opinion_on",
            "started_on",
            "subjects",
        )


class RecordOfTrial(serializers.ModelSerializer):
    class Meta:
        model = RegisterRecord
        fields = ("register", "number", "country", "updated_on", "first_seen_at", "last_seen_at")


class NumberOfTrial(serializers.ModelSerializer):
    class Meta:
        model = TrialNumber
        fields = ("scheme", "number", "is_own")


class DataErrorOfTrial(serializers.ModelSerializer):
    class Meta:
        model = DataError
        fields = ("kind", "register", "sources", "detail")


class TrialWhole(TrialRow):
    """One trial with the status of each country, its register records, its numbers in other
    registries, and the errors of its records."""

    country_rows = CountryOfTrial(many=True)
    records = RecordOfTrial(many=True)
    other_numbers = NumberOfTrial(many=True)
    data_error_rows = DataErrorOfTrial(many=True)

    class Meta(TrialRow.Meta):
        fields = (
            *TrialRow.Meta.fields,
            "country_rows",
            "records",
            "other_numbers",
            "data_error_rows",
        )
