"""The curators' pages with the trials of the portal, and a bulk decision on all of them.

Every trial waits for curation; some thousand have decisions, drift, suggestions, verdicts and
notes.
"""

from django.utils import timezone

from tools.bench.figures import (
    browser,
    line,
    median_ms,
    queries_of,
    seconds_of,
    set_up,
    tidied_up,
)

TRIALS_PER_STATE = 3_000
PAGES = {
    "start page with my queue": "/admin/",
    "curation page": "/admin/trials/trial/{pk}/change/",
    "next in a queue, then its page": "/admin/trials/trial/next/drift/",
    "list of trials": "/admin/trials/trial/",
    "list, drift": "/admin/trials/trial/?drift=yes",
    "list, I may review": "/admin/trials/trial/?review=mine",
    "list, class missing": "/admin/trials/trial/?missing=atmp_class",
    "what is missing": "/admin/trials/trial/completeness/",
    "doubtful matches": "/admin/trials/trial/matches/",
    "agreement of readers": "/admin/trials/trial/agreement/",
}


def fill():
    """Create the rows; return an account with all rights and a trial with a long history."""
    from django.contrib.auth.models import User

    from trials.models import (
        Drift,
        FactDecision,
        Publication,
        PublicationCandidate,
        Trial,
        TrialNote,
        Verdict,
    )

    user = User.objects.create_superuser("bench-curator", "bench@demo.example", "x")
    other = User.objects.create_superuser("bench-reader", "reader@demo.example", "x")
    now = timezone.now()
    trials = list(
        Trial.objects.order_by("-pk").only("pk", "register_phase")[: 3 * TRIALS_PER_STATE]
    )
    curated, read, long = (
        trials[:TRIALS_PER_STATE],
        trials[TRIALS_PER_STATE : 2 * TRIALS_PER_STATE],
        trials[0],
    )
    for start in range(0, TRIALS_PER_STATE, 500):
        keys = [trial.pk for trial in curated[start : start + 500]]
        Trial.objects.filter(pk__in=keys).update(curated_phase="II", phase="II")
        keys = [trial.pk for trial in read[start : start + 500]]
        Trial.objects.filter(pk__in=keys).update(curation="in_review", review_round=1)
    decided = [*curated, *[long] * 60]
    FactDecision.objects.bulk_create(
        FactDecision(trial=trial, fact="phase", value="II", source="A link", by=other)
        for trial in decided
    )
    Drift.objects.bulk_create(
        Drift(trial=trial, fact="phase", old="II", new="III", curated="II", opened_at=now)
        for trial in curated
    )
    article = Publication.objects.create(pmid="99999999", title="An article")
    PublicationCandidate.objects.bulk_create(
        PublicationCandidate(trial=trial, publication=article, found_by="n", found_at=now)
        for trial in trials[:TRIALS_PER_STATE]
    )
    Verdict.objects.bulk_create(
        Verdict(
            trial=trial,
            round=1,
            place=place,
            reviewer=other if place == 1 else None,
            outcome="include" if place == 1 else "",
            given_at=now if place == 1 else None,
            answers={"phase": "II"} if place == 1 else {},
        )
        for trial in read
        for place in (1, 2)
    )
    TrialNote.objects.bulk_create(TrialNote(trial=long, text="A note", by=user) for _ in range(40))
    return user, long


def pages(user, trial):
    client = browser(user)
    for name, pattern in PAGES.items():
        address = pattern.format(pk=trial.pk)
        queries, answer = queries_of(client.get, address, follow=True)
        assert answer.status_code == 200, address
        page = median_ms(client.get, address, follow=True)
        line(f"curation: {name}", page, "ms", f", {len(queries)} queries")


def bulk(user):
    """Measure one decision on a fact of all trials."""
    from trials.curation.decide import Evidence, decide
    from trials.models import Trial

    seconds, tally = seconds_of(
        decide,
        Trial.objects.all(),
        "sponsor_type",
        "commercial",
        by=user,
        evidence=Evidence.of_text("A list of sponsors"),
        origin="bulk",
    )
    line("curation: bulk decision", tally.changed / seconds, "trials/s")


def main():
    set_up()
    user, trial = fill()
    tidied_up()
    pages(user, trial)
    bulk(user)


if __name__ == "__main__":
    main()
