"""Approval of public texts by a second person, and later changes."""

import pytest

from core.transitions import InvalidTransition
from usecases.approval import approve_by_hand, changes_since_approval, move_recommendation
from usecases.models import Attempt, Hurdle
from usecases.review import move_case

from .admin_pages import address, form_of, said, sign_in
from .factories import make_case, make_hurdle, make_recommendation, make_solution, make_user

pytestmark = pytest.mark.django_db


def finalised_case(**hurdle):
    """A finalised case with one hurdle and one solution, and the person who approved it."""
    case, reviewer = make_case(short_name="Blue cells"), make_user("reviewer")
    row = make_hurdle(case, **hurdle)
    make_solution(row, title="One meeting")
    move_case(case, "final_review", by=make_user("curator"))
    move_case(case, "finalised", by=reviewer)
    return case, Hurdle.objects.get(pk=row.pk), reviewer


def edit(row, by, **values):
    row._history_user = by
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def test_a_published_hurdle_that_nobody_changed_has_no_mark(client):
    _, hurdle, _ = finalised_case()

    assert "Changed since" not in client.get(hurdle.get_absolute_url()).content.decode()


def test_a_change_after_publication_is_marked_with_its_difference(client):
    case, hurdle, _ = finalised_case(description="It took long.")
    edit(hurdle, make_user("curator"), description="It took half a year.")

    page = client.get(hurdle.get_absolute_url()).content.decode()

    assert "Changed since Blue cells, version 1, " in page
    assert "<del>It took long.</del>" in page
    assert "<ins>It took half a year.</ins>" in page
    of_case = client.get(case.get_absolute_url()).content.decode()
    assert "It took long." in of_case
    assert "was edited after this version was finalised" in of_case


def test_a_solution_added_later_is_marked_once_it_is_public():
    _, hurdle, reviewer = finalised_case()
    solution = make_solution(hurdle, title="Another meeting")
    hidden = changes_since_approval(Hurdle.objects.get())
    approve_by_hand(solution, by=reviewer)

    (change,) = changes_since_approval(Hurdle.objects.get())

    assert hidden == []
    assert change.lines == [("kept", "One meeting: Worked."), ("new", "Another meeting: Worked.")]
    assert list(Hurdle.objects.changed_since_approval()) == [hurdle]


def test_the_mark_is_removed_when_another_person_approves(client):
    _, hurdle, reviewer = finalised_case()
    edit(hurdle, make_user("curator"), title="Another title")

    approve_by_hand(hurdle, by=reviewer)

    assert "Changed since" not in client.get(hurdle.get_absolute_url()).content.decode()
    assert not Hurdle.objects.changed_since_approval().exists()


def test_nobody_approves_their_own_change():
    _, hurdle, reviewer = finalised_case()
    edit(hurdle, reviewer, title="Another title")

    with pytest.raises(InvalidTransition, match="has worked on this text"):
        approve_by_hand(hurdle, by=reviewer)


def test_a_user_who_changed_an_outcome_cannot_approve_the_hurdle():
    _, hurdle, reviewer = finalised_case()
    edit(Attempt.objects.get(), reviewer, outcome="partly")

    with pytest.raises(InvalidTransition, match="has worked on this text"):
        approve_by_hand(hurdle, by=reviewer)


def test_an_adopted_recommendation_shows_its_changes_and_other_evidence(client):
    recommendation = make_recommendation(make_hurdle(), state="consultation", text="<p>One.</p>")
    move_recommendation(recommendation, "adopted", by=make_user("reviewer"))
    recommendation.evidence.create(
        evidence_kind="survey", evidence="31 of 40 agree.", source="Survey, question 12"
    )
    edit(recommendation, make_user("curator"), text="<p>Two.</p>")

    page = client.get(recommendation.get_absolute_url()).content.decode()

    assert "Changed since it was approved on " in page
    assert "<del>One.</del>" in page
    assert "<ins>Survey answer: 31 of 40 agree. (Survey, question 12)</ins>" in page
    assert "Source: Survey, question 12" in page


def test_titles_of_hidden_rows_stay_hidden(client):
    recommendation = make_recommendation(make_hurdle(title="A hidden hurdle"), state="consultation")
    move_recommendation(recommendation, "adopted", by=make_user("reviewer"))
    edit(recommendation, make_user("curator"), title="Another title")

    assert "A hidden hurdle" not in client.get(recommendation.get_absolute_url()).content.decode()


def test_a_reviewer_finds_and_approves_changed_texts(client):
    _, hurdle, _ = finalised_case()
    make_hurdle(title="Not public")
    edit(hurdle, make_user("curator"), title="Another title")
    sign_in(client, "reviewer")
    url = "/admin/usecases/hurdle/?approval=changed"

    assert list(client.get(url).context["cl"].queryset) == [hurdle]
    answer = client.post(url, {"action": "approve", "_selected_action": [hurdle.pk]})

    assert "1 text was approved" in said(answer)
    assert list(client.get(url).context["cl"].queryset) == []
    assert len(client.get("/admin/usecases/hurdle/?approval=none").context["cl"].queryset) == 1


def test_curators_do_not_approve_and_writers_are_refused_by_name(client):
    hurdle = make_hurdle()
    data = {"action": "approve", "_selected_action": [hurdle.pk]}
    sign_in(client, "curator")
    client.post("/admin/usecases/hurdle/", data)
    hurdle.refresh_from_db()
    assert hurdle.published_on is None

    writer = sign_in(client, "reviewer")
    edit(hurdle, writer, title="Mine")
    answer = client.post("/admin/usecases/hurdle/", data)
    assert f"“Mine” was not approved: {writer.username} has worked on this text" in said(answer)
    hurdle.refresh_from_db()
    assert hurdle.published_on is None


def test_a_draft_is_not_approved_past_its_states():
    with pytest.raises(InvalidTransition, match="not adopted yet"):
        approve_by_hand(make_recommendation(), by=make_user("reviewer"))


def test_other_evidence_names_its_source(client):
    sign_in(client, "curator")
    recommendation = make_recommendation()
    data = form_of(client, address(recommendation)) | {
        "evidence-TOTAL_FORMS": 1,
        "evidence-0-evidence": "31 of 40 agree.",
        "evidence-0-recommendation": recommendation.pk,
    }

    page = client.post(address(recommendation), data)
    assert "The source is missing." in page.content.decode()
    assert client.post(address(recommendation), data | {"evidence-0-source": "Survey"})
    assert str(recommendation.evidence.get()) == "Evidence: 31 of 40 agree. (Survey)"


def test_a_user_who_wrote_a_solution_cannot_finalise_its_case():
    case = make_case()
    solution = make_solution(make_hurdle(case))
    reviewer = make_user("reviewer")
    edit(solution, reviewer, effect="Three months were won.")
    move_case(case, "final_review", by=make_user("curator"))

    with pytest.raises(InvalidTransition, match="has worked on this text"):
        move_case(case, "finalised", by=reviewer)
