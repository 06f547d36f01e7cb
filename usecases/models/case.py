"""A use case: the road of one therapy through regulation, and the texts that tell it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from core.countries import all_country_codes
from core.fields import demonstration, last_change
from core.rich_text import RichTextField
from core.text import search_text
from trials.choices import AtmpClass

from ..choices import EUROPEAN_UNION, CaseStatus
from ..querysets import CaseQuerySet
from .vocabulary import Stage


def validate_countries(text):
    """ISO 3166 codes with blanks between them, and EU."""
    unknown = [code for code in text.split() if code not in {*all_country_codes(), EUROPEAN_UNION}]
    if unknown:
        raise ValidationError(
            f"{', '.join(unknown)}: not a country. Write ISO 3166 codes with a blank between them, "
            "such as DE ES; EU stands for all member states."
        )


class CountriesField(models.CharField):
    """Codes of countries, sorted, with a blank between them; empty where nothing is stated."""

    default_validators = [validate_countries]

    def __init__(self, *args, **kwargs):
        help_text = "ISO 3166 codes, such as DE ES, or EU for all member states."
        super().__init__(
            *args, **{"max_length": 400, "blank": True, "help_text": help_text} | kwargs
        )

    def to_python(self, value):
        text = super().to_python(value)
        return " ".join(sorted(set(text.replace(",", " ").upper().split()))) if text else text


class UseCase(models.Model):
    """One of the project's regulatory use cases, as it is being written.

    What readers outside the consortium see is the latest finalised version, a `CaseVersion`.
    """

    title = models.CharField(max_length=300, help_text="Full title, as it heads the page.")
    short_name = models.CharField(
        max_length=60, unique=True, help_text="How lists and charts name the case."
    )
    slug = models.SlugField(
        "address", max_length=60, unique=True, help_text="Last part of the case's address."
    )
    status = models.CharField(
        max_length=20,
        choices=CaseStatus,
        default=CaseStatus.UNDER_DEVELOPMENT,
        editable=False,
        help_text="How far the text is; readers see the latest finalised version.",
    )
    summary = models.TextField(blank=True, help_text="What it is and why it matters, in brief.")
    context = RichTextField(blank=True, help_text="What came before, and what makes it special.")
    source = models.TextField(
        "sources", blank=True, help_text="What the case rests on, as readers see it."
    )
    products = models.TextField(blank=True, help_text="Names of the product or products.")
    disease = models.CharField(
        max_length=300, blank=True, help_text="What the therapy is meant to treat."
    )
    atmp_class = models.CharField(
        "class",
        max_length=10,
        choices=AtmpClass,
        blank=True,
        help_text="Class of the advanced therapy. Empty: not stated.",
    )
    class_note = models.CharField(
        "note on the class", max_length=300, blank=True, help_text="Such as: nobody verified it."
    )
    countries = CountriesField()
    stage = models.ForeignKey(
        Stage,
        verbose_name="stage reached",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="use_cases",
        help_text="The last stage of development that the therapy came to.",
    )
    work_packages = models.CharField(
        max_length=200, blank=True, help_text="Those of JOIN4ATMP, such as WP2, WP3."
    )
    authors = models.TextField(blank=True, help_text="As they are to be cited.")
    trials = models.ManyToManyField(
        "trials.Trial",
        blank=True,
        related_name="use_cases",
        help_text="Clinical trials of the therapy that the portal holds.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Place in the list.")
    search_text = models.TextField(editable=False, blank=True)
    published_on = models.DateField(
        null=True, editable=False, help_text="Day of the first finalised version. Empty: none yet."
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        help_text="Who asked for the review that is under way.",
    )
    updated_at = last_change()
    is_demo = demonstration()

    objects = CaseQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text", "updated_at"])

    class Meta:
        ordering = ("position", "short_name")
        permissions = [("review_usecase", "Can review and finalise use cases")]
        constraints = [
            models.CheckConstraint(
                name="usecase_finalised_is_published",
                condition=~models.Q(status="finalised") | models.Q(published_on__isnull=False),
            )
        ]

    def __str__(self):
        return self.short_name

    def save(self, *args, **kwargs):
        self.search_text = search_text(
            self.short_name, self.title, self.summary, self.products, self.disease
        )
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("usecases:case", args=[self.slug])

    def move_to(self, status, *, by, note=""):
        """Change the status and keep an event; see `usecases.review.move_case`."""
        from ..review import move_case  # it needs all the models, this one too

        return move_case(self, status, by=by, note=note)

    @property
    def country_codes(self):
        return self.countries.split()

    @property
    def is_finalised(self):
        return self.status == CaseStatus.FINALISED


class Section(models.Model):
    """A part of the story, under a heading of its own."""

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="sections")
    heading = models.CharField(max_length=200)
    body = RichTextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0, db_index=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("position", "pk")

    def __str__(self):
        return self.heading


class CaseOrganisation(models.Model):
    """An organisation that takes part in a case, and what it does there."""

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="roles")
    organisation = models.ForeignKey(
        "stakeholders.Organisation", on_delete=models.PROTECT, related_name="use_case_roles"
    )
    role = models.CharField(max_length=200, help_text="Such as: sponsor, manufacturing site.")
    position = models.PositiveSmallIntegerField(default=0, db_index=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("position", "pk")
        verbose_name = "organisation in its role"
        verbose_name_plural = "organisations in their roles"
        constraints = [
            models.UniqueConstraint(
                name="organisation_has_a_role_once", fields=["use_case", "organisation", "role"]
            )
        ]

    def __str__(self):
        return f"{self.organisation}: {self.role}"
