"""Read the stored records again after parser or rules have changed, without the network."""

from django.db import transaction
from django.db.models import F

from ..models import Trial
from ..models.facts import FACTS
from .lease import note_progress
from .problems import note_problem
from .write import save_trial

COMPARED = (
    *(f"register_{fact}" for fact in FACTS),
    "title",
    "countries",
    "refusing_countries",
    "search_text",
)


def replay(run, renew):
    """Derive every trial of the register again, in the order of their keys from `position` on."""
    trials = Trial.objects.in_register([run.register]).order_by("pk")
    note_progress(run, expected=trials.count())
    for trial in trials.filter(pk__gt=run.position).iterator(chunk_size=50):
        renew()
        before = [getattr(trial, name) for name in COMPARED]
        try:
            with transaction.atomic():
                save_trial(trial, [])
                same = before == [getattr(trial, name) for name in COMPARED]
                _count(run, trial, "unchanged" if same else "changed")
        except ValueError as error:
            note_problem(run, trial.number, f"stored records of {trial.number}", str(error))
            _count(run, trial, "failed")


def _count(run, trial, outcome):
    note_progress(
        run,
        position=trial.pk,
        fetched=F("fetched") + 1,
        seen=F("seen") + 1,
        **{outcome: F(outcome) + 1},
    )
