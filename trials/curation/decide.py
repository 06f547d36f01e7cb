"""Decide a fact as a curator, in the same way for one trial or for all of a selection."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..choices import WITH_CURATORS, Curation, EvidenceKind, Origin, Resolution
from ..models import CurationEvent, Drift, FactDecision, Publication, RegisterRecord, Trial
from ..models.facts import FACTS, clean_value
from .people import CURATE, require

DECISIONS_PER_STATEMENT = 500


@dataclass(frozen=True)
class Evidence:
    """The evidence of a decision. `source` names it, or is the address of a link."""

    kind: str = ""
    record: RegisterRecord | None = None
    publication: Publication | None = None
    source: str = ""
    page: str = ""
    quotation: str = ""

    @classmethod
    def of_record(cls, record):
        return cls(EvidenceKind.RECORD, record=record, source=str(record))

    @classmethod
    def of_text(cls, text, **more):
        """Return evidence that is a link if the text starts like one, else the name of a
        document."""
        is_link = text.startswith(("https://", "http://"))
        return cls(EvidenceKind.LINK if is_link else EvidenceKind.DOCUMENT, source=text, **more)

    def columns(self):
        return {
            "evidence": self.kind,
            "record": self.record,
            "publication": self.publication,
            "source": self.source[:500],
            "page": self.page[:60],
            "quotation": self.quotation,
        }


@dataclass
class Tally:
    """The result of a bulk decision; `refused` is {reason: [numbers]}."""

    changed: int = 0
    unchanged: int = 0
    refused: dict[str, list[str]] = field(default_factory=dict)

    def refuse(self, reason, number):
        self.refused.setdefault(reason, []).append(number)

    @property
    def refused_count(self):
        return sum(map(len, self.refused.values()))

    def __iadd__(self, other):
        self.changed += other.changed
        self.unchanged += other.unchanged
        for reason, numbers in other.refused.items():
            self.refused.setdefault(reason, []).extend(numbers)
        return self


NOT_OPEN = "The trial is {state}. Take it back to curation first."


@transaction.atomic
def decide(
    trials,
    fact,
    value,
    *,
    by,
    evidence=None,
    reason="",
    origin=Origin.PAGE,
    repeat=False,
    bulk=None,
):
    """Decide one fact on all these trials and return a Tally of the outcomes.

    Only trials with the curators are changed: a trial in review, or one that was reviewed, is taken
    back first. A trial that already has the value is not changed, unless `repeat` is true (the same
    value on new evidence). A value needs evidence, and its removal needs a reason; raise
    ValidationError without them. `bulk` is the bulk action that this decision belongs to.
    """
    require(by, CURATE)
    if fact not in FACTS:
        raise ValidationError(f"{fact} is not a fact that curators decide.")
    value = clean_value(Trial, fact, value)
    evidence = evidence or Evidence()
    if value and not evidence.kind:
        raise ValidationError(
            "The evidence is missing. Name a register record, a publication, a link or another "
            "document."
        )
    if not value and not reason:
        raise ValidationError("The reason is missing. Say why the curated value is removed.")
    tally, changed = Tally(), []
    rows = (
        Trial.objects.select_for_update()
        .order_by("pk")
        .filter(pk__in=trials.order_by().values("pk"))
    )
    for trial in rows.only("eudract_number", "eu_ct_number", "curation", *_columns(fact)):
        if trial.curation not in WITH_CURATORS:
            state = trial.get_curation_display().lower()
            tally.refuse(NOT_OPEN.format(state=state), trial.number)
        elif getattr(trial, f"curated_{fact}") == value and not (repeat and value):
            tally.unchanged += 1
        else:
            changed.append(trial)
            tally.changed += 1
    for start in range(0, len(changed), DECISIONS_PER_STATEMENT):
        _write(
            changed[start : start + DECISIONS_PER_STATEMENT],
            fact,
            value,
            evidence,
            reason,
            origin,
            by,
            bulk,
        )
    return tally


def _columns(fact):
    return (f"curated_{fact}", f"register_{fact}")


def _write(trials, fact, value, evidence, reason, origin, by, bulk):
    now = timezone.now()
    FactDecision.objects.bulk_create(
        FactDecision(
            trial=trial,
            fact=fact,
            old=getattr(trial, f"curated_{fact}"),
            value=value,
            register=getattr(trial, f"register_{fact}"),
            reason=reason,
            origin=origin,
            bulk=bulk,
            by=by,
            at=now,
            **evidence.columns(),
        )
        for trial in trials
    )
    rows = Trial.objects.filter(pk__in=[trial.pk for trial in trials])
    effective = value or F(f"register_{fact}")
    rows.update(**{f"curated_{fact}": value, fact: effective, "curated_at": now})
    Drift.objects.filter(trial__in=rows, fact=fact, resolved_at=None).update(
        resolved_at=now, resolved_by=by, resolution=Resolution.ADAPTED, curated=value
    )
    _begin([trial for trial in trials if trial.curation in _WAITING], by, now)


_WAITING = (Curation.NEW, Curation.RETURNED)


def _begin(trials, by, now):
    """Start the curation of a trial with its first decision."""
    CurationEvent.objects.bulk_create(
        CurationEvent(trial=trial, old=trial.curation, new=Curation.IN_CURATION, by=by, at=now)
        for trial in trials
    )
    rows = Trial.objects.filter(pk__in=[trial.pk for trial in trials])
    rows.update(curation=Curation.IN_CURATION, curation_since=now)


def one(trial):
    """Return the queryset of one trial."""
    return Trial.objects.filter(pk=trial.pk)


def standing_decisions(trial):
    """Return the latest decision of each fact that has a curated value, in the order of the
    facts."""
    curated = [fact for fact in FACTS if getattr(trial, f"curated_{fact}")]
    latest = {}
    for decision in trial.decisions.filter(fact__in=curated).select_related("publication"):
        latest.setdefault(decision.fact, decision)
    return [latest[fact] for fact in curated if fact in latest]


def revert(decision, *, by, reason):
    """Restore the value that a decision replaced, with the evidence that it had."""
    earlier = (
        FactDecision.objects.filter(trial=decision.trial_id, fact=decision.fact, value=decision.old)
        .exclude(value="")
        .filter(at__lte=decision.at)
        .exclude(pk=decision.pk)
        .select_related("record", "publication")
        .first()
    )
    evidence = (
        Evidence.of_text("The earlier value, restored")
        if not earlier
        else Evidence(
            earlier.evidence,
            earlier.record,
            earlier.publication,
            earlier.source,
            earlier.page,
            earlier.quotation,
        )
    )
    return decide(
        Trial.objects.filter(pk=decision.trial_id),
        decision.fact,
        decision.old,
        by=by,
        evidence=evidence if decision.old else None,
        reason=reason,
        origin=Origin.REVERT,
    )
