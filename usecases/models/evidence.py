"""What hurdles, solutions and recommendations rest on."""

from django.core.exceptions import ValidationError
from django.db import models

from ..choices import EvidenceKind
from .approval import lines_of


class Evidence(models.Model):
    """What a statement rests on."""

    evidence_kind = models.CharField(
        "kind of evidence",
        max_length=12,
        choices=EvidenceKind,
        blank=True,
        help_text="What sort of thing the statement rests on. Empty: not stated.",
    )
    evidence = models.TextField(blank=True, help_text="What the evidence says, in our words.")
    quotation = models.TextField(blank=True, help_text="Word for word; needs a source.")
    source = models.TextField(blank=True, help_text="Where the evidence can be found.")

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.quotation and not self.source:
            raise ValidationError({"source": "A quotation needs its source."})

    def evidence_words(self):
        return {
            "Evidence": [*lines_of(self.get_evidence_kind_display()), *lines_of(self.evidence)],
            "Quotation": lines_of(self.quotation),
            "Source": lines_of(self.source),
        }
