from django.db import models

from .trial import Trial


class Publication(models.Model):
    """An article of PubMed; `authors` one a line, in the order of the article."""

    pmid = models.CharField("PMID", max_length=10, unique=True)
    doi = models.CharField("DOI", max_length=200, blank=True)
    title = models.TextField()
    authors = models.TextField(blank=True)
    journal = models.CharField(max_length=500, blank=True)
    year = models.SmallIntegerField(null=True, blank=True)
    abstract = models.TextField(blank=True)

    class Meta:
        ordering = ("-year", "-pmid")

    def __str__(self):
        return f"{self.title} ({self.year or 'no year'})"


class PublicationCandidate(models.Model):
    """A publication that names a number of a trial: a suggestion, for a curator to judge."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="candidates")
    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="candidates"
    )
    found_by = models.CharField(max_length=200, help_text="The search that found it.")
    found_at = models.DateTimeField()

    class Meta:
        ordering = ("-found_at", "pk")
        constraints = [
            models.UniqueConstraint(
                name="publication_candidate_is_unique", fields=["trial", "publication"]
            )
        ]

    def __str__(self):
        return f"{self.publication} for {self.trial.number}"
