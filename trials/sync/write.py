"""Trials as rows, derived from their register records. Curated values are never touched."""

from dataclasses import replace

from ..models import RecordVersion, RegisterRecord, Trial
from ..rules import derive
from .drift import open_drift, register_values
from .matching import find_trial, known_numbers
from .rebuild import add_parts, remove_parts, write_facts
from .succession import is_curated, move_links


def write_trials(comparisons, *, is_demo):
    """Write what the touched records of several trials mean.

    Trials that nobody knew are written together, in a handful of statements. Where numbers meet,
    with a stored trial or with each other, one trial follows the other.
    """
    touched = [comparison for comparison in comparisons if comparison.touched]
    protocols = [item.protocol for comparison in touched for item in comparison.touched]
    taken = known_numbers(protocols) if protocols else set()
    together, one_by_one = [], []
    for comparison in touched:
        is_alone = taken.isdisjoint(comparison.numbers) and not comparison.is_known
        (together if is_alone else one_by_one).append(comparison)
        taken |= comparison.numbers
    create_trials([comparison.latest for comparison in together], is_demo=is_demo)
    for comparison in one_by_one:
        _write_trial(comparison, is_demo=is_demo)


def create_trials(changes, *, is_demo):
    """New trials, each given as the (row, protocol) pairs of its records."""
    made = []
    for pairs in changes:
        trial = Trial(is_demo=is_demo)
        pairs, facts = _derived(pairs)
        write_facts(trial, facts)
        trial.settle()
        made.append((trial, pairs, facts))
    trials = [trial for trial, _, _ in made]
    Trial.objects.bulk_create(trials)
    for trial, pairs, _ in made:
        for row, _ in pairs:
            row.trial = trial
    RegisterRecord.objects.bulk_create([row for _, pairs, _ in made for row, _ in pairs])
    for trial, pairs, facts in made:
        trial.lead_record = _lead(pairs, facts)
    Trial.objects.bulk_update(trials, ["lead_record"])
    add_parts([(trial, facts) for trial, _, facts in made])


def save_trial(trial, changed):
    """Derive the trial from all its records and saves it with its new and changed rows, given as
    (row, protocol) pairs."""
    is_new = trial.pk is None
    new_rows = [row for row, _ in changed if not row.pk]
    old_rows = [row for row, _ in changed if row.pk]
    pairs = list(changed)
    if not is_new:
        others = trial.records.exclude(pk__in=[row.pk for row in old_rows])
        pairs += [(row, row.protocol()) for row in others]
    pairs, facts = _derived(pairs)
    if not is_new:
        trial.take_decisions()
    before = register_values(trial)
    write_facts(trial, facts)
    trial.save()
    open_drift(trial, before)
    for row, _ in changed:
        row.trial = trial
    RegisterRecord.objects.bulk_create(new_rows)
    for row in old_rows:
        row.save()
    lead = _lead(pairs, facts)
    if trial.lead_record_id != lead.pk:
        Trial.objects.filter(pk=trial.pk).update(lead_record=lead)
    if not is_new:
        remove_parts(trial)
    add_parts([(trial, facts)])


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
    """The pairs in the order of their records, and what they say together."""
    pairs = sorted(pairs, key=lambda pair: (pair[0].register, pair[0].country, pair[0].ordinal))
    pairs = [(row, replace(protocol, ordinal=row.ordinal)) for row, protocol in pairs]
    return pairs, derive([protocol for _, protocol in pairs])


def _lead(pairs, facts):
    return next(row for row, protocol in pairs if protocol is facts.lead)


def _write_trial(comparison, *, is_demo):
    trial = _trial_of(comparison) or Trial(is_demo=is_demo)
    _move_rows([item.row for item in comparison.touched], trial)
    save_trial(trial, comparison.latest)
    RecordVersion.objects.bulk_create(comparison.replaced.values())


def _trial_of(comparison):
    """By the numbers of the records, else where they were before."""
    first, *rest = comparison.touched
    found = find_trial(first.protocol)
    if not found:
        with_nct = (item.protocol for item in rest if item.protocol.nct_number)
        found = next(filter(None, map(find_trial, with_nct)), None)
    return found or next((item.row.trial for item in comparison.touched if item.row.trial_id), None)


def _move_rows(rows, trial):
    """Move records to another trial, which a later number may require. The trials that lose them
    are settled first, because no two trials may have the same number."""
    moving = [row for row in rows if row.trial_id and row.trial_id != trial.pk]
    left = {row.trial_id for row in moving}
    if left:
        pks = [row.pk for row in moving]
        RegisterRecord.objects.filter(pk__in=pks).update(trial=trial)
        for abandoned in Trial.objects.filter(pk__in=left):
            leave_trial(abandoned, trial)
