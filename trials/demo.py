"""Invented work of curators on the demonstration trials, so that no queue is empty.

Figures stay as the registers' files have them: decisions confirm them, and for a drift the register
value is invented.
"""

from datetime import timedelta
from functools import reduce
from operator import or_
from random import Random

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from .choices import Curation, EvidenceKind, Judgement, Origin, ReviewOutcome
from .models import (
    CurationEvent,
    Drift,
    FactDecision,
    Publication,
    PublicationCandidate,
    RecordProblem,
    SeparateTrials,
    Tag,
    Trial,
    TrialNote,
    Verdict,
)
from .models.facts import FACTS

SEED = 4
CYCLE = 24  # of every CYCLE trials, these places have these states; the others are new
STATES = {
    **dict.fromkeys((0, 3, 6, 9, 12, 15, 18), Curation.INCLUDED),
    **dict.fromkeys((4, 13), Curation.IN_CURATION),
    **dict.fromkeys((7, 19), Curation.IN_REVIEW),
    10: Curation.EXCLUDED,
    16: Curation.RETURNED,
}
WAY = {
    Curation.IN_CURATION: (Curation.IN_CURATION,),
    Curation.IN_REVIEW: (Curation.IN_CURATION, Curation.IN_REVIEW),
    Curation.RETURNED: (Curation.IN_CURATION, Curation.IN_REVIEW, Curation.RETURNED),
    Curation.EXCLUDED: (Curation.IN_CURATION, Curation.IN_REVIEW, Curation.EXCLUDED),
    Curation.INCLUDED: (Curation.IN_CURATION, Curation.IN_REVIEW, Curation.INCLUDED),
}
MAX_TRIALS_WITH_DEMO_WORK = 640
CURATED = ("atmp", "atmp_class", "phase")
NOTE = "Demonstration: an invented note on an invented trial."
WORDS = ("status not known: Paused by the site", "country not known: Atlantis")
PLACE = "demonstration"
SHARED_NCT = "NCT99999999"
FIRST_PMID = 91_000_001
AUTHORS = "Exemplar A\nMuster B\nVoorbeeld C\nEjemplo D"
MOVED = {"phase": ("II", "III"), "status": ("completed", "ongoing")}


def demo_trials(*, atmp_class, technology, conditions):
    """Return the invented trials of a class and technology on a disease, oldest first, for rows of
    other apps that name a trial. `conditions` are words of the disease, one of which is enough."""
    named = reduce(or_, (Q(condition__icontains=word) for word in conditions))
    trials = Trial.objects.filter(named, is_demo=True, atmp_class=atmp_class)
    return trials.with_technology([technology]).order_by("pk")


@transaction.atomic
def load():
    """Add curators' work, unless there is some, and return the number of trials with it."""
    demo = Trial.objects.filter(is_demo=True)
    if FactDecision.objects.filter(trial__in=demo).exists():
        return demo.exclude(curation=Curation.NEW).count()
    trials = list(demo.defer("search_text").order_by("pk")[:MAX_TRIALS_WITH_DEMO_WORK])
    if not trials:
        return 0
    rng = Random(SEED)
    curator = get_user_model().objects.filter(email="curator@demo.example").first()
    for place, trial in enumerate(trials):
        _curate(trial, STATES.get(place % CYCLE, Curation.NEW), rng, curator)
    _add_drift([t for t in trials if t.curation == Curation.INCLUDED])
    _add_words([t for t in trials if t.curation == Curation.NEW][:6])
    _add_literature(trials)
    _add_doubtful_match(trials)
    _add_problems()
    tag, _ = Tag.objects.get_or_create(name=PLACE)
    tag.trials.add(*trials[::40])
    return sum(trial.curation != Curation.NEW for trial in trials)


def remove():
    """Delete the demonstration rows that are not deleted with the trials."""
    RecordProblem.objects.filter(place=PLACE).delete()
    SeparateTrials.objects.filter(nct_number=SHARED_NCT).delete()
    Tag.objects.filter(name=PLACE).delete()


def _curate(trial, state, rng, curator):
    started = timezone.now() - timedelta(days=rng.randrange(20, 200))
    trial.curation = state
    trial.curation_since = started
    if state == Curation.NEW:
        Trial.objects.filter(pk=trial.pk).update(curation_since=started)
        return
    for fact in CURATED:
        setattr(trial, f"curated_{fact}", getattr(trial, f"register_{fact}"))
    trial.curated_at = started
    trial.exclusion_reason = "duplicate" if state == Curation.EXCLUDED else ""
    if state in (Curation.IN_CURATION, Curation.RETURNED):
        trial.assigned_to = curator
    FactDecision.objects.bulk_create(
        FactDecision(
            trial=trial,
            fact=fact,
            value=getattr(trial, f"curated_{fact}"),
            register=getattr(trial, f"register_{fact}"),
            evidence=EvidenceKind.RECORD,
            record=trial.lead_record,
            source="Demonstration: the trial's leading record",
            origin=Origin.PAGE,
            at=started,
        )
        for fact in CURATED
        if getattr(trial, f"curated_{fact}")
    )
    _add_way(trial, started, rng)
    trial.save()


def _add_way(trial, started, rng):
    """Add the events of a trial's curation, and verdicts of one or two readers, who may differ."""
    old, events = Curation.NEW, []
    for step, new in enumerate(WAY[trial.curation]):
        trial.curation_since = started + timedelta(days=3 * step)
        note = "Demonstration: is the class right?" if new == Curation.RETURNED else ""
        at = trial.curation_since
        events.append(CurationEvent(trial=trial, old=old, new=new, at=at, note=note))
        old = new
    CurationEvent.objects.bulk_create(events)
    if trial.curation == Curation.IN_CURATION:
        TrialNote.objects.create(trial=trial, text=NOTE)
        return
    trial.review_round = 1
    trial.proposal = ReviewOutcome.INCLUDE if trial.curation == Curation.IN_REVIEW else ""
    readers = rng.choice((1, 2))
    # In review, the second reader is missing, or the only one.
    given = readers - 1 if trial.curation == Curation.IN_REVIEW else readers
    outcome = {
        Curation.EXCLUDED: ReviewOutcome.EXCLUDE,
        Curation.RETURNED: ReviewOutcome.RETURN,
    }.get(trial.curation, ReviewOutcome.INCLUDE)
    for place in range(1, readers + 1):
        answers = {fact: getattr(trial, fact) for fact in FACTS}
        if rng.random() < 0.15 and place == 2:
            answers["phase"] = "I/II" if trial.phase == "II" else "II"
        verdict = {"outcome": outcome, "given_at": trial.curation_since, "answers": answers}
        Verdict.objects.create(
            trial=trial,
            round=1,
            place=place,
            opened_at=trial.curation_since,
            exclusion_reason=trial.exclusion_reason,
            **verdict if place <= given else {},
        )


def _add_drift(trials):
    """Add drifts: the register value changes and the curated one does not."""
    now = timezone.now()
    for place, (fact, (new, other)) in enumerate(list(MOVED.items()) * 4):
        if place >= len(trials):
            return
        trial = trials[place]
        curated = getattr(trial, fact)
        setattr(trial, f"curated_{fact}", curated)
        setattr(trial, f"register_{fact}", new if curated != new else other)
        trial.save()
        Drift.objects.create(
            trial=trial,
            fact=fact,
            old=curated,
            new=getattr(trial, f"register_{fact}"),
            curated=curated,
            opened_at=now - timedelta(days=2 * place + 1),
        )


def _add_words(trials):
    for trial, word in zip(trials, WORDS * 3, strict=False):
        trial.register_notes = [f"Demonstration, {word}"]
        trial.save()


def _add_literature(trials):
    """Add suggested articles to some trials and accepted ones to included trials."""
    now = timezone.now()
    for place, trial in enumerate(trials[1::30]):
        pmid = str(FIRST_PMID + place)
        publication, _ = Publication.objects.get_or_create(
            pmid=pmid,
            defaults={
                "doi": f"10.5555/demo.{pmid}",
                "title": f"Demonstration: results of {trial.title[:200]}",
                "authors": AUTHORS,
                "journal": "Demo Journal of Advanced Therapies",
                "year": 2024,
            },
        )
        PublicationCandidate.objects.create(
            trial=trial,
            publication=publication,
            found_by=f"{trial.number}[si]",
            found_at=now - timedelta(days=place),
        )
    included = [trial for trial in trials if trial.curation == Curation.INCLUDED]
    found = Publication.objects.filter(pmid__startswith="91").order_by("pk")
    PublicationCandidate.objects.bulk_create(
        PublicationCandidate(
            trial=trial,
            publication=publication,
            found_by="added by hand",
            found_at=now,
            judgement=Judgement.ACCEPTED,
            judged_at=now,
        )
        for trial, publication in zip(included[::5], found, strict=False)
    )


def _add_doubtful_match(trials):
    """Add the same NCT number to two trials of one register and to one of the other."""
    alone = [
        [t for t in trials if t.registers == register and t.curation == Curation.NEW]
        for register in ("euctr", "ctis")
    ]
    for trial in (*alone[0][:2], *alone[1][:1]):
        trial.nct_number = SHARED_NCT
        trial.save()


def _add_problems():
    now = timezone.now()
    for number in (1, 2):
        RecordProblem.objects.get_or_create(
            register="euctr",
            record=f"2019-99999{number}-99/DE",
            place=PLACE,
            defaults={
                "reason": "An invented record that is cut off in the middle.",
                "first_seen_at": now - timedelta(days=number),
                "last_seen_at": now,
            },
        )
