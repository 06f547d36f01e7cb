"""Publications of a trial: suggestions of the search, additions of curators, and rejected ones. A
rejected suggestion is kept, so that it is not suggested again."""

import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from ..choices import Judgement, PublicationKind
from ..models import Publication, PublicationCandidate, Trial
from .people import CURATE, require

PMID = re.compile(r"[1-9]\d{0,8}")
DOI = re.compile(r"10\.\d{4,9}/\S+")
BY_HAND = "added by hand"


def judge_candidate(candidate, judgement, *, by):
    """Accept or reject a publication; "" opens the question again."""
    require(by, CURATE)
    values = {"judgement": judgement, "judged_by": by, "judged_at": timezone.now()}
    if not judgement:
        values |= {"judged_by": None, "judged_at": None}
    PublicationCandidate.objects.filter(pk=candidate.pk).update(**values)


@transaction.atomic
def add_publication(trial, *, by, pmid="", doi="", link="", kind="article", **details):
    """Put an accepted publication on the trial. One that the portal knows needs only its number;
    other sources than articles need a number or a web address. Raise ValidationError for a number
    that is none, or a new one without a title."""
    require(by, CURATE)
    pmid, doi = clean_numbers(pmid, doi)
    if not pmid and not doi and (kind == PublicationKind.ARTICLE or not link):
        raise ValidationError(
            "The number is missing. Enter a PMID or a DOI. Other sources than articles can have a "
            "web address instead."
        )
    publication = _known(pmid, doi, link)
    if not publication:
        if not details.get("title"):
            raise ValidationError(
                {
                    "title": "The portal does not know this publication yet. Enter at least its "
                    "title."
                }
            )
        publication = Publication.objects.create(
            pmid=pmid, doi=doi, link=link, kind=kind, **details
        )
    now = timezone.now()
    candidate, _ = PublicationCandidate.objects.get_or_create(
        trial=trial, publication=publication, defaults={"found_by": BY_HAND, "found_at": now}
    )
    judge_candidate(candidate, Judgement.ACCEPTED, by=by)
    return publication


def clean_numbers(pmid, doi):
    """Return PMID and DOI without the text around them. Raise ValidationError."""
    pmid = pmid.strip().removeprefix("PMID:").strip()
    doi = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", doi.strip(), flags=re.IGNORECASE)
    if pmid and not PMID.fullmatch(pmid):
        raise ValidationError({"pmid": f"{pmid[:20]} is not a PMID. Enter up to nine digits."})
    if doi and (not DOI.fullmatch(doi) or len(doi) > 200):
        raise ValidationError({"doi": "This is not a DOI. Enter it as 10.1000/182."})
    return pmid, doi


def look_up(*, by, pmid="", doi="", client):
    """Return the article of PubMed with this PMID, else with this DOI. Raise ValidationError if
    there is none, and RegisterError if PubMed does not answer."""
    require(by, CURATE)
    pmid, doi = clean_numbers(pmid, doi)
    if not pmid and not doi:
        raise ValidationError("Enter the PMID or the DOI that is to be looked up.")
    pmids = [pmid] if pmid else client.search(f'"{doi}"[doi]', limit=2)
    articles = client.articles(pmids)
    if not pmid:
        articles = [article for article in articles if article.doi.casefold() == doi.casefold()]
    if len(articles) != 1:
        raise ValidationError(
            f"PubMed has no article with {f'PMID {pmid}' if pmid else f'DOI {doi}'}. Check the "
            "number, or enter the publication by hand."
        )
    return articles[0]


def _known(pmid, doi, link):
    found = Publication.objects.filter(pmid=pmid).first() if pmid else None
    found = found or (Publication.objects.filter(doi__iexact=doi).first() if doi else None)
    return found or (Publication.objects.filter(link=link).first() if link else None)


def mark_checked(trial, *, by):
    """Note that a person searched the literature and found nothing new."""
    require(by, CURATE)
    Trial.objects.filter(pk=trial.pk).update(
        literature_checked_at=timezone.now(), literature_checked_by=by
    )


def accepted(trial):
    """Return the publications that readers see, newest first."""
    return Publication.objects.filter(
        candidates__trial=trial, candidates__judgement=Judgement.ACCEPTED
    ).order_by("-year", "-pk")
