"""Trials as rows, derived from their register records. Curated values are never touched."""

from collections import defaultdict
from dataclasses import replace

from ..models import RecordVersion, RegisterRecord, Trial
from ..rules import derive
from .drift import open_drift, register_values
from .matching import find_trial, known_numbers
from .rebuild import add_derived_rows, remove_derived_rows, write_facts
from .succession import is_curated, move_links


def write_trials(comparisons, *, is_demo):
    """Write the trials of the touched records.

    New trials are created together, in a few statements. The others meet a
    stored trial, or each other, by their numbers.
    """
    touched = [comparison for comparison in comparisons if comparison.touched]
    protocols = [item.protocol for comparison in touched for item in comparison.touched]
    taken = known_numbers(protocols) if protocols else set()
    unknown, meeting = [], []
    for comparison in touched:
        is_alone = taken.isdisjoint(comparison.numbers) and not comparison.is_known
        (unknown if is_alone else meeting).append(comparison)
        taken |= comparison.numbers
    create_trials([comparison.latest for comparison in unknown], is_demo=is_demo)
    _write_meeting(meeting, is_demo=is_demo)


def create_trials(changes, *, is_demo):
    """Create new trials, each given as the (row, protocol) pairs of its records."""
    made = []
    for pairs in changes:
        trial = Trial(is_demo=is_demo)
        pairs, facts = _derived(pairs)
        write_facts(trial, facts)
        trial.settle()
        made.append((trial, pairs, facts))
    trials = [trial for trial, _, _ in made]
    Trial.objects.bulk_create(trials)
    for trial, pairs, facts in made:
        lead = _lead(pairs, facts)
        for row, _ in pairs:
            row.trial, row.is_lead = trial, row is lead
    RegisterRecord.objects.bulk_create([row for _, pairs, _ in made for row, _ in pairs])
    add_derived_rows([(trial, facts) for trial, _, facts in made])


def save_trial(trial, changed):
    """Derive the trial from all its records and save it with its new and changed rows, given as
    (row, protocol) pairs."""
    save_trials([(trial, changed)])


def save_trials(changes):
    """Do the same for several different trials, given as (trial, pairs)."""
    stored = [trial for trial, _ in changes if trial.pk]
    old_rows = [row for _, changed in changes for row, _ in changed if row.pk]
    others = _unchanged_rows(stored, old_rows)
    Trial.take_decisions_of(stored)
    saved = []
    for trial, changed in changes:
        pairs = [*changed, *((row, row.protocol()) for row in others[trial.pk])]
        pairs, facts = _derived(pairs)
        before = register_values(trial)
        write_facts(trial, facts)
        trial.save()
        open_drift(trial, before)
        for row, _ in changed:
            row.trial = trial
        saved.append((trial, pairs, facts))
    _choose_leads(stored, [(pairs, _lead(pairs, facts)) for _, pairs, facts in saved])
    new_rows = [row for _, changed in changes for row, _ in changed if not row.pk]
    RegisterRecord.objects.bulk_create(new_rows)
    for row in old_rows:
        row.save()
    remove_derived_rows(stored)
    add_derived_rows([(trial, facts) for trial, _, facts in saved])


def _choose_leads(stored, choices):
    """Mark the lead records, given as (pairs of a trial, its lead). The earlier ones lose the mark
    first, because a trial has one."""
    leads = [lead.pk for _, lead in choices]
    rows = RegisterRecord.objects.order_by()
    rows.filter(trial__in=stored, is_lead=True).exclude(pk__in=filter(None, leads)).update(
        is_lead=False
    )
    for pairs, lead in choices:
        for row, _ in pairs:
            row.is_lead = row is lead
    rows.filter(pk__in=filter(None, leads), is_lead=False).update(is_lead=True)


def _unchanged_rows(trials, changed_rows):
    """Return {key of a trial: its stored rows without the changed ones}."""
    rows = defaultdict(list)
    if trials:
        changed = [row.pk for row in changed_rows]
        for row in RegisterRecord.objects.filter(trial__in=trials).exclude(pk__in=changed):
            rows[row.trial_id].append(row)
    return rows


def leave_trial(trial, successor=None):
    """Settle a trial that lost records, to `successor` if there is one.

    A trial without records gives its successor everything that points at it, and is deleted. Raise
    BothCurated.
    """
    if trial.records.exists():
        save_trial(trial, [])
    elif successor:
        move_links(trial, successor)
        trial.delete()
    elif not is_curated(trial):
        trial.delete()


def _derived(pairs):
    """Return the pairs in the order of their records, and the facts derived from them."""
    pairs = sorted(pairs, key=lambda pair: (pair[0].register, pair[0].country, pair[0].ordinal))
    pairs = [(row, replace(protocol, ordinal=row.ordinal)) for row, protocol in pairs]
    return pairs, derive([protocol for _, protocol in pairs])


def _lead(pairs, facts):
    return next(row for row, protocol in pairs if protocol is facts.lead)


def _write_meeting(comparisons, *, is_demo):
    """Write trials whose numbers meet a stored trial or each other. As many are saved together as
    do not depend on what another one of them writes."""
    waiting, numbers = {}, set()

    def save_waiting():
        save_trials([(trial, comparison.latest) for trial, comparison in waiting.values()])
        versions = (comparison.replaced.values() for _, comparison in waiting.values())
        RecordVersion.objects.bulk_create([each for some in versions for each in some])
        waiting.clear()
        numbers.clear()

    for comparison in comparisons:
        if not numbers.isdisjoint(comparison.numbers):
            save_waiting()
        trial = _trial_of(comparison)
        if trial and trial.pk in waiting:
            save_waiting()
            trial = _trial_of(comparison)
        trial = trial or Trial(is_demo=is_demo)
        if moving := _rows_of_others(comparison, trial):
            save_waiting()
            _move_rows(moving, trial)
        waiting[trial.pk or id(trial)] = trial, comparison
        numbers |= comparison.numbers
    save_waiting()


def _trial_of(comparison):
    """Return the trial found by the records' numbers, else the one that they belonged to before."""
    first, *rest = comparison.touched
    found = find_trial(first.protocol)
    if not found:
        with_nct = (item.protocol for item in rest if item.protocol.nct_number)
        found = next(filter(None, map(find_trial, with_nct)), None)
    return found or next((item.row.trial for item in comparison.touched if item.row.trial_id), None)


def _rows_of_others(comparison, trial):
    rows = [item.row for item in comparison.touched]
    return [row for row in rows if row.trial_id and row.trial_id != trial.pk]


def _move_rows(rows, trial):
    """Move records to another trial, which a later number may require. The trials that lose them
    are settled first, because no two trials may have the same number."""
    left = {row.trial_id for row in rows}
    RegisterRecord.objects.filter(pk__in=[row.pk for row in rows]).update(
        trial=trial, is_lead=False
    )
    for abandoned in Trial.objects.filter(pk__in=left):
        leave_trial(abandoned, trial)
