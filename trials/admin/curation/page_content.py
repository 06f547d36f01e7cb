"""The content of the curation page of one trial: the sides of every fact, history, open tasks."""

from dataclasses import dataclass, field

from django.http import Http404

from ...choices import WITH_CURATORS, Curation
from ...curation.completeness import gaps_of, with_gaps
from ...curation.moves import moves_of
from ...curation.people import CURATE, has_worked_on
from ...curation.plausibility import hints_of
from ...curation.review import own_open_verdict, place_for, visible_verdicts
from ...curation.seen import as_text, effective_values, register_values
from ...models import Trial
from ...models.facts import FACTS, SEVERAL_WORDS, fact_label, value_label
from ...record_conflicts import conflict_rows

MAX_DECISIONS_SHOWN = 100


@dataclass
class FactSides:
    """One fact: the register value, the curated value with its evidence, and the valid value."""

    name: str
    label: str
    register: str
    curated: str
    effective: str
    decision: object
    earlier: list
    disagreeing: list = field(default_factory=list)  # (value in words, records that state it)
    readers: list = field(default_factory=list)  # (verdict, other value that the reviewer chose)
    drift: object = None
    field: object = None
    evidence: object = None
    several: bool = False

    @property
    def can_confirm(self):
        """Return whether a register states a value and no curator has decided yet."""
        return bool(self.register) and not self.curated


def sides_of(trial, decisions, drifts, verdicts=(), form=None, evidence=None):
    """Yield FactSides in the order of the facts, with `form` and `evidence` if the person may edit.

    The values of reviewers are those of the last round, as far as the person may see its verdicts.
    """
    latest = [verdict for verdict in verdicts if verdict.round == trial.review_round]
    history = {fact: [] for fact in FACTS}
    for decision in decisions:
        history.setdefault(decision.fact, []).append(decision)
    drift = {one.fact: one for one in drifts}
    for fact in FACTS:
        words = [
            (value_label(Trial, fact, value), records)
            for value, records in trial.conflicts.get(fact, {}).items()
        ]
        yield FactSides(
            fact,
            fact_label(Trial, fact),
            value_label(Trial, fact, getattr(trial, f"register_{fact}")),
            value_label(Trial, fact, getattr(trial, f"curated_{fact}")),
            value_label(Trial, fact, getattr(trial, fact)),
            history[fact][0] if history[fact] and getattr(trial, f"curated_{fact}") else None,
            history[fact][1:],
            words,
            [
                (verdict, value_label(Trial, fact, verdict.own_values[fact]))
                for verdict in latest
                if fact in verdict.own_values
            ],
            drift.get(fact),
            form[f"curated_{fact}"] if form else None,
            evidence[fact] if evidence else None,
            fact in SEVERAL_WORDS,
        )


def trial_for_page(pk):
    trials = with_gaps(Trial.objects.select_related("assigned_to", "literature_checked_by"))
    trial = trials.defer("search_text").filter(pk=pk).first()
    if not trial:
        raise Http404("This trial does not exist. It may have been joined with another one.")
    return trial


def page_context(trial, user):
    """Return the context of the page without its forms."""
    decisions = list(
        trial.decisions.select_related("by", "publication", "record").defer("record__packed")[
            :MAX_DECISIONS_SHOWN
        ]
    )
    candidates = list(trial.candidates.select_related("publication", "judged_by"))
    given = own_open_verdict(trial, user)
    place = given or (place_for(trial, user) if trial.curation == Curation.IN_REVIEW else None)
    return {
        "decisions": decisions,
        "drifts": list(trial.drifts.filter(resolved_at=None)),
        "past_drifts": trial.drifts.exclude(resolved_at=None).select_related("resolved_by"),
        "records": list(trial.records.defer("packed")),
        "candidates": candidates,
        "open_candidates": [one for one in candidates if not one.judgement],
        "judged_candidates": [one for one in candidates if one.judgement],
        "publications": [one.publication for one in candidates if one.judgement != "rejected"],
        "conflict_rows": list(conflict_rows(trial)),
        "events": trial.events.select_related("by"),
        "notes": trial.notes.select_related("by"),
        "tags": trial.tags.all(),
        "verdicts": list(visible_verdicts(trial, user)),
        "open_places": trial.verdicts.filter(outcome="").count(),
        "place": place,
        "given": given,
        "seen": as_text(effective_values(trial)),
        "seen_register": as_text(register_values(trial)),
        "hints": hints_of(trial) if trial.curation in (*WITH_CURATORS, Curation.IN_REVIEW) else [],
        "is_own_work": place is None
        and trial.curation == Curation.IN_REVIEW
        and has_worked_on(user, trial),
        "countries": trial.country_rows.all(),
        "products": trial.products.all(),
        "sponsors": trial.sponsors.all(),
        "gaps": gaps_of(trial),
        "moves": moves_of(trial, user),
        "can_curate": user.has_perm(CURATE),
    }
