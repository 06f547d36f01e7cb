"""A register value moved under a curated one: a person keeps, adopts or adapts."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core.transitions import InvalidTransition

from ..choices import Curation, Origin, Resolution
from ..models import Drift
from .decide import Evidence, decide, one
from .people import CURATE, require


@transaction.atomic
def resolve(drift, resolution, *, by, value="", reason=""):
    """Close the task. Keeping changes nothing; adopting and adapting decide the fact again, on the
    record as evidence, also where the trial was reviewed before: the page must not stay wrong
    until the next review. Raises InvalidTransition."""
    require(by, CURATE)
    drift = Drift.objects.select_for_update(of=("self",)).select_related("trial").get(pk=drift.pk)
    if drift.resolved_at:
        raise InvalidTransition(
            f"It is resolved already: {drift.get_resolution_display().lower()}."
        )
    if drift.trial.curation == Curation.IN_REVIEW and resolution != Resolution.KEPT:
        raise InvalidTransition(
            "The trial is in review. Take it back from review first, or keep the curated value."
        )
    if resolution != Resolution.KEPT:
        if resolution == Resolution.ADAPTED and not value:
            raise InvalidTransition("Choose the value that is right.")
        value = drift.new if resolution == Resolution.ADOPTED else value
        _decide(drift, value, by, reason or Resolution(resolution).label)
    Drift.objects.filter(pk=drift.pk).update(
        resolved_at=timezone.now(), resolved_by=by, resolution=resolution
    )


def _decide(drift, value, by, reason):
    try:
        decide(
            one(drift.trial),
            drift.fact,
            value,
            by=by,
            # Adopting "nothing" gives the word back to the registers, which needs no evidence.
            evidence=_record_of(drift.trial) if value else None,
            reason=reason,
            origin=Origin.DRIFT,
            states=set(Curation) - {Curation.IN_REVIEW},
        )
    except ValidationError as error:
        raise InvalidTransition(" ".join(error.messages)) from error


def _record_of(trial):
    """The record that changed last is the likeliest to have moved the value."""
    record = trial.records.defer("packed").order_by("-changed_at", "-last_seen_at").first()
    if record:
        return Evidence.of_record(record)
    return Evidence.of_text("The register, as of its last change")
