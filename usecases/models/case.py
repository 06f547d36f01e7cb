"""A use case: the regulatory path of one therapy and the texts about it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from core.countries import all_country_codes
from core.fields import demonstration, last_change
from core.packed_fields import WordsField
from core.rich_text import RichTextField
from core.text import search_text
from trials.choices import AtmpClass

from ..choices import EUROPEAN_UNION, CaseStatus
from ..querysets import CaseQuerySet
from .vocabulary import Stage

SEARCHED_FIELDS = ("short_name", "title", "summary", "products", "disease")


def validate_countries(text):
    """Raise ValidationError unless all codes are ISO 3166 codes or EU."""
    unknown = [code for code in text.split() if code not in {*all_country_codes(), EUROPEAN_UNION}]
    if unknown:
        raise ValidationError(
            f"Not a country code: {', '.join(unknown)}. Use ISO 3166 codes separated by spaces, "
            "such as DE ES, or EU for all member states."
        )


class CountriesField(WordsField):
    """Country codes, sorted and separated by spaces; empty if not stated."""

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
    """One regulatory use case of the project, with its working text.

    Readers outside the consortium see the latest finalised version, a `CaseVersion`.
    """

    title = models.CharField(max_length=300, help_text="Full title, shown at the top of the page.")
    short_name = models.CharField(
        max_length=60, unique=True, help_text="Name of the use case in lists and charts."
    )
    slug = models.SlugField(
        "address", max_length=60, unique=True, help_text="Last part of the address of the page."
    )
    status = models.CharField(
        max_length=20,
        choices=CaseStatus,
        default=CaseStatus.UNDER_DEVELOPMENT,
        editable=False,
        help_text="Progress of the text. Readers see the latest finalised version.",
    )
    summary = models.TextField(
        blank=True, help_text="A short description and why the use case matters."
    )
    context = RichTextField(blank=True, help_text="History and special features of the use case.")
    source = models.TextField(
        "sources", blank=True, help_text="Sources of the use case, as shown to readers."
    )
    products = models.TextField(blank=True, help_text="Names of the product or products.")
    disease = models.CharField(
        max_length=300, blank=True, help_text="Disease that the therapy treats."
    )
    atmp_class = models.CharField(
        "class",
        max_length=10,
        choices=AtmpClass,
        blank=True,
        help_text="Class of the advanced therapy. Empty: not stated.",
    )
    class_note = models.CharField(
        "note on the class", max_length=300, blank=True, help_text="For example: not verified."
    )
    countries = CountriesField()
    stage = models.ForeignKey(
        Stage,
        verbose_name="stage reached",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="use_cases",
        help_text="The latest stage of development that the therapy has reached.",
    )
    work_packages = models.CharField(
        max_length=200, blank=True, help_text="Work packages of JOIN4ATMP, such as WP2, WP3."
    )
    authors = models.TextField(blank=True, help_text="Authors as named in the citation.")
    trials = models.ManyToManyField(
        "trials.Trial",
        blank=True,
        related_name="use_cases",
        help_text="Clinical trials of the therapy in this portal.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Position in the list.")
    search_text = models.TextField(editable=False, blank=True)
    public_text = models.TextField(
        editable=False,
        blank=True,
        help_text="Words of the latest version and of public sources, which visitors search.",
    )
    published_on = models.DateField(
        null=True,
        editable=False,
        help_text="Date of the first finalised version. Empty: there is none.",
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        help_text="User who requested the current review.",
    )
    updated_at = last_change()
    is_demo = demonstration()

    objects = CaseQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text", "public_text", "updated_at"])

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
        self.search_text = search_text(*(getattr(self, name) for name in SEARCHED_FIELDS))
        super().save(*args, **kwargs)

    def keep_public_text(self):
        """Set the words by which visitors find the case: those of its latest version, and those of
        public sources."""
        version = self.versions.order_by("-number").first()
        content = version.content if version else {}
        words = [content.get(name, "") for name in SEARCHED_FIELDS]
        sentences = [sentence.text for sentence in self.sourced_sentences.all()]
        names = [self.short_name] if sentences and not version else []
        self.public_text = search_text(*names, *words, *sentences)
        type(self).objects.filter(pk=self.pk).update(public_text=self.public_text)

    def get_absolute_url(self):
        return reverse("usecases:case", args=[self.slug])

    @property
    def country_codes(self):
        return self.countries.split()

    @property
    def is_finalised(self):
        return self.status == CaseStatus.FINALISED


class Section(models.Model):
    """One section of the text of a use case."""

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
    """The role of one organisation in a use case."""

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="roles")
    organisation = models.ForeignKey(
        "stakeholders.Organisation", on_delete=models.PROTECT, related_name="use_case_roles"
    )
    role = models.CharField(max_length=200, help_text="For example: sponsor, manufacturing site.")
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
