"""Rows of use cases, hurdles, solutions and recommendations."""

from rest_framework import serializers

from core import mail
from usecases.models import Hurdle, Recommendation, Solution, UseCase

from .common import PlainTextField, RowSerializer, WordsField


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
        return mail.address(page.case.get_absolute_url())


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
