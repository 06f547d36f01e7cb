"""The tables of an issue: rows that everybody may see, never real and invented ones together."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from capacities.choices import Step
from capacities.models import Facility
from consortium import lists as consortium_lists
from consortium.models import Statement
from core.countries import country_name
from core.packed_words import unpacked
from economics.model.quantities import QUANTITIES
from economics.models import SavedScenario
from economics.summaries import with_latest
from landscape.exports import ANSWER_HEADER, FACT_HEADER, answer_rows, fact_rows
from landscape.models import CountryFact, LibraryAnswer
from products.exports import HEADER as PRODUCT_HEADER
from products.exports import rows_of
from products.models import Dossier
from surveys.exports import HEADER as SURVEY_HEADER
from surveys.exports import figure_rows
from surveys.models import Finding, Project, Question
from trials.browse.exports import HEADER as TRIAL_HEADER
from trials.browse.exports import export_rows
from trials.models import Trial
from usecases.case_page import as_published
from usecases.exports import HURDLES, MILESTONES, RECOMMENDATIONS, SOLUTIONS
from usecases.models import Hurdle, Milestone, Recommendation, Solution, UseCase

EVERYBODY = AnonymousUser()
# An issue is kept for ever: columns that may name a person are not in it.
PERSONS = {"By whom"}
CASE_HEADER = (
    "Use case",
    "Short name",
    "Status",
    "ATMP class",
    "Countries",
    "Products",
    "Disease",
    "Summary",
    "First finalised on",
    "Demonstration",
)

CAPACITY_HEADER = ("Country", "Step", "Facilities known", "Demonstration")
SCENARIO_HEADER = (
    "Scenario",
    "Summary",
    "Version",
    "Model version",
    "Currency and price year",
    *(f"{quantity.label} ({quantity.unit})" for quantity in QUANTITIES),
    "Inputs (JSON)",
    "Published on",
    "Demonstration",
)


@dataclass(frozen=True)
class Table:
    name: str
    header: tuple
    rows: Callable  # of real rows, or with True of invented ones


def _public(model, demo):
    return model.objects.visible_to(EVERYBODY).filter(is_demo=demo)


def _trials(demo):
    return export_rows(_public(Trial, demo))


def _products(demo):
    dossiers = _public(Dossier, demo).prefetch_related("studies__numbers")
    return rows_of(dossiers, lambda path: settings.SITE_URL.rstrip("/") + path)


def _cases(demo):
    for case in as_published(EVERYBODY, list(_public(UseCase, demo))):
        yield (
            case.title,
            case.short_name,
            case.get_status_display(),
            case.atmp_class,
            case.countries,
            case.products,
            case.disease,
            case.summary,
            case.published_on,
            "yes" if case.is_demo else "no",
        )


def _of_use_cases(table, rows):
    """Return a table of the use cases' exports, without columns of persons."""
    columns = [(heading, write) for heading, write in table.columns if heading not in PERSONS]

    def lines(demo):
        found = rows(demo).select_related(*table.related).prefetch_related(*table.prefetched)
        for row in found.iterator(chunk_size=500):
            yield [write(row) for _, write in columns]

    return Table(table.name, tuple(heading for heading, _ in columns), lines)


def _scenarios(demo):
    for row in with_latest(_public(SavedScenario, demo)):
        yield (
            row.scenario.title,
            row.scenario.summary,
            row.version.number if row.version else None,
            row.version.model_version if row.version else "",
            row.currency if row.version else "",
            *(row.value(quantity.name) for quantity in QUANTITIES),
            json.dumps(row.version.inputs) if row.version else "",
            row.scenario.published_on,
            "yes" if row.scenario.is_demo else "no",
        )


def _survey(demo):
    for project in Project.objects.filter(is_demo=demo):
        questions = Question.objects.visible_to(EVERYBODY).filter(project=project)
        yield from figure_rows(questions.order_by("position"), project)


FINDING_HEADER = (
    "Questionnaire",
    "Finding",
    "Question",
    "Number",
    "Of",
    "What is counted",
    "Version",
    "Frozen on",
    "Demonstration",
)


def _findings(demo):
    rows = Finding.objects.visible_to(EVERYBODY).filter(project__is_demo=demo).with_sources()
    for finding in rows:
        yield (
            finding.project.name,
            finding.sentence,
            finding.question.label,
            finding.number,
            finding.denominator,
            finding.denominator_words,
            finding.version,
            finding.frozen_on,
            "yes" if demo else "no",
        )


def _milestones(demo):
    cases = UseCase.objects.readable_live(EVERYBODY).filter(is_demo=demo)
    order = ("use_case__position", "use_case__pk", "position", "pk")
    return Milestone.objects.filter(use_case__in=cases).order_by(*order)


def _capacities(demo):
    """Yield numbers without names: a facility may withdraw its record, but an issue never
    changes."""
    counts = {}
    rows = _public(Facility, demo).order_by().values_list("site__country", "shown_steps")
    for country, steps in rows:
        for step in unpacked(steps):
            counts[country, step] = counts.get((country, step), 0) + 1
    order = {step: place for place, step in enumerate(Step.values)}
    for country, step in sorted(counts, key=lambda key: (key[0], order[key[1]])):
        number = counts[country, step]
        yield (country_name(country), Step(step).label, number, "yes" if demo else "no")


# Actions are work in progress of single roles; an issue is kept for ever.
LEFT_OUT = {"actions"}


def _of_list(kind):
    """Return a table of a list of the consortium. Statements are real, so that an issue of invented
    rows has none."""

    def lines(demo):
        rows = kind.rows(EVERYBODY)
        if kind.model is Statement:
            return kind.lines(rows.none() if demo else rows)
        return kind.lines(rows.filter(is_demo=demo))

    return Table(kind.name.removesuffix("-list"), kind.header, lines)


def _facts(demo):
    """Return no row for an issue of the demonstration: no fact is invented."""
    return iter(()) if demo else fact_rows(CountryFact.objects.all())


def _answers(demo):
    return answer_rows(_public(LibraryAnswer, demo))


TABLES = (
    Table("trials", tuple(TRIAL_HEADER), _trials),
    Table("products", tuple(PRODUCT_HEADER), _products),
    Table("use-cases", CASE_HEADER, _cases),
    _of_use_cases(MILESTONES, _milestones),
    _of_use_cases(HURDLES, lambda demo: _public(Hurdle, demo)),
    _of_use_cases(SOLUTIONS, lambda demo: _public(Solution, demo)),
    _of_use_cases(RECOMMENDATIONS, lambda demo: _public(Recommendation, demo)),
    Table("capacities", CAPACITY_HEADER, _capacities),
    Table("country-facts", FACT_HEADER, _facts),
    Table("answers", ANSWER_HEADER, _answers),
    Table("scenarios", SCENARIO_HEADER, _scenarios),
    Table("survey-figures", SURVEY_HEADER, _survey),
    Table("survey-findings", FINDING_HEADER, _findings),
    *(_of_list(kind) for kind in consortium_lists.LISTS if kind.name not in LEFT_OUT),
)


def is_anything_public(demo):
    return any(
        _public(model, demo).exists()
        for model in (
            Trial,
            Dossier,
            UseCase,
            Hurdle,
            Solution,
            Recommendation,
            Facility,
            SavedScenario,
        )
    )
