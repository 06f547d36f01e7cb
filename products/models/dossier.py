"""The dossier of an ATMP: the fields of the consortium's cover sheet with their original texts.

The meaning of words is separate, in `Spelling`. Pages look it up; texts are never corrected.
"""

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from openpyxl.utils import get_column_letter
from simple_history.models import HistoricalRecords

from core.fields import demonstration, last_change
from core.spreadsheets import MAX_CELL_LENGTH
from core.text import name_key, search_text
from stakeholders.models.organisations import free_slug
from trials.models import Trial

from ..cell_texts import as_of, tidy, without_addresses, words_of
from ..cover_sheet import (
    BY_KEY,
    CATEGORIES,
    PRODUCT_FIELDS,
    STUDY_FIELDS,
    cell_name,
    study_numbers,
)
from ..querysets import DossierQuerySet
from .vocabulary import Spelling

CATEGORY_CHOICES = [(category, category) for category in CATEGORIES]
SPELLINGS = "Words of the cells above, each with the term that pages show and filter by."
PAGES = ("export", "predictivity", "completeness", "answer")  # addresses of other pages


def cell(key):
    field = BY_KEY[key]
    return models.TextField(
        field.name,
        blank=True,
        help_text=field.help,
        validators=[MaxLengthValidator(MAX_CELL_LENGTH)],
    )


class OfSheet(models.Model):
    """A row whose columns are cells of the sheet, listed in `sheet_fields`."""

    sheet_fields = ()

    class Meta:
        abstract = True

    def tidy_cells(self):
        for field in self.sheet_fields:
            setattr(self, field.key, tidy(getattr(self, field.key)))

    @property
    def sheet_values(self):
        """Return {key: text} of the cells that are not empty."""
        values = ((field.key, getattr(self, field.key)) for field in self.sheet_fields)
        return {key: text for key, text in values if text}

    @property
    def shared_texts(self):
        """Return {key: text} without persons and addresses, for everyone who is not staff."""
        values = self.sheet_values
        return {
            field.key: without_addresses(values[field.key])
            for field in self.sheet_fields
            if field.key in values and not field.personal
        }

    def set_spellings(self, *, is_new):
        wanted = [
            (field.vocabulary, word)
            for field in self.sheet_fields
            if field.vocabulary
            for word in words_of(field, getattr(self, field.key))
        ]
        found = Spelling.objects.for_words(wanted)
        if is_new:
            self.spellings.add(*found)  # a new row has no spellings to compare
        else:
            self.spellings.set(found)

    @cached_property
    def terms(self):
        """Return {(vocabulary, text): name of the term} of the spellings that are mapped."""
        return {
            (spelling.vocabulary, spelling.text): spelling.term.name
            for spelling in self.spellings.all()
            if spelling.term
        }

    def meaning(self, key):
        """Return the words of a field as terms; a word without a term is returned as written."""
        field = BY_KEY[key]
        words = words_of(field, without_addresses(getattr(self, key)))
        return list(dict.fromkeys(self.terms.get((field.vocabulary, word), word) for word in words))


class Dossier(OfSheet):
    """The consortium's knowledge of one ATMP. Cover sheets are matched by its name."""

    sheet_fields = PRODUCT_FIELDS

    name = models.CharField(BY_KEY["name"].name, max_length=200, help_text=BY_KEY["name"].help)
    atmp_category = models.CharField(
        BY_KEY["atmp_category"].name,
        max_length=10,
        choices=CATEGORY_CHOICES,
        help_text=BY_KEY["atmp_category"].help,
    )
    country_of_origin = cell("country_of_origin")
    atmp_type = cell("atmp_type")
    cell_source = cell("cell_source")
    cell_type = cell("cell_type")
    route_of_administration = cell("route_of_administration")
    disease = cell("disease")
    patient_cohort = cell("patient_cohort")
    patient_classification = cell("patient_classification")
    target = cell("target")
    mode_of_gene_transfer = cell("mode_of_gene_transfer")
    conducted_trials = cell("conducted_trials")

    animal_studies = cell("animal_studies")
    non_animal_studies = cell("non_animal_studies")
    alternative_methods = cell("alternative_methods")
    digital_ai_methods = cell("digital_ai_methods")
    first_in_human_parts = cell("first_in_human_parts")
    target_already_studied = cell("target_already_studied")
    gene_delivery_novelty = cell("gene_delivery_novelty")
    quality_release_tests = cell("quality_release_tests")
    efficacy_testing = cell("efficacy_testing")
    first_dose_rationale = cell("first_dose_rationale")
    first_dose = cell("first_dose")
    most_informative_models = cell("most_informative_models")
    phase2_reached = cell("phase2_reached")
    phase1_confirmed_preclinical = cell("phase1_confirmed_preclinical")
    time_to_phase1_approval = cell("time_to_phase1_approval")
    authority_support = cell("authority_support")
    regulator_fee = cell("regulator_fee")
    extra_preclinical_requested = cell("extra_preclinical_requested")
    expert_predictive_preclinical = cell("expert_predictive_preclinical")
    expert_without_animals = cell("expert_without_animals")
    expert_biggest_hurdle = cell("expert_biggest_hurdle")

    review_status = cell("review_status")
    reviewer = cell("reviewer")

    slug = models.SlugField(
        "address",
        max_length=80,
        unique=True,
        editable=False,
        help_text="Last part of the product's address, made from its name. It never changes.",
    )
    name_key = models.CharField(max_length=200, unique=True, editable=False)
    spellings = models.ManyToManyField(
        Spelling, related_name="dossiers", editable=False, help_text=SPELLINGS
    )
    search_text = models.TextField(editable=False, blank=True)
    is_public = models.BooleanField(
        "shown to everyone",
        default=False,
        help_text="Otherwise only members of the consortium can see it. Only staff can see "
        "persons.",
    )
    is_demo = demonstration()
    created_at = models.DateTimeField(
        "created", auto_now_add=True, help_text="Time at which the product was added to the portal."
    )
    updated_at = last_change()

    history = HistoricalRecords(excluded_fields=["search_text", "name_key", "updated_at"])
    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "ATMP product"
        ordering = ("name", "pk")
        permissions = [
            ("import_dossier", "Can import cover sheets"),
            ("merge_dossier", "Can merge products"),
        ]
        indexes = [models.Index(name="dossier_shown", fields=["is_demo", "is_public"])]

    def __str__(self):
        return self.name

    def clean(self):
        """Refuse a name whose letters and digits are those of another product, because cover sheets
        find their product by them."""
        key = name_key(self.name)
        if not key:
            raise ValidationError(
                {"name": "The identifier has neither letters nor digits. Enter another one."}
            )
        same = Dossier.objects.exclude(pk=self.pk).named(self.name)
        if same:
            raise ValidationError(
                {"name": f"The product “{same}” has this identifier. Enter another one."}
            )

    def save(self, *args, **kwargs):
        is_new = self._state.adding
        self.tidy_cells()
        self.name_key = name_key(self.name)
        if not self.slug:
            others = Dossier.objects.exclude(pk=self.pk)
            former = Dossier.objects.values_list("former_names__slug", flat=True)
            taken = (*PAGES, *former.exclude(former_names=None))
            self.slug = free_slug(self.name, others, taken=taken, fallback="product")
        super().save(*args, **kwargs)
        self.set_spellings(is_new=is_new)

    def get_absolute_url(self):
        return reverse("products:detail", args=[self.slug])

    @property
    def atmp_class(self):
        return self.atmp_category

    def get_atmp_class_display(self):
        return self.get_atmp_category_display()

    @property
    def list_words(self):
        """Return the facts that lists show beside class and disease."""
        keys = ("atmp_type", "cell_type", "route_of_administration")
        words = (word for key in keys for word in self.meaning(key))
        return [word for word in words if word != self.atmp_category]

    def index(self):
        """Write the search text of the dossier and its studies, without persons."""
        studies = list(self.studies.all())
        texts = [*self.shared_texts.values(), *(former.name for former in self.former_names.all())]
        texts += [text for study in studies for text in study.shared_texts.values()]
        Dossier.objects.filter(pk=self.pk).update(search_text=search_text(*texts))

    def trials_for(self, user):
        """Return the trials of its studies that the user may see."""
        return Trial.objects.visible_to(user).with_base_numbers(self.numbers)

    @property
    def numbers(self):
        return [row.number for study in self.studies.all() for row in study.numbers.all()]


class DossierStudy(OfSheet):
    """A clinical study of an ATMP: one column of its cover sheet."""

    sheet_fields = STUDY_FIELDS

    dossier = models.ForeignKey(
        Dossier,
        on_delete=models.CASCADE,
        related_name="studies",
        help_text="The product that was studied.",
    )
    position = models.PositiveSmallIntegerField(editable=False, help_text="Column; 2 is B")
    study_id = cell("study_id")
    study_title = cell("study_title")
    phase = cell("phase")
    trial_status = cell("trial_status")
    pi = cell("pi")
    sponsor = cell("sponsor")
    sponsor_type = cell("sponsor_type")
    lead_clinical = cell("lead_clinical")
    lead_preclinical = cell("lead_preclinical")
    lead_manufacturing = cell("lead_manufacturing")
    lead_study_center = cell("lead_study_center")
    center = cell("center")
    countries = cell("countries")
    funding = cell("funding")
    patent_holder = cell("patent_holder")
    mechanism_known = cell("mechanism_known")
    first_in_human = cell("first_in_human")
    pi_email = cell("pi_email")
    sponsor_email = cell("sponsor_email")
    spellings = models.ManyToManyField(
        Spelling, related_name="studies", editable=False, help_text=SPELLINGS
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ("dossier", "position")
        verbose_name = "study of a product"
        verbose_name_plural = "studies of products"
        constraints = [
            models.UniqueConstraint(name="one_study_a_column", fields=["dossier", "position"])
        ]

    def __str__(self):
        return without_addresses(self.study_id or self.study_title or f"column {self.column}")

    def save(self, *args, **kwargs):
        is_new = self._state.adding
        self.tidy_cells()
        if not self.position:
            last = self.dossier.studies.aggregate(last=models.Max("position"))["last"]
            self.position = (last or 1) + 1
        super().save(*args, **kwargs)
        self.set_spellings(is_new=is_new)
        wanted = study_numbers(self.study_id)
        if is_new or wanted != [row.number for row in self.numbers.all()]:
            if not is_new:
                self.numbers.all().delete()
            StudyNumber.objects.bulk_create(
                StudyNumber(study=self, number=number) for number in wanted
            )

    @property
    def column(self):
        return get_column_letter(self.position)

    @property
    def status_as_of(self):
        return as_of(self.trial_status)


class StudyNumber(models.Model):
    """A register's number of a study, by which the study and a trial are linked even if the trial
    is added later: EudraCT or NCT, or the first three groups of an EU CT number."""

    study = models.ForeignKey(DossierStudy, on_delete=models.CASCADE, related_name="numbers")
    number = models.CharField(max_length=14, db_index=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self):
        return self.number


class SheetNote(models.Model):
    """A value in a cell for which the template expects none. It is kept for curators and exported
    in the same cell."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="sheet_notes")
    row = models.PositiveSmallIntegerField()
    column = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ("row", "column")
        verbose_name = "note from the cover sheet"
        verbose_name_plural = "notes from the cover sheet"
        constraints = [
            models.UniqueConstraint(name="one_note_a_cell", fields=["dossier", "row", "column"])
        ]

    def __str__(self):
        return f"{cell_name(self.row, self.column)}: {self.text[:80]}"
