"""The curators' pages in the admin: who opens them, what they do, with how many queries."""

import pytest
from django.utils import timezone

from registers.tests.texts import euctr_file, euctr_text
from trials.choices import Curation
from trials.curation.decide import Evidence, decide, one
from trials.curation.moves import make_move
from trials.curation.queue import QUEUES, lines, next_trial
from trials.curation.review import judge
from trials.models import (
    Drift,
    FactDecision,
    Publication,
    PublicationCandidate,
    Tag,
    Trial,
    TrialNote,
)

from .factories import import_bytes, make_trial
from .people import SURE, person

pytestmark = pytest.mark.django_db
LINK = Evidence.of_text("https://example.org/article")
HOSTILE = "<script>alert(1)</script>\"onx='"


@pytest.fixture
def curator(client):
    user = person("curator")
    client.force_login(user)
    return user


@pytest.fixture
def trial(db):
    import_bytes(euctr_file(euctr_text("2015-000001-11", "DE", phases=("II",))))
    return Trial.objects.get()


def address(trial, queue=""):
    return f"/admin/trials/trial/{trial.pk}/change/" + (f"?queue={queue}" if queue else "")


def opened(client, trial):
    """Return what the form of the page would send if nothing were changed."""
    context = client.get(address(trial)).context
    form = context["forms"].facts
    values = {name: form[name].value() for name in form.fields}
    values |= {"seen": context["seen"], "seen-register": context["seen_register"]}
    return {name: value for name, value in values.items() if value not in (None, [], "")}


def suggest(trial, **fields):
    publication = Publication.objects.create(
        **{"pmid": "91234567", "title": "Cells that heal", "authors": "Exemplar A", "year": 2024}
        | fields
    )
    return PublicationCandidate.objects.create(
        trial=trial, publication=publication, found_by="2015-000001-11[si]", found_at=timezone.now()
    )


# Facts


def test_a_fact_is_decided_with_evidence_and_reason(client, curator, trial):
    record = trial.records.get()
    values = opened(client, trial) | {
        "facts": "save",
        "curated_phase": "III",
        "all-known": f"record:{record.pk}",
        "all-page": "E.7",
        "all-reason": "The protocol says so",
    }

    answer = client.post(address(trial), values, follow=True)

    assert "Saved: Phase." in answer.content.decode()
    row = FactDecision.objects.get()
    assert (row.fact, row.value, row.record, row.page) == ("phase", "III", record, "E.7")
    trial.refresh_from_db()
    assert trial.phase == "III"


def test_a_fact_may_have_evidence_of_its_own(client, curator, trial):
    values = opened(client, trial) | {
        "facts": "save",
        "curated_phase": "III",
        "curated_status": "completed",
        "all-source": "A poster",
        "phase-source": "https://example.org/x",
    }
    client.post(address(trial), values)

    found = dict(FactDecision.objects.values_list("fact", "source"))
    assert found == {"phase": "https://example.org/x", "status": "A poster"}


def test_a_value_without_evidence_is_refused_and_the_entries_stay(client, curator, trial):
    values = opened(client, trial) | {
        "facts": "save",
        "curated_phase": "III",
        "curated_disease_areas": ["C04", "C10"],
    }

    answer = client.post(address(trial), values)

    text = answer.content.decode()
    assert "Disease areas" in text or "Phase: Say on what" in text
    assert not FactDecision.objects.exists()
    assert answer.context["forms"].facts["curated_phase"].value() == "III"


def test_two_people_at_once_see_what_the_other_wrote(client, curator, trial):
    values = opened(client, trial) | {
        "facts": "save",
        "curated_phase": "III",
        "all-source": "A poster",
    }
    decide(one(trial), "phase", "I", by=person("other", "curator"), evidence=LINK)

    answer = client.post(address(trial), values)

    text = answer.content.decode()
    assert "other changed this row while you were editing it" in text
    assert "Phase: Phase I" in text
    assert Trial.objects.get().curated_phase == "I"
    again = answer.context["forms"].facts["opened_as"].value()
    client.post(address(trial), values | {"opened_as": again})
    assert Trial.objects.get().curated_phase == "III"


def test_register_values_are_taken_over_with_one_click(client, curator, trial):
    client.post(address(trial), opened(client, trial) | {"confirm": "phase"})
    assert [row.fact for row in FactDecision.objects.all()] == ["phase"]

    client.post(address(trial), opened(client, trial) | {"confirm": "all"})

    trial.refresh_from_db()
    assert trial.curated_phase == trial.register_phase
    assert FactDecision.objects.filter(fact="phase").count() == 1
    assert {row.record for row in FactDecision.objects.all()} == {trial.lead_record}


def a_sync(**values):
    """Change register values as a synchronisation would, between opening and saving."""
    effective = {name.removeprefix("register_"): value for name, value in values.items()}
    Trial.objects.update(**values, **effective)


def test_a_register_value_that_changed_since_the_page_is_not_taken_over(client, curator, trial):
    values = opened(client, trial)
    a_sync(register_phase="III")

    answer = client.post(address(trial), values | {"confirm": "all"})

    assert "Phase: you saw “Phase II”, now it is “Phase III”" in answer.content.decode()
    assert not FactDecision.objects.exists()
    again = {"confirm": "phase", "seen-register": answer.context["seen_register"]}
    client.post(address(trial), values | again)
    assert FactDecision.objects.get().value == "III"


def test_a_fact_is_decided_against_the_register_value_on_the_page(client, curator, trial):
    values = opened(client, trial) | {"facts": "save", "all-source": "A poster"}
    a_sync(register_phase="III")

    answer = client.post(address(trial), values | {"curated_phase": "I"})
    assert "Phase: you saw “Phase II”" in answer.content.decode()
    assert not FactDecision.objects.exists()

    client.post(address(trial), values | {"curated_status": "completed"})
    assert FactDecision.objects.get().fact == "status"


def test_a_verdict_on_other_values_than_those_on_the_page_is_asked_for_again(client, trial):
    make_move(trial, "include", by=person("curator"), override=SURE)
    client.force_login(person("reviewer"))
    values = opened(client, trial)
    a_sync(register_phase="III")

    answer = client.post(address(trial), values | {"verdict": "include"})

    assert "you saw “Phase II”, now it is “Phase III”" in answer.content.decode()
    assert Trial.objects.get().curation == "in_review"


def test_a_drift_that_moved_on_is_asked_for_again(client, curator, trial):
    decide(one(trial), "phase", "II", by=curator, evidence=LINK)
    drift = Drift.objects.create(
        trial=trial, fact="phase", old="II", new="III", curated="II", opened_at=timezone.now()
    )
    values = {"drift": f"adopted:{drift.pk}", f"drift-{drift.pk}-seen": "III"}
    Drift.objects.update(new="I")

    answer = client.post(address(trial), values)

    assert "The register changed again" in answer.content.decode()
    assert Trial.objects.get().curated_phase == "II"


def test_a_sync_between_opening_and_putting_words_away_is_no_error(client, curator, trial):
    Trial.objects.update(register_notes=["DE: Paused"], has_open_notes=True)
    stale = Trial.objects.get()
    a_sync(register_phase="III")

    stale.seen_notes = ["DE: Paused"]
    stale.save(update_fields=["seen_notes"])

    trial.refresh_from_db()
    assert (trial.phase, trial.register_phase, trial.has_open_notes) == ("III", "III", False)


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        (["title"], {"title": "New"}),
        (["curated_phase"], {"curated_phase": "I"}),
        (["register_phase"], {"register_phase": "IV"}),
    ],
)
def test_saving_some_columns_writes_these_and_what_follows_from_them(db, columns, values):
    trial = make_trial()
    stale = Trial.objects.get()
    a_sync(register_phase="III", register_status="completed")
    for name, value in values.items():
        setattr(stale, name, value)

    stale.save(update_fields=columns)

    trial.refresh_from_db()
    assert {name: getattr(trial, name) for name in values} == values
    assert trial.register_status == trial.status == "completed"
    assert trial.phase == (trial.curated_phase or trial.register_phase)


def test_the_curator_sees_the_value_of_the_reader_beside_the_own_one(client, curator, trial):
    make_move(trial, "include", by=curator, override=SURE)
    judge(trial, "return", by=person("reviewer"), note="Look again", answers={"phase": "I"})

    text = client.get(address(trial)).content.decode()

    assert "Reader 1, reviewer, proposes: <strong>Phase I</strong>" in text


def test_hints_are_on_the_page_and_a_sentence_overrides_them(client, curator, trial):
    values = opened(client, trial) | {"move": "include"}
    answer = client.post(address(trial), values)
    assert "No fact has been decided" in answer.content.decode()
    assert Trial.objects.get().curation == "new"

    client.post(address(trial), values | {"move-override": SURE})

    assert Trial.objects.get().curation == "in_review"


def test_a_decision_is_reverted_with_a_reason(client, curator, trial):
    decide(one(trial), "phase", "III", by=curator, evidence=LINK)

    client.post(
        address(trial), {"revert": FactDecision.objects.get().pk, "revert_reason": "Misread"}
    )

    assert FactDecision.objects.first().reason == "Misread"
    assert Trial.objects.get().curated_phase == ""


@pytest.mark.parametrize("button", ["revert", "confirm"])
def test_a_decision_of_another_person_is_not_replaced_by_one_click(client, curator, trial, button):
    decide(one(trial), "phase", "III", by=curator, evidence=LINK)
    context = client.get(address(trial)).context
    values = {"seen": context["seen"], "seen-register": context["seen_register"]}
    values[button] = {"revert": FactDecision.objects.get().pk, "confirm": "phase"}[button]
    decide(one(trial), "phase", "IV", by=person("other", "curator"), evidence=LINK)

    page = client.post(address(trial), values, follow=True)

    assert "you saw “Phase III”, now it is “Phase IV”" in page.content.decode()
    assert Trial.objects.get().curated_phase == "IV"


# The rest of the page


def test_a_drift_is_resolved_with_one_click_and_the_next_one_opens(client, curator, trial):
    decide(one(trial), "phase", "II", by=curator, evidence=LINK)
    import_bytes(euctr_file(euctr_text("2015-000001-11", "DE", phases=("III",))))
    drift = Drift.objects.get()

    answer = client.post(address(trial, "drift"), {"drift": f"adopted:{drift.pk}"}, follow=True)

    assert "the queue is empty" in answer.content.decode()
    assert Trial.objects.get().phase == "III"


def test_literature_is_accepted_for_readers_and_rejected_for_good(client, curator, trial):
    Trial.objects.update(curation=Curation.INCLUDED)
    good = suggest(trial)
    bad = suggest(trial, pmid="92345678", title="About mice")
    client.post(address(trial), {"literature": f"accepted:{good.pk}"})
    client.post(address(trial), {"literature": f"rejected:{bad.pk}"}, follow=True)

    text = client.get(trial.get_absolute_url()).content.decode()
    assert "Cells that heal" in text
    assert "Exemplar A" in text
    assert "2024" in text
    assert "https://pubmed.ncbi.nlm.nih.gov/91234567/" in text
    assert "About mice" not in text
    bad.refresh_from_db()
    assert (bad.judgement, bad.judged_by) == ("rejected", curator)
    assert lines(curator)[-1].count == 0


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({}, "Enter a PMID or a DOI"),
        ({"pmid": "abc"}, "not a PMID"),
        ({"doi": "10/x"}, "is not a DOI"),
        ({"pmid": "93456789"}, "Enter at least its title"),
        ({"pmid": "1", "title": "x", "year": "99999"}, "2100"),
    ],
)
def test_a_publication_by_hand_is_refused_in_words(client, curator, trial, values, says):
    sent = {f"publication-{name}": value for name, value in values.items()}

    answer = client.post(address(trial), {"publication": "add"} | sent)

    assert says in answer.content.decode()
    assert not Publication.objects.exists()


def test_a_publication_is_added_by_hand_once(client, curator, trial):
    values = {
        "publication": "add",
        "publication-doi": "https://doi.org/10.1000/abc.1",
        "publication-title": "Cells",
        "publication-year": "2023",
    }
    client.post(address(trial), values)
    client.post(address(trial), values | {"publication-title": "Another title"})

    assert Publication.objects.get().title == "Cells"
    candidate = PublicationCandidate.objects.get()
    assert (candidate.judgement, candidate.found_by) == ("accepted", "added by hand")


def test_searched_and_nothing_found_is_a_state_that_readers_see(client, curator, trial):
    Trial.objects.update(curation=Curation.INCLUDED)
    client.post(address(trial), {"checked": "yes"})

    assert "found no publication" in client.get(trial.get_absolute_url()).content.decode()
    assert "nothing found" in client.get(address(trial)).content.decode()


def test_unmapped_words_are_put_away_and_come_back_when_they_change(client, curator):
    trial = make_trial(register_notes=["DE: status not known: Paused", "country: Atlantis"])
    client.post(address(trial), {"words": "country: Atlantis"})
    assert Trial.objects.get().has_open_notes
    client.post(address(trial), {"words": "all"})
    assert not Trial.objects.get().has_open_notes

    trial = Trial.objects.get()
    trial.register_notes = [*trial.register_notes, "DE: status not known: Asleep"]
    trial.save()
    assert Trial.objects.get().open_notes == ["DE: status not known: Asleep"]


def test_notes_tags_and_assignment(client, curator, trial):
    client.post(address(trial), {"note": "add", "note-text": HOSTILE})
    client.post(address(trial), {"tag": "add", "new-tag": "Eye"})
    client.post(address(trial), {"assign": "me"})

    trial.refresh_from_db()
    assert trial.assigned_to == curator
    assert TrialNote.objects.get().by == curator
    assert Tag.objects.get().name == "Eye"
    assert HOSTILE not in client.get(address(trial)).content.decode()
    client.post(address(trial), {"untag": "Eye"})
    assert not trial.tags.exists()


def test_a_reviewer_reads_and_judges_but_does_not_curate(client, trial):
    curator, reviewer = person("curator"), person("reviewer")
    make_move(trial, "include", by=curator, override=SURE)
    client.force_login(reviewer)
    text = client.get(address(trial)).content.decode()
    assert 'name="verdict"' in text
    assert 'name="facts"' not in text

    for step in ("facts", "confirm", "move", "assign", "tag", "checked", "words"):
        values = {step: "include"} | ({"new-tag": "x"} if step == "tag" else {})
        assert client.post(address(trial), values).status_code in (200, 403)
    assert Trial.objects.get().curation == "in_review"
    assert not FactDecision.objects.exists()

    client.post(address(trial), opened(client, trial) | {"verdict": "include"})
    assert Trial.objects.get().curation == "included"


def test_a_second_reader_does_not_see_the_first_verdict(client, trial, settings):
    settings.REVIEWERS_REQUIRED = 2
    curator, first, second = person("curator"), person("reviewer"), person("second", "reviewer")
    make_move(trial, "include", by=curator, override=SURE)
    client.force_login(first)
    client.post(
        address(trial),
        opened(client, trial) | {"verdict": "return", "verdict-note": "A secret reason"},
    )

    for user in (second, curator):
        client.force_login(user)
        text = client.get(address(trial)).content.decode()
        assert "A secret reason" not in text
        assert "reviewer," not in text


# Queues


def test_the_start_page_says_what_waits(client, curator):
    make_trial()
    make_trial(assigned_to=curator)
    make_trial(register_notes=["word"], curation="included")
    make_trial(register_doubts=["DE: one flag says No, the other Yes"], curation="included")
    suggest(make_trial(curation="included"))

    page = client.get("/admin/")

    counts = {line.queue.name: line.count for line in page.context["queues"]}
    assert counts == {
        "mine": 1,
        "curate": 1,
        "drift": 0,
        "words": 1,
        "doubts": 1,
        "literature": 1,
    }
    assert "My queue" in page.content.decode()


def test_the_queue_of_a_person_has_no_tasks_of_another_curator(client, curator):
    other = person("other", "curator")
    for assigned_to in (curator, other, None):
        trial = make_trial(assigned_to=assigned_to, register_notes=["w"], register_doubts=["d"])
        suggest(trial, pmid=str(trial.pk))
        Drift.objects.create(trial=trial, fact="phase", curated="II", opened_at=timezone.now())

    counts = {line.queue.name: line.count for line in lines(curator)}

    assert counts == {"mine": 1, "curate": 1, "drift": 2, "words": 2, "doubts": 2, "literature": 2}
    other.groups.clear()  # nobody is left who would do it
    assert {line.queue.name: line.count for line in lines(curator)}["drift"] == 3


def test_disagreements_and_own_open_verdicts_are_queues(client, settings):
    settings.REVIEWERS_REQUIRED = 2
    first, second, third = (person(name, "reviewer") for name in ("first", "second", "third"))
    trial = make_trial()
    make_move(trial, "include", by=person("curator"), override=SURE)
    judge(trial, "include", by=first)

    def counts(user):
        found = {line.queue.name: line.count for line in lines(user)}
        return found["review"], found["disputes"], found["second"]

    assert [counts(user) for user in (first, second)] == [(0, 0, 1), (1, 0, 0)]
    judge(trial, "return", by=second, note="Which phase?")
    assert [counts(user) for user in (first, second, third)] == [(0, 0, 0), (0, 0, 0), (1, 1, 0)]
    client.force_login(third)
    for line in lines(third):
        listed = client.get(f"/admin/trials/trial/{line.queue.list_url}").context["cl"]
        assert listed.result_count == line.count, line.queue.name


def test_a_queue_goes_round_and_ends(curator):
    first, second = make_trial(), make_trial()

    assert next_trial("curate", curator) == first.pk
    assert next_trial("curate", curator, first.pk) == second.pk
    assert next_trial("curate", curator, second.pk) == first.pk
    Trial.objects.update(curation="included")
    assert next_trial("curate", curator) is None


def test_each_number_on_the_start_page_leads_to_as_many_rows(client, curator):
    make_trial()
    trial = make_trial(assigned_to=curator, register_notes=["word"])
    suggest(trial)
    decide(one(trial), "phase", "II", by=curator, evidence=LINK)
    Drift.objects.create(
        trial=trial, fact="phase", old="II", new="I", curated="II", opened_at=timezone.now()
    )

    for line in lines(curator):
        listed = client.get(f"/admin/trials/trial/{line.queue.list_url}").context["cl"]
        assert listed.result_count == line.count, line.queue.name


def test_each_number_of_what_is_missing_leads_to_as_many_rows(client, curator):
    make_trial(register_phase="unknown")
    make_trial(register_phase="unknown", curation="excluded")
    make_trial(register_phase="unknown", register_atmp="no")
    make_trial(register_atmp_class="")

    page = client.get("/admin/trials/trial/completeness/")

    assert (page.context["total"], page.context["incomplete"]) == (2, 2)
    for gap, count in page.context["gaps"]:
        listed = client.get("/admin/trials/trial/", {"missing": gap.name}).context["cl"]
        assert listed.result_count == count, gap.name


def test_a_reviewer_has_no_queue_of_their_own_work(client):
    both = person("both", "curator", "reviewer")
    make_move(make_trial(), "include", by=both, override=SURE)
    make_move(make_trial(), "include", by=person("curator"), override=SURE)

    counts = {line.queue.name: line.count for line in lines(both)}

    assert counts["review"] == 1
    assert QUEUES["review"].rows(person("member", staff=False)).count() == 0
