"""What the page of the path shows, collected in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Prefetch, Q

from core.countries import country_name
from usecases.models import Hurdle, Procedure, Solution

from ..models import CountryFact, FactKind, LibraryAnswer, ReviewTask, Step, StepProcedure
from ..register_rows import RegisterRows
from .times import case_times, register_time

MAX_ROWS_SHOWN = 3  # hurdles, solutions and answers of a step; the others follow by a link
TRIAL_STEP = "trial-application"  # the step beside which the days of the registers are shown


@dataclass(frozen=True)
class Duration:
    """A nominal time with its source and date, and the real days of use cases beside it."""

    procedure: Procedure
    cases: list


@dataclass
class CountryPart:
    """What one country says about a step. `facts` are (kind, fact or None)."""

    code: str
    reason_not: str
    facts: list
    documents: list
    is_under_review: bool = False

    @property
    def name(self):
        return country_name(self.code)

    @property
    def says_something(self):
        return bool(self.reason_not or self.facts or self.documents)


@dataclass
class StepOnPath:
    """One step as it is for the chosen product and countries."""

    step: Step
    reason_not: str
    condition: str
    durations: list = field(default_factory=list)
    countries: list = field(default_factory=list)
    hurdles: list = field(default_factory=list)
    solutions: list = field(default_factory=list)
    answers: list = field(default_factory=list)
    documents: list = field(default_factory=list)
    reviews: list = field(default_factory=list)
    register_times: list = field(default_factory=list)

    @property
    def applies(self):
        return not self.reason_not

    @property
    def countries_that_say_something(self):
        return [part for part in self.countries if part.says_something]

    @property
    def more_hurdles(self):
        return len(self.hurdles) > MAX_ROWS_SHOWN

    @property
    def first_hurdles(self):
        return self.hurdles[:MAX_ROWS_SHOWN]

    @property
    def first_solutions(self):
        return self.solutions[:MAX_ROWS_SHOWN]

    @property
    def answer_count(self):
        return self.answers[0].in_step if self.answers else 0

    @property
    def more_answers(self):
        return self.answer_count > len(self.answers)

    @property
    def answers_query(self):
        """Return the query string of the library with all answers of the step."""
        chosen = [("country", part.code) for part in self.countries]
        return urlencode([("step", self.step.slug), *chosen])

    @property
    def hurdles_query(self):
        codes = [category.code for category in self.step.categories.all()]
        return "&".join(f"category={code}" for code in codes)


def _steps(slug):
    steps = Step.objects.select_related("stage").prefetch_related(
        "categories",
        "after",
        "documents",
        "figures",
        Prefetch("in_procedures", StepProcedure.objects.select_related("procedure")),
    )
    return list(steps.filter(slug=slug) if slug else steps)


def path_of(choice, user, *, slug=""):
    """Return a StepOnPath per step for a PathChoice; `slug` limits them to one step."""
    steps = _steps(slug)
    keys = [step.pk for step in steps]
    procedures = {row.procedure_id for step in steps for row in step.in_procedures.all()}
    cases = case_times(user, procedures)
    hurdles = _hurdles(steps, user)
    solutions = _solutions(hurdles, user)
    answers = _answers(keys, choice, user)
    facts, kinds = _facts(choice.countries)
    reviews = defaultdict(list)
    open_tasks = ReviewTask.objects.open().select_related("entry")
    for task in open_tasks.filter(Q(step__in=keys) | Q(country__in=choice.countries)):
        reviews[task.step_id or task.country].append(task.entry)
    rows = RegisterRows(user)
    times = [register_time(rows, choice, code) for code in choice.countries or [""]]
    found = []
    for step in steps:
        at = {row.pk for row in step.categories.all()}
        procedures_here = {row.procedure_id for row in step.in_procedures.all()}
        met = [
            row
            for row in hurdles
            if (row.procedure_id in procedures_here if row.procedure_id else row.category_id in at)
            and _is_in(row.country_codes, choice.countries)
        ]
        found.append(
            StepOnPath(
                step,
                step.reason_against(choice),
                step.condition_under(choice),
                durations=[
                    Duration(row.procedure, cases.get(row.procedure_id, []))
                    for row in step.in_procedures.all()
                    if row.sponsor in ("", choice.sponsor) or not choice.sponsor
                ],
                countries=[
                    _country_part(step, code, facts, kinds, reviews) for code in choice.countries
                ],
                hurdles=met,
                solutions=list(
                    dict.fromkeys(row for hurdle in met for row in solutions.get(hurdle.pk, ()))
                ),
                answers=answers.get(step.pk, []),
                documents=[row for row in step.documents.all() if not row.country],
                reviews=reviews.get(step.pk, []),
                register_times=times if step.slug == TRIAL_STEP else [],
            )
        )
    return found


def _is_in(codes, chosen):
    return not codes or not chosen or "EU" in codes or bool({*codes} & {*chosen})


def _country_part(step, code, facts, kinds, reviews):
    return CountryPart(
        code,
        step.reason_against_country(code),
        [(kind, facts.get((code, kind.pk))) for kind in kinds.get(step.pk, ())],
        [row for row in step.documents.all() if row.country == code],
        bool(reviews.get(code)),
    )


def _facts(codes):
    """Return {(country, kind): fact} and {step: [kinds]} of the chosen countries."""
    if not codes:
        return {}, {}
    facts = CountryFact.objects.filter(country__in=codes)
    kinds = defaultdict(list)
    for kind in FactKind.objects.prefetch_related("steps"):
        for step in kind.steps.all():
            kinds[step.pk].append(kind)
    return {(fact.country, fact.kind_id): fact for fact in facts}, kinds


def _hurdles(steps, user):
    categories = {row.pk for step in steps for row in step.categories.all()}
    procedures = {row.procedure_id for step in steps for row in step.in_procedures.all()}
    return list(
        Hurdle.objects.visible_to(user)
        .filter(Q(category__in=categories) | Q(procedure__in=procedures))
        .only("title", "category", "procedure", "countries", "is_demo", "severity")
        .order_by("-severity", "title", "pk")
    )


def _solutions(hurdles, user):
    """Return {hurdle key: [solutions that worked, or worked in part]}."""
    found = defaultdict(list)
    if not hurdles:
        return found
    worked = Solution.objects.visible_to(user).filter(
        attempts__hurdle__in=[row.pk for row in hurdles],
        attempts__outcome__in=("worked", "partly"),
    )
    columns = worked.values_list("attempts__hurdle", "pk")
    by_key = worked.only("title", "is_demo").in_bulk([key for _, key in columns])
    for hurdle, key in columns:
        if by_key[key] not in found[hurdle]:
            found[hurdle].append(by_key[key])
    return found


def _answers(keys, choice, user):
    """Return {step key: [first answers]}; each knows the number of all answers of its step."""
    rows = LibraryAnswer.objects.visible_to(user).exclude(state="retired").filter(step__in=keys)
    found = defaultdict(list)
    columns = rows.only("title", "state", "step", "is_demo")
    for row in columns.about(choice.countries).first_per_step(MAX_ROWS_SHOWN):
        found[row.step_id].append(row)
    return found
