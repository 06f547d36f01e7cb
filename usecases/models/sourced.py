"""What public sources say about a use case, sentence by sentence."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from .case import UseCase


class SourcedSentence(models.Model):
    """One sentence about a use case that everyone may read, because a public source says it.

    The page of a case without a finalised version shows these sentences and nothing else.
    """

    use_case = models.ForeignKey(
        UseCase, on_delete=models.CASCADE, related_name="sourced_sentences"
    )
    text = models.TextField(help_text="The statement in our words.")
    quotation = models.TextField(help_text="The words of the source, exactly.")
    source = models.CharField(max_length=300, help_text="The public source, as readers see it.")
    source_url = models.URLField("address of the source", blank=True)
    position = models.PositiveSmallIntegerField(default=0, db_index=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("position", "pk")
        verbose_name = "sentence of a public source"
        verbose_name_plural = "sentences of public sources"
        constraints = [
            models.CheckConstraint(
                name="sourced_sentence_has_its_quotation",
                condition=~Q(quotation="") & ~Q(source=""),
            )
        ]

    def __str__(self):
        return self.text[:80]

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        self.use_case.keep_public_text()

    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        self.use_case.keep_public_text()
        return deleted
