from django.conf import settings
from django.db import models
from django.db.models import Q

from core.querysets import Searched
from core.text import search_text

from ..choices import Judgement
from ..number_search import SHORTEST_WORD
from .trial import Trial


class PublicationQuerySet(Searched):
    shortest_word = SHORTEST_WORD

    def visible_to(self, user):
        """Return publications that a curator accepted for a trial that the person may see."""
        return self.filter(pk__in=PublicationCandidate.objects.accepted(user).values("publication"))


class Publication(models.Model):
    """An article, of PubMed or added by hand; `authors` one a line, in the order of the article."""

    pmid = models.CharField("PMID", max_length=10, blank=True)
    doi = models.CharField("DOI", max_length=200, blank=True)
    title = models.TextField()
    authors = models.TextField(blank=True)
    journal = models.CharField(max_length=500, blank=True)
    year = models.SmallIntegerField(null=True, blank=True)
    abstract = models.TextField(blank=True)
    search_text = models.TextField(editable=False, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "-pmid")
        constraints = [
            models.UniqueConstraint(
                name="publication_pmid_is_unique", fields=["pmid"], condition=~Q(pmid="")
            ),
            models.UniqueConstraint(
                name="publication_doi_is_unique",
                fields=["doi"],
                condition=~Q(doi="") & Q(pmid=""),
            ),
            models.CheckConstraint(
                name="publication_has_a_number", condition=~Q(pmid="") | ~Q(doi="")
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.year or 'no year'})"

    def save(self, *args, **kwargs):
        self.search_text = search_text(*self.searched)
        super().save(*args, **kwargs)

    @property
    def searched(self):
        """The texts that the site search looks through, the numbers first."""
        numbers = (f"PMID {self.pmid}" if self.pmid else "", f"DOI {self.doi}" if self.doi else "")
        return *numbers, self.title, self.authors, self.journal

    @property
    def address(self):
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"

    @property
    def number(self):
        return f"PMID {self.pmid}" if self.pmid else f"DOI {self.doi}"

    @property
    def author_list(self):
        """The first authors as a reader knows them from a list of references."""
        authors = self.authors.splitlines()
        return ", ".join(authors[:3]) + (", et al" if len(authors) > 3 else "")


class CandidateQuerySet(models.QuerySet):
    def accepted(self, user):
        """Return the publications on the pages of the trials that the person may see."""
        trials = Trial.objects.visible_to(user).order_by()
        return self.filter(judgement=Judgement.ACCEPTED, trial__in=trials.values("pk")).order_by()


class PublicationCandidate(models.Model):
    """A publication that names a number of a trial: a suggestion, until a curator accepts or
    rejects it. A rejected one stays, so that no later search suggests it again."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="candidates")
    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="candidates"
    )
    found_by = models.CharField(max_length=200, help_text="The search that found it.")
    found_at = models.DateTimeField()
    judgement = models.CharField(max_length=10, choices=Judgement, blank=True)
    judged_at = models.DateTimeField(null=True, editable=False)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ("-found_at", "pk")
        indexes = [
            models.Index(name="candidate_to_judge", fields=["found_at"], condition=Q(judgement=""))
        ]
        constraints = [
            models.UniqueConstraint(
                name="publication_candidate_is_unique", fields=["trial", "publication"]
            )
        ]

    def __str__(self):
        return f"{self.publication} for {self.trial.number}"
