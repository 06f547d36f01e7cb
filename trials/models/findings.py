"""Findings of the sync in the records of a trial beside its facts. The rows are made again when
one of the records changes; nobody edits them."""

from django.db import models

from .. import choices
from ..querysets import DataErrorQuerySet
from .trial import Trial


class DataError(models.Model):
    """An error that the register itself has in the records of a trial, such as an end before the
    start; one row per kind and register."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="data_error_rows")
    kind = models.CharField(max_length=30, choices=choices.DATA_ERROR_CHOICES)
    register = models.CharField(max_length=10, choices=choices.Register)
    sources = models.CharField("records that show it", max_length=500)
    detail = models.TextField(help_text="The values of the records.")

    objects = DataErrorQuerySet.as_manager()

    class Meta:
        ordering = ("trial", "pk")
        verbose_name = "data error in a register"
        verbose_name_plural = "data errors in the registers"
        indexes = [models.Index(name="data_error_by_kind", fields=["kind", "register", "trial"])]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.sources})"

    @property
    def source_list(self):
        return self.sources.split(", ")


class RegisterNote(models.Model):
    """A word, code or key of a register that no rule of the portal knows, as the records of one
    trial have it. The record is read without it, and the note names what is missing."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="register_note_rows")
    register = models.CharField(max_length=10, choices=choices.Register)
    kind = models.CharField(max_length=60, help_text="The problem, such as: status not known.")
    word = models.CharField(max_length=300, help_text="The word, code or key as received.")
    sources = models.CharField("records that have it", max_length=500)

    class Meta:
        ordering = ("trial", "pk")
        verbose_name = "word that no rule knows"
        verbose_name_plural = "words that no rule knows"
        indexes = [
            models.Index(name="register_note_by_word", fields=["register", "kind", "word", "trial"])
        ]

    def __str__(self):
        return f"{self.kind}: {self.word}"


class TrialNumber(models.Model):
    """A number of a trial in another registry, or one that its texts name, in the form in which it
    is searched: capital letters, no blanks."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="other_numbers")
    scheme = models.CharField("registry", max_length=20)
    number = models.CharField(max_length=60)
    is_own = models.BooleanField(
        default=True,
        help_text="Yes: stated as a number of this trial. No: named in its title or code, so it "
        "may be that of a related trial.",
    )

    class Meta:
        ordering = ("trial", "pk")
        verbose_name = "further number of a trial"
        verbose_name_plural = "further numbers of trials"
        indexes = [models.Index(name="trial_number_search", fields=["number", "is_own", "trial"])]

    def __str__(self):
        return self.number
