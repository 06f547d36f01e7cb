"""Write the records of a run to the database, count them and store their problems."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from registers.numbers import base_of

from ..models import ExcludedNumber, SyncRun
from .apply import OUTCOMES, Synchronisation, batches, record_name
from .lease import note_progress
from .problems import OpenProblems, note_problem
from .report import mail_trouble


class RunWriter:
    """Writes the pages or files of a run that this worker has; `renew` renews its lease."""

    def __init__(self, run, renew):
        self.run, self.renew = run, renew
        self.synchronisation = Synchronisation(dry_run=run.is_dry_run, is_demo=run.is_demo, run=run)
        self.excluded = set(map(base_of, ExcludedNumber.objects.values_list("number", flat=True)))
        self.problems = OpenProblems(run)

    def apply(self, items, name, *, seen_here, page=None):
        """Apply the records of a page or file, and notes the place on a page that has them all
        behind it. `seen_here` are the keys of rows that the same page or file is about."""
        done = page.trials_applied if page else 0
        for batch in batches(items):
            self.renew()
            batch = [group for group in batch if group.place > done and self._is_wanted(group)]
            if batch:
                self._apply_batch(batch, name, seen_here, page)

    def _is_wanted(self, group):
        return base_of(group.number) not in self.excluded

    def _apply_batch(self, batch, name, seen_here, page):
        @transaction.atomic
        def count(batch, outcomes):
            add(self.run, outcomes)
            if page:
                self.run.pages.filter(pk=page.pk).update(trials_applied=batch[-1].place)

        refused = self.synchronisation.apply_batch(batch, name, seen_here, also=count)
        if self._keeps_problems:
            raw = page.data if page and not batch[0].records else b""
            for problem in refused:
                note_problem(self.run, problem.record, problem.where, problem.message, raw)
        if not self.run.is_dry_run:
            # The problem of a record without a country has the number of its trial.
            names = {record_name(record) for group in batch for record in group.records}
            numbers = {group.number for group in batch}
            unread = {problem.record for problem in refused}
            self.problems.solved(
                (names - unread) | (numbers - {name.split("/")[0] for name in unread})
            )

    @property
    def _keeps_problems(self):
        """Return whether problems are stored; a dry run of a file only shows them."""
        return not (self.run.is_dry_run and self.run.kind == SyncRun.Kind.FILE)


def add(run, outcomes):
    """Add outcomes to the run's counts; call it in the transaction that they belong to."""
    numbers = {name: F(name) + outcomes.get(name, 0) for name in OUTCOMES if outcomes.get(name)}
    note_progress(run, attempts=0, seen=F("seen") + sum(outcomes.values()), **numbers)


def update(run, **fields):
    """Set columns of the run that this worker has; raise LeaseLost."""
    note_progress(run, **fields)
    for name, value in fields.items():
        setattr(run, name, value)


def finish(run, state, message):
    """End the run that this worker has, and mail the operators if it failed; raise LeaseLost."""
    update(run, state=state, message=message, lease_until=None, finished_at=timezone.now())
    run.refresh_from_db()
    if state == SyncRun.State.FAILED:
        mail_trouble(run, "failed")
