"""Trials with one NCT number that the sync did not join: a person decides whether they are one
trial."""

from collections import defaultdict

from django.db import transaction
from django.db.models import Count

from core.transitions import InvalidTransition

from ..choices import Curation
from ..models import RegisterRecord, SeparateTrials, Trial
from ..sync.write import leave_trial, save_trial
from .people import CURATE, require


def doubtful_numbers():
    """Return NCT numbers that several trials share and that nobody has checked since the
    last one."""
    shared = (
        Trial.objects.exclude(nct_number="")
        .order_by("nct_number")
        .values_list("nct_number")
        .annotate(trials=Count("*"))
        .filter(trials__gt=1)
    )
    known = dict(SeparateTrials.objects.values_list("nct_number", "numbers"))
    return [nct for nct, trials in shared if len(known.get(nct, "").split()) != trials]


def trials_of(nct_numbers):
    """Return {NCT number: list of its trials}."""
    groups = defaultdict(list)
    trials = Trial.objects.filter(nct_number__in=nct_numbers).order_by("nct_number", "pk")
    for trial in trials.only(*TRIAL_COLUMNS):
        groups[trial.nct_number].append(trial)
    return dict(groups)


def joinable(trials):
    """Return [(EUCTR trial, CTIS trial)] of the pairs that could be the same trial."""
    euctr = [trial for trial in trials if trial.eudract_number and not trial.eu_ct_number]
    ctis = [trial for trial in trials if trial.eu_ct_number and not trial.eudract_number]
    return [(one, other) for one in euctr for other in ctis]


TRIAL_COLUMNS = (
    "eudract_number",
    "eu_ct_number",
    "nct_number",
    "title",
    "sponsor_name",
    "phase",
    "curation",
    "is_demo",
)


def _numbers(trials):
    return " ".join(sorted(trial.number for trial in trials))


@transaction.atomic
def keep_apart(nct_number, *, by, note=""):
    """Record that the trials are different, until another one with this number is added."""
    require(by, CURATE)
    trials = Trial.objects.filter(nct_number=nct_number).only(*TRIAL_COLUMNS)
    SeparateTrials.objects.update_or_create(
        nct_number=nct_number, defaults={"numbers": _numbers(trials), "note": note, "by": by}
    )


@transaction.atomic
def join(kept, other, *, by):
    """Join two trials: move the records of `other` to `kept` and delete `other`. Later
    synchronisations find `kept` by its numbers. Raise InvalidTransition."""
    require(by, CURATE)
    pair = Trial.objects.select_for_update().order_by().in_bulk([kept.pk, other.pk])
    if len(pair) < 2:
        raise InvalidTransition("One of the two trials was deleted. Load the list again.")
    kept, other = pair[kept.pk], pair[other.pk]
    if kept.nct_number != other.nct_number or not kept.nct_number:
        raise InvalidTransition("The two trials do not share an NCT number.")
    for column, label in (("eudract_number", "EudraCT"), ("eu_ct_number", "EU CT")):
        if getattr(kept, column) and getattr(other, column):
            raise InvalidTransition(
                f"Both trials have their own {label} number, so the registers treat them as "
                "different trials. Keep them separate, or exclude one as a duplicate."
            )
    if other.curation != Curation.NEW or other.decisions.exists():
        raise InvalidTransition(
            f"{other.number} has been curated. Join the other way round, or exclude it as a "
            "duplicate."
        )
    RegisterRecord.objects.filter(trial=other).update(trial=kept, is_lead=False)
    leave_trial(other, kept)  # first: no two trials may have one number
    save_trial(kept, [])
    kept.notes.create(text=f"Joined with {other.number}: the same trial.", by=by)
    return kept
