"""Capabilities of a facility and its clean rooms."""

from django.core.validators import MinValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from core.partial_dates import PartialDateField
from trials.choices import CELL_SOURCES, TECHNOLOGIES, Answer

from ..choices import NOT_STATED, AtmpClass, Experience, Grade, Scale, Step
from .facilities import Facility


class Capability(models.Model):
    """A facility's answer whether it does one step for one class and technology."""

    facility = models.ForeignKey(
        Facility,
        on_delete=models.CASCADE,
        related_name="capabilities",
        help_text="Facility that gave the answer.",
    )
    atmp_class = models.CharField(
        "class", max_length=7, choices=AtmpClass, blank=True, help_text="Empty: not stated."
    )
    technology = models.CharField(
        max_length=20,
        choices=TECHNOLOGIES,
        default=NOT_STATED,
        help_text="Kind of therapy or vector.",
    )
    cell_source = models.CharField(
        max_length=20,
        choices=CELL_SOURCES,
        default=NOT_STATED,
        help_text="Source of the cells: the patient or a donor.",
    )
    step = models.CharField(max_length=20, choices=Step, help_text="Step of the chain.")
    scale = models.CharField(
        max_length=12, choices=Scale, default=Scale.UNKNOWN, help_text="Scale of the step."
    )
    experience = models.CharField(
        max_length=12,
        choices=Experience,
        default=Experience.UNKNOWN,
        help_text="Experience of the facility with this step.",
    )
    answer = models.CharField(
        "answer",
        max_length=10,
        choices=Answer,
        default=Answer.YES,
        help_text="Yes, no, or not stated. A step without a row is not stated.",
    )
    since = PartialDateField(
        help_text="Year, month or day since which the facility does this step."
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ("facility", "step", "atmp_class", "technology", "pk")
        verbose_name_plural = "capabilities"
        constraints = [
            models.UniqueConstraint(
                name="capability_once_per_facility",
                fields=["facility", "step", "atmp_class", "technology", "cell_source", "scale"],
                violation_error_message="This capability is already entered. Change the "
                "existing row.",
            )
        ]
        indexes = [
            models.Index(
                name="capability_by_step",
                fields=["step", "answer", "atmp_class", "technology", "facility"],
            )
        ]

    def __str__(self):
        return f"{self.get_step_display()}: {self.get_answer_display().lower()}"


class CleanRoom(models.Model):
    """The clean rooms of one grade of a facility, as the facility states them."""

    facility = models.ForeignKey(
        Facility,
        on_delete=models.CASCADE,
        related_name="clean_rooms",
        help_text="Facility to which the rooms belong.",
    )
    grade = models.CharField(
        max_length=10,
        choices=Grade,
        default=Grade.UNKNOWN,
        help_text="Grade that the facility states.",
    )
    rooms = models.PositiveSmallIntegerField(
        "number of rooms", null=True, blank=True, help_text="Empty: not stated."
    )
    square_metres = models.FloatField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="Total area of these rooms, in square metres. Empty: not stated.",
    )
    closed_system = models.CharField(
        max_length=10,
        choices=Answer,
        default=Answer.UNKNOWN,
        help_text="Work is done in closed systems.",
    )
    biosafety_level = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        choices=[(level, str(level)) for level in range(1, 5)],
        help_text="1 to 4. Empty: not stated.",
    )
    parallel_products = models.CharField(
        max_length=10,
        choices=Answer,
        default=Answer.UNKNOWN,
        help_text="Several products can be made at the same time.",
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ("facility", "grade", "pk")
        constraints = [
            models.CheckConstraint(
                name="clean_room_area_is_not_negative",
                condition=models.Q(square_metres=None) | models.Q(square_metres__gte=0),
            )
        ]

    def __str__(self):
        return f"Clean rooms, grade {self.get_grade_display()}"
