from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.querysets import Searched
from core.text import search_text

from ..choices import Judgement, PublicationKind
from ..number_search import MIN_SEARCHED_WORD_LENGTH
from .trial import Trial


class PublicationQuerySet(Searched):
    shortest_word = MIN_SEARCHED_WORD_LENGTH

    def visible_to(self, user):
        """Return publications that a curator accepted for a trial that the person may see."""
        return self.filter(pk__in=PublicationCandidate.objects.accepted(user).values("publication"))


class Publication(models.Model):
    """An article of PubMed, or another source that a curator added, such as a conference abstract.
    `authors` has one author per line, in the order of the publication."""

    kind = models.CharField(
        max_length=10,
        choices=PublicationKind,
        default=PublicationKind.ARTICLE,
        help_text="Articles have a PMID or a DOI, other sources one of them or an address.",
    )

    pmid = models.CharField("PMID", max_length=10, blank=True)
    doi = models.CharField("DOI", max_length=200, blank=True)
    link = models.URLField(
        "web address", max_length=500, blank=True, help_text="For a source without PMID and DOI."
    )
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
            models.UniqueConstraint(
                name="publication_link_is_unique",
                fields=["link"],
                condition=~Q(link="") & Q(pmid="", doi=""),
            ),
            models.CheckConstraint(
                name="publication_has_a_number",
                condition=~Q(pmid="") | ~Q(doi="") | ~Q(link="") & ~Q(kind="article"),
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.year or 'no year'})"

    def save(self, *args, **kwargs):
        self.search_text = search_text(*self.searched)
        super().save(*args, **kwargs)

    @property
    def searched(self):
        """Return the texts for the site search, the numbers first."""
        numbers = (f"PMID {self.pmid}" if self.pmid else "", f"DOI {self.doi}" if self.doi else "")
        return *numbers, self.title, self.authors, self.journal

    @property
    def address(self):
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.link

    @property
    def number(self):
        if self.pmid:
            return f"PMID {self.pmid}"
        return f"DOI {self.doi}" if self.doi else self.get_kind_display()

    @property
    def author_list(self):
        """Return the first three authors, with "et al" if there are more."""
        authors = self.authors.splitlines()
        return ", ".join(authors[:3]) + (", et al" if len(authors) > 3 else "")


class CandidateQuerySet(models.QuerySet):
    def accepted(self, user):
        """Return the publications on the pages of the trials that the person may see."""
        # By its key, because a list of all trials would be made for a few publications.
        trial = Trial.objects.visible_to(user).filter(pk=OuterRef("trial")).order_by()
        return self.filter(Exists(trial), judgement=Judgement.ACCEPTED).order_by()


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
