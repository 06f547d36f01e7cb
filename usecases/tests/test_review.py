"""The steps of a case to a finalised version and of a recommendation to a reply."""

import pytest

from core.transitions import InvalidTransition
from stakeholders.tests.factories import make_organisation
from usecases.approval import move_recommendation
from usecases.differences import differences
from usecases.models import CaseOrganisation, CaseVersion, ClockStop, Hurdle, Section, UseCase
from usecases.review import move_case

from .factories import (
    make_case,
    make_hurdle,
    make_milestone,
    make_recommendation,
    make_solution,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    return make_user("curator")


@pytest.fixture
def reviewer():
    return make_user("reviewer")


def finalise(case, writer, reviewer, note=""):
    move_case(case, "final_review", by=writer)
    move_case(case, "finalised", by=reviewer, note=note)
    return UseCase.objects.get(pk=case.pk)


def test_a_second_person_finalises_and_a_version_is_kept(writer, reviewer):
    case = make_case(summary="As reviewed.")
    hurdle = make_hurdle(case)
    make_solution(hurdle)

    case = finalise(case, writer, reviewer, note="First version.")

    version = case.versions.get()
    assert (case.status, version.number, version.note) == ("finalised", 1, "First version.")
    assert (version.submitted_by, version.reviewed_by) == (writer, reviewer)
    assert version.content["summary"] == "As reviewed."
    assert Hurdle.objects.get().published_on == case.published_on
    assert [(event.new, event.by) for event in case.events.all()] == [
        ("final_review", writer),
        ("finalised", reviewer),
    ]


def test_nobody_finalises_a_case_they_submitted(writer):
    case = make_case()
    move_case(case, "final_review", by=writer)

    with pytest.raises(InvalidTransition, match="Another person must approve"):
        move_case(case, "finalised", by=writer)

    assert not CaseVersion.objects.exists()
    assert UseCase.objects.get(slug=case.slug).status == "final_review"


def rows_of_a_case(case):
    """Return {name: row} with one row of each history that counts as work on the case."""
    milestone, hurdle = make_milestone(case), make_hurdle(case)
    solution = make_solution(hurdle)
    return {
        "case": case,
        "section": Section.objects.create(use_case=case, heading="Why it matters"),
        "milestone": milestone,
        "clock stop": ClockStop.objects.create(milestone=milestone, stopped_on="2024-01"),
        "hurdle of the case": case.case_hurdles.get(),
        "role of an organisation": CaseOrganisation.objects.create(
            use_case=case, organisation=make_organisation(), role="sponsor"
        ),
        "hurdle": hurdle,
        "attempt": hurdle.attempts.get(),
        "solution": solution,
    }


PARTS = [
    *("case", "section", "milestone", "clock stop", "hurdle of the case"),
    *("role of an organisation", "hurdle", "attempt", "solution"),
]


@pytest.mark.parametrize("part", PARTS)
def test_nobody_finalises_a_case_they_wrote(writer, reviewer, part):
    case = make_case()
    row = rows_of_a_case(case)[part]
    row._history_user = reviewer
    row.save()
    move_case(case, "final_review", by=writer)

    with pytest.raises(InvalidTransition, match="has worked on this text"):
        move_case(case, "finalised", by=reviewer)


def test_work_on_an_earlier_version_does_not_count(writer, reviewer):
    case = make_case()
    case._history_user = reviewer
    case.save()
    other = make_user("reviewer")
    case = finalise(case, writer, other)
    move_case(case, "under_development", by=writer, note="Next version.")

    finalise(UseCase.objects.get(slug=case.slug), writer, reviewer)

    assert CaseVersion.objects.count() == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("under_development", "finalised"),
        ("not_stated", "final_review"),
        ("final_review", "not_stated"),
        ("under_development", "under_development"),
    ],
)
def test_a_step_that_does_not_exist_is_refused_with_a_message(writer, old, new):
    case = make_case(status=old)

    with pytest.raises(InvalidTransition, match="cannot become"):
        move_case(case, new, by=writer)

    assert not case.events.exists()


def test_sending_back_needs_a_note(writer, reviewer):
    case = make_case()
    move_case(case, "final_review", by=writer)

    with pytest.raises(InvalidTransition, match="note is empty"):
        move_case(case, "under_development", by=reviewer)


def test_a_version_stays_as_it_was_and_differences_are_shown(writer, reviewer):
    case = make_case(summary="One.")
    milestone = make_milestone(case, submitted_on="2023-01-01")
    case = finalise(case, writer, reviewer)
    move_case(case, "under_development", by=writer, note="More is known.")
    case = UseCase.objects.get(slug=case.slug)
    case.summary = "Two."
    case.save()
    milestone.decided_on = "2023-03-01"
    milestone.save()
    finalise(case, writer, reviewer)

    second, first = case.versions.all()
    changes = {change.title: change.lines for change in differences(first.content, second.content)}

    assert first.content["summary"] == "One."
    assert changes["Summary"] == [("gone", "One."), ("new", "Two.")]
    assert set(changes) == {"Summary", "Milestones"}


def test_a_recommendation_is_adopted_by_another_person_and_keeps_the_reply(writer, reviewer):
    recommendation = make_recommendation(make_hurdle())
    recommendation._history_user = writer
    recommendation.save()
    move_recommendation(recommendation, "consultation", by=writer)

    with pytest.raises(InvalidTransition):
        move_recommendation(recommendation, "adopted", by=writer)
    move_recommendation(recommendation, "adopted", by=reviewer)
    move_recommendation(recommendation, "handed_over", by=reviewer, happened_on="2025-02")
    event = move_recommendation(
        recommendation, "answered", by=reviewer, reply="We will try.", source="Letter"
    )

    assert recommendation.published_on
    assert (event.reply, recommendation.state) == ("We will try.", "answered")
    assert [one.new for one in recommendation.events.all()] == [
        "consultation",
        "adopted",
        "handed_over",
        "answered",
    ]


def test_a_final_status_cannot_be_changed(reviewer):
    recommendation = make_recommendation(state="taken_up")

    with pytest.raises(InvalidTransition, match="final status"):
        move_recommendation(recommendation, "draft", by=reviewer)
