"""Bulk actions are undone as a whole, but not over the work of others."""

import pytest

from core.transitions import InvalidTransition
from trials.curation.bulk_acts import (
    assign_in_bulk,
    decide_in_bulk,
    judge_in_bulk,
    move_in_bulk,
    tag_in_bulk,
    undo,
)
from trials.curation.decide import Evidence, decide, one
from trials.curation.moves import assign, make_move
from trials.curation.review import judge, note_reading
from trials.models import BulkAct, FactDecision, Trial

from .factories import make_trial
from .people import SURE, person

pytestmark = pytest.mark.django_db
LINK = Evidence.of_text("https://example.org/article")
ALL = Trial.objects.order_by("pk")


@pytest.fixture
def curator(client):
    user = person("curator")
    client.force_login(user)
    return user


def test_decisions_are_reverted_but_not_those_that_were_decided_again(curator):
    first, second, submitted = make_trial(), make_trial(), make_trial()
    decide(one(first), "phase", "I", by=curator, evidence=LINK)
    decide_in_bulk(ALL.all(), "phase", "III", by=curator, text="Phase III", evidence=LINK)
    decide(one(second), "phase", "IV", by=curator, evidence=LINK)
    make_move(submitted, "include", by=curator)

    tally = undo(BulkAct.objects.get(), by=person("other", "curator"))

    assert [trial.curated_phase for trial in ALL.all()] == ["I", "IV", "III"]
    assert tally.changed == 1
    assert list(tally.refused.values()) == [[second.number], [submitted.number]]
    assert FactDecision.objects.first().reason == "Undone: Phase III"
    act = BulkAct.objects.get()
    assert (act.by.username, act.undone_by.username, act.changed) == ("curator", "other", 3)
    with pytest.raises(InvalidTransition, match="undone already"):
        undo(act, by=curator)


def test_assignments_are_undone_but_not_later_ones(curator):
    other = person("other", "curator")
    make_trial(assigned_to=other), make_trial()
    third = make_trial()
    assign_in_bulk(ALL.all(), curator, by=curator, text="Assigned to curator")
    assign(one(third), other, by=curator)

    undo(BulkAct.objects.get(), by=curator)

    assert [trial.assigned_to for trial in ALL.all()] == [other, None, other]


def test_tags_are_undone_as_far_as_the_action_changed_them(curator):
    make_trial(), make_trial()
    tag_in_bulk(one(ALL.first()), "Eye", by=curator, text="Tag")
    tag_in_bulk(ALL.all(), "Eye", by=curator, text="Tag again")

    undo(BulkAct.objects.get(text="Tag again"), by=curator)
    assert [trial.tags.count() for trial in ALL.all()] == [1, 0]

    tag_in_bulk(ALL.all(), "eye", by=curator, text="Tag removed", remove=True)
    undo(BulkAct.objects.get(text="Tag removed"), by=curator)
    assert [trial.tags.count() for trial in ALL.all()] == [1, 0]


def test_submissions_are_taken_back_unless_somebody_reviewed_them(curator):
    read, unread = make_trial(), make_trial()
    for trial in (read, unread):
        decide(one(trial), "phase", "II", by=curator, evidence=LINK)
    move_in_bulk(ALL.all(), "include", by=curator, text="Submitted")
    judge(read, "return", by=person("reviewer"), note="Which class?")

    tally = undo(BulkAct.objects.get(), by=curator)

    assert [trial.curation for trial in ALL.all()] == ["returned", "in_curation"]
    assert list(tally.refused.values()) == [[read.number]]


def test_verdicts_are_withdrawn_by_their_reviewer_only(curator, settings):
    settings.REVIEWERS_REQUIRED = 2
    reviewer, trial = person("reviewer"), make_trial()
    make_move(trial, "include", by=curator, override=SURE)
    note_reading(ALL.get(), reviewer)
    judge_in_bulk(ALL.all(), "include", by=reviewer, text="Reviewed")
    act = BulkAct.objects.get()

    with pytest.raises(InvalidTransition, match="not yours"):
        undo(act, by=person("second", "reviewer"))
    undo(act, by=reviewer)

    assert not trial.verdicts.exclude(outcome="").exists()


def test_the_undo_of_verdicts_in_bulk_leaves_those_given_on_pages(curator, settings):
    settings.REVIEWERS_REQUIRED = 2
    reviewer = person("reviewer")
    before, bulk, changed = make_trial(), make_trial(), make_trial()
    for trial in (before, bulk, changed):
        make_move(trial, "include", by=curator, override=SURE)
        note_reading(Trial.objects.get(pk=trial.pk), reviewer)
    judge(before, "return", by=reviewer, note="Which class?")
    tally = judge_in_bulk(ALL.all(), "include", by=reviewer, text="Reviewed")
    judge(changed, "return", by=reviewer, note="Which phase?")

    undone = undo(BulkAct.objects.get(), by=reviewer)

    assert list(tally.refused.values()) == [[before.number]]
    assert list(undone.refused.values()) == [[changed.number]]
    assert [trial.verdicts.get(place=1).note for trial in (before, bulk, changed)] == [
        "Which class?",
        "",
        "Which phase?",
    ]


def test_a_decision_in_bulk_leaves_trials_that_another_person_decided_meanwhile(client, curator):
    first, second = make_trial(), make_trial()
    values = {
        "action": "decide_all",
        "select_across": "1",
        "_selected_action": [first.pk, second.pk],
    }
    page = client.post("/admin/trials/trial/", values)
    opened = page.context["form"]["opened_at"].value()
    assert f'value="{opened}"' in page.content.decode()
    decide(one(first), "phase", "I", by=person("other", "curator"), evidence=LINK)

    answer = client.post(
        "/admin/trials/trial/",
        values
        | {"apply": "yes", "expected": "2", "fact": "phase", "value_phase": "III"}
        | {"opened_at": opened, "source": "https://example.org/article"},
        follow=True,
    )

    assert [trial.curated_phase for trial in ALL.all()] == ["I", "III"]
    assert "Another person decided it after you opened the page." in answer.content.decode()


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-40T00:00", "2026-01-01T00:00:00"])
def test_a_decision_in_bulk_without_a_time_of_the_page_is_taken(client, curator, text):
    trial = make_trial()
    values = {"action": "decide_all", "_selected_action": [trial.pk], "apply": "yes"}
    values |= {"expected": "1", "fact": "phase", "value_phase": "III", "opened_at": text}

    client.post("/admin/trials/trial/", values | {"source": "https://example.org/article"})

    assert ALL.get().curated_phase == "III"


def test_an_action_that_changed_nothing_is_not_kept(curator):
    make_trial(curation="included")

    decide_in_bulk(ALL.all(), "phase", "III", by=curator, text="Phase III", evidence=LINK)
    move_in_bulk(ALL.all(), "include", by=curator, text="Submitted")

    assert not BulkAct.objects.exists()


def test_the_page_lists_and_undoes_bulk_actions(client, curator):
    make_trial()
    values = {"action": "tag_all", "select_across": "1", "_selected_action": [str(ALL.get().pk)]}
    answer = client.post(
        "/admin/trials/trial/",
        values | {"apply": "yes", "expected": "1", "tag": "Eye"},
        follow=True,
    )
    assert "/admin/trials/trial/bulk/" in answer.content.decode()

    page = client.get("/admin/trials/trial/bulk/").content.decode()
    assert "Tag “Eye” added" in page
    client.post("/admin/trials/trial/bulk/", {"undo": BulkAct.objects.get().pk})

    assert not ALL.get().tags.exists()
    assert "undone by curator" in client.get("/admin/trials/trial/bulk/").content.decode()
    client.force_login(person("member"))
    assert client.get("/admin/trials/trial/bulk/").status_code == 403
