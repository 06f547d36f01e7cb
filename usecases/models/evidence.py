"""The evidence for hurdles, solutions and recommendations."""

from django.core.exceptions import ValidationError
from django.db import models

from ..choices import EvidenceKind
from .approval import lines_of


class Evidence(models.Model):
    """The evidence for a statement."""

    evidence_kind = models.CharField(
        "kind of evidence",
        max_length=12,
        choices=EvidenceKind,
        blank=True,
        help_text="Kind of evidence for the statement. Empty: not stated.",
    )
    evidence = models.TextField(blank=True, help_text="Summary of the evidence in our own words.")
    quotation = models.TextField(blank=True, help_text="Exact quotation; a source is required.")
    source = models.TextField(blank=True, help_text="Where the evidence can be found.")

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.quotation and not self.source:
            raise ValidationError({"source": "The quotation has no source. Enter its source."})

    def evidence_words(self):
        return {
            "Evidence": [*lines_of(self.get_evidence_kind_display()), *lines_of(self.evidence)],
            "Quotation": lines_of(self.quotation),
            "Source": lines_of(self.source),
        }
