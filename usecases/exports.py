"""The exports of hurdles, solutions, recommendations and milestones."""

from dataclasses import dataclass

from django.utils import timezone

from core.exports import csv_stream, json_stream, xlsx_file
from core.rich_text import plain

from .filters import place

ROWS_PER_QUERY = 500


@dataclass(frozen=True)
class CaseExport:
    """One export file. Each column has a heading and a function that takes a row.

    `related` and `prefetched` keep the number of queries independent of the number of rows.
    """

    name: str
    title: str
    columns: tuple
    related: tuple = ()
    prefetched: tuple = ()


def _places(row):
    return "; ".join(place(code) for code in row.country_codes)


def _names(rows):
    return "; ".join(str(row) for row in rows)


def _yes(value):
    return "yes" if value else "no"


def _attempts(row):
    return "; ".join(
        f"{attempt.solution.title} ({attempt.get_outcome_display().lower()})"
        for attempt in row.attempts.all()
    )


EVIDENCE = (
    ("Kind of evidence", lambda row: row.get_evidence_kind_display() if row.evidence_kind else ""),
    ("Evidence", lambda row: row.evidence),
    ("Quotation", lambda row: row.quotation),
    ("Source", lambda row: row.source),
    ("Demonstration", lambda row: _yes(row.is_demo)),
)
HURDLES = CaseExport(
    "hurdles",
    "Hurdles",
    (
        ("Number", lambda row: row.pk),
        ("Hurdle", lambda row: row.title),
        ("Category code", lambda row: row.category.code),
        ("Category", lambda row: row.category.name),
        ("Stage", lambda row: row.stage.name if row.stage else ""),
        ("Procedure", lambda row: row.procedure.name if row.procedure else ""),
        ("Countries", _places),
        ("Affected groups", lambda row: "; ".join(one.name for one in row.affected.all())),
        ("Severity (1 to 5)", lambda row: row.severity),
        ("Delay in days", lambda row: row.delay_days),
        ("Cost in EUR", lambda row: row.cost_eur),
        ("Description", lambda row: row.description),
        ("Solutions tried", _attempts),
        *EVIDENCE,
    ),
    related=("category", "stage", "procedure"),
    prefetched=("affected", "attempts__solution"),
)
SOLUTIONS = CaseExport(
    "solutions",
    "Solutions",
    (
        ("Number", lambda row: row.pk),
        ("Solution", lambda row: row.title),
        ("Type", lambda row: row.type.name),
        ("What was done", lambda row: row.done),
        ("By whom", lambda row: row.done_by),
        ("Effect", lambda row: row.effect),
        ("Transferable", lambda row: row.get_transferable_display()),
        ("Under which conditions", lambda row: row.transferable_note),
        ("Tried on", lambda row: str(len(row.attempts.all()))),
        *EVIDENCE,
    ),
    related=("type",),
    prefetched=("attempts",),
)
RECOMMENDATIONS = CaseExport(
    "recommendations",
    "Recommendations",
    (
        ("Recommendation", lambda row: row.title),
        ("Text", lambda row: plain(row.text)),
        ("State", lambda row: row.get_state_display()),
        ("Addressed to", lambda row: "; ".join(one.name for one in row.target_groups.all())),
        ("Addressed bodies", lambda row: row.bodies),
        ("Priority", lambda row: row.get_priority_display()),
        ("Feasibility", lambda row: row.get_feasibility_display()),
        ("Published on", lambda row: row.published_on),
        ("Demonstration", lambda row: _yes(row.is_demo)),
    ),
    prefetched=("target_groups",),
)
MILESTONES = CaseExport(
    "milestones",
    "Milestones",
    (
        ("Use case", lambda row: row.use_case.short_name),
        ("Milestone", lambda row: row.name),
        ("Procedure", lambda row: row.procedure.name if row.procedure else ""),
        ("Country", lambda row: place(row.country) if row.country else ""),
        ("Planned submission", lambda row: row.planned_from),
        ("Planned decision", lambda row: row.planned_to),
        ("Submitted", lambda row: row.submitted_on),
        ("Decided", lambda row: row.decided_on),
        ("Clock stops", lambda row: _names(row.stops.all())),
        ("Outcome", lambda row: row.get_outcome_display()),
        ("Nominal days", lambda row: row.procedure.nominal_days if row.procedure else None),
        ("Nominal days at most", lambda row: _most(row)),
        ("Note", lambda row: row.note),
        ("Source", lambda row: row.source),
        ("Demonstration", lambda row: _yes(row.use_case.is_demo)),
    ),
    related=("use_case", "procedure"),
    prefetched=("stops",),
)

BOTTLENECKS = CaseExport(
    "bottlenecks",
    "Bottlenecks",
    (
        ("Bottleneck", lambda row: row.text),
        ("Category code", lambda row: row.category.code),
        ("Category", lambda row: row.category.name),
        ("Further categories", lambda row: "; ".join(one.code for one in row.also.all())),
        ("Year", lambda row: row.year),
        ("Year is estimated", lambda row: _yes(row.is_year_estimated)),
        ("Quotation", lambda row: row.quotation),
        ("Source", lambda row: row.source),
        ("Today", lambda row: row.get_today_display()),
        ("Explanation", lambda row: row.today_text),
        ("Source of the answer", lambda row: row.today_source),
        ("Answer as of", lambda row: row.today_as_of),
        ("Confirmed on", lambda row: row.checked_on),
    ),
    related=("category",),
    prefetched=("also",),
)


def _most(row):
    procedure = row.procedure
    return (procedure.nominal_days_most or procedure.nominal_days) if procedure else None


def export_content(format, table, rows, *, filters, total):
    """Return an iterator of bytes, or a file for xlsx."""
    rows = rows.select_related(*table.related).prefetch_related(*table.prefetched)
    header = [heading for heading, _ in table.columns]
    lines = (
        [write(row) for _, write in table.columns]
        for row in rows.iterator(chunk_size=ROWS_PER_QUERY)
    )
    if format == "csv":
        return csv_stream(header, lines)
    about = {
        "title": f"{table.title} of the use cases, JOIN4ATMP portal",
        "exported_at": timezone.now().isoformat(timespec="seconds"),
        "filter": filters or "none",
        "rows": f"{rows.count():,} {table.name}, from a list of {total:,} rows in total",
        "categories": "Hurdle categories, solution types and stages are our proposal.",
        "demonstration": "Rows marked as demonstration are invented.",
    }
    if format == "json":
        return json_stream(about, table.name, header, lines)
    return xlsx_file(about, table.title, header, lines)
