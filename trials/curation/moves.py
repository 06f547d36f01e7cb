"""Move a trial from state to state by named moves, each recorded with person and reason."""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.transitions import InvalidTransition, check_step

from ..choices import (
    CURATION_STEPS,
    WITH_CURATORS,
    Curation,
    Decision,
    ExclusionReason,
    ReviewOutcome,
)
from ..models import Trial, Verdict
from .people import CURATE, people_with, require
from .plausibility import hints_of

MIN_OVERRIDE_LENGTH = 10  # characters; "ok" is not a reason


@dataclass(frozen=True)
class Move:
    """A button: the `states` in which it is offered, and its required fields."""

    name: str
    label: str
    states: tuple
    permission: str = CURATE
    asks_reason: bool = False  # why the trial is to be excluded, from the list
    needs_note: bool = False
    key: str = ""


MOVES = {
    move.name: move
    for move in (
        Move("start", "Start curation", (Curation.NEW, Curation.RETURNED), key="s"),
        Move("include", "Submit for inclusion", WITH_CURATORS, key="i"),
        Move("exclude", "Submit for exclusion", WITH_CURATORS, asks_reason=True, key="x"),
        Move("withdraw", "Take back from review", (Curation.IN_REVIEW,)),
        Move("reopen", "Reopen", (Curation.INCLUDED, Curation.EXCLUDED), needs_note=True),
    )
}


def moves_of(trial, user):
    """Return the moves that this person may make now."""
    return [
        move
        for move in MOVES.values()
        if trial.curation in move.states and user.has_perm(move.permission)
    ]


@transaction.atomic
def make_move(trial, name, *, by, note="", exclusion_reason="", override=""):
    """Make a move of a trial; raise InvalidTransition, which names what is missing. `override` says
    in a sentence why a trial is submitted for inclusion in spite of its hints."""
    move = MOVES[name]
    require(by, move.permission)
    trial = locked(trial)
    if trial.curation not in move.states:
        raise InvalidTransition(
            f"“{move.label}” is not possible: the state is {trial.get_curation_display().lower()}."
        )
    if move.needs_note and not note:
        raise InvalidTransition(f"The note is empty. Say in it why: {move.label.lower()}.")
    if name in ("include", "exclude"):
        return _submit(trial, ReviewOutcome(name), by, note, exclusion_reason, override.strip())
    if name == "withdraw":
        trial.verdicts.filter(outcome="").delete()
    # The person who starts on an unassigned trial becomes its curator.
    if name == "start" and not trial.assigned_to_id:
        trial.assigned_to = by
    return step(trial, Curation.IN_CURATION, by=by, note=note, proposal="", exclusion_reason="")


def locked(trial):
    return Trial.objects.select_for_update().order_by().defer("search_text").get(pk=trial.pk)


def step(trial, new, *, by, note="", **columns):
    """Change the state of a locked trial and keep the event."""
    old = trial.curation
    check_step(CURATION_STEPS, Curation, old, new)
    now = timezone.now()
    columns |= {"curation": new, "curation_since": now, "assigned_to": trial.assigned_to}
    Trial.objects.filter(pk=trial.pk).update(**columns)
    return trial.events.create(old=old, new=new, by=by, note=note, at=now)


def _submit(trial, proposal, by, note, exclusion_reason, override):
    if proposal == ReviewOutcome.INCLUDE:
        exclusion_reason = ""
        if trial.atmp != Decision.YES:
            raise InvalidTransition(
                f"Only advanced therapies are included, and “Advanced therapy” is "
                f"{trial.get_atmp_display().lower()}. Decide it first, or submit for exclusion."
            )
        note = _with_override(note, hints_of(trial), override)
    elif exclusion_reason not in ExclusionReason.values:
        raise InvalidTransition("The reason is missing. Choose why the trial is to be excluded.")
    elif exclusion_reason == ExclusionReason.OTHER and not note:
        raise InvalidTransition(
            "The note is empty. Say in it for which other reason the trial is to be excluded."
        )
    if trial.curation == Curation.NEW:
        step(trial, Curation.IN_CURATION, by=by)
        trial.curation = Curation.IN_CURATION
    event = step(
        trial,
        Curation.IN_REVIEW,
        by=by,
        note=note,
        proposal=proposal,
        exclusion_reason=exclusion_reason,
        review_round=trial.review_round + 1,
    )
    open_round(trial, trial.review_round + 1)
    return event


def _with_override(note, hints, override):
    """Return the note with the hints that the curator overrode, for the reviewers. Raise
    InvalidTransition if there are hints and no sentence."""
    if not hints:
        return note
    if len(override) < MIN_OVERRIDE_LENGTH:
        texts = " ".join(map(str, hints))
        raise InvalidTransition(
            f"{texts} Correct this, or explain in a sentence why it is correct, and submit again."
        )
    listed = "\n".join(f"- {hint}" for hint in hints)
    return f"{note}\n\nSubmitted despite these hints: {override}\n{listed}".strip()


def open_round(trial, number):
    """Open a round of review: one empty verdict per required reviewer."""
    Verdict.objects.bulk_create(
        Verdict(trial=trial, round=number, place=place)
        for place in range(1, settings.REVIEWERS_REQUIRED + 1)
    )


def assign(trials, person, *, by):
    """Assign the trials to a curator, or with None to nobody; return the number changed."""
    require(by, CURATE)
    if person and not people_with(CURATE).filter(pk=person.pk).exists():
        raise InvalidTransition(
            f"{person.get_username()} is not a curator, or the account is not active."
        )
    rows = Trial.objects.filter(pk__in=trials.order_by().values("pk"))
    rows = rows.exclude(assigned_to=person) if person else rows.exclude(assigned_to=None)
    return rows.update(assigned_to=person)
