"""Articles of PubMed that name a trial's number, as suggestions for curators."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..models import Publication, PublicationCandidate, SyncRun, Trial
from ..registers.pubmed import PubmedClient, trial_term
from .fetch import fetcher
from .lease import note_progress


def find_literature(run, renew):
    """Asks PubMed for the numbers of every ATMP trial, in the order of their keys from `position`
    on; an article is asked for once."""
    trials = Trial.objects.filter(atmp="yes", is_demo=run.is_demo).order_by("pk")
    if run.number:
        trials = trials.with_number(run.number)
    SyncRun.objects.filter(pk=run.pk).update(expected=trials.count())
    with fetcher("pubmed", renew) as connection:
        client = PubmedClient(connection)
        for trial in trials.filter(pk__gt=run.position).iterator(chunk_size=50):
            _find_for(trial, client, run)


def _find_for(trial, client, run):
    numbers = filter(None, (trial.eudract_number, trial.eu_ct_number, trial.nct_number))
    term = trial_term(numbers)
    found = client.search(term)
    known = set(Publication.objects.filter(pmid__in=found).values_list("pmid", flat=True))
    articles = client.articles([pmid for pmid in found if pmid not in known])
    with transaction.atomic():
        for article in articles:
            # A curator may have added it by its DOI alone, and judged it.
            if article.doi:
                by_hand = Publication.objects.filter(pmid="", doi__iexact=article.doi)
                by_hand.update(pmid=article.pmid)
            Publication.objects.get_or_create(
                pmid=article.pmid,
                defaults={
                    "doi": article.doi[:200],
                    "title": article.title,
                    "authors": "\n".join(article.authors),
                    "journal": article.journal[:500],
                    "year": article.year,
                    "abstract": article.abstract,
                },
            )
        created = _suggest(trial, found, term)
        note_progress(
            run,
            position=trial.pk,
            current=trial.number,
            fetched=F("fetched") + 1,
            seen=F("seen") + len(found),
            created=F("created") + created,
            unchanged=F("unchanged") + len(found) - created,
        )


def _suggest(trial, pmids, term):
    """New candidates for the trial; their number."""
    before = trial.candidates.count()
    now = timezone.now()
    PublicationCandidate.objects.bulk_create(
        (
            PublicationCandidate(
                trial=trial, publication=publication, found_by=term[:200], found_at=now
            )
            for publication in Publication.objects.filter(pmid__in=pmids)
        ),
        ignore_conflicts=True,
    )
    return trial.candidates.count() - before
