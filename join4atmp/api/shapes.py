"""The fields of the rows of the API. Only fields named here are included.

Names of people are excluded even if a page shows them, such as the authors of a use case.
"""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from capacities.files.write import PUBLIC_COLUMNS, shown_record
from capacities.models import Facility
from consortium.models import (
    Advice,
    Decision,
    Document,
    DocumentVersion,
    Event,
    Meeting,
    Statement,
)
from core.rich_text import plain
from landscape.models import CountryFact, LibraryAnswer, Step
from products.models import Dossier
from surveys.exports import figures_of
from surveys.models import Finding, Question
from trials.models import DataError, RegisterRecord, Trial, TrialCountry, TrialNumber
from trials.models.facts import FACTS
from usecases.models import Hurdle, Procedure, Recommendation, Solution, UseCase


class WordsField(serializers.Field):
    """A list of words that are stored in one column: "DE ES" becomes ["DE", "ES"]."""

    def to_representation(self, value):
        return value.split()


extend_schema_field({"type": "array", "items": {"type": "string"}})(WordsField)


class PlainTextField(serializers.CharField):
    """Rich text without formatting."""

    def to_representation(self, value):
        return plain(value)


class RowSerializer(serializers.ModelSerializer):
    """A row with the address of its page."""

    url = serializers.SerializerMethodField(help_text="Address of the page of the row")

    def get_url(self, row) -> str:
        return self.context["request"].build_absolute_uri(row.get_absolute_url())


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


class ProductRow(RowSerializer):
    name = serializers.SerializerMethodField(help_text="Identifier on the cover sheet")
    atmp_class = serializers.CharField(source="atmp_category")
    fields_of_sheet = serializers.SerializerMethodField(
        help_text="Original texts of the cover sheet by field name"
    )
    study_numbers = serializers.ListField(
        source="numbers", child=serializers.CharField(), help_text="Register numbers of its studies"
    )

    class Meta:
        model = Dossier
        fields = (
            "url",
            "slug",
            "name",
            "atmp_class",
            "fields_of_sheet",
            "study_numbers",
            "is_demo",
        )

    def get_name(self, dossier) -> str:
        return dossier.shared_texts["name"]

    def get_fields_of_sheet(self, dossier) -> dict[str, str]:
        return dossier.shared_texts


class CaseRow(RowSerializer):
    countries = WordsField(help_text="ISO 3166-1 alpha-2 codes; EU for all member states")
    stage = serializers.CharField(source="stage.name", default="", help_text="Stage reached")

    class Meta:
        model = UseCase
        fields = (
            "url",
            "slug",
            "short_name",
            "title",
            "status",
            "summary",
            "products",
            "disease",
            "atmp_class",
            "countries",
            "stage",
            "published_on",
            "is_demo",
        )


class SnapshotPart(serializers.Serializer):
    """A part of the snapshot of a use case."""


class SectionOfCase(SnapshotPart):
    heading = serializers.CharField()
    body = PlainTextField()


class MilestoneOfCase(SnapshotPart):
    name = serializers.CharField(help_text="Empty if it is the name of the procedure")
    procedure = serializers.CharField(source="procedure.code", default="")
    stage = serializers.CharField()
    country = serializers.CharField()
    planned_from = serializers.CharField(help_text="Year, month or day, depending on what is known")
    planned_to = serializers.CharField()
    submitted_on = serializers.CharField()
    decided_on = serializers.CharField()
    outcome = serializers.CharField()
    note = serializers.CharField()
    source = serializers.CharField()


class HurdleOfCase(SnapshotPart):
    id = serializers.IntegerField()
    title = serializers.CharField()
    category = serializers.CharField(source="category.code")
    note = serializers.CharField()


class CaseWhole(SnapshotPart):
    """One use case as on its page: the latest version or, for members, the working text."""

    url = serializers.SerializerMethodField()
    version = serializers.IntegerField(
        source="version.number", default=None, help_text="null for a working text"
    )
    slug = serializers.CharField(source="snapshot.slug")
    short_name = serializers.CharField(source="snapshot.short_name")
    title = serializers.CharField(source="snapshot.title")
    status = serializers.CharField(source="snapshot.status")
    summary = serializers.CharField(source="snapshot.summary")
    context = PlainTextField(source="snapshot.context")
    products = serializers.CharField(source="snapshot.products")
    disease = serializers.CharField(source="snapshot.disease")
    atmp_class = serializers.CharField(source="snapshot.atmp_class")
    countries = serializers.ListField(source="snapshot.countries", child=serializers.CharField())
    stage = serializers.CharField(source="snapshot.stage")
    sections = SectionOfCase(source="snapshot.sections", many=True)
    milestones = MilestoneOfCase(source="snapshot.milestones", many=True)
    hurdles = HurdleOfCase(source="snapshot.hurdles", many=True)
    trials = serializers.SerializerMethodField(help_text="Numbers of its trials")
    is_demo = serializers.BooleanField(source="snapshot.is_demo")

    def get_trials(self, page) -> list[str]:
        return [trial.number for trial in page.trials]

    def get_url(self, page) -> str:
        return self.context["request"].build_absolute_uri(page.case.get_absolute_url())


EVIDENCE = ("evidence_kind", "evidence", "quotation", "source")


class HurdleRow(RowSerializer):
    category = serializers.CharField(source="category.code")
    category_name = serializers.CharField(source="category.name")
    stage = serializers.CharField(source="stage.name", default="")
    procedure = serializers.CharField(source="procedure.name", default="")
    countries = WordsField(help_text="ISO 3166-1 alpha-2 codes; EU for all member states")
    affected = serializers.SlugRelatedField("name", many=True, read_only=True)
    use_cases = serializers.SerializerMethodField(
        help_text="Slugs of the use cases with this hurdle"
    )
    solutions = serializers.SerializerMethodField(
        help_text="Solutions that were tried, with their outcome"
    )

    class Meta:
        model = Hurdle
        fields = (
            "url",
            "id",
            "title",
            "category",
            "category_name",
            "stage",
            "procedure",
            "countries",
            "affected",
            "severity",
            "delay_days",
            "cost_eur",
            "description",
            *EVIDENCE,
            "use_cases",
            "solutions",
            "published_on",
            "is_demo",
        )

    def get_use_cases(self, hurdle) -> list[str]:
        return [row.use_case.slug for row in hurdle.in_cases.all()]

    def get_solutions(self, hurdle) -> list[dict]:
        return [
            {"id": row.solution_id, "title": row.solution.title, "outcome": row.outcome}
            for row in hurdle.attempts.all()
        ]


class SolutionRow(RowSerializer):
    type = serializers.CharField(source="type.name")
    hurdles = serializers.SerializerMethodField(
        help_text="Hurdles on which it was tried, with the outcome"
    )

    class Meta:
        model = Solution
        fields = (
            "url",
            "id",
            "title",
            "type",
            "done",
            "effect",
            "transferable",
            "transferable_note",
            *EVIDENCE,
            "hurdles",
            "published_on",
            "is_demo",
        )

    def get_hurdles(self, solution) -> list[dict]:
        return [
            {"id": row.hurdle_id, "title": row.hurdle.title, "outcome": row.outcome}
            for row in solution.attempts.all()
        ]


class RecommendationRow(RowSerializer):
    text = PlainTextField()
    addressed_to = serializers.SlugRelatedField(
        "name", source="target_groups", many=True, read_only=True
    )
    hurdles = serializers.PrimaryKeyRelatedField(many=True, read_only=True)
    solutions = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta:
        model = Recommendation
        fields = (
            "url",
            "slug",
            "title",
            "text",
            "state",
            "addressed_to",
            "bodies",
            "priority",
            "feasibility",
            "hurdles",
            "solutions",
            "published_on",
            "is_demo",
        )


class FacilityRow(RowSerializer):
    """The facts that a facility released, in the words of its file. An empty value is not stated or
    not released."""

    facts = serializers.SerializerMethodField(
        help_text="Columns of the file of facilities: " + ", ".join(PUBLIC_COLUMNS)
    )
    coordinate_precision = serializers.CharField(source="site.precision")
    verification = serializers.CharField(
        source="freshness", help_text="fresh, due, stale, disputed, never"
    )

    class Meta:
        model = Facility
        fields = (
            "url",
            "slug",
            "facts",
            "coordinate_precision",
            "verification",
            "verified_on",
            "is_demo",
        )

    def get_facts(self, row) -> dict[str, str]:
        return shown_record(row, self.context["request"].user)


class ScenarioRow(serializers.Serializer):
    """A scenario with its latest version, without the persons who wrote it."""

    url = serializers.SerializerMethodField(help_text="The row's page")
    slug = serializers.CharField(source="scenario.slug")
    title = serializers.CharField(source="scenario.title")
    summary = serializers.CharField(source="scenario.summary")
    version = serializers.IntegerField(source="version.number", default=None)
    model_version = serializers.CharField(source="version.model_version", default="")
    inputs = serializers.DictField(source="version.inputs", default=dict)
    ranges = serializers.DictField(source="version.ranges", default=dict)
    results = serializers.DictField(
        source="version.results",
        default=dict,
        help_text="{result: {value}} or, where it is not defined, {code, message}",
    )
    published_on = serializers.DateField(source="scenario.published_on")
    is_demo = serializers.BooleanField(source="scenario.is_demo")

    def get_url(self, row) -> str:
        return self.context["request"].build_absolute_uri(row.scenario.get_absolute_url())


class ComputeDocument(serializers.Serializer):
    """A model by name with its inputs."""

    model = serializers.CharField()
    model_version = serializers.CharField(required=False)
    inputs = serializers.DictField()


class ComputeWarning(serializers.Serializer):
    """A reason code at an input or a result."""

    code = serializers.CharField()
    where = serializers.CharField()
    message = serializers.CharField()


class ComputeAnswer(serializers.Serializer):
    """The results of a model, with units and notes."""

    model = serializers.CharField(allow_null=True)
    model_version = serializers.CharField()
    results = serializers.DictField()
    units = serializers.DictField()
    warnings = ComputeWarning(many=True)


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
    replaces = serializers.SlugRelatedField("number", read_only=True)
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
