"""Answers to requests: saved as proposals, and accepted or refused by a curator."""

from django.db import transaction
from django.utils import timezone

from core.seen import digest_of
from core.transitions import InvalidTransition

from ..cell_texts import tidy
from ..models import AskedCell, CompletionRequest, Dossier, DossierStudy, RequestState
from ..models.completion import DECIDED, AskedState
from .questions import known_cells


def asked_cells(request):
    """Return the cells of a request that still belong to its product, in the order of the sheet."""
    cells = request.cells.select_related("study", "request__dossier")
    of_product = [cell for cell in cells if cell.row_is_of(request.dossier_id)]
    return sorted(of_product, key=_place)


def _place(cell):
    return (cell.study.position if cell.study else 0, cell.field.row)


def other_cells(request):
    """Return (study or None, field, text) of filled cells that were not asked and that the person
    may correct."""
    asked = set(request.cells.values_list("study", "key"))
    return [
        (study, field, text)
        for study, field, text in known_cells(request.dossier)
        if (study and study.pk, field.key) not in asked
    ]


@transaction.atomic
def save_answers(request, answers, *, unknown=(), corrections=()):
    """Save the answers of a person as proposals, and return their number.

    `answers` are {key of an AskedCell: text}; `unknown` are the keys that the person does not know;
    `corrections` are (study or None, field, text) of `other_cells`. Answers that a curator has
    decided on do not change.
    """
    now, number = timezone.now(), 0
    CompletionRequest.objects.select_for_update().get(pk=request.pk)
    cells = asked_cells(request)
    for cell in cells:
        if cell.state in DECIDED:
            continue
        text = tidy(answers.get(cell.pk, cell.answer))
        is_new = text and text != getattr(cell.row, cell.key) and cell.pk not in unknown
        cell.answer = text if is_new else ""
        cell.state = AskedState.PROPOSED if is_new else AskedState.OPEN
        if cell.pk in unknown:
            cell.state = AskedState.NOT_KNOWN
        cell.answered_at = None if cell.state == AskedState.OPEN else now
        cell.save(update_fields=["answer", "state", "answered_at"])
        number += cell.state != AskedState.OPEN
    for study, field, text in corrections:
        if (text := tidy(text)) and text != getattr(study or request.dossier, field.key):
            AskedCell.objects.create(
                request=request,
                study=study,
                key=field.key,
                answer=text,
                state=AskedState.PROPOSED,
                answered_at=now,
            )
            number += 1
    CompletionRequest.objects.filter(pk=request.pk).update(
        state=RequestState.ANSWERED, answered_at=now
    )
    return number


@transaction.atomic
def decline(request):
    """Record that the person cannot answer; there are no reminders any more."""
    unanswered = CompletionRequest.objects.filter(pk=request.pk).exclude(
        state=RequestState.ANSWERED
    )
    return bool(unanswered.update(state=RequestState.DECLINED, answered_at=timezone.now()))


def seen_of(cell):
    """Return a digest of the answer and the present text of its cell, by which a decision knows
    what the curator saw."""
    return digest_of([cell.answer, getattr(cell.row, cell.key)])


def _lock(cell, seen):
    cell = AskedCell.objects.select_for_update().get(pk=cell.pk)
    cell.request.dossier = Dossier.objects.select_for_update().get(pk=cell.request.dossier_id)
    if cell.study_id:
        cell.study = DossierStudy.objects.select_for_update().get(pk=cell.study_id)
    if cell.state != AskedState.PROPOSED:
        raise InvalidTransition("Another person has decided on this answer. Load the list again.")
    if seen != seen_of(cell):
        raise InvalidTransition(
            "The answer or the cell changed after you opened this page. Nothing was saved. Check "
            "both below and decide again."
        )
    return cell


@transaction.atomic
def accept(cell, *, by, seen, text=None):
    """Write an answer into its cell, as it is or as the curator edited it in `text`. Raise
    InvalidTransition if it was decided or changed since."""
    cell = _lock(cell, seen)
    row = cell.row
    new = tidy(cell.answer if text is None else text)
    if not new:
        raise InvalidTransition("The text is empty. Enter a text, or refuse the answer.")
    setattr(row, cell.key, new)
    row._history_user = by
    row._change_reason = f"Answer in {cell.request.campaign}"[:100]
    row.save()
    Dossier.objects.get(pk=cell.request.dossier_id).index()
    _decide(cell, AskedState.ACCEPTED, by)


@transaction.atomic
def refuse(cell, *, by, seen, reason):
    """Refuse an answer with a reason. The sheet does not change. Raise InvalidTransition."""
    cell = _lock(cell, seen)
    cell.reason = " ".join(reason.split())[:300]
    if not cell.reason:
        raise InvalidTransition("The reason is missing. Enter why the answer is refused.")
    _decide(cell, AskedState.REFUSED, by)


def _decide(cell, state, by):
    cell.state, cell.decided_by, cell.decided_at = state, by, timezone.now()
    cell.save(update_fields=["state", "reason", "decided_by", "decided_at"])
