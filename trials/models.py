"""The nouns of the trials app.

A *register record* is what a register says about a trial in one country; a *trial* is one clinical
trial over all its records. Facts that people filter by have three columns: what the registers say
(written by the sync alone), what a curator decided (written by people alone), and the effective
value that pages use, which a constraint ties to the two.
"""

import gzip

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse

from . import choices
from .querysets import TrialQuerySet
from .registers import parse_raw, protocol_of

FACT_LENGTH = 200  # fits a trial that names every disease area
# Each of these has a `register_...` and a `curated_...` column beside it.
FACTS = ("phase", "atmp", "atmp_class", "status", "sponsor_type", "disease_areas")


def register_value(**options):
    return models.CharField(max_length=FACT_LENGTH, editable=False, **options)


def curated_value(**options):
    return models.CharField(max_length=FACT_LENGTH, blank=True, default="", **options)


def effective_value(**options):
    return models.CharField(max_length=FACT_LENGTH, editable=False, blank=True, **options)


def is_effective(fact):
    """The database refuses a row whose effective value is not the curated one, else the
    register's. A generated column would do the same, but no index on it covers a query in SQLite:
    see docs/adr/0002-effective-values.md."""
    curated = NullIf(F(f"curated_{fact}"), Value(""))
    return models.CheckConstraint(
        name=f"trial_{fact}_is_effective",
        condition=Q(**{fact: Coalesce(curated, F(f"register_{fact}"))}),
    )


class Trial(models.Model):
    """One clinical trial, however many registers and member states report it."""

    # Numbers: a trial has at least one of the first two.
    eudract_number = models.CharField(
        "EudraCT number",
        max_length=14,
        blank=True,
        validators=[RegexValidator(r"^\d{4}-\d{6}-\d{2}$", "Must look like 2022-002568-62.")],
    )
    eu_ct_number = models.CharField(
        "EU CT number",
        max_length=17,
        blank=True,
        validators=[
            RegexValidator(r"^\d{4}-\d{6}-\d{2}-\d{2}$", "Must look like 2024-510663-34-00.")
        ],
    )
    nct_number = models.CharField("NCT number", max_length=11, blank=True, db_index=True)

    # Texts of the lead record, and what lists show of products and sponsors.
    title = models.TextField(blank=True)
    lay_title = models.TextField(blank=True)
    condition = models.TextField(blank=True)
    product_names = models.TextField(blank=True)
    sponsor_name = models.TextField("sponsor", blank=True)
    search_text = models.TextField(editable=False, blank=True)

    # Facts that people filter by.
    register_phase = register_value(default=choices.UNKNOWN)
    curated_phase = curated_value(choices=choices.PHASE_CHOICES)
    phase = effective_value(choices=choices.PHASE_CHOICES)

    register_atmp = register_value(default=choices.Decision.UNCLEAR)
    curated_atmp = curated_value(choices=choices.Decision.choices)
    atmp = effective_value(choices=choices.Decision.choices)
    atmp_basis = models.CharField("basis of the decision", max_length=200, blank=True)

    register_atmp_class = register_value(default="", blank=True)
    curated_atmp_class = curated_value(choices=choices.AtmpClass.choices)
    atmp_class = effective_value(choices=choices.AtmpClass.choices)

    register_status = register_value(default=choices.Status.UNKNOWN)
    curated_status = curated_value(choices=choices.Status.choices)
    status = effective_value(choices=choices.Status.choices)

    register_sponsor_type = register_value(default=choices.SponsorType.UNKNOWN)
    curated_sponsor_type = curated_value(choices=choices.SponsorType.choices)
    sponsor_type = effective_value(choices=choices.SponsorType.choices)

    # One or several words with a blank between them, sorted: counted and filtered as they are.
    register_disease_areas = register_value(default=choices.UNKNOWN)
    curated_disease_areas = curated_value()
    disease_areas = effective_value()
    registers = models.CharField(max_length=20, editable=False)
    countries = models.TextField(blank=True, editable=False)
    has_country_outside = models.BooleanField(default=False, editable=False)

    # Further facts of the registers.
    first_entered_on = models.DateField("first entered", null=True, blank=True)
    first_year = models.SmallIntegerField(null=True, blank=True, editable=False)
    started_on = models.DateField("started", null=True, blank=True)
    ended_on = models.DateField("ended", null=True, blank=True)
    subjects = models.PositiveIntegerField("planned subjects", null=True, blank=True)
    rare_disease = models.CharField(
        max_length=10, choices=choices.Answer, default=choices.Answer.UNKNOWN
    )
    has_authorised_product = models.BooleanField("with an authorised product", default=False)
    conflicts = models.JSONField(
        default=dict,
        blank=True,
        help_text="Facts on which records disagree: {fact: {value: [records that say it]}}.",
    )
    register_notes = models.JSONField(
        default=list, blank=True, help_text="Words of the registers that no rule knows."
    )

    lead_record = models.ForeignKey(
        "RegisterRecord",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        help_text="The record whose texts are shown.",
    )
    curation = models.CharField(
        max_length=12, choices=choices.Curation, default=choices.Curation.NEW, editable=False
    )
    is_demo = models.BooleanField("demonstration", default=False, editable=False)

    objects = TrialQuerySet.as_manager()

    class Meta:
        ordering = (F("first_entered_on").desc(nulls_last=True), "pk")
        constraints = [
            *(is_effective(fact) for fact in FACTS),
            models.CheckConstraint(
                name="trial_has_a_number",
                condition=~Q(eudract_number="") | ~Q(eu_ct_number=""),
            ),
            models.UniqueConstraint(
                name="trial_eudract_number_is_unique",
                fields=["eudract_number"],
                condition=~Q(eudract_number=""),
            ),
            models.UniqueConstraint(
                name="trial_eu_ct_number_is_unique",
                fields=["eu_ct_number"],
                condition=~Q(eu_ct_number=""),
            ),
        ]
        indexes = [
            # Everything a list of trials is filtered and counted by, so that no count reads rows.
            models.Index(
                name="trial_facets",
                fields=[
                    "is_demo",
                    "curation",
                    "atmp",
                    "phase",
                    "atmp_class",
                    "status",
                    "sponsor_type",
                    "registers",
                    "disease_areas",
                    "has_country_outside",
                    "first_year",
                    "countries",
                ],
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title[:80]}"

    def save(self, *args, **kwargs):
        self.set_effective_values()
        if kwargs.get("update_fields"):
            kwargs["update_fields"] = {*kwargs["update_fields"], *FACTS}
        super().save(*args, **kwargs)

    def set_effective_values(self):
        """The curated value if there is one, else the register's."""
        for fact in FACTS:
            value = getattr(self, f"curated_{fact}") or getattr(self, f"register_{fact}")
            setattr(self, fact, value)

    def get_absolute_url(self):
        return reverse("trials:detail", args=[self.number])

    @property
    def number(self):
        """The number that the trial is known by: EudraCT, else EU CT."""
        return self.eudract_number or self.eu_ct_number

    @property
    def country_codes(self):
        return self.countries.split()

    @property
    def disease_area_labels(self):
        return [choices.DISEASE_AREAS.get(code, code) for code in self.disease_areas.split()]


class RegisterRecord(models.Model):
    """What a register says about a trial in one country (EUCTR) or as a whole (CTIS).

    Two different records of the same number and country exist; `ordinal` tells them apart. The
    record is kept as the register sent it; it may hold contact persons and is for staff only.
    """

    register = models.CharField(max_length=10, choices=choices.Register)
    number = models.CharField(max_length=17)
    country = models.CharField(max_length=3, blank=True, help_text="3rd for a third country")
    ordinal = models.PositiveSmallIntegerField(default=0)
    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="records")
    packed = models.BinaryField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    source_file = models.CharField(max_length=200, blank=True)
    updated_on = models.DateField("updated in the register", null=True, blank=True)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    changed_at = models.DateTimeField("last changed", null=True, blank=True)
    is_demo = models.BooleanField("demonstration", default=False)

    class Meta:
        ordering = ("register", "number", "country", "ordinal")
        constraints = [
            models.UniqueConstraint(
                name="register_record_is_unique",
                fields=["register", "number", "country", "ordinal"],
            ),
        ]
        indexes = [models.Index(name="record_last_seen", fields=["is_demo", "-last_seen_at"])]

    def __str__(self):
        country = f"/{self.country}" if self.country else ""
        second = f" ({self.ordinal + 1})" if self.ordinal else ""
        return f"{self.get_register_display()} {self.number}{country}{second}"

    @property
    def raw(self):
        """The record's bytes as the register sent them."""
        return gzip.decompress(self.packed)

    def parsed(self):
        return parse_raw(self.register, self.raw)

    def protocol(self):
        return protocol_of(self.parsed())


class TrialCountry(models.Model):
    """A country of a trial as one register record names it, with its own status and dates."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="country_rows")
    register = models.CharField(max_length=10, choices=choices.Register)
    code = models.CharField("ISO 3166 code", max_length=2, blank=True)
    name = models.CharField("name as printed", max_length=200)
    participation = models.CharField(max_length=10, choices=choices.Participation)
    status = models.CharField(max_length=20, choices=choices.Status, default=choices.Status.UNKNOWN)
    status_word = models.CharField("status as printed", max_length=100, blank=True)
    authority = models.CharField("competent authority", max_length=200, blank=True)
    decided_on = models.DateField("authority's decision", null=True, blank=True)
    opinion_on = models.DateField("ethics opinion", null=True, blank=True)
    started_on = models.DateField("started", null=True, blank=True)
    subjects = models.PositiveIntegerField("planned subjects", null=True, blank=True)

    class Meta:
        ordering = ("participation", "name", "pk")
        verbose_name = "country of a trial"
        verbose_name_plural = "countries of trials"

    def __str__(self):
        return f"{self.name} ({self.get_participation_display()})"


class Product(models.Model):
    """An investigational medicinal product (IMP) of a trial, once over all its records."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="products")
    role = models.CharField(max_length=40, blank=True)
    name = models.TextField(blank=True)
    code = models.CharField(max_length=500, blank=True)
    trade_name = models.CharField(max_length=500, blank=True)
    substances = models.TextField(blank=True)
    form = models.CharField("pharmaceutical form", max_length=500, blank=True)
    routes = models.TextField("routes of administration", blank=True)
    other_type = models.TextField("other type of product", blank=True)
    atmp = models.CharField(
        "advanced therapy", max_length=10, choices=choices.Answer, default=choices.Answer.UNKNOWN
    )
    atmp_class = models.CharField("class", max_length=10, choices=choices.AtmpClass, blank=True)
    authorised = models.CharField(
        "has a marketing authorisation",
        max_length=10,
        choices=choices.Answer,
        default=choices.Answer.UNKNOWN,
    )
    orphan = models.CharField(
        "orphan designation", max_length=10, choices=choices.Answer, default=choices.Answer.UNKNOWN
    )
    gmo = models.CharField(
        "contains GMO", max_length=10, choices=choices.Answer, default=choices.Answer.UNKNOWN
    )
    sources = models.CharField("records that name it", max_length=500, blank=True)

    class Meta:
        ordering = ("trial", "pk")

    def __str__(self):
        return (
            self.name or self.trade_name or self.code or self.substances or "product without a name"
        )


class Sponsor(models.Model):
    """A sponsor of a trial in one spelling; the first one of a record is its main sponsor."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="sponsors")
    name = models.TextField()
    is_main = models.BooleanField("main sponsor", default=True)
    sources = models.CharField("records that name it", max_length=500, blank=True)

    class Meta:
        ordering = ("-is_main", "pk")

    def __str__(self):
        return self.name
