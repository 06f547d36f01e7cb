"""Resolve a changed register value under a curated one: keep, adopt or adapt."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core.transitions import InvalidTransition

from ..choices import Curation, Origin, Resolution
from ..models import Drift
from .decide import Evidence, decide, one
from .moves import make_move
from .people import CURATE, require


@transaction.atomic
def resolve(drift, resolution, *, by, value="", reason=""):
    """Close the task. Keeping changes nothing. Adopting and adapting decide the fact again, with
    the record as evidence. A trial that was reviewed is reopened for that and submitted again, so
    that a reader sees the new value. Raise InvalidTransition."""
    require(by, CURATE)
    drift = Drift.objects.select_for_update(of=("self",)).select_related("trial").get(pk=drift.pk)
    if drift.resolved_at:
        raise InvalidTransition(
            f"This drift is already resolved: {drift.get_resolution_display().lower()}."
        )
    if drift.trial.curation == Curation.IN_REVIEW and resolution != Resolution.KEPT:
        raise InvalidTransition(
            "The trial is in review. Take it back from review first, or keep the curated value."
        )
    if resolution != Resolution.KEPT:
        if resolution == Resolution.ADAPTED and not value:
            raise InvalidTransition("The value is missing. Choose the correct one.")
        value = drift.new if resolution == Resolution.ADOPTED else value
        _decide_and_submit(drift, value, by, reason or Resolution(resolution).label)
    Drift.objects.filter(pk=drift.pk).update(
        resolved_at=timezone.now(), resolved_by=by, resolution=resolution
    )


PROPOSAL_OF = {Curation.INCLUDED: "include", Curation.EXCLUDED: "exclude"}


def _decide_and_submit(drift, value, by, reason):
    trial = drift.trial
    proposal = PROPOSAL_OF.get(trial.curation)
    note = f"Drift, {drift.label}: {reason}"
    if proposal:
        make_move(trial, "reopen", by=by, note=note)
    _decide(drift, value, by, reason)
    if proposal:
        _submit_again(trial, proposal, by, note)


def _submit_again(trial, proposal, by, note):
    """Submit with the old proposal. If that is not possible, the trial stays in curation."""
    try:
        make_move(
            trial,
            proposal,
            by=by,
            note=note,
            exclusion_reason=trial.exclusion_reason,
            override=note,
        )
    except InvalidTransition as refused:
        trial.notes.create(text=f"Not submitted again after the drift. {refused}", by=by)


def _decide(drift, value, by, reason):
    try:
        tally = decide(
            one(drift.trial),
            drift.fact,
            value,
            by=by,
            # Adopting "nothing" returns the fact to the registers, which needs no evidence.
            evidence=_record_of(drift.trial) if value else None,
            reason=reason,
            origin=Origin.DRIFT,
        )
    except ValidationError as error:
        raise InvalidTransition(" ".join(error.messages)) from error
    for refused in tally.refused:
        raise InvalidTransition(refused)


def _record_of(trial):
    """Return the record that changed last as evidence: most probably it changed the value."""
    record = trial.records.defer("packed").order_by("-changed_at", "-last_seen_at").first()
    if record:
        return Evidence.of_record(record)
    return Evidence.of_text("The register, as of its last change")
