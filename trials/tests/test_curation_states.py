"""A trial on its way: who may move it where, and what is refused."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied

from core.transitions import InvalidTransition
from registers.tests.texts import euctr_file, euctr_text
from trials.choices import CURATION_STEPS, Curation
from trials.curation.decide import Evidence, decide, one
from trials.curation.moves import MOVES, assign, make_move, moves_of
from trials.curation.people import return_work
from trials.curation.review import (
    judge,
    open_for,
    take,
    visible_verdicts,
    withdraw_verdict,
)
from trials.curation.seen import effective_values
from trials.models import Trial

from .factories import import_bytes, make_trial
from .people import SURE, person

pytestmark = pytest.mark.django_db
LINK = Evidence.of_text("https://example.org/article")


@pytest.fixture
def curator():
    return person("curator")


@pytest.fixture
def reviewer():
    return person("reviewer")


@pytest.fixture
def two(settings):
    settings.REVIEWERS_REQUIRED = 2


def state(trial):
    return Trial.objects.get(pk=trial.pk).curation


def submitted(curator, move="include", **values):
    trial = make_trial()
    make_move(trial, move, by=curator, override=SURE, **values)
    return Trial.objects.get(pk=trial.pk)


def test_the_usual_way(curator, reviewer):
    trial = make_trial()
    make_move(trial, "start", by=curator)
    decide(one(trial), "phase", "II", by=curator, evidence=LINK)
    make_move(trial, "include", by=curator, note="All clear.")
    judge(trial, "include", by=reviewer)

    trial.refresh_from_db()
    assert trial.curation == "included"
    assert trial.assigned_to == curator
    assert [(e.old, e.new, e.by.username, e.note) for e in trial.events.order_by("pk")] == [
        ("new", "in_curation", "curator", ""),
        ("in_curation", "in_review", "curator", "All clear."),
        ("in_review", "included", "reviewer", ""),
    ]


def test_submitting_a_new_trial_begins_its_curation(curator):
    trial = submitted(curator)

    assert [e.new for e in trial.events.order_by("pk")] == ["in_curation", "in_review"]


@pytest.mark.parametrize("start", Curation.values)
def test_moves_are_there_only_where_they_lead_somewhere(curator, start):
    trial = make_trial(curation=start, register_atmp="yes")

    offered = {move.name for move in moves_of(trial, curator)}
    for name in MOVES:
        fresh = make_trial(curation=start)
        try:
            make_move(
                fresh, name, by=curator, note="Because", exclusion_reason="other", override=SURE
            )
        except InvalidTransition:
            assert name not in offered
        else:
            assert name in offered


def test_every_event_is_a_step_of_the_map(curator, reviewer):
    trial = submitted(curator)
    judge(trial, "return", by=reviewer, note="Which phase?")
    make_move(trial, "exclude", by=curator, exclusion_reason="not_atmp")
    judge(trial, "exclude", by=reviewer, exclusion_reason="not_atmp")
    make_move(trial, "reopen", by=curator, note="A new record")

    steps = [(event.old, event.new) for event in trial.events.order_by("pk")]
    assert all(new in CURATION_STEPS[old] for old, new in steps)
    assert steps[-1] == ("excluded", "in_curation")


@pytest.mark.parametrize(
    ("move", "values", "says"),
    [
        ("exclude", {}, "The reason is missing"),
        ("exclude", {"exclusion_reason": "nonsense"}, "The reason is missing"),
        ("exclude", {"exclusion_reason": "other"}, "other reason"),
        ("reopen", {"note": "x"}, "not possible"),
        ("withdraw", {}, "not possible"),
    ],
)
def test_refusals_of_a_curator_say_why(curator, move, values, says):
    trial = make_trial(curation="in_curation")

    with pytest.raises(InvalidTransition, match=says):
        make_move(trial, move, by=curator, **values)
    assert state(trial) == "in_curation"


def test_what_may_be_no_atmp_is_not_proposed_for_inclusion(curator):
    trial = make_trial(register_atmp="unclear")

    with pytest.raises(InvalidTransition, match="Advanced therapy"):
        make_move(trial, "include", by=curator, override=SURE)
    assert state(trial) == "new"


@pytest.mark.parametrize(
    ("outcome", "values", "says"),
    [
        ("return", {}, "reason for the return"),
        ("exclude", {}, "The reason is missing"),
        ("exclude", {"exclusion_reason": "other"}, "other reason"),
        ("include", {"answers": {"phase": "III"}}, "another value for Phase"),
    ],
)
def test_refusals_of_a_reviewer_say_why(curator, reviewer, outcome, values, says):
    trial = submitted(curator)

    with pytest.raises(InvalidTransition, match=says):
        judge(trial, outcome, by=reviewer, **values)
    assert state(trial) == "in_review"
    assert not trial.verdicts.exclude(outcome="").exists()


def test_an_excluded_trial_stays_and_no_sync_brings_it_back(curator, reviewer):
    import_bytes(euctr_file(euctr_text("2015-000001-11", "DE", phases=("II",))))
    trial = Trial.objects.get()
    make_move(trial, "exclude", by=curator, exclusion_reason="not_atmp")
    judge(trial, "exclude", by=reviewer, exclusion_reason="not_atmp")

    import_bytes(euctr_file(euctr_text("2015-000001-11", "DE", phases=("III",))))

    trial = Trial.objects.get()
    assert (trial.curation, trial.exclusion_reason) == ("excluded", "not_atmp")
    assert trial.register_phase == "III"
    member = person("member", staff=False)
    assert not Trial.objects.visible_to(member).exists()


# Nobody reviews their own work


def test_the_submitter_does_not_review(curator):
    both = person("both", "curator", "reviewer")
    trial = submitted(both)

    with pytest.raises(InvalidTransition, match="Another person"):
        judge(trial, "include", by=both)
    assert not open_for(both).exists()


def test_who_decided_a_fact_does_not_review_though_another_submitted(curator):
    both = person("both", "curator", "reviewer")
    trial = make_trial()
    decide(one(trial), "phase", "III", by=both, evidence=LINK)
    make_move(trial, "include", by=curator, override=SURE)

    with pytest.raises(InvalidTransition, match="Another person"):
        judge(trial, "include", by=both)


def test_superusers_are_not_above_it():
    root = person("root", "curator", is_superuser=True)
    trial = submitted(root)

    with pytest.raises(InvalidTransition, match="Another person"):
        judge(trial, "include", by=root)


@pytest.mark.parametrize("role", ["curator", "coordinator", "member"])
def test_only_reviewers_review(curator, role):
    trial = submitted(curator)

    with pytest.raises(PermissionDenied):
        judge(trial, "include", by=person(f"another-{role}", role))


@pytest.mark.parametrize("role", ["reviewer", "coordinator", "member"])
def test_only_curators_curate(role):
    trial, user = make_trial(), person(role)

    for act in (
        lambda: make_move(trial, "start", by=user),
        lambda: decide(one(trial), "phase", "I", by=user, evidence=LINK),
        lambda: assign(one(trial), None, by=user),
    ):
        with pytest.raises(PermissionDenied):
            act()


# Values that the reviewer saw


def test_a_verdict_on_values_that_a_sync_has_changed_is_asked_for_again(curator, reviewer):
    trial = submitted(curator)
    seen = effective_values(trial)
    Trial.objects.update(register_phase="III", phase="III")

    with pytest.raises(InvalidTransition, match="Phase: you saw “Phase II”, now it is “Phase III”"):
        judge(trial, "include", by=reviewer, seen=seen)
    assert not trial.verdicts.exclude(outcome="").exists()

    judge(trial, "include", by=reviewer, seen=effective_values(Trial.objects.get()))
    assert trial.verdicts.get().seen["phase"] == "III"


def test_a_returned_trial_is_with_the_curator_who_submitted_it(curator, reviewer):
    trial = submitted(curator)
    assign(one(trial), person("other", "curator"), by=curator)

    judge(trial, "return", by=reviewer, note="Which phase?")

    assert Trial.objects.get().assigned_to == curator


def test_a_returned_trial_does_not_go_to_somebody_who_may_not_curate(curator, reviewer):
    trial = submitted(curator)
    curator.groups.clear()

    judge(trial, "return", by=reviewer, note="Which phase?")

    assert Trial.objects.get().assigned_to is None


# Two readers


def test_two_readers_do_not_see_each_other_and_settle_it_together(two, curator, reviewer):
    second = person("second", "reviewer")
    trial = submitted(curator)

    assert judge(trial, "include", by=reviewer, note="Fine.") is None
    assert state(trial) == "in_review"
    trial.refresh_from_db()
    assert list(visible_verdicts(trial, second)) == []
    assert len(visible_verdicts(trial, reviewer)) == 1
    assert not trial.events.filter(by=reviewer).exists()

    assert judge(trial, "include", by=second)
    assert state(trial) == "included"
    trial.refresh_from_db()
    assert len(visible_verdicts(trial, second)) == 2


def test_nobody_is_both_readers(two, curator, reviewer):
    trial = submitted(curator)
    judge(trial, "include", by=reviewer)

    assert judge(trial, "exclude", by=reviewer, exclusion_reason="not_atmp") is None

    given = trial.verdicts.exclude(outcome="").get()
    assert (given.reviewer, given.outcome) == (reviewer, "exclude")
    assert state(trial) == "in_review"


def test_where_two_differ_a_third_one_decides(two, curator, reviewer):
    second, third = person("second", "reviewer"), person("third", "reviewer")
    trial = submitted(curator)
    judge(trial, "include", by=reviewer)
    judge(trial, "return", by=second, note="The class is another one.")

    assert state(trial) == "in_review"
    assert not open_for(reviewer).exists()
    assert not open_for(second).exists()
    trial.refresh_from_db()
    assert len(visible_verdicts(trial, third)) == 2
    judge(trial, "include", by=third)
    assert state(trial) == "included"


def test_readers_with_one_outcome_and_different_values_are_not_agreed(two, curator, reviewer):
    second, third = person("second", "reviewer"), person("third", "reviewer")
    trial = submitted(curator)
    judge(trial, "include", by=reviewer)
    Trial.objects.update(register_phase="III", phase="III")  # the second reader sees another phase

    assert judge(trial, "include", by=second) is None

    assert state(trial) == "in_review"
    judge(trial, "include", by=third)
    assert state(trial) == "included"


def test_readers_who_exclude_for_different_reasons_are_not_agreed(two, curator, reviewer):
    trial = submitted(curator)
    judge(trial, "exclude", by=reviewer, exclusion_reason="not_atmp")

    assert (
        judge(trial, "exclude", by=person("second", "reviewer"), exclusion_reason="outside") is None
    )
    assert state(trial) == "in_review"


def test_two_returns_return_the_trial_with_both_notes_under_their_names(two, curator, reviewer):
    trial = submitted(curator)
    judge(trial, "return", by=reviewer, note="Which phase?", answers={"phase": "I"})

    event = judge(trial, "return", by=person("second", "reviewer"), note="Which class?")

    assert event.note == "reviewer: Which phase?\n\nsecond: Which class?"
    assert trial.verdicts.get(place=1).own_values == {"phase": "I"}
    assert trial.verdicts.get(place=2).own_values == {}


def test_a_verdict_can_be_withdrawn_while_a_reader_is_missing(two, curator, reviewer):
    trial = submitted(curator)
    judge(trial, "return", by=reviewer, note="Which phase?")

    withdraw_verdict(trial, by=reviewer)

    place = trial.verdicts.get(reviewer=reviewer)
    assert (place.outcome, place.note, place.answers, place.given_at) == ("", "", {}, None)
    judge(trial, "include", by=reviewer)
    judge(trial, "include", by=person("second", "reviewer"))
    assert state(trial) == "included"


def test_a_verdict_cannot_be_changed_once_both_are_shown(two, curator, reviewer):
    trial = submitted(curator)
    judge(trial, "include", by=reviewer)
    judge(trial, "return", by=person("second", "reviewer"), note="Which phase?")

    with pytest.raises(InvalidTransition, match="no verdict in this round"):
        withdraw_verdict(trial, by=reviewer)
    with pytest.raises(InvalidTransition, match="You have already given your verdict"):
        judge(trial, "return", by=reviewer, note="Me too")


def test_taking_a_trial_back_ends_the_round(two, curator, reviewer):
    trial = submitted(curator)
    judge(trial, "include", by=reviewer)
    make_move(trial, "withdraw", by=curator)

    assert state(trial) == "in_curation"
    assert not open_for(person("second", "reviewer")).exists()
    make_move(trial, "include", by=curator, override=SURE)
    assert open_for(reviewer).count() == 2  # a new round begins afresh


def test_a_held_place_is_not_open_to_others(curator, reviewer):
    trial = submitted(curator)
    take(trial, by=reviewer)

    assert not open_for(person("second", "reviewer")).exists()
    assert open_for(reviewer).count() == 1


@pytest.mark.parametrize("how", ["deactivated", "group", "deleted"])
def test_the_open_work_of_a_removed_reviewer_goes_back_to_the_pool(curator, reviewer, how):
    trial = submitted(curator)
    take(trial, by=reviewer)
    if how == "deactivated":
        type(reviewer).objects.filter(pk=reviewer.pk).update(is_active=False)
    elif how == "group":
        reviewer.groups.clear()
    else:
        reviewer.delete()

    second = person("second", "reviewer")
    assert open_for(second).count() == 1  # even before anybody tidies up
    return_work()
    assert trial.verdicts.get().reviewer is None
    judge(trial, "include", by=second)
    assert state(trial) == "included"


def test_the_admin_gives_work_back_when_a_role_is_taken_away(client, curator, reviewer):
    trial = submitted(curator)
    take(trial, by=reviewer)
    assign(one(trial), curator, by=curator)
    client.force_login(person("root", is_superuser=True))
    client.post("/accounts/reauthenticate/", {"password": "x"})
    for user in (reviewer, curator):
        answer = client.post(
            f"/admin/auth/user/{user.pk}/change/",
            {
                "username": user.username,
                "email": user.email,
                "is_staff": "on",
                "date_joined_0": "2026-01-01",
                "date_joined_1": "00:00:00",
            },
        )
        assert answer.status_code == 302

    trial.refresh_from_db()
    assert trial.verdicts.get().reviewer is None
    assert trial.assigned_to is None


def test_trials_are_assigned_to_curators_only(curator, reviewer):
    with pytest.raises(InvalidTransition, match="not a curator"):
        assign(one(make_trial()), reviewer, by=curator)


def test_every_role_exists():
    names = {"curator", "reviewer", "coordinator", "member", "administrator"}

    assert set(Group.objects.values_list("name", flat=True)) >= names
