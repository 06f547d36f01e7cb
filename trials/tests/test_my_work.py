"""A person's own work, per week and row by row."""

from datetime import timedelta

import pytest
from django.utils import timezone

from trials.curation.decide import Evidence, decide, one
from trials.curation.moves import make_move
from trials.curation.my_work import lists_of, weeks_of
from trials.curation.review import judge
from trials.models import FactDecision

from .factories import make_trial
from .people import SURE, person

pytestmark = pytest.mark.django_db
LINK = Evidence.of_text("https://example.org/article")


def counts(user):
    return [(week.decided, week.submitted, week.reviewed, week.returned) for week in weeks_of(user)]


def test_work_is_counted_per_week_and_for_its_person_only():
    curator, other, reviewer = person("curator"), person("other", "curator"), person("reviewer")
    own, foreign = make_trial(), make_trial()
    decide(one(own), "phase", "III", by=curator, evidence=LINK)
    decide(one(own), "status", "completed", by=curator, evidence=LINK)
    FactDecision.objects.filter(fact="phase").update(at=timezone.now() - timedelta(weeks=2))
    FactDecision.objects.create(
        trial=own, fact="phase", by=curator, at=timezone.now() - timedelta(weeks=40)
    )
    make_move(own, "include", by=curator, override=SURE)
    make_move(foreign, "include", by=other, override=SURE)
    for trial in (own, foreign):
        judge(trial, "return", by=reviewer, note="Which class?")

    assert counts(curator) == [(1, 1, 0, 1), (1, 0, 0, 0)]
    assert counts(other) == [(0, 1, 0, 1)]
    assert counts(reviewer) == [(0, 0, 2, 0)]
    assert counts(person("new", "curator")) == []
    rows = {label: [row.trial for row in rows] for label, rows in lists_of(curator)}
    assert rows["Returned to me"] == [own]
    assert rows["Reviewed"] == []
    assert len(rows["Decided"]) == 3


def test_a_return_after_another_person_submitted_is_theirs():
    first, second, trial = person("first", "curator"), person("second", "curator"), make_trial()
    make_move(trial, "include", by=first, override=SURE)
    make_move(trial, "withdraw", by=first)
    make_move(trial, "include", by=second, override=SURE)

    judge(trial, "return", by=person("reviewer"), note="Which class?")

    assert counts(second) == [(0, 1, 0, 1)]
    assert counts(first) == [(0, 1, 0, 0)]


def test_the_page_shows_rows_with_links(client):
    curator, trial = person("curator"), make_trial()
    decide(one(trial), "phase", "III", by=curator, evidence=LINK)
    client.force_login(curator)

    text = client.get("/admin/trials/trial/my-work/").content.decode()

    assert f"/admin/trials/trial/{trial.pk}/change/" in text
    assert "Phase: none -&gt; Phase III" in text
    client.force_login(person("member"))
    assert client.get("/admin/trials/trial/my-work/").status_code == 403
