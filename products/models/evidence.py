"""Preclinical studies and clinical outcomes, as rows that can be counted."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from simple_history.models import HistoricalRecords

from core.fields import last_change

from .dossier import Dossier, DossierStudy


class Setting(models.TextChoices):
    IN_VIVO = "in_vivo", "In vivo"
    IN_VITRO = "in_vitro", "In vitro"
    IN_SILICO = "in_silico", "In silico"
    NONE = "none", "No study done"


class Purpose(models.TextChoices):
    SAFETY = "safety", "Safety"
    EFFICACY = "efficacy", "Efficacy"
    BIODISTRIBUTION = "biodistribution", "Biodistribution"
    DOSE = "dose", "Dose"


class Aspect(models.TextChoices):
    SAFETY = "safety", "Safety"
    EFFICACY = "efficacy", "Efficacy"


class ObservedOutcome(models.TextChoices):
    AS_EXPECTED = "as_expected", "As expected"
    WORSE = "worse", "Worse"
    BETTER = "better", "Better"
    NOT_KNOWN = "not_known", "Not known"


class Judgement(models.TextChoices):
    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not stated"


class Sourced(models.Model):
    """A statement with its source."""

    evidence = models.TextField(
        blank=True, help_text="Publication, register record or page of a document. No persons."
    )
    link = models.URLField(blank=True, validators=[URLValidator(schemes=["http", "https"])])
    updated_at = last_change()

    class Meta:
        abstract = True


class PreclinicalStudy(Sourced):
    """A study before the first patient: its model, purpose and finding."""

    dossier = models.ForeignKey(
        Dossier, on_delete=models.CASCADE, related_name="preclinical_studies"
    )
    setting = models.CharField(max_length=10, choices=Setting)
    model = models.CharField(
        max_length=120, blank=True, help_text="Species or system, such as: mouse, organoid."
    )
    purpose = models.CharField(max_length=20, choices=Purpose)
    finding = models.TextField(blank=True)
    accepted = models.CharField(
        "accepted by the authority",
        max_length=10,
        choices=Judgement,
        default=Judgement.UNKNOWN,
    )
    predictive = models.CharField(
        "judged predictive", max_length=10, choices=Judgement, default=Judgement.UNKNOWN
    )

    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        ordering = ("dossier", "setting", "model", "pk")
        verbose_name_plural = "preclinical studies"

    def __str__(self):
        return f"{self.model_name}: {self.get_purpose_display().lower()}"

    def clean(self):
        self.model = " ".join(self.model.split())
        if self.setting == Setting.NONE and self.model:
            raise ValidationError({"model": "No study was done. Leave the model empty."})
        if self.setting != Setting.NONE and not self.model:
            raise ValidationError({"model": "The model is missing. Enter the species or system."})

    @property
    def model_name(self):
        """Return the model as the matrix shows it, such as "Mouse, in vivo"."""
        if self.setting == Setting.NONE:
            return self.get_setting_display()
        model = self.model[:1].upper() + self.model[1:]
        return f"{model}, {self.get_setting_display().lower()}"


class ClinicalOutcome(Sourced):
    """The clinical outcome of one study, compared with the expectation from preclinical work."""

    study = models.ForeignKey(DossierStudy, on_delete=models.CASCADE, related_name="outcomes")
    aspect = models.CharField(max_length=10, choices=Aspect)
    outcome = models.CharField(max_length=12, choices=ObservedOutcome)
    finding = models.TextField(blank=True)

    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        ordering = ("study", "aspect", "pk")
        constraints = [
            models.UniqueConstraint(name="one_outcome_an_aspect", fields=["study", "aspect"])
        ]

    def __str__(self):
        return f"{self.get_aspect_display()}: {self.get_outcome_display().lower()}"
