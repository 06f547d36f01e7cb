"""Decisions on rows of licence registers and on values that differ from the record."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from core.text import name_key

from ..choices import Confidence, EvidenceState, LicenceState, SaidBy
from ..models import Authorisation, Evidence, LicenceRow
from ..shown import refresh_one

FACTS = ("scope", "first_on", "valid_until", "withdrawn_on")
DAYS = ("first_on", "valid_until", "withdrawn_on")


class Decided(RuntimeError):
    """Somebody decided on this row or value already."""


@transaction.atomic
def take(row, *, facility, by):
    """Add the licence of a row to a facility, or compare it with the one that the facility has.

    What the record does not have is taken. A value that differs opens a drift and changes nothing:
    a curated value is never overwritten. Returns the number of drifts. Raises Decided.
    """
    row = _open(row)
    authorisation = _known(facility, row)
    drifts = 0
    if authorisation is None:
        authorisation = Authorisation.objects.create(
            facility=facility,
            type=row.type,
            number=row.licence,
            **{name: getattr(row, name) for name in FACTS},
            said_by=SaidBy.REGISTER,
            register_url=row.file.register_url,
            checked_on=row.file.register_on,
            checked_by=by,
        )
        for name in FACTS:
            if getattr(row, name):
                _note(row, authorisation, name, EvidenceState.TAKEN, by)
    else:
        drifts = _compare(row, authorisation, by)
    refresh_one(facility)
    row.state, row.facility = LicenceState.TAKEN, facility
    row.save(update_fields=["state", "facility"])
    return drifts


def _open(row):
    row = LicenceRow.objects.select_for_update().select_related("file").get(pk=row.pk)
    if row.state not in (LicenceState.WAITING, LicenceState.UNKNOWN):
        raise Decided(f"{row} is already decided.")
    return row


def _known(facility, row):
    rows = facility.authorisations.select_for_update().filter(type=row.type)
    return next((one for one in rows if name_key(one.number) == name_key(row.licence)), None)


def _compare(row, authorisation, by):
    """Fill what is empty in the record, and note every value that differs; return their number."""
    drifts = 0
    for name in FACTS:
        ours, theirs = getattr(authorisation, name), getattr(row, name)
        if not theirs or ours == theirs:
            continue
        if ours:
            drifts += _drift(row, authorisation, name, by)
        else:
            setattr(authorisation, name, theirs)
            _note(row, authorisation, name, EvidenceState.TAKEN, by)
    authorisation.checked_on, authorisation.checked_by = row.file.register_on, by
    authorisation.save()
    return drifts


def _is_decided(authorisation, name, theirs):
    """Return whether a curator kept the record against this very value."""
    return authorisation.evidence.filter(
        fact=name, value=_text(theirs), state=EvidenceState.KEPT
    ).exists()


def _drift(row, authorisation, name, by):
    """Open a drift, or renew the open one; return 1, or 0 where a curator decided on the value."""
    if _is_decided(authorisation, name, getattr(row, name)):
        return 0
    authorisation.evidence.drifts().filter(fact=name).delete()
    _note(row, authorisation, name, EvidenceState.DRIFT, by)
    return 1


def _note(row, authorisation, name, state, by):
    return Evidence.objects.create(
        facility=authorisation.facility,
        authorisation=authorisation,
        fact=name,
        value=_text(getattr(row, name)),
        raw_text="; ".join(f"{key}: {text}" for key, text in row.raw.items() if text),
        source=row.file.register,
        source_on=row.file.register_on,
        said_by=SaidBy.REGISTER,
        confidence=Confidence.PRINTED,
        state=state,
        noted_by=by,
    )


def _text(value):
    return value.isoformat() if isinstance(value, date) else str(value)


@transaction.atomic
def dismiss(row, *, by):
    """Put a row away: it belongs to no facility of the portal. Raises Decided."""
    row = _open(row)
    row.state = LicenceState.DISMISSED
    row.save(update_fields=["state"])


@transaction.atomic
def decide_drift(evidence, *, take_register, by):
    """Take the value of the register, or keep that of the record. Raises Decided."""
    evidence = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if evidence.state != EvidenceState.DRIFT:
        raise Decided(f"{evidence} is already decided.")
    if take_register:
        authorisation = Authorisation.objects.select_for_update().get(pk=evidence.authorisation_id)
        value = evidence.value
        if evidence.fact in DAYS:
            value = date.fromisoformat(value)
        setattr(authorisation, evidence.fact, value)
        authorisation.checked_on, authorisation.checked_by = evidence.source_on, by
        authorisation.save()
        refresh_one(authorisation.facility)
    evidence.state = EvidenceState.TAKEN if take_register else EvidenceState.KEPT
    evidence.decided_at, evidence.decided_by = timezone.now(), by
    evidence.save(update_fields=["state", "decided_at", "decided_by"])
