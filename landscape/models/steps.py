"""The steps of the regulatory path and how they depend on the product."""

from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from core.packed_words import unpacked
from core.partial_dates import PartialDateField, parse

from ..choices import OUTSIDE_EEA, Place, SponsorKind
from ..querysets import StepQuerySet
from .verified import Verified


class Step(Verified):
    """One step of the path from product to patient, such as the consent for GMOs.

    The steps and the order are our proposal; durations are those of their procedures.
    """

    number = models.PositiveSmallIntegerField(unique=True, help_text="Number on the path.")
    slug = models.SlugField(unique=True, help_text="Part of the address; permanent.")
    name = models.CharField(max_length=120)
    meaning = models.TextField(help_text="What the step is, in one or two sentences.")
    stage = models.ForeignKey("usecases.Stage", on_delete=models.PROTECT, related_name="path_steps")
    actor = models.CharField(max_length=200, help_text="Who acts in the step.")
    place = models.CharField(max_length=8, choices=Place)
    applies = models.CharField("applies when", max_length=200, help_text="In words, for readers.")
    needs = models.TextField(help_text="What must exist before the step.")
    gives = models.TextField(help_text="What exists after the step.")
    is_side_path = models.BooleanField(
        "side path", default=False, help_text="Yes: an alternative beside the main path."
    )
    only_gmo = models.BooleanField(
        "only with GMO", default=False, help_text="Yes: applies to products with a GMO only."
    )
    only_sources = models.CharField(
        "only for cell sources",
        max_length=100,
        blank=True,
        help_text="Words with blanks between, such as autologous allogeneic. Empty: for all.",
    )
    only_eea = models.BooleanField(
        "only in the EEA", default=False, help_text="Yes: rests on EU law, so not in GB and CH."
    )
    reason_not = models.CharField(
        "reason where it does not apply",
        max_length=200,
        blank=True,
        help_text="Shown with the grey step, such as: The product contains no GMO.",
    )
    after = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="before",
        help_text="Steps that come directly before it.",
    )
    procedures = models.ManyToManyField(
        "usecases.Procedure", through="StepProcedure", related_name="path_steps"
    )
    categories = models.ManyToManyField(
        "usecases.HurdleCategory",
        verbose_name="hurdle categories",
        blank=True,
        related_name="path_steps",
        help_text="Kinds of hurdles that occur in the step.",
    )

    objects = StepQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Verified.Meta):
        ordering = ("number",)
        verbose_name = "step of the path"
        verbose_name_plural = "steps of the path"

    def __str__(self):
        return f"{self.number}. {self.name}"

    def get_absolute_url(self):
        return reverse("landscape:step", args=[self.slug])

    def reason_against(self, choice):
        """Return why the step does not apply to a PathChoice; "" if it applies or may apply."""
        if self.only_gmo and choice.gmo == "no":
            return self.reason_not
        if self.only_sources and choice.source and choice.source not in unpacked(self.only_sources):
            return self.reason_not
        return ""

    def condition_under(self, choice):
        """Return on which fact that a PathChoice leaves open the step depends, as the rest of a
        sentence that begins with "Only if"; "" if on none."""
        if self.reason_against(choice):
            return ""
        if self.only_gmo and not choice.gmo:
            return "the product has a GMO"
        if self.only_sources and not choice.source:
            return f"the cell source is {' or '.join(unpacked(self.only_sources))}"
        return ""

    def reason_against_country(self, code):
        if self.only_eea and code in OUTSIDE_EEA:
            return "It rests on EU law, which does not apply in this country."
        return ""


class StepProcedure(models.Model):
    """A procedure of a step, for some kind of sponsor if it is limited to one."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="in_procedures")
    procedure = models.ForeignKey(
        "usecases.Procedure", on_delete=models.PROTECT, related_name="in_steps"
    )
    sponsor = models.CharField("only for sponsors", max_length=14, choices=SponsorKind, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = "procedure of a step"
        verbose_name_plural = "procedures of a step"
        constraints = [
            models.UniqueConstraint(name="procedure_once_in_a_step", fields=["step", "procedure"])
        ]

    def __str__(self):
        return str(self.procedure)


class StepDocument(models.Model):
    """A form, guideline or page that helps with a step."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(max_length=200)
    url = models.URLField("address", blank=True)
    country = models.CharField(
        max_length=2, blank=True, help_text="ISO 3166 code if it is of one country only."
    )
    source = models.TextField(help_text="Publisher and date.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        verbose_name = "document of a step"
        verbose_name_plural = "documents of a step"

    def __str__(self):
        return self.title


class StepFigure(models.Model):
    """One published figure that belongs to a step, with its source and date."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="figures")
    text = models.CharField(max_length=300, help_text="The figure in a sentence.")
    source = models.TextField()
    as_of = PartialDateField("as of", blank=False)

    class Meta:
        ordering = ("-as_of", "pk")
        verbose_name = "figure of a step"
        verbose_name_plural = "figures of steps"

    def __str__(self):
        return self.text

    @property
    def date_in_words(self):
        return str(parse(self.as_of))
