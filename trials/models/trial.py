from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property

from core.fields import demonstration
from core.packed_fields import WordsField

from .. import choices
from ..querysets import TrialQuerySet
from .curated_columns import CuratedColumns
from .facts import (
    COUNTRIES_LENGTH,
    FACTS,
    curated_value,
    effective_value,
    is_effective,
    register_value,
)

# Columns that follow from others, each with the columns that it is made of.
DERIVED = {
    **{fact: (f"curated_{fact}", f"register_{fact}") for fact in FACTS},
    "has_open_notes": ("register_notes", "seen_notes"),
    "has_open_doubts": ("register_doubts", "seen_notes"),
}


class Trial(CuratedColumns):
    """One clinical trial, however many registers and member states report it."""

    # Numbers: a trial has at least one of the first two.
    eudract_number = models.CharField(
        "EudraCT number",
        max_length=14,
        blank=True,
        help_text="Number in the old register, such as 2022-002568-62. Empty: not known.",
        validators=[RegexValidator(r"^\d{4}-\d{6}-\d{2}$", "Must look like 2022-002568-62.")],
    )
    eu_ct_number = models.CharField(
        "EU CT number",
        max_length=17,
        blank=True,
        help_text="Number in CTIS, such as 2024-510663-34-00; the last pair counts resubmissions. "
        "Empty: not in CTIS.",
        validators=[
            RegexValidator(r"^\d{4}-\d{6}-\d{2}-\d{2}$", "Must look like 2024-510663-34-00.")
        ],
    )
    nct_number = models.CharField(
        "NCT number",
        max_length=11,
        blank=True,
        db_index=True,
        help_text="Number in ClinicalTrials.gov as the EU registers name it, such as NCT01234567.",
    )

    # Texts of the lead record, and the products and sponsors that lists show.
    title = models.TextField(blank=True, help_text="Full title, from the lead record.")
    lay_title = models.TextField(
        blank=True, help_text="Title in plain words, from the lead record. Empty: none given."
    )
    condition = models.TextField(
        blank=True, help_text="Medical condition under investigation, in the register's words."
    )
    product_names = models.TextField(
        blank=True,
        help_text="Tested products (IMPs) by name or code, separated by semicolons; all products "
        "if none is marked as tested.",
    )
    sponsor_name = models.TextField(
        "sponsor",
        blank=True,
        help_text="Main sponsor, in the spelling that most records have.",
    )
    search_text = models.TextField(editable=False, blank=True)
    text_version = models.BigIntegerField(
        default=0,
        editable=False,
        help_text="A random number that the database replaces with each write of the searched "
        "columns, so that words in memory follow (trials/database.py).",
    )

    # Facts that people filter by.
    register_phase = register_value("phase", default=choices.UNKNOWN)
    curated_phase = curated_value("phase", choices=choices.PHASE_CHOICES)
    phase = effective_value("phase", choices=choices.PHASE_CHOICES)

    register_atmp = register_value("atmp", default=choices.Decision.UNCLEAR)
    curated_atmp = curated_value("atmp", choices=choices.Decision.choices)
    atmp = effective_value("atmp", choices=choices.Decision.choices)
    atmp_basis = models.CharField(
        "basis of this answer",
        max_length=200,
        blank=True,
        help_text="Reason for the register value: a declaration, a word, or no statement.",
    )

    register_atmp_class = register_value("atmp_class", default="", blank=True)
    curated_atmp_class = curated_value("atmp_class", choices=choices.AtmpClass.choices)
    atmp_class = effective_value("atmp_class", choices=choices.AtmpClass.choices)

    register_status = register_value("status", default=choices.Status.UNKNOWN)
    curated_status = curated_value("status", choices=choices.Status.choices)
    status = effective_value("status", choices=choices.Status.choices)

    register_sponsor_type = register_value("sponsor_type", default=choices.SponsorType.UNKNOWN)
    curated_sponsor_type = curated_value("sponsor_type", choices=choices.SponsorType.choices)
    sponsor_type = effective_value("sponsor_type", choices=choices.SponsorType.choices)

    # One or several words separated by spaces, sorted: counted and filtered unchanged.
    register_disease_areas = register_value("disease_areas", default=choices.UNKNOWN)
    curated_disease_areas = curated_value("disease_areas")
    disease_areas = effective_value("disease_areas")

    register_technology = register_value("technology", default=choices.UNKNOWN)
    curated_technology = curated_value("technology")
    technology = effective_value("technology", default=choices.UNKNOWN)
    register_delivery = register_value("delivery", default=choices.UNKNOWN)
    curated_delivery = curated_value("delivery")
    delivery = effective_value("delivery", default=choices.UNKNOWN)
    register_cell_source = register_value("cell_source", default=choices.UNKNOWN)
    curated_cell_source = curated_value("cell_source")
    cell_source = effective_value("cell_source", default=choices.UNKNOWN)
    therapy_basis = models.JSONField(
        "basis of class, technology, delivery and cell source",
        default=dict,
        blank=True,
        help_text="The words behind the register values: {fact: reason}; no entry if unknown.",
    )
    registers = WordsField(
        max_length=20,
        editable=False,
        help_text="Registers that have a record of it: euctr, ctis, or both separated by a space.",
    )
    countries = WordsField(
        max_length=COUNTRIES_LENGTH,
        blank=True,
        editable=False,
        help_text="ISO 3166 codes separated by spaces, such as DE ES: concerned or with planned "
        "sites. Countries that refused the trial are left out, unless there is no other.",
    )
    refusing_countries = WordsField(
        max_length=COUNTRIES_LENGTH,
        blank=True,
        editable=False,
        help_text="ISO 3166 codes, separated by spaces, of the countries that refused the trial, "
        "even if others authorised it.",
    )
    has_country_outside = models.BooleanField(
        "with a country outside Europe",
        default=False,
        editable=False,
        help_text="Yes if one of the countries is outside Europe as defined by the United Nations.",
    )

    # Further facts of the registers.
    first_entered_on = models.DateField(
        "first entered",
        null=True,
        blank=True,
        help_text="Earliest entry in any of the registers. Of a trial that moved from EudraCT to "
        "CTIS and has no record in EudraCT, the first day of the year of its EudraCT number.",
    )
    entered_year_only = models.BooleanField(
        "first entry known to the year",
        default=False,
        editable=False,
        help_text="Yes: only the year of “first entered” is known.",
    )
    first_year = models.SmallIntegerField(
        "year of first entry",
        null=True,
        blank=True,
        editable=False,
        help_text="The year of “first entered”; lists filter and charts count by it.",
    )
    started_on = models.DateField(
        "started",
        null=True,
        blank=True,
        help_text="Earliest start stated in CTIS, or day on which a country had both the "
        "authority's decision and the ethics opinion.",
    )
    ended_on = models.DateField(
        "ended",
        null=True,
        blank=True,
        help_text="Global end of the trial, the latest that a record states. Empty: none stated.",
    )
    days_to_start = models.SmallIntegerField(
        "days from first entry to start",
        null=True,
        blank=True,
        editable=False,
        help_text="Empty if a day is unknown, or the days are in the wrong order or decades apart.",
    )
    subjects = models.PositiveIntegerField(
        "planned subjects",
        null=True,
        blank=True,
        help_text="Persons planned in the whole trial: the largest total of its records.",
    )
    rare_disease = models.CharField(
        max_length=10,
        choices=choices.Answer,
        default=choices.Answer.UNKNOWN,
        help_text="Yes if any record declares the condition a rare disease.",
    )
    has_authorised_product = models.BooleanField(
        "with an authorised product",
        default=False,
        help_text="Yes if a tested advanced therapy has a marketing authorisation.",
    )
    data_errors = WordsField(
        "data errors in the register",
        max_length=300,
        blank=True,
        editable=False,
        help_text="Kinds of errors that the records themselves have, separated by spaces, such as "
        "end_before_start. Empty: none.",
    )
    conflicts = models.JSONField(
        "disagreements of records",
        default=dict,
        blank=True,
        help_text="Facts on which records disagree: {fact: {value: [records that state it]}}.",
    )
    register_notes = models.JSONField(
        "words that no rule knows",
        default=list,
        blank=True,
        help_text="Statuses, countries and other words of the registers that the rules cannot map.",
    )

    register_doubts = models.JSONField(
        "contradictions of records",
        default=list,
        blank=True,
        help_text="Statements on products that other statements or names contradict.",
    )
    is_demo = demonstration()

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
        permissions = [
            ("curate_trial", "Can curate trials: decide, assign, resolve, import"),
            ("review_trial", "Can review curated trials"),
        ]
        indexes = [
            # SQLite finds no row by the partial indexes of the two constraints above.
            models.Index(name="trial_eudract_number", fields=["eudract_number"]),
            models.Index(name="trial_eu_ct_number", fields=["eu_ct_number"]),
            # The queues of curators: open rows, and since when.
            models.Index(
                name="trial_curation_queue", fields=["curation", "assigned_to", "curation_since"]
            ),
            models.Index(
                name="trial_open_doubts",
                fields=["curation_since"],
                condition=Q(has_open_doubts=True),
            ),
            models.Index(
                name="trial_open_notes",
                fields=["curation_since"],
                condition=Q(has_open_notes=True),
            ),
            # Everything a list of trials is filtered and counted by, and the key: the one query
            # that reads it all for the counts (trials/index.py) then reads no rows.
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
                    "delivery",
                    "cell_source",
                    "has_authorised_product",
                    "disease_areas",
                    "technology",
                    "has_country_outside",
                    "first_year",
                    "days_to_start",
                    "countries",
                    "refusing_countries",
                    "id",
                ],
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title[:80]}"

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Save the row, or with `update_fields` only these columns and the ones derived from them.

        A derived column also depends on columns that were not passed. They are read again, because
        a synchronisation may have changed them since this row was read.
        """
        passed = kwargs.get("update_fields")
        if passed:
            touched = [name for name, parts in DERIVED.items() if {*parts} & {*passed}]
            others = {part for name in touched for part in DERIVED[name]} - {*passed}
            self._read_current(others)
            kwargs["update_fields"] = {*passed, *touched}
        self.settle()
        super().save(*args, **kwargs)

    def settle(self):
        """Set the columns that follow from others: per fact the curated value if there is one, else
        the register's. Code that writes rows without `save` calls it."""
        for fact in FACTS:
            value = getattr(self, f"curated_{fact}") or getattr(self, f"register_{fact}")
            setattr(self, fact, value)
        self.has_open_notes = bool(self.open_notes)
        self.has_open_doubts = bool(self.open_doubts)

    def _read_current(self, columns):
        if columns:
            rows = Trial.objects.select_for_update().order_by()
            for column, value in rows.values(*columns).get(pk=self.pk).items():
                setattr(self, column, value)

    def get_absolute_url(self):
        return reverse("trials:detail", args=[self.number])

    @property
    def number(self):
        """Return the EudraCT number, else the EU CT number."""
        return self.eudract_number or self.eu_ct_number

    @cached_property
    def lead_record(self):
        """Return the record whose texts are shown, None if there is none."""
        return self.records.filter(is_lead=True).first()

    @property
    def first_entered_in_words(self):
        """Return the day, or the year if only that is known, or ""."""
        if self.first_entered_on and self.entered_year_only:
            return str(self.first_entered_on.year)
        day = self.first_entered_on
        return date_format(day, "SHORT_DATE_FORMAT") if day else ""

    @property
    def country_codes(self):
        return self.countries.split()

    @property
    def disease_area_labels(self):
        return [choices.DISEASE_AREAS.get(code, code) for code in self.disease_areas.split()]

    @property
    def technology_in_words(self):
        return _in_words(self.technology, choices.TECHNOLOGIES)

    @property
    def delivery_in_words(self):
        return _in_words(self.delivery, choices.DELIVERIES)

    @property
    def cell_source_in_words(self):
        return _in_words(self.cell_source, choices.CELL_SOURCES)

    @property
    def derived_because(self):
        """Return {fact: reason for its register value} of facts that no record states."""
        return self.therapy_basis

    @property
    def atmp_reasons(self):
        """Return the basis of the register values of decision and class: a record, or words. A
        curated value has its own evidence."""
        reasons = [] if self.curated_atmp or not self.atmp_basis else [self.atmp_basis]
        by_words = self.therapy_basis.get("atmp_class")
        if by_words and not self.curated_atmp_class and by_words != self.atmp_basis:
            reasons.append(f"class: {by_words}")
        return reasons

    @property
    def therapy_reasons(self):
        """Return the basis of the register's values of these three facts."""
        facts = ("technology", "delivery", "cell_source")
        shown = (fact for fact in facts if not getattr(self, f"curated_{fact}"))
        return list(filter(None, map(self.therapy_basis.get, shown)))


def _in_words(codes, labels):
    """Return the labels of stored codes without "unknown", which each page words itself."""
    return "; ".join(labels.get(code, code) for code in codes.split() if code != choices.UNKNOWN)
