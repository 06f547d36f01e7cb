"""The lists of the API. Their docstrings are shown on the page /api/.

Every list uses `visible_to` and the filter set of its page, so that a program gets the rows that
the page shows to the same user. A new list needs a class here and a line in `urls`.
"""

from django.db.models import Prefetch
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from capacities.files.record import with_parts
from capacities.filters import FacilityFilter
from capacities.models import Facility
from consortium.access import with_numbers
from consortium.filters import (
    AdviceFilter,
    DecisionFilter,
    DocumentFilter,
    EventFilter,
    MeetingFilter,
    StatementFilter,
)
from consortium.models import (
    Advice,
    Decision,
    Document,
    DocumentVersion,
    Event,
    Meeting,
    Statement,
)
from economics.filters import ScenarioFilter
from economics.model.catalogue import compute
from economics.model.limits import Limits
from economics.model.simulation import MAX_DRAWS_PER_REQUEST
from economics.models import SavedScenario
from economics.summaries import with_latest
from landscape.filters import AnswerFilter, FactFilter, StepFilter
from landscape.models import CountryFact, LibraryAnswer, Step
from products.filters import ProductFilter
from products.models import Dossier
from surveys.filters import FindingFilter, QuestionFilter
from surveys.models import Finding, Question
from trials.browse.filters import filter_for
from trials.models import RegisterRecord, Trial
from trials.urls import NUMBER
from usecases.case_page import as_published, case_page_of
from usecases.filters import HurdleFilter, RecommendationFilter, SolutionFilter, case_filter
from usecases.models import Attempt, CaseHurdle, Hurdle, Recommendation, Solution, UseCase

from . import shapes
from .paging import PageFilters, Pages

MAX_DOCUMENT_BYTES = 1_000_000
MAX_MICROSECONDS_PER_REQUEST = 5_000_000


class Rows(ReadOnlyModelViewSet):
    """A list and its single rows. `full_rows` adds all data of the fields in a fixed number of
    queries."""

    filterset_class = None
    demo_column = "is_demo"
    filter_backends = (PageFilters,)
    pagination_class = Pages

    def get_queryset(self):
        rows = self.queryset.model.objects.visible_to(self.request.user)
        return self.full_rows(rows) if self.detail else rows

    def full_rows(self, rows):
        return rows

    def filterset(self, query, rows):
        """Return the filter set of the page; subclasses pass more arguments if their page does."""
        return self.filterset_class(query, queryset=rows)

    def filter_queryset(self, queryset):
        """Filter lists only; a single row is found by its name."""
        return queryset if self.detail else super().filter_queryset(queryset)


class RowsBySlug(Rows):
    """Rows whose address ends with their slug."""

    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"


class Trials(Rows):
    """Clinical trials, the newest first; one trial by its EudraCT, EU CT or NCT number."""

    queryset = Trial.objects.none()
    lookup_field = "number"
    lookup_value_regex = NUMBER.removeprefix("(?P<number>").removesuffix(")")

    def filterset(self, query, rows):
        return filter_for(self.request.user)(query, queryset=rows)

    def get_serializer_class(self):
        return shapes.TrialWhole if self.detail else shapes.TrialRow

    def full_rows(self, rows):
        rows = rows.defer("search_text", "conflicts", "register_notes")
        if not self.detail:
            return rows
        records = RegisterRecord.objects.defer("packed")
        parts = ("country_rows", "other_numbers", "data_error_rows")
        return rows.prefetch_related(*parts, Prefetch("records", queryset=records))

    def get_object(self):
        trial = self.get_queryset().with_number(self.kwargs["number"]).first()
        if trial is None:
            raise Http404
        return trial


class Products(RowsBySlug):
    """Products of the consortium, from their cover sheets, without names of people or addresses."""

    queryset = Dossier.objects.none()
    filterset_class = ProductFilter
    serializer_class = shapes.ProductRow

    def full_rows(self, rows):
        return rows.defer("search_text").prefetch_related("studies__numbers")


class UseCases(RowsBySlug):
    """The project's use cases; one of them with its sections, milestones, hurdles and trials."""

    queryset = UseCase.objects.none()

    def filterset(self, query, rows):
        return case_filter(query, self.request.user, rows)

    def get_serializer_class(self):
        return shapes.CaseWhole if self.detail else shapes.CaseRow

    def full_rows(self, rows):
        return rows.select_related("stage")

    def paginate_queryset(self, queryset):
        return as_published(self.request.user, super().paginate_queryset(queryset))

    def get_object(self):
        return case_page_of(self.request.user, super().get_object())


class Hurdles(Rows):
    """Hurdles that therapies met, with the solutions that were tried."""

    queryset = Hurdle.objects.none()
    serializer_class = shapes.HurdleRow
    lookup_value_regex = r"\d{1,18}"

    def filterset(self, query, rows):
        cases = UseCase.objects.visible_to(self.request.user)
        return HurdleFilter(query, queryset=rows, cases=cases)

    def full_rows(self, rows):
        user = self.request.user
        cases = CaseHurdle.objects.filter(use_case__in=UseCase.objects.visible_to(user))
        attempts = Attempt.objects.filter(solution__in=Solution.objects.visible_to(user))
        return rows.select_related("category", "stage", "procedure").prefetch_related(
            "affected",
            Prefetch("in_cases", queryset=cases.select_related("use_case")),
            Prefetch("attempts", queryset=attempts.select_related("solution")),
        )


class Solutions(Rows):
    """Solutions that were tried on hurdles."""

    queryset = Solution.objects.none()
    filterset_class = SolutionFilter
    serializer_class = shapes.SolutionRow
    lookup_value_regex = r"\d{1,18}"

    def full_rows(self, rows):
        hurdles = Hurdle.objects.visible_to(self.request.user)
        attempts = Attempt.objects.filter(hurdle__in=hurdles).select_related("hurdle")
        return rows.select_related("type").prefetch_related(Prefetch("attempts", queryset=attempts))


class Recommendations(RowsBySlug):
    """Recommendations with their addressees, hurdles and solutions."""

    queryset = Recommendation.objects.none()
    filterset_class = RecommendationFilter
    serializer_class = shapes.RecommendationRow

    def full_rows(self, rows):
        user = self.request.user
        return rows.prefetch_related(
            "target_groups",
            Prefetch("hurdles", queryset=Hurdle.objects.visible_to(user).only("pk")),
            Prefetch("solutions", queryset=Solution.objects.visible_to(user).only("pk")),
        )


class Facilities(RowsBySlug):
    """Facilities for advanced therapies with the parts of their record that they released."""

    queryset = Facility.objects.none()
    filterset_class = FacilityFilter
    serializer_class = shapes.FacilityRow

    def paginate_queryset(self, queryset):
        rows = super().paginate_queryset(queryset)
        keys = [row.pk for row in rows]
        found = {row.pk: row for row in with_parts(Facility.objects.filter(pk__in=keys))}
        return [found[key] for key in keys]

    def get_object(self):
        (row,) = with_parts(Facility.objects.filter(pk=super().get_object().pk))
        return row


class Scenarios(RowsBySlug):
    """Health-economic scenarios with the inputs and results of their latest version."""

    queryset = SavedScenario.objects.none()
    filterset_class = ScenarioFilter
    serializer_class = shapes.ScenarioRow

    def paginate_queryset(self, queryset):
        return with_latest(super().paginate_queryset(queryset))

    def get_object(self):
        return with_latest([super().get_object()])[0]


class PathSteps(RowsBySlug):
    """The 14 steps of the regulatory path with their procedures, each with source and date."""

    queryset = Step.objects.none()
    filterset_class = StepFilter
    demo_column = ""  # no row is invented
    serializer_class = shapes.StepRow

    def full_rows(self, rows):
        return rows.select_related("stage").prefetch_related("procedures", "after")


class CountryFacts(Rows):
    """Facts of countries with source and date. A fact that is not here is not collected."""

    queryset = CountryFact.objects.none()
    filterset_class = FactFilter
    demo_column = ""  # no row is invented
    serializer_class = shapes.CountryFactRow
    lookup_value_regex = r"\d{1,18}"

    def full_rows(self, rows):
        return rows.select_related("kind")


class Answers(Rows):
    """Questions of the help-desk: published answers, and titles that nobody has answered yet."""

    queryset = LibraryAnswer.objects.none()
    filterset_class = AnswerFilter
    serializer_class = shapes.LibraryAnswerRow
    lookup_value_regex = r"\d{1,18}"

    def full_rows(self, rows):
        return rows.select_related("step", "category")


class DocumentParser(JSONParser):
    """Read JSON of at most MAX_DOCUMENT_BYTES, nested as deep as Python can read."""

    def parse(self, stream, media_type=None, parser_context=None):
        request = parser_context["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_DOCUMENT_BYTES:
            raise ParseError(
                f"The document is larger than {MAX_DOCUMENT_BYTES:,} bytes. Send a smaller one."
            )
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError("The document is nested too deeply. Send a flatter one.") from error


class Compute(APIView):
    """Calculate a health-economic model. docs/economics-json.md describes the models, their inputs
    and their results; a result that is not defined is a reason code."""

    parser_classes = (DocumentParser,)

    @extend_schema(request=shapes.ComputeDocument, responses=shapes.ComputeAnswer)
    def post(self, request):
        limits = Limits(draws=MAX_DRAWS_PER_REQUEST, microseconds=MAX_MICROSECONDS_PER_REQUEST)
        answer = compute(request.data, limits=limits)
        return Response(answer, status=400 if answer["model"] is None else 200)


class Questions(Rows):
    """Questions of the questionnaires. A single question has its figures with their denominators;
    figures of a few people are left out."""

    queryset = Question.objects.none()
    demo_column = "project__is_demo"
    filterset_class = QuestionFilter
    lookup_value_regex = r"\d{1,18}"

    def get_serializer_class(self):
        return shapes.QuestionWhole if self.detail else shapes.QuestionRow

    def full_rows(self, rows):
        return rows.select_related("project")


class Findings(Rows):
    """Findings of the survey: sentences with a frozen figure and its denominator."""

    queryset = Finding.objects.none()
    demo_column = "project__is_demo"
    filterset_class = FindingFilter
    serializer_class = shapes.FindingRow
    lookup_value_regex = r"\d{1,18}"

    def full_rows(self, rows):
        return rows.with_sources()


class Statements(Rows):
    """Sentences and figures of public sources, each with date, source and quotation."""

    demo_column = ""  # no statement is invented
    queryset = Statement.objects.none()
    filterset_class = StatementFilter
    serializer_class = shapes.StatementRow
    lookup_field = "key"
    lookup_value_regex = "[-a-zA-Z0-9_]+"

    def full_rows(self, rows):
        return rows.select_related("superseded_by")


class Meetings(Rows):
    """Meetings of the bodies of the consortium."""

    queryset = Meeting.objects.none()
    filterset_class = MeetingFilter
    serializer_class = shapes.MeetingRow
    lookup_value_regex = r"\d{1,18}"

    def full_rows(self, rows):
        return rows.select_related("body")


class Decisions(Rows):
    """Decisions of the bodies, with the decision that each of them replaces."""

    queryset = Decision.objects.none()
    filterset_class = DecisionFilter
    serializer_class = shapes.DecisionRow
    lookup_field = "number"
    lookup_value_regex = "[-a-zA-Z0-9]+"

    def full_rows(self, rows):
        user = self.request.user
        rows = with_numbers(rows, lambda model: model.objects.visible_to(user), "replaces")
        return rows.select_related("body", "work_package")


class AdviceGiven(Rows):
    """Advice that the project received, with the reply."""

    queryset = Advice.objects.none()
    filterset_class = AdviceFilter
    serializer_class = shapes.AdviceRow
    lookup_field = "number"
    lookup_value_regex = "[-a-zA-Z0-9]+"

    def full_rows(self, rows):
        return rows.select_related("body")


class Events(RowsBySlug):
    """Congresses, sessions and meetings. An announced event has perhaps not taken place."""

    queryset = Event.objects.none()
    filterset_class = EventFilter
    serializer_class = shapes.EventRow

    def full_rows(self, rows):
        return rows.select_related("partner")


class Documents(RowsBySlug):
    """Documents with the checksums of their versions."""

    queryset = Document.objects.none()
    filterset_class = DocumentFilter
    serializer_class = shapes.DocumentRow

    def full_rows(self, rows):
        versions = DocumentVersion.objects.defer("content")
        return rows.prefetch_related(Prefetch("versions", queryset=versions))


@extend_schema(exclude=True)
class Nothing(APIView):
    """Return 404 as JSON for every other address."""

    def get(self, request):
        raise Http404
