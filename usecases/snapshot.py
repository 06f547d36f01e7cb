"""The snapshot of a use case: plain data that its page, print and PDF are drawn from.

Current texts and frozen versions use the same format, so a version always looks as on its date.
A snapshot has no account names. Of rows whose visibility may change it has only numbers and
titles, and the page checks the visibility of trials again.
"""

from django.db.models import Prefetch

from .models import Attempt, CaseHurdle

SNAPSHOT_FORMAT = 1


def freeze(case):
    """Return all data of the page of a case as JSON types, in a fixed number of queries."""
    return {
        **_in_short(case),
        "format": SNAPSHOT_FORMAT,
        "status": case.status,
        "status_label": case.get_status_display(),
        "summary": case.summary,
        "context": case.context,
        "source": case.source,
        "products": case.products,
        "disease": case.disease,
        "class_label": case.get_atmp_class_display() if case.atmp_class else "",
        "class_note": case.class_note,
        "countries": case.country_codes,
        "work_packages": case.work_packages,
        "authors": case.authors,
        "sections": [
            {"heading": section.heading, "body": section.body} for section in case.sections.all()
        ],
        "organisations": [
            {
                "name": role.organisation.name,
                "country": role.organisation.country,
                "role": role.role,
            }
            for role in case.roles.select_related("organisation")
        ],
        "trials": [
            {"id": trial.pk, "number": trial.number, "title": trial.title}
            for trial in case.trials.only("eudract_number", "eu_ct_number", "title").order_by("pk")
        ],
        "hurdles": [_hurdle(row) for row in _hurdles(case)],
    }


def freeze_road(case):
    """Return the data of a comparison: main facts, milestones and ids of the hurdles."""
    return {**_in_short(case), "hurdles": list(case.case_hurdles.values("hurdle_id"))}


def _in_short(case):
    return {
        "title": case.title,
        "short_name": case.short_name,
        "slug": case.slug,
        "atmp_class": case.atmp_class,
        "stage": case.stage.name if case.stage else "",
        "is_demo": case.is_demo,
        "milestones": [milestone_data(row) for row in _milestones(case)],
    }


def _milestones(case):
    rows = case.milestones.select_related("procedure", "stage", "procedure__stage")
    return rows.prefetch_related("stops")


def milestone_data(row):
    procedure = row.procedure
    stage = row.stage or (procedure.stage if procedure else None)
    return {
        "id": row.pk,
        "name": row.name,
        "stage": stage.name if stage else "",
        "country": row.country,
        "planned_from": row.planned_from,
        "planned_to": row.planned_to,
        "submitted_on": row.submitted_on,
        "decided_on": row.decided_on,
        "outcome": row.outcome,
        "outcome_label": row.get_outcome_display(),
        "note": row.note,
        "source": row.source,
        "stops": [
            {"stopped_on": stop.stopped_on, "resumed_on": stop.resumed_on, "reason": stop.reason}
            for stop in row.stops.all()
        ],
        "procedure": {
            "code": procedure.code,
            "name": procedure.name,
            "authority": procedure.authority,
            "nominal_days": procedure.nominal_days,
            "nominal_days_most": procedure.nominal_days_most,
            "standing": procedure.standing,
            "standing_label": procedure.get_standing_display(),
        }
        if procedure
        else None,
    }


def _hurdles(case):
    attempts = Attempt.objects.select_related("solution__type")
    return (
        CaseHurdle.objects.filter(use_case=case)
        .select_related("hurdle__category", "hurdle__stage")
        .prefetch_related(Prefetch("hurdle__attempts", queryset=attempts), "hurdle__affected")
    )


def _hurdle(row):
    hurdle = row.hurdle
    return {
        "id": hurdle.pk,
        "title": hurdle.title,
        "category": {"code": hurdle.category.code, "name": hurdle.category.name},
        "stage": hurdle.stage.name if hurdle.stage else "",
        "countries": hurdle.country_codes,
        "affected": [group.name for group in hurdle.affected.all()],
        "severity": hurdle.severity,
        "delay_days": hurdle.delay_days,
        "cost_eur": hurdle.cost_eur,
        "description": hurdle.description,
        "note": row.note,
        "evidence": hurdle.evidence,
        "evidence_kind": hurdle.get_evidence_kind_display() if hurdle.evidence_kind else "",
        "quotation": hurdle.quotation,
        "source": hurdle.source,
        "attempts": [_attempt(attempt) for attempt in hurdle.attempts.all()],
    }


def _attempt(attempt):
    solution = attempt.solution
    return {
        "id": solution.pk,
        "title": solution.title,
        "type": solution.type.name,
        "done": solution.done,
        "done_by": solution.done_by,
        "effect": solution.effect,
        "outcome": attempt.outcome,
        "outcome_label": attempt.get_outcome_display(),
        "why": attempt.why,
    }
