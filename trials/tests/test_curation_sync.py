"""What people decided and what a sync writes do not get in each other's way."""

import pytest

from registers.tests.texts import euctr_file, euctr_text
from trials.curation.decide import Evidence, decide, one
from trials.curation.literature import add_publication, judge_candidate
from trials.models import Drift, Publication, PublicationCandidate, Trial
from trials.sync.write import save_trial

from .factories import import_bytes
from .people import person
from .running import run

pytestmark = pytest.mark.django_db
NUMBER = "2015-000001-11"
LINK = Evidence.of_text("https://example.org/article")


def sync(*phases):
    import_bytes(euctr_file(euctr_text(NUMBER, "DE", phases=phases)))
    return Trial.objects.get()


def test_a_decision_made_while_a_sync_runs_is_not_lost():
    read_by_the_sync = sync("II")
    decide(one(read_by_the_sync), "phase", "III", by=person("curator"), evidence=LINK)

    save_trial(read_by_the_sync, [])

    trial = Trial.objects.get()
    assert (trial.curated_phase, trial.phase, trial.curation) == ("III", "III", "in_curation")
    assert trial.curated_at


def test_a_change_that_the_register_takes_back_closes_its_task():
    decide(one(sync("II")), "phase", "II", by=person("curator"), evidence=LINK)
    sync("III")
    assert Drift.objects.get().resolved_at is None

    sync("II")

    drift = Drift.objects.get()
    assert drift.resolved_at
    assert drift.resolution == "withdrawn"


def test_what_was_rejected_is_not_suggested_again(server):
    run("euctr")
    run("pubmed")
    curator = person("curator")
    rejected, by_doi = PublicationCandidate.objects.select_related("publication").order_by("pk")[:2]
    judge_candidate(rejected, "rejected", by=curator)
    # Somebody knows an article by its DOI alone, before any search finds it.
    trial, doi = by_doi.trial, by_doi.publication.doi
    by_doi.publication.delete()
    add_publication(trial, by=curator, doi=doi, title="By hand")
    judge_candidate(trial.candidates.get(publication__doi=doi), "rejected", by=curator)

    run("pubmed")

    rejected.refresh_from_db()
    assert rejected.judgement == "rejected"
    assert Publication.objects.get(doi=doi).pmid
    assert trial.candidates.get(publication__doi=doi).judgement == "rejected"


def test_unmapped_words_of_new_trials_wait_for_a_curator():
    import_bytes(euctr_file(euctr_text(NUMBER, "DE", status="Asleep")))

    trial = Trial.objects.get()
    assert trial.register_notes
    assert trial.has_open_notes
