"""A number that comes later joins two trials: nothing that points at either is lost."""

import pytest
from django.apps import apps
from django.utils import timezone

from registers.tests.texts import ctis_file, ctis_record, euctr_file, euctr_text
from trials.choices import Judgement
from trials.curation.decide import Evidence, decide, one
from trials.curation.literature import add_publication, judge_candidate
from trials.curation.matches import join
from trials.models import (
    CurationEvent,
    Drift,
    FactDecision,
    Publication,
    PublicationCandidate,
    Tag,
    Trial,
    TrialNote,
    TrialReading,
    Verdict,
)
from trials.sync.succession import DERIVED, relations

from .factories import import_bytes
from .people import person

pytestmark = pytest.mark.django_db
EUDRACT, EU_CT = "2015-000001-11", "2023-500001-11-00"
LINK = Evidence.of_text("https://example.org/article")


def candidate(trial):
    publication = Publication.objects.create(pmid="90000001", title="An article")
    PublicationCandidate.objects.create(
        trial=trial, publication=publication, found_by="words", found_at=timezone.now()
    )


def use_case(trial):
    relation = relations()["use_cases"]
    case = relation.related_model.objects.first()
    trial.use_cases.add(case)


def scenario(trial):
    relations()["scenarios"].related_model.objects.create(
        title="From the trial", slug="from-the-trial", trial=trial
    )


def consortium_link(trial):
    decision = apps.get_model("consortium", "Decision")
    body = apps.get_model("consortium", "Body").objects.first()
    relations()["consortium_links"].related_model.objects.create(
        trial=trial,
        decision=decision.objects.create(
            number="D-1", body=body, title="A decision", decided_on="2026"
        ),
    )


# One row of every relation that is not made from records, as somebody makes it.
MAKE = {
    "use_cases": use_case,
    "scenarios": scenario,
    "decisions": lambda trial: FactDecision.objects.create(trial=trial, fact="phase", value="III"),
    "events": lambda trial: CurationEvent.objects.create(trial=trial, old="new", new="in_curation"),
    "verdicts": lambda trial: Verdict.objects.create(trial=trial, round=1, place=1),
    "readings": lambda trial: TrialReading.objects.create(
        trial=trial, reader=person("reviewer"), round=1, seen={}
    ),
    "notes": lambda trial: TrialNote.objects.create(trial=trial, text="Look again"),
    "drifts": lambda trial: Drift.objects.create(
        trial=trial, fact="phase", old="II", new="III", opened_at=timezone.now()
    ),
    "candidates": candidate,
    "consortium_links": consortium_link,
}


def bring_ctis(**fields):
    """A trial of CTIS; its EudraCT number may come one download later."""
    import_bytes(ctis_file(ctis_record(EU_CT, **fields)))
    return Trial.objects.get(eu_ct_number=EU_CT)


def bring_euctr():
    import_bytes(euctr_file(euctr_text(EUDRACT, "DE")))
    return Trial.objects.get(eudract_number=EUDRACT)


def test_every_relation_of_a_trial_is_moved_or_derived():
    """A new one must be decided on: derived from records, or made here and moved."""
    assert set(MAKE) | set(DERIVED) == set(relations())
    assert not set(MAKE) & set(DERIVED)


@pytest.mark.parametrize("name", MAKE)
def test_what_points_at_a_trial_follows_its_records(name):
    bring_euctr()
    gone = bring_ctis()
    MAKE[name](gone)
    rows = {row.pk for row in getattr(gone, name).all()}
    assert rows

    bring_ctis(eudract=EUDRACT, updated="01/03/2026")

    trial = Trial.objects.get()
    assert trial.eudract_number == EUDRACT
    assert {row.pk for row in getattr(trial, name).all()} == rows


def test_tags_follow_too():
    bring_euctr().tags.add(Tag.objects.create(name="first"))
    bring_ctis().tags.add(Tag.objects.create(name="second"))

    bring_ctis(eudract=EUDRACT, updated="01/03/2026")

    assert set(Trial.objects.get().tags.values_list("name", flat=True)) == {"first", "second"}


def test_decisions_and_the_state_of_curation_follow():
    bring_euctr()
    decide(one(bring_ctis()), "phase", "III", by=person("curator"), evidence=LINK)

    bring_ctis(eudract=EUDRACT, updated="01/03/2026")

    trial = Trial.objects.get()
    assert (trial.curated_phase, trial.phase, trial.curation) == ("III", "III", "in_curation")


def test_where_people_decided_on_both_the_record_waits_for_a_person():
    curator = person("curator")
    decide(one(bring_euctr()), "phase", "II", by=curator, evidence=LINK)
    decide(one(bring_ctis()), "phase", "III", by=curator, evidence=LINK)

    report = import_bytes(ctis_file(ctis_record(EU_CT, eudract=EUDRACT, updated="01/03/2026")))

    assert dict(Trial.objects.values_list("phase", "records__register")) == {
        "II": "euctr",
        "III": "ctis",
    }
    [problem] = report.problems
    assert f"join {EU_CT} and {EUDRACT}, and people have decided on both" in problem["message"]


@pytest.mark.parametrize(("kept", "other"), [("", "accepted"), ("accepted", ""), ("rejected", "")])
def test_a_judgement_beats_a_suggestion(kept, other):
    curator = person("curator")
    for trial, judgement in ((bring_euctr(), kept), (bring_ctis(), other)):
        add_publication(trial, by=curator, doi="10.1000/1", title="An article")
        trial.candidates.update(judgement="")
        if judgement:
            judge_candidate(trial.candidates.get(), judgement, by=curator)

    bring_ctis(eudract=EUDRACT, updated="01/03/2026")

    assert Trial.objects.get().candidates.get().judgement == Judgement(kept or other)


def test_a_person_who_joins_two_trials_loses_nothing_either():
    kept, other = bring_euctr(), bring_ctis()
    Trial.objects.update(nct_number="NCT01234567")
    moved = set(MAKE) - {"decisions"}  # a trial with decisions is not joined away
    for name in moved:
        MAKE[name](other)
    other.tags.add(Tag.objects.create(name="second"))

    join(kept, other, by=person("curator"))

    trial = Trial.objects.get()
    assert [name for name in moved if not getattr(trial, name).exists()] == []
    assert trial.tags.get().name == "second"
