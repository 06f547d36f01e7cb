"""The files of the path, the facts, the library and the taxonomy."""

from django.utils import timezone

from core.countries import country_name
from core.exports import csv_stream, json_stream, xlsx_file

NO_ADVICE = "No legal advice: the texts of the law and the answers of authorities prevail."
PATH_HEADER = (
    "Number",
    "Step",
    "Applies",
    "Reason where it does not apply",
    "Applies only if",
    "Stage",
    "Who acts",
    "Place",
    "Needs",
    "Gives",
    "Procedure",
    "Nominal time",
    "Source of the time",
    "Date of the time",
    "Real days of use cases",
)
FACT_HEADER = (
    "Country code",
    "Country",
    "Fact code",
    "Fact",
    "Value",
    "Group on the map",
    "Historical",
    "Source",
    "Date",
    "Standing",
    "Verified on",
)
ANSWER_HEADER = (
    "Question",
    "State",
    "Theme",
    "Step",
    "Countries",
    "Class",
    "Level",
    "Answer",
    "Does not apply when",
    "Sources",
    "Valid as of",
    "Review due",
    "Published on",
    "Demonstration",
)
TAXONOMY_HEADER = (
    "Kind",
    "Code",
    "Name",
    "Definition",
    "Legal basis",
    "Usual class",
    "Cell source",
    "Delivery and vector",
    "Filter of the trials",
    "Source",
    "Date",
)


def path_rows(steps):
    """Yield one row per procedure of a StepOnPath; a step without procedures has one row."""
    for row in steps:
        step = row.step
        start = (
            step.number,
            step.name,
            "yes" if row.applies else "no",
            row.reason_not,
            row.condition,
            step.stage.name,
            step.actor,
            step.get_place_display(),
            step.needs,
            step.gives,
        )
        for duration in row.durations:
            procedure = duration.procedure
            yield (
                *start,
                procedure.name,
                procedure.nominal_words,
                procedure.source,
                procedure.dated,
                "; ".join(map(_real_days, duration.cases)),
            )
        if not row.durations:
            yield (*start, "", "", "", "", "")


def _real_days(time):
    invented = " (invented for demonstration)" if time.case.is_demo else ""
    return f"{time.case.short_name}: {time.days}{invented}"


def fact_rows(facts):
    for fact in facts.select_related("kind").iterator():
        yield (
            fact.country,
            country_name(fact.country),
            fact.kind.code,
            fact.kind.name,
            fact.value,
            fact.short_value,
            "yes" if fact.is_historical else "no",
            fact.source,
            fact.dated,
            fact.get_standing_display(),
            fact.verified_on,
        )


def answer_rows(answers):
    for row in answers.select_related("step").iterator():
        yield (
            row.title,
            row.get_state_display(),
            row.theme,
            row.step.name if row.step else "",
            row.countries,
            row.atmp_class,
            row.level,
            row.answer,
            row.not_when,
            row.sources,
            row.valid_as_of,
            row.review_on,
            row.published_on,
            "yes" if row.is_demo else "no",
        )


def taxonomy_rows(entries):
    for row in entries:
        yield (
            row.get_kind_display(),
            row.code,
            row.name,
            row.text,
            row.legal_basis,
            row.usual_class,
            row.cell_source,
            row.delivery,
            row.trials_query,
            row.source,
            row.dated,
        )


def content(format, name, title, header, rows, *, filters):
    """Return an iterator of bytes, or a file for xlsx."""
    if format == "csv":
        return csv_stream(header, rows)
    about = {
        "title": f"{title}, JOIN4ATMP portal",
        "exported_at": timezone.now().isoformat(timespec="seconds"),
        "filter": filters or "none",
        "notice": NO_ADVICE,
        "demonstration": "Rows marked as demonstration are invented.",
    }
    if format == "json":
        return json_stream(about, name, header, rows)
    return xlsx_file(about, title, header, rows)
