"""What people decided and what a sync writes do not get in each other's way."""

import pytest

from trials.curation.decide import Evidence, decide, one
from trials.models import Drift, Trial
from trials.sync.write import save_trial

from .factories import import_bytes
from .people import person
from .texts import euctr_file, euctr_text

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
