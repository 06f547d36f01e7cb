"""Rows that are made again from a trial's records when one of them changes."""

from django.db import models

from core.text import name_key

from .. import choices
from .trial import Trial


class TrialCountry(models.Model):
    """A country of a trial as one register record names it, with its own status and dates."""

    trial = models.ForeignKey(
        Trial,
        on_delete=models.CASCADE,
        related_name="country_rows",
        help_text="The trial that the country belongs to.",
    )
    register = models.CharField(
        max_length=10, choices=choices.Register, help_text="The register whose record names it."
    )
    code = models.CharField(
        "ISO 3166 code",
        max_length=2,
        blank=True,
        help_text="Two letters, such as DE. Empty: the printed name is not a known country.",
    )
    name = models.CharField(
        "name as printed", max_length=200, help_text="Country as the register prints it."
    )
    participation = models.CharField(
        max_length=10,
        choices=choices.Participation,
        help_text="Concerned: has a record or status. Planned: named for sites. Refused: did not "
        "authorise the trial. Withdrawn: the application ended before a start.",
    )
    status = models.CharField(
        max_length=20,
        choices=choices.Status,
        default=choices.Status.UNKNOWN,
        help_text="Status in this country, in the portal's words.",
    )
    status_word = models.CharField(
        "status as printed",
        max_length=100,
        blank=True,
        help_text="The register's own word, such as Ongoing, recruiting. Empty: none.",
    )
    authority = models.CharField(
        "competent authority",
        max_length=200,
        blank=True,
        help_text="As EudraCT prints it, such as Germany - PEI. CTIS names none.",
    )
    decided_on = models.DateField(
        "authority's decision",
        null=True,
        blank=True,
        help_text="Day of the decision: of the competent authority (EudraCT), or the first one of "
        "the Member State Concerned (CTIS).",
    )
    opinion_on = models.DateField(
        "ethics opinion",
        null=True,
        blank=True,
        help_text="Day of the ethics committee's opinion, from EudraCT; CTIS has none.",
    )
    started_on = models.DateField(
        "started",
        null=True,
        blank=True,
        help_text="Start of the trial in this country, from CTIS; EudraCT has none.",
    )
    subjects = models.PositiveIntegerField(
        "planned subjects",
        null=True,
        blank=True,
        help_text="Persons planned in this country. Empty: not stated.",
    )

    class Meta:
        ordering = ("participation", "name", "pk")
        verbose_name = "country of a trial"
        verbose_name_plural = "countries of trials"

    def __str__(self):
        return f"{self.name} ({self.get_participation_display()})"


class InvestigationalProduct(models.Model):
    """An investigational medicinal product (IMP) of a trial; all its records share one row."""

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
        verbose_name = "product of a trial"
        verbose_name_plural = "products of trials"

    def __str__(self):
        return (
            self.name or self.trade_name or self.code or self.substances or "product without a name"
        )


class Sponsor(models.Model):
    """A sponsor of a trial in one spelling; the first one of a record is its main sponsor."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="sponsors")
    name = models.TextField()
    key = models.CharField(
        max_length=200,
        default="",
        db_index=True,
        editable=False,
        help_text="As that of organisations",
    )
    is_main = models.BooleanField("main sponsor", default=True)
    sources = models.CharField("records that name it", max_length=500, blank=True)

    class Meta:
        ordering = ("-is_main", "pk")

    def __str__(self):
        return self.name

    @staticmethod
    def key_of(name):
        return name_key(name)[:200]
