"""Supply and demand from the database, calculated together and stored as one snapshot.

Supply adds only data that facilities released to everyone: fresh bands of published facilities.
Exact figures and utilisation are not read here, so that no sum can reveal them.
"""

import time
from collections import Counter, defaultdict

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from core.countries import EUROPE
from core.packed_words import unpacked
from trials.choices import Status
from trials.models import Trial, TrialCountry

from .choices import AtmpClass, Measure, ReviewState, Step
from .measures.areas import own_numbers
from .measures.demand import demand_from_trials, need_in
from .measures.supply import Stated, supply
from .measures.suppression import shown_sums
from .models import CapacityStatement, DemandArea, Facility, Invitation, MeasureSnapshot, Release

ALL = ""  # in place of a class: all classes together
EVERYWHERE = ""  # in place of a country: all countries together
CLASSES = (ALL, *AtmpClass.values)
# Measures that count batches or persons per year; rooms and slots are listed, never added.
PER_YEAR = (Measure.BATCHES, Measure.PATIENTS)
RECRUITMENT_YEARS = 3  # our assumption, because the registers do not state it
FAILURE_RATE = 0.1  # share of batches that fail and are made again (our assumption)
EVERYBODY = AnonymousUser()
KEPT_SNAPSHOTS = 2


def compute():
    """Return all figures of one snapshot as plain data."""
    facilities = list(
        Facility.objects.visible_to(EVERYBODY)
        .order_by()
        .values_list("pk", "site__country", "shown_steps", "shown_classes")
    )
    supplied, shown = _supply(facilities)
    return {
        "supply": supplied,
        "shown": shown,
        "doing": _doing(facilities),
        "facilities": Counter(country for _, country, *_ in facilities),
        "demand": _demand(),
        "care": _care(),
        "response": _response(),
        "is_demo": Facility.objects.visible_to(EVERYBODY).filter(is_demo=True).exists(),
    }


def _supply(facilities):
    """Return {country: {class: {step: [low, high, is_open, facilities, without_figure, stale]}}},
    and {step: {class: countries whose sum may be shown}}, in which EVERYWHERE is the total."""
    country_of = {key: country for key, country, *_ in facilities}
    classes_of = {key: {ALL, *unpacked(classes)} for key, *_, classes in facilities}
    cells = defaultdict(list)
    parts = defaultdict(lambda: defaultdict(set))
    statements = CapacityStatement.objects.released().filter(measure__in=PER_YEAR).exclude(step="")
    for row in statements.only("facility", "band", "step", "atmp_class", "as_of").iterator():
        country = country_of.get(row.facility_id)
        if country is None:
            continue
        stated = Stated(row.facility_id, row.range, row.is_fresh())
        # A statement for all classes counts for each class of the facility.
        own = {ALL, row.atmp_class} if row.atmp_class else classes_of[row.facility_id]
        for atmp_class in own:
            cells[country, atmp_class, row.step].append(stated)
        if stated.is_fresh:
            parts[row.step][country, frozenset(own)].add(row.facility_id)
    found = {}
    for (country, atmp_class, step), rows in cells.items():
        one = supply(rows)
        found.setdefault(country, {}).setdefault(atmp_class, {})[step] = [
            one.range.low,
            one.range.high,
            one.range.is_open,
            one.facilities,
            one.without_figure,
            one.stale,
        ]
    return found, {step: _shown(facilities_of) for step, facilities_of in parts.items()}


def _shown(facilities_of):
    """Return {class: countries whose sum of one step may be shown}, from {(country, classes of a
    statement): facilities}. Totals are preferred, then large sums."""
    sums = defaultdict(set)
    for country, classes in facilities_of:
        for atmp_class in classes:
            sums[atmp_class, country].add((country, classes))
            sums[atmp_class, EVERYWHERE].add((country, classes))

    def rank(key):
        atmp_class, country = key
        size = len(set().union(*(facilities_of[part] for part in sums[key])))
        return country != EVERYWHERE, atmp_class != ALL, -size, key

    ranked = {key: sums[key] for key in sorted(sums, key=rank)}
    found = defaultdict(list)
    for atmp_class, country in sorted(shown_sums(facilities_of, ranked)):
        found[atmp_class].append(country)
    return found


def _doing(facilities):
    """Return {country: {class: {step: number of facilities}}}, as the list of facilities counts."""
    found = {}
    for _, country, steps, classes in facilities:
        for atmp_class in (ALL, *unpacked(classes)):
            numbers = found.setdefault(country, {}).setdefault(atmp_class, {})
            for step in unpacked(steps):
                numbers[step] = numbers.get(step, 0) + 1
    return found


def _demand():
    """Return {country: {class: [batches per year, trials, estimated, without_number]}} of open
    trials that are visible to everyone."""
    trials = Trial.objects.visible_to(EVERYBODY).filter(status=Status.ONGOING)
    stated = defaultdict(list)
    numbers = TrialCountry.objects.filter(trial__in=trials.values("pk"), subjects__isnull=False)
    for trial, code, subjects in numbers.order_by().values_list("trial", "code", "subjects"):
        stated[trial, code].append(subjects)
    needs = defaultdict(list)
    for key, atmp_class, codes, total in trials.order_by().values_list(
        "pk", "atmp_class", "countries", "subjects"
    ):
        countries = codes.split()
        for code in countries:
            if code not in EUROPE:
                continue
            need = need_in(stated.get((key, code), ()), total, len(countries), RECRUITMENT_YEARS)
            for each in {ALL, atmp_class} & set(CLASSES):
                needs[code, each].append(need)
    found = {}
    for (code, atmp_class), rows in needs.items():
        one = demand_from_trials(rows, FAILURE_RATE)
        found.setdefault(code, {})[atmp_class] = [
            one.batches,
            one.trials,
            one.estimated,
            one.without_number,
        ]
    return found


def _care():
    """Return {country: eligible patients per year} of the areas where they are entered."""
    found = Counter()
    areas = {area.code: area for area in DemandArea.objects.exclude(patients=None)}
    for code, patients in own_numbers({code: one.patients for code, one in areas.items()}).items():
        found[areas[code].country] += patients
    return found


def _response():
    """Return {country: {kind: [known, invited, answered]}}. A facility counts as answered if it
    released a block or answered an invitation."""
    known = Facility.objects.exclude(review=ReviewState.WITHDRAWN).exclude(state="closed")
    released = set(Release.objects.active().values_list("facility", flat=True))
    invitations = Invitation.objects.exclude(sent_at=None)
    invited = set(invitations.values_list("facility", flat=True))
    answered = released | set(
        invitations.exclude(answered_at=None).values_list("facility", flat=True)
    )
    found = {}
    for key, country, kind in known.order_by().values_list("pk", "site__country", "kind"):
        line = found.setdefault(country, {}).setdefault(kind, [0, 0, 0])
        line[0] += 1
        line[1] += key in invited or key in answered
        line[2] += key in answered
    return found


@transaction.atomic
def refresh():
    """Compute all figures and keep them as the newest snapshot; older ones are removed."""
    started = time.perf_counter()
    content = compute()
    snapshot = MeasureSnapshot.objects.create(
        seconds=time.perf_counter() - started, content=content
    )
    kept = MeasureSnapshot.objects.values_list("pk", flat=True)[:KEPT_SNAPSHOTS]
    MeasureSnapshot.objects.exclude(pk__in=list(kept)).delete()
    return snapshot


def latest():
    """Return the newest snapshot; computes the first one."""
    return MeasureSnapshot.objects.first() or refresh()


def steps_in_words(steps):
    return ", ".join(Step(step).label for step in steps)
