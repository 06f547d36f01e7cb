"""Bulk actions that are kept, so that they can be undone as a whole.

An undo changes back only the trials on which nobody has worked since. The others are counted with
the reason.
"""

from django.db import transaction
from django.utils import timezone

from core.transitions import InvalidTransition

from ..choices import BulkKind, Curation
from ..models import BulkAct, FactDecision, Tag, Trial, Verdict
from .bulk import judge_all, move_all, tag_all
from .decide import Tally, decide, revert
from .moves import assign, make_move
from .people import CURATE, REVIEW, people_with, require
from .review import own_open_verdict, withdraw_verdict

# Submissions can be taken back. The other moves have a move of their own that leads back.
UNDONE_MOVES = ("include", "exclude")
ROUND = "review_round"


@transaction.atomic
def decide_in_bulk(trials, fact, value, *, by, text, opened_at=None, **options):
    """Decide a fact on the trials. Those on which another person decided it after `opened_at`, the
    time of the page, are refused."""
    act = BulkAct.objects.create(kind=BulkKind.DECIDE, text=text[:300], by=by)
    newer = _decided_meanwhile(trials, fact, by, opened_at)
    tally = decide(trials.exclude(pk__in=newer), fact, value, by=by, bulk=act, **options)
    for trial in Trial.objects.filter(pk__in=newer).only("eudract_number", "eu_ct_number"):
        tally.refuse("Another person decided it after you opened the page.", trial.number)
    return _kept(act, tally)


def _decided_meanwhile(trials, fact, by, opened_at):
    if opened_at is None:
        return []
    newer = FactDecision.objects.filter(fact=fact, at__gt=opened_at).exclude(by=by)
    keys = newer.filter(trial__in=trials.order_by().values("pk")).order_by()
    return list(keys.values_list("trial", flat=True).distinct())


@transaction.atomic
def assign_in_bulk(trials, person, *, by, text):
    old = _column(trials, "assigned_to")
    changed = assign(trials, person, by=by)
    to = person and person.pk
    old = {key: value for key, value in old.items() if value != to}
    _keep(BulkKind.ASSIGN, text, by, changed, {"to": to, "from": old})
    return changed


@transaction.atomic
def tag_in_bulk(trials, name, *, by, text, remove=False):
    name = " ".join(name.split())
    keys = set(trials.order_by().values_list("pk", flat=True))
    had = set(_tagged(name).values_list("trial", flat=True)) & keys
    changed = tag_all(trials, name, by=by, remove=remove)
    touched = had if remove else keys - had
    kind = BulkKind.UNTAG if remove else BulkKind.TAG
    _keep(kind, text, by, changed, {"tag": name, "trials": sorted(touched)})
    return changed


@transaction.atomic
def move_in_bulk(trials, name, *, by, text, **values):
    rounds = _column(trials, ROUND)
    tally = move_all(trials, name, by=by, **values)
    if name in UNDONE_MOVES:
        now = _column(Trial.objects.filter(pk__in=rounds, curation=Curation.IN_REVIEW), ROUND)
        moved = {key: number for key, number in now.items() if number != rounds[key]}
        _keep(BulkKind.MOVE, text, by, tally.changed, {"rounds": moved})
    return tally


@transaction.atomic
def judge_in_bulk(trials, outcome, *, by, text, **values):
    keys = list(trials.order_by().values_list("pk", flat=True))
    earlier = list(_verdicts_of(by, keys).values_list("pk", flat=True))
    tally = judge_all(trials, outcome, by=by, **values)
    given = _verdicts_of(by, keys).exclude(pk__in=earlier).values_list("trial", flat=True)
    _keep(BulkKind.JUDGE, text, by, tally.changed, {"trials": sorted(given)})
    return tally


def _verdicts_of(user, keys):
    return Verdict.objects.filter(trial__in=keys, reviewer=user).exclude(outcome="").order_by()


def _column(trials, column):
    return dict(trials.order_by().values_list("pk", column))


def _tagged(name):
    return Trial.tags.through.objects.filter(tag__name__iexact=name)


def _keep(kind, text, by, changed, before):
    if changed:
        BulkAct.objects.create(kind=kind, text=text[:300], by=by, changed=changed, before=before)


def _kept(act, tally):
    if tally.changed:
        BulkAct.objects.filter(pk=act.pk).update(changed=tally.changed)
    else:
        act.delete()
    return tally


def may_undo(act, user):
    """Curators undo what curators did; a verdict is withdrawn only by its reviewer."""
    if act.undone_at:
        return False
    if act.kind == BulkKind.JUDGE:
        return user.pk == act.by_id and user.has_perm(REVIEW)
    return user.has_perm(CURATE)


@transaction.atomic
def undo(act, *, by):
    """Undo a bulk action on each trial where that is still possible; return the Tally. Raise
    InvalidTransition if it was undone before."""
    require(by, REVIEW if act.kind == BulkKind.JUDGE else CURATE)
    act = BulkAct.objects.select_for_update().get(pk=act.pk)
    if not may_undo(act, by):
        raise InvalidTransition("This bulk action was undone already, or is not yours to undo.")
    tally = UNDO[act.kind](act, by)
    BulkAct.objects.filter(pk=act.pk).update(undone_by=by, undone_at=timezone.now())
    return tally


def _undo_decisions(act, by):
    tally = Tally()
    for decision in act.decisions.select_related("trial").order_by("pk"):
        latest = decision.trial.decisions.filter(fact=decision.fact).first()
        if latest != decision:
            tally.refuse("It was decided again since.", decision.trial.number)
        else:
            tally += revert(decision, by=by, reason=f"Undone: {act.text}")
    return tally


def _undo_assignment(act, by):
    tally = Tally()
    able = set(people_with(CURATE).values_list("pk", flat=True))
    trials = Trial.objects.only("eudract_number", "eu_ct_number", "assigned_to")
    for trial in trials.filter(pk__in=act.before["from"]).select_for_update().order_by("pk"):
        old = act.before["from"][str(trial.pk)]
        if trial.assigned_to_id != act.before["to"]:
            tally.refuse("It was assigned again since.", trial.number)
            continue
        Trial.objects.filter(pk=trial.pk).update(assigned_to=old if old in able else None)
        tally.changed += 1
    return tally


def _undo_tag(act, by):
    deleted = _tagged(act.before["tag"]).filter(trial__in=act.before["trials"]).delete()[0]
    return Tally(changed=deleted, unchanged=len(act.before["trials"]) - deleted)


def _undo_untag(act, by):
    name, keys = act.before["tag"], act.before["trials"]
    tag = Tag.objects.filter(name__iexact=name).first() or Tag.objects.create(name=name)
    added = tag_all(Trial.objects.filter(pk__in=keys), tag.name, by=by)
    return Tally(changed=added, unchanged=len(keys) - added)


def _undo_submission(act, by):
    def back(trial):
        given = trial.verdicts.filter(round=trial.review_round).exclude(outcome="")
        is_same_round = trial.review_round == act.before["rounds"][str(trial.pk)]
        if not is_same_round or given.exists():
            raise InvalidTransition("It was reviewed or submitted again since.")
        make_move(trial, "withdraw", by=by, note=f"Undone: {act.text}")

    return _each(act.before["rounds"], back)


def _undo_verdicts(act, by):
    def withdraw(trial):
        verdict = own_open_verdict(trial, by)
        if verdict and verdict.given_at > act.at:
            raise InvalidTransition("You changed your verdict since, on the page of the trial.")
        withdraw_verdict(trial, by=by)

    return _each(act.before["trials"], withdraw)


def _each(keys, do):
    tally = Tally()
    for trial in Trial.objects.filter(pk__in=keys).defer("search_text").order_by("pk"):
        try:
            do(trial)
        except InvalidTransition as refused:
            tally.refuse(str(refused), trial.number)
        else:
            tally.changed += 1
    return tally


UNDO = {
    BulkKind.DECIDE: _undo_decisions,
    BulkKind.ASSIGN: _undo_assignment,
    BulkKind.TAG: _undo_tag,
    BulkKind.UNTAG: _undo_untag,
    BulkKind.MOVE: _undo_submission,
    BulkKind.JUDGE: _undo_verdicts,
}
