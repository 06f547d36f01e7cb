"""Questionnaires, their versions and their questions."""

import gzip
import io

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.fields import demonstration, last_change
from core.packed_fields import WordsField
from core.text import search_text

from ..querysets import ProjectQuerySet, QuestionQuerySet
from ..redcap import read_dictionary

SMALLEST_CELL = 5


class Project(models.Model):
    """One questionnaire in REDCap, with all its versions and answers."""

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=60, unique=True, help_text="Names the project in commands.")
    is_anonymous = models.BooleanField(
        "anonymous",
        default=False,
        help_text="Nobody can see who answered: participants have no record, and personal answers "
        "are never kept.",
    )
    keeps_personal = models.BooleanField(
        "keeps personal answers",
        default=False,
        help_text="Yes: personal answers are kept in a table with its own permission. No: the "
        "portal "
        "keeps only whether there was an answer.",
    )
    group_field = models.CharField(
        max_length=100, blank=True, help_text="Field with the target group of the respondent."
    )
    country_field = models.CharField(
        max_length=100, blank=True, help_text="Field with the country of the respondent."
    )
    role_field = models.CharField(
        max_length=100, blank=True, help_text="Field with the role of the respondent."
    )
    consent_field = models.CharField(
        max_length=100,
        blank=True,
        help_text="Yes/no field. Respondents who answered no are left out of every analysis. "
        "Empty: "
        "consent is not asked.",
    )
    smallest_cell = models.PositiveSmallIntegerField(
        default=SMALLEST_CELL,
        validators=[MinValueValidator(2), MaxValueValidator(50)],
        help_text="Smaller numbers of people are not shown when answers are divided.",
    )
    is_demo = demonstration()
    updated_at = last_change()

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ("is_demo", "name")
        permissions = [
            ("import_project", "Can import questionnaires and answers"),
            ("view_participants", "Can see invited people and export reminder lists"),
            ("cross_answers", "Can divide answers by any other question"),
            ("view_personal_answers", "Can see personal answers and free texts with names"),
        ]
        constraints = [
            models.CheckConstraint(
                name="anonymous_survey_keeps_no_personal_answers",
                condition=Q(is_anonymous=False) | Q(keeps_personal=False),
                violation_error_message="An anonymous survey keeps no personal answers.",
            ),
            models.CheckConstraint(
                name="survey_smallest_cell_is_2_or_more", condition=Q(smallest_cell__gte=2)
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{reverse('surveys:overview')}?project={self.slug}"

    @property
    def newest(self):
        """Return the version in use, or None before the first import."""
        return self.versions.order_by("-number").first()


class DictionaryVersion(models.Model):
    """One dictionary of a project as it was imported. Answers stay with the version under which
    they were given."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    packed = models.BinaryField(help_text="The file as it was sent, compressed.")
    fields = models.PositiveIntegerField()
    forms = models.PositiveIntegerField()
    problems = models.JSONField(default=list, help_text="Errors and remarks on the file.")
    changes = models.JSONField(
        default=list, help_text="Sentences on the differences from the last version."
    )
    row_count = models.PositiveIntegerField(
        default=0, help_text="Number of rows in the columns of answers."
    )
    imported_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("project", "number")
        constraints = [
            models.UniqueConstraint(name="survey_version_number_once", fields=["project", "number"])
        ]

    def __str__(self):
        return f"{self.project}, version {self.number}"

    def get_absolute_url(self):
        return f"{reverse('surveys:questions')}?project={self.project.slug}&version={self.number}"

    @property
    def dictionary(self):
        """Return the parsed file. It is parsed once per process, because it never changes."""
        found = _PARSED.get(self.sha256)
        if found is None:
            if len(_PARSED) >= MAX_PARSED:
                _PARSED.clear()
            data = gzip.decompress(bytes(self.packed))
            found = _PARSED[self.sha256] = read_dictionary(io.BytesIO(data), self.file_name)
        return found


MAX_PARSED = 16
_PARSED = {}


class Question(models.Model):
    """One field of a questionnaire over all its versions, with the decisions about it."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="questions")
    name = models.CharField(max_length=100)
    position = models.PositiveIntegerField(default=0)
    form = models.CharField(max_length=100)
    section = models.CharField(max_length=500, blank=True)
    label = models.TextField()
    number = models.CharField(max_length=50, blank=True)
    type = models.CharField(max_length=20)
    choices = models.JSONField(default=list, help_text="[code, label] of each choice.")
    logic = models.TextField(blank=True)
    last_version = models.PositiveIntegerField(help_text="Number of the newest version with it.")
    missing_codes = WordsField(
        max_length=200,
        blank=True,
        help_text="Codes of a refused answer, separated by spaces.",
    )
    is_personal = models.BooleanField(
        "personal",
        default=False,
        help_text="The answers name or identify people. They are shown under a separate "
        "permission.",
    )
    published_on = models.DateField(
        null=True, blank=True, help_text="Since this day everybody can see the figures."
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    hurdle_category = models.ForeignKey(
        "usecases.HurdleCategory",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        help_text="The kind of hurdle that the question is about.",
    )
    use_case = models.ForeignKey(
        "usecases.UseCase",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="questions",
        help_text="The use case that the question is about.",
    )
    work_package = models.CharField(max_length=20, blank=True, help_text="Such as WP3.")
    search_text = models.TextField(editable=False, blank=True)
    updated_at = last_change()

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ("project", "position", "pk")
        indexes = [models.Index(fields=["name"], name="survey_question_name")]
        permissions = [("publish_question", "Can publish the figures of questions")]
        constraints = [
            models.UniqueConstraint(name="survey_question_once", fields=["project", "name"]),
            models.CheckConstraint(
                name="personal_question_is_not_published",
                condition=Q(is_personal=False) | Q(published_on=None),
                violation_error_message="A personal question cannot be published.",
            ),
        ]

    def __str__(self):
        return self.label or self.name

    def get_absolute_url(self):
        address = reverse("surveys:question", args=[self.name])
        return f"{address}?project={self.project.slug}"

    def save(self, *args, **kwargs):
        self.derive()
        super().save(*args, **kwargs)

    def derive(self):
        """Set the fields that depend on other fields. Bulk writes must call this method."""
        labels = (label for _, label in self.choices)
        self.search_text = search_text(self.name, self.label, self.section, *labels)

    @property
    def is_demo(self):
        return self.project.is_demo

    @property
    def missing(self):
        return frozenset(self.missing_codes.split())
