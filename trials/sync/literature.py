"""Articles of PubMed that name a trial, or may be about it, as suggestions for curators."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from registers.numbers import base_of
from registers.pubmed import PubmedClient, trial_term, words_term

from ..models import Publication, PublicationCandidate, Trial
from .fetch import fetcher
from .lease import note_progress

MAX_ARTICLES_BY_WORDS = 5  # a guess, so the first ones only


def find_literature(run, renew):
    """Ask PubMed for the numbers of every ATMP trial, in the order of their keys from `position`
    on; an article is asked for once."""
    trials = Trial.objects.filter(atmp="yes", is_demo=run.is_demo).order_by("pk")
    if run.number:
        trials = trials.with_number(run.number)
    note_progress(run, expected=trials.count())
    with fetcher("pubmed", renew) as connection:
        client = PubmedClient(connection)
        for trial in trials.filter(pk__gt=run.position).iterator(chunk_size=50):
            _find_for(trial, client, run)


def _find_for(trial, client, run):
    """Find articles that name a number of the trial, with any resubmission.

    If there are none, find articles by the words of the trial's title and by its sponsor.
    """
    numbers = {trial.eudract_number, trial.eu_ct_number, trial.nct_number} - {""}
    numbers |= set(trial.other_numbers.filter(is_own=True).values_list("number", flat=True))
    bases = set(map(base_of, numbers))
    known = set(trial.candidates.values_list("publication__pmid", flat=True))
    term = trial_term(sorted(numbers))
    found = client.search(term)
    # PubMed splits a number that it does not know, and finds its parts.
    articles = [
        article
        for article in client.articles(pmid for pmid in found if pmid not in known)
        if bases.intersection(map(base_of, article.trial_numbers))
    ]
    repeated = len(known.intersection(found))
    if not articles and not repeated:
        term = words_term(trial.title, trial.sponsor_name)
        found = client.search(term, MAX_ARTICLES_BY_WORDS) if term else []
        articles = client.articles(pmid for pmid in found if pmid not in known)
        repeated = len(known.intersection(found))
    with transaction.atomic():
        _suggest(trial, articles, term)
        note_progress(
            run,
            position=trial.pk,
            current=trial.number,
            fetched=F("fetched") + 1,
            seen=F("seen") + repeated + len(articles),
            created=F("created") + len(articles),
            unchanged=F("unchanged") + repeated,
        )


def _suggest(trial, articles, term):
    """Add new candidates to the trial."""
    now = timezone.now()
    for article in articles:
        if article.doi and not Publication.objects.filter(pmid=article.pmid).exists():
            # A curator may have added it by its DOI alone, and judged it.
            for by_hand in Publication.objects.filter(pmid="", doi__iexact=article.doi):
                by_hand.pmid = article.pmid
                by_hand.save()
        publication, _ = Publication.objects.get_or_create(
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
        PublicationCandidate.objects.get_or_create(
            trial=trial,
            publication=publication,
            defaults={"found_by": term[:200], "found_at": now},
        )
