"""Agreement of readers by hand-worked numbers; what is missing; which trials may be one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.transitions import InvalidTransition
from registers.tests.texts import ctis_file, ctis_record, euctr_file, euctr_text
from trials.curation.agreement import agreement, pairs_of_readers
from trials.curation.completeness import GAPS, counted, gaps_of, with_gaps
from trials.curation.matches import doubtful_numbers, join, keep_apart
from trials.curation.moves import make_move
from trials.curation.review import judge
from trials.models import Trial

from .factories import import_bytes, make_trial
from .people import SURE, person


def pairs(**counts):
    """`yn=5`: five times the first reader says y and the second n."""
    return [tuple(answers) for answers, number in counts.items() for _ in range(number)]


def test_the_textbook_example():
    # 50 grant proposals: both yes 20, both no 15, split 5 and 10; kappa 0.4.
    found = agreement(pairs(yy=20, yn=5, ny=10, nn=15))

    assert (found.pairs, found.agreed, found.percent) == (50, 35, 70)
    assert found.kappa == pytest.approx(0.4)
    assert not found.is_one_sided


def test_readers_who_agree_on_a_rare_thing_are_warned_about():
    # 95 per cent agree, and kappa is below zero: the paradox of prevalence.
    found = agreement(pairs(yy=95, yn=3, ny=2))

    assert found.percent == 95
    assert found.kappa < 0
    assert found.is_one_sided


def test_without_any_variety_there_is_no_kappa():
    assert agreement(pairs(yy=30)).kappa is None
    assert agreement([]).percent is None
    assert agreement(pairs(yn=4)).kappa == 0


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
def test_agreement_keeps_its_bounds_and_does_not_care_who_was_first(found):
    one, other = agreement(found), agreement([pair[::-1] for pair in found])

    assert one == other
    assert one.kappa is None or -1 <= one.kappa <= 1
    assert (one.percent == 100) == (one.kappa in (1, None))


@pytest.mark.django_db
def test_only_blind_pairs_of_finished_verdicts_count(settings):
    settings.REVIEWERS_REQUIRED = 2
    curator, first, second = person("curator"), person("reviewer"), person("second", "reviewer")
    done, waiting = make_trial(), make_trial()
    for trial in (done, waiting):
        make_move(trial, "include", by=curator, override=SURE)
        judge(trial, "include", by=first)
    judge(done, "return", by=second, answers={"phase": "III"}, note="See page 3")

    found = pairs_of_readers(demo=False)

    assert found["outcome"] == [("include", "return")]
    assert found["phase"] == [("II", "III")]
    assert found["atmp"] == [("yes", "yes")]


@pytest.mark.django_db
def test_what_is_missing_comes_in_the_order_of_what_matters():
    full = make_trial(sponsor_name="S", subjects=4, literature_checked_at="2026-01-01T00:00Z")
    full.products.create(name="Cells")
    empty = make_trial(
        countries="",
        first_year=None,
        title="",
        register_phase="unknown",
        register_atmp="unclear",
        register_atmp_class="",
        register_status="unknown",
        register_sponsor_type="unknown",
        register_disease_areas="unknown",
    )
    make_trial(curation="excluded", register_phase="unknown")
    make_trial(register_atmp="no", register_phase="unknown")

    found = {trial.pk: gaps_of(trial) for trial in with_gaps(counted(Trial.objects.all()))}

    assert found == {full.pk: [], empty.pk: list(GAPS)}
    weights = [gap.weight for gap in GAPS]
    assert weights == sorted(weights, reverse=True)


# Doubtful matches

NCT = "NCT01234567"


@pytest.fixture
def doubt(db):
    """Two protocols of EUCTR and one of CTIS with the same NCT number: nothing was joined."""
    texts = [euctr_text(f"2015-00000{n}-11", "DE", nct=NCT) for n in (1, 2)]
    import_bytes(euctr_file(*texts))
    import_bytes(ctis_file(ctis_record(eudract="", nct=NCT)))
    assert Trial.objects.count() == 3
    return Trial.objects.get(eudract_number="2015-000001-11"), Trial.objects.get(eudract_number="")


def test_a_person_says_that_they_are_different_until_another_one_comes(doubt):
    assert doubtful_numbers() == [NCT]

    keep_apart(NCT, by=person("curator"), note="Two cohorts")
    assert doubtful_numbers() == []

    make_trial(nct_number=NCT)
    assert doubtful_numbers() == [NCT]


def test_a_person_says_that_two_are_one_and_the_next_sync_keeps_it(doubt):
    kept, other = doubt
    number = other.eu_ct_number

    join(kept, other, by=person("curator"))
    import_bytes(ctis_file(ctis_record(eudract="", nct=NCT)))

    kept.refresh_from_db()
    assert kept.eu_ct_number == number
    assert kept.records.count() == 2
    assert Trial.objects.count() == 2


def test_trials_that_a_register_holds_apart_are_not_joined(doubt):
    kept, _ = doubt
    second = Trial.objects.get(eudract_number="2015-000002-11")

    with pytest.raises(InvalidTransition, match="their own EudraCT number"):
        join(kept, second, by=person("curator"))


def test_work_of_a_curator_is_not_joined_away(doubt):
    kept, other = doubt
    curator = person("curator")
    make_move(other, "start", by=curator)

    with pytest.raises(InvalidTransition, match="has been curated"):
        join(kept, other, by=curator)
    assert Trial.objects.count() == 3
