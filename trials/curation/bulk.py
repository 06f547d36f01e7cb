"""One step for all trials of a selection. Each trial is changed as a whole or not at all: a refusal
is counted with its reason and does not stop the others."""

from django.db import transaction

from core.transitions import InvalidTransition

from ..choices import ReviewOutcome
from ..models import Tag, Trial
from .decide import Tally
from .moves import MOVES, make_move
from .people import CURATE, REVIEW, require
from .review import judge_as_read


def _each(trials, do):
    tally = Tally()
    # The keys first: a step may take the trial out of the filter that the selection is made of.
    keys = list(trials.order_by("pk").values_list("pk", flat=True))
    for key in keys:
        trial = Trial.objects.defer("search_text").get(pk=key)
        try:
            do(trial)
        except InvalidTransition as refused:
            tally.refuse(str(refused), trial.number)
        else:
            tally.changed += 1
    return tally


@transaction.atomic
def move_all(trials, name, *, by, **values):
    require(by, MOVES[name].permission)
    return _each(trials, lambda trial: make_move(trial, name, by=by, **values))


@transaction.atomic
def judge_all(trials, outcome, *, by, **values):
    """Give the same verdict on each trial that the person opened in this round of review, by the
    rules of a single one: never on one's own curation, and never over their earlier verdict."""
    require(by, REVIEW)
    outcome = ReviewOutcome(outcome)
    return _each(trials, lambda trial: judge_as_read(trial, outcome, by=by, **values))


@transaction.atomic
def tag_all(trials, name, *, by, remove=False):
    """Add a tag to the trials, or remove it; return the number of trials changed."""
    require(by, CURATE)
    name = " ".join(name.split())
    links = Trial.tags.through.objects
    keys = trials.order_by().values("pk")
    if remove:
        return links.filter(tag__name__iexact=name, trial__in=keys).delete()[0]
    tag = Tag.objects.filter(name__iexact=name).first() or Tag.objects.create(name=name)
    has_it = set(links.filter(tag=tag, trial__in=keys).values_list("trial", flat=True))
    new = [key for key in keys.values_list("pk", flat=True) if key not in has_it]
    links.bulk_create((Trial.tags.through(tag=tag, trial_id=key) for key in new), batch_size=500)
    return len(new)
