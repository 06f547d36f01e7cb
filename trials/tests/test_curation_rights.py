"""The curators' pages in the admin: their rights, bulk actions, sizes and hostile input."""

import pytest

from registers.tests.texts import euctr_file, euctr_text
from trials.curation.decide import Evidence, decide, one
from trials.models import FactDecision, PublicationCandidate, Tag, Trial, TrialNote

from .factories import import_bytes, make_trial
from .people import person
from .test_curation_pages import address, suggest

pytestmark = pytest.mark.django_db
LINK = Evidence.of_text("https://example.org/article")
PAGES = ["import", "matches", "agreement", "completeness", "next/curate"]


@pytest.fixture
def curator(client):
    user = person("curator")
    client.force_login(user)
    return user


@pytest.fixture
def trial(db):
    import_bytes(euctr_file(euctr_text("2015-000001-11", "DE", phases=("II",))))
    return Trial.objects.get()


@pytest.mark.parametrize("role", ["member", "coordinator"])
@pytest.mark.parametrize("place", PAGES)
def test_pages_ask_for_their_permission(client, role, place):
    client.force_login(person(role))

    assert client.get(f"/admin/trials/trial/{place}/").status_code == 403


@pytest.mark.parametrize("place", ["import", "matches", "next/curate"])
def test_pages_of_curators_are_not_for_reviewers(client, place):
    client.force_login(person("reviewer"))

    assert client.get(f"/admin/trials/trial/{place}/").status_code == 403


@pytest.mark.parametrize("action", ["decide_all", "assign_all", "tag_all", "move_all", "judge_all"])
def test_bulk_actions_ask_for_their_permission(client, action):
    trial = make_trial()
    client.force_login(person("reviewer" if action != "judge_all" else "curator"))

    answer = client.post(
        "/admin/trials/trial/",
        {"action": action, "_selected_action": [trial.pk], "apply": "yes", "expected": "1"},
    )

    assert "Apply to" not in answer.content.decode()
    assert Trial.objects.get().curation == "new"


def test_a_bulk_action_asks_first_and_says_what_it_did(client, curator):
    for _ in range(55):
        make_trial()
    make_trial(curation="included")
    values = {
        "action": "decide_all",
        "select_across": "1",
        "_selected_action": [Trial.objects.first().pk],
    }
    page = client.post("/admin/trials/trial/", values)
    assert page.context["count"] == 56

    decided = {
        "apply": "yes",
        "expected": "56",
        "fact": "phase",
        "value_phase": "III",
        "source": "A list",
    }
    answer = client.post("/admin/trials/trial/", values | decided, follow=True)

    text = answer.content.decode()
    assert "55 of 56 trials changed" in text
    assert "1 not changed" in text
    assert Trial.objects.filter(phase="III").count() == 55


def test_a_bulk_action_does_nothing_where_the_selection_has_changed(client, curator):
    make_trial()
    values = {"action": "move_all", "select_across": "1", "_selected_action": ["1"]}

    answer = client.post(
        "/admin/trials/trial/", values | {"apply": "yes", "expected": "2", "move": "start"}
    )

    assert "The selection has changed" in answer.content.decode()
    assert Trial.objects.get().curation == "new"


def fill(number):
    """Many rows beside one trial, with keys of four digits."""
    curator = person(f"curator-{number}", "curator")
    for _ in range(number):
        trial = make_trial(assigned_to=curator)
        trial.tags.add(Tag.objects.get_or_create(name=f"tag {trial.pk}")[0])
        decide(one(trial), "phase", "III", by=curator, evidence=LINK)
        trial.notes.create(text="A note", by=curator)
    return trial


def test_the_list_takes_as_many_queries_for_many_rows(
    client, curator, django_assert_max_num_queries
):
    fill(2)
    with django_assert_max_num_queries(16):
        client.get("/admin/trials/trial/")
    fill(20)
    with django_assert_max_num_queries(16):
        client.get("/admin/trials/trial/")


def test_the_page_takes_as_many_queries_for_a_long_history(
    client, curator, trial, django_assert_max_num_queries
):
    TrialNote.objects.create(pk=4321, trial=trial, text="Key of four digits")
    for number in range(12):
        phase = "III" if number % 2 else "I"
        decide(one(trial), "phase", phase, by=curator, evidence=LINK)
        suggest(trial, pmid=f"9{number:07}")

    with django_assert_max_num_queries(32):
        client.get(address(trial))


def test_keys_of_four_digits_are_not_written_with_a_comma(client, curator, trial):
    candidate = suggest(trial)
    PublicationCandidate.objects.filter(pk=candidate.pk).update(id=4321)

    client.post(address(trial), {"literature": "accepted:4321"})
    text = client.get(address(trial)).content.decode()

    assert 'value="reopen:4321"' in text
    assert "4,321" not in text


@pytest.mark.parametrize("key", ["0", "99999999999999999999999", "abc", "1;2"])
def test_trials_that_do_not_exist_are_not_found(client, curator, key):
    assert client.get(f"/admin/trials/trial/{key}/change/").status_code == 404


@pytest.mark.parametrize(
    "values",
    [
        {"drift": "kept:abc"},
        {"drift": "nonsense"},
        {"literature": "accepted:99999999999999999999"},
        {"revert": "-1"},
        {"move": "nonsense"},
        {"verdict": "nonsense"},
        {"assign": "other", "person": "99999999999999999999"},
        {"nothing": "known"},
        {"facts": "save", "curated_phase": "V"},
    ],
)
def test_hostile_posts_are_answered_and_write_nothing(client, curator, trial, values):
    assert client.post(address(trial), values).status_code in (200, 302, 403, 404)
    assert not FactDecision.objects.exists()
    assert Trial.objects.get().curation == "new"
