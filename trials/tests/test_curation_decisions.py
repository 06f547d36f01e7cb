"""Facts: decided with evidence, reverted, followed when the register moves, and in bulk."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core.transitions import InvalidTransition
from registers.tests.texts import euctr_file, euctr_text
from stakeholders.imports.reader import Table
from trials.choices import PHASE_VALUES, Curation
from trials.curation.bulk import judge_all, move_all, tag_all
from trials.curation.decide import Evidence, decide, one, revert
from trials.curation.drift import resolve
from trials.curation.moves import make_move
from trials.curation.review import note_reading, open_for
from trials.curation.table import commit_plan, plan
from trials.models import CurationEvent, Drift, FactDecision, Tag, Trial

from .factories import import_bytes, make_trial
from .people import SURE, person

pytestmark = pytest.mark.django_db
LONG_AGO = "2020-01-01T00:00Z"
LINK = Evidence.of_text("https://example.org/article", page="12", quotation="Phase 3")


@pytest.fixture
def curator():
    return person("curator")


@pytest.fixture
def drifted(curator):
    """A trial whose register phase moved from II to III under a curated II."""
    import_bytes(euctr_file(euctr_text("2015-000001-11", "DE", phases=("II",))))
    decide(one(Trial.objects.get()), "phase", "II", by=curator, evidence=LINK)
    import_bytes(euctr_file(euctr_text("2015-000001-11", "DE", phases=("III",))))
    return Drift.objects.get()


def test_a_decision_counts_and_keeps_what_it_rests_on(curator):
    trial = make_trial()
    decide(one(trial), "phase", "III", by=curator, evidence=LINK, reason="Randomised")

    trial.refresh_from_db()
    assert (trial.register_phase, trial.curated_phase, trial.phase) == ("II", "III", "III")
    assert trial.curation == "in_curation"
    row = FactDecision.objects.get()
    assert (row.old, row.value, row.register, row.by) == ("", "III", "II", curator)
    assert (row.evidence, row.source, row.page) == ("link", "https://example.org/article", "12")
    assert (row.quotation, row.reason, row.origin) == ("Phase 3", "Randomised", "page")


def test_the_same_value_again_changes_nothing(curator):
    trial = make_trial()
    decide(one(trial), "phase", "III", by=curator, evidence=LINK)

    tally = decide(one(trial), "phase", "III", by=curator, evidence=LINK)

    assert (tally.changed, tally.unchanged) == (0, 1)
    assert FactDecision.objects.count() == 1


@pytest.mark.parametrize(
    ("fact", "value", "values", "says"),
    [
        ("phase", "V", {"evidence": LINK}, "not a value"),
        ("disease_areas", "C04 nonsense", {"evidence": LINK}, "not a value"),
        ("disease_areas", "C04 unknown", {"evidence": LINK}, "cannot be combined with"),
        ("title", "x", {"evidence": LINK}, "not a fact"),
        ("phase", "III", {}, "The evidence is missing"),
        ("phase", "", {}, "why the curated value is removed"),
    ],
)
def test_refusals_say_what_is_missing(curator, fact, value, values, says):
    trial = make_trial()

    with pytest.raises(ValidationError, match=says):
        decide(one(trial), fact, value, by=curator, **values)
    assert not FactDecision.objects.exists()


@pytest.mark.parametrize("state", ["in_review", "included", "excluded"])
def test_what_is_reviewed_rests(curator, state):
    trial = make_trial(curation=state)

    tally = decide(one(trial), "phase", "III", by=curator, evidence=LINK)

    assert tally.refused_count == 1
    trial.refresh_from_db()
    assert trial.phase == "II"


def test_a_value_taken_away_gives_the_word_back_to_the_registers(curator):
    trial = make_trial()
    decide(one(trial), "phase", "III", by=curator, evidence=LINK)
    decide(one(trial), "phase", "", by=curator, reason="A misreading")

    trial.refresh_from_db()
    assert (trial.curated_phase, trial.phase) == ("", "II")


def test_a_revert_is_a_decision_on_the_evidence_of_before(curator):
    trial = make_trial()
    decide(one(trial), "phase", "III", by=curator, evidence=LINK)
    decide(one(trial), "phase", "I", by=curator, evidence=Evidence.of_text("A poster"))

    revert(FactDecision.objects.first(), by=curator, reason="The poster is of another trial")

    trial.refresh_from_db()
    assert trial.phase == "III"
    last = FactDecision.objects.first()
    assert (last.old, last.value, last.origin) == ("I", "III", "revert")
    assert last.source == "https://example.org/article"


def test_reverting_the_first_decision_takes_it_away(curator):
    trial = make_trial()
    decide(one(trial), "phase", "III", by=curator, evidence=LINK)

    revert(FactDecision.objects.get(), by=curator, reason="Too early")

    trial.refresh_from_db()
    assert (trial.curated_phase, trial.phase) == ("", "II")


class EffectiveValue(TestCase):
    """Whatever is decided in whatever order: the curated value counts, else the register's."""

    @settings(deadline=None, max_examples=30)
    @given(st.lists(st.sampled_from(["", *PHASE_VALUES]), max_size=6))
    def test_follows_the_last_decision(self, values):
        trial, curator = make_trial(), person("curator")
        for value in values:
            decide(one(trial), "phase", value, by=curator, evidence=LINK, reason="r")
        trial.refresh_from_db()

        assert trial.curated_phase == (values[-1] if values else "")
        assert trial.phase == (trial.curated_phase or "II")
        history = list(trial.decisions.order_by("pk"))
        assert [row.old for row in history][1:] == [row.value for row in history][:-1]
        assert all(row.old != row.value for row in history)


# Drift


@pytest.mark.parametrize(
    ("resolution", "value", "phase"),
    [("kept", "", "II"), ("adopted", "", "III"), ("adapted", "II/III", "II/III")],
)
def test_a_drift_is_resolved(curator, drifted, resolution, value, phase):
    resolve(drifted, resolution, by=curator, value=value)

    drifted.refresh_from_db()
    assert (drifted.resolution, drifted.resolved_by) == (resolution, curator)
    assert Trial.objects.get().phase == phase


def test_adopting_is_a_decision_on_the_record(curator, drifted):
    resolve(drifted, "adopted", by=curator)

    row = FactDecision.objects.first()
    assert (row.old, row.value, row.origin) == ("II", "III", "drift")
    assert row.record == Trial.objects.get().records.get()


@pytest.mark.parametrize(("curation", "reason"), [("included", ""), ("excluded", "duplicate")])
def test_a_drift_on_a_reviewed_trial_sends_it_to_a_reader(curator, drifted, curation, reason):
    Trial.objects.update(curation=curation, exclusion_reason=reason)

    resolve(drifted, "adopted", by=curator)

    trial = Trial.objects.get()
    assert (trial.curation, trial.phase, trial.exclusion_reason) == ("in_review", "III", reason)
    assert open_for(person("reviewer")).count() == 1


def test_a_kept_value_leaves_an_included_trial_included(curator, drifted):
    Trial.objects.update(curation=Curation.INCLUDED)

    resolve(drifted, "kept", by=curator)

    assert Trial.objects.get().curation == "included"


def test_a_drift_that_makes_inclusion_impossible_leaves_the_trial_in_curation(curator, drifted):
    Trial.objects.update(curation=Curation.INCLUDED)
    decide_now = Drift.objects.create(
        trial=drifted.trial, fact="atmp", old="yes", new="no", curated="yes", opened_at=LONG_AGO
    )

    resolve(decide_now, "adopted", by=curator)

    trial = Trial.objects.get()
    assert (trial.curation, trial.atmp) == ("in_curation", "no")
    assert "Only advanced therapies are included" in trial.notes.get().text


def _on_the_page(trial, by):
    return decide(one(trial), "phase", "I", by=by, evidence=LINK)


def _in_bulk(trial, by):
    return decide(Trial.objects.all(), "phase", "I", by=by, evidence=LINK, origin="bulk")


def _by_revert(trial, by):
    return revert(trial.decisions.first(), by=by, reason="Wrong")


def _by_file(trial, by):
    table = Table(["Number", "Phase: curated", "Evidence"], [(2, [trial.number, "I", "x"])])
    return commit_plan(plan(table, {}), by=by)


@pytest.mark.parametrize("curation", ["in_review", "included", "excluded"])
@pytest.mark.parametrize("way", [_on_the_page, _in_bulk, _by_revert, _by_file])
def test_no_way_changes_a_value_behind_the_readers(curator, drifted, way, curation):
    Trial.objects.update(curation=curation)

    tally = way(Trial.objects.get(), curator)

    assert (tally.changed, tally.refused_count) == (0, 1)
    assert Trial.objects.get().phase == "II"


def test_readers_of_a_review_see_the_values_that_were_submitted(curator, drifted):
    make_move(drifted.trial, "include", by=curator, override=SURE)

    with pytest.raises(InvalidTransition, match="in review"):
        resolve(drifted, "adopted", by=curator)
    assert Trial.objects.get().phase == "II"


def test_a_drift_is_resolved_once(curator, drifted):
    resolve(drifted, "kept", by=curator)

    with pytest.raises(InvalidTransition, match="already resolved"):
        resolve(drifted, "adopted", by=curator)


def test_adapting_needs_a_value(curator, drifted):
    with pytest.raises(InvalidTransition, match="Choose the correct one"):
        resolve(drifted, "adapted", by=curator)


def test_deciding_the_fact_on_its_page_resolves_the_drift(curator, drifted):
    decide(one(drifted.trial), "phase", "III", by=curator, evidence=LINK)

    drifted.refresh_from_db()
    assert drifted.resolution == "adapted"


# Bulk


def test_all_of_a_selection_means_all_and_none_twice(curator):
    for _ in range(7):
        make_trial()
    make_trial(curated_phase="III", curation="in_curation")
    make_trial(curation="included")

    tally = decide(Trial.objects.all(), "phase", "III", by=curator, evidence=LINK, origin="bulk")

    assert (tally.changed, tally.unchanged, tally.refused_count) == (7, 1, 1)
    assert FactDecision.objects.filter(origin="bulk").count() == 7
    assert CurationEvent.objects.filter(new="in_curation").count() == 7
    assert Trial.objects.filter(phase="III").count() == 8


def test_a_selection_is_decided_with_as_many_queries_as_one_trial(
    curator, django_assert_max_num_queries
):
    for _ in range(60):
        make_trial()

    with django_assert_max_num_queries(16):
        decide(Trial.objects.all(), "phase", "III", by=curator, evidence=LINK)


def test_bulk_moves_count_what_they_cannot_do(curator):
    decide(one(make_trial()), "phase", "II", by=curator, evidence=LINK)
    make_trial()  # no decision at all, which is a hint
    make_trial(register_atmp="unclear")
    make_trial(curation="included")

    tally = move_all(Trial.objects.all(), "include", by=curator)

    assert tally.changed == 1
    assert tally.refused_count == 3
    assert Trial.objects.filter(curation="in_review").count() == 1


def test_nobody_reviews_their_own_curation_in_bulk(curator):
    both = person("both", "curator", "reviewer")
    own, other = make_trial(), make_trial()
    make_move(own, "include", by=both, override=SURE)
    make_move(other, "include", by=curator, override=SURE)

    for trial in Trial.objects.all():
        note_reading(trial, both)

    tally = judge_all(Trial.objects.all(), "include", by=both)

    assert tally.changed == 1
    assert "Another person" in next(iter(tally.refused))
    assert Trial.objects.get(curation="included") == other


def test_trials_that_the_reviewer_did_not_open_are_not_judged_in_bulk(curator):
    reviewer = person("reviewer")
    opened, again, never = make_trial(), make_trial(), make_trial()
    for trial in (opened, again, never):
        make_move(trial, "include", by=curator, override=SURE)
    note_reading(Trial.objects.get(pk=opened.pk), reviewer)
    note_reading(Trial.objects.get(pk=again.pk), reviewer)
    make_move(again, "withdraw", by=curator)
    make_move(again, "include", by=curator, override=SURE)

    tally = judge_all(Trial.objects.all(), "include", by=reviewer)

    assert tally.changed == 1
    assert list(tally.refused.values()) == [[again.number, never.number]]
    assert Trial.objects.get(curation="included") == opened


def test_a_value_that_changed_after_the_reading_is_not_judged_in_bulk(curator):
    reviewer, trial = person("reviewer"), make_trial()
    make_move(trial, "include", by=curator, override=SURE)
    note_reading(Trial.objects.get(), reviewer)
    Trial.objects.update(register_phase="III", phase="III")

    tally = judge_all(Trial.objects.all(), "include", by=reviewer)

    [refused] = tally.refused
    assert "you saw “Phase II”, now it is “Phase III”" in refused
    assert Trial.objects.get().curation == "in_review"


def test_a_step_that_empties_its_own_filter_reaches_all_of_it(curator):
    for _ in range(3):
        make_trial()

    tally = move_all(Trial.objects.filter(curation="new"), "start", by=curator)

    assert tally.changed == 3


def test_tags_are_put_on_once_and_taken_off(curator):
    first, *_ = make_trial(), make_trial(), make_trial()
    trials = Trial.objects.all()

    assert tag_all(one(first), "Eye", by=curator) == 1
    assert tag_all(trials, "eye", by=curator) == 2
    assert Tag.objects.get().name == "Eye"
    assert tag_all(trials, "EYE", by=curator, remove=True) == 3
