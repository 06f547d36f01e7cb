"""The regulatory milestones of a use case and their dates."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from core.countries import all_country_codes
from core.partial_dates import PartialDateField, is_before, not_before, parse

from ..choices import EUROPEAN_UNION, MilestoneOutcome
from .case import UseCase
from .vocabulary import Procedure, Stage


def validate_country(code):
    if code not in {*all_country_codes(), EUROPEAN_UNION}:
        raise ValidationError(f"{code} is not a country code. Use an ISO 3166 code, or EU.")


class Milestone(models.Model):
    """One regulatory step of a use case, with planned and actual dates and its outcome.

    The decision is never before the submission.
    """

    use_case = models.ForeignKey(
        UseCase,
        on_delete=models.CASCADE,
        related_name="milestones",
        help_text="Use case that the milestone belongs to.",
    )
    procedure = models.ForeignKey(
        Procedure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        help_text="The procedure has the nominal length for comparisons. If empty, enter a title.",
    )
    title = models.CharField(
        max_length=200,
        blank=True,
        help_text="Only needed if the name of the procedure does not describe the step.",
    )
    stage = models.ForeignKey(
        Stage,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        help_text="Stage of development of the step.",
    )
    country = models.CharField(
        max_length=2,
        blank=True,
        validators=[validate_country],
        help_text="ISO 3166 code, or EU for a procedure at European level.",
    )
    planned_from = PartialDateField("planned submission")
    planned_to = PartialDateField("planned decision")
    submitted_on = PartialDateField(
        "submitted", help_text="2023, 2023-05 or 2023-05-17. Start of the actual length."
    )
    decided_on = PartialDateField(
        "decided", help_text="2023, 2023-05 or 2023-05-17. End of the actual length."
    )
    outcome = models.CharField(
        max_length=12,
        choices=MilestoneOutcome,
        default=MilestoneOutcome.NOT_STATED,
        help_text="Answer of the authority or other body.",
    )
    note = models.TextField(blank=True, help_text="Details that dates and outcome do not show.")
    source = models.TextField(blank=True, help_text="Source of dates and outcome.")
    position = models.PositiveSmallIntegerField(default=0, db_index=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                name="milestone_has_a_name",
                condition=Q(procedure__isnull=False) | ~Q(title=""),
                violation_error_message="There is no name. Choose a procedure or enter a title.",
            ),
            models.CheckConstraint(
                name="milestone_decided_after_submitted",
                condition=not_before("decided_on", "submitted_on"),
            ),
            models.CheckConstraint(
                name="milestone_plan_in_order",
                condition=not_before("planned_to", "planned_from"),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self):
        return self.title or (self.procedure.name if self.procedure else "Milestone")

    def clean(self):
        for later, earlier, message in (
            (
                "decided_on",
                "submitted_on",
                "The decision is before the submission ({}). Correct one of the dates.",
            ),
            (
                "planned_to",
                "planned_from",
                "The planned decision is before the planned submission ({}). Correct one of them.",
            ),
        ):
            refuse_order(self, later, earlier, message)
        if self.country:
            self.country = self.country.upper()


def refuse_order(row, later, earlier, message):
    """Raise ValidationError at the field of the later date if the dates are in the wrong order."""
    try:
        dates = parse(getattr(row, later)), parse(getattr(row, earlier))
    except ValueError:
        return  # the field itself reports the error
    if is_before(*dates):
        raise ValidationError({later: message.format(dates[1])})


class ClockStop(models.Model):
    """One period in which a procedure was stopped, usually for the applicant's answers."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="stops")
    stopped_on = PartialDateField("stopped", blank=False)
    resumed_on = PartialDateField("resumed")
    reason = models.CharField(max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("stopped_on", "pk")
        constraints = [
            models.CheckConstraint(
                name="clock_resumes_after_it_stopped",
                condition=not_before("resumed_on", "stopped_on"),
            )
        ]

    def __str__(self):
        return f"{self.stopped_on} to {self.resumed_on or 'not stated'}"

    def clean(self):
        refuse_order(
            self,
            "resumed_on",
            "stopped_on",
            "The clock resumed before it stopped ({}). Correct one of the dates.",
        )
        milestone = self.milestone
        refuse_outside(self, "stopped_on", milestone.submitted_on, milestone.decided_on)
        refuse_outside(self, "resumed_on", milestone.submitted_on, milestone.decided_on)


def refuse_outside(row, name, first, last):
    """Raise ValidationError if a clock stop is outside its procedure."""
    try:
        day, first, last = parse(getattr(row, name)), parse(first), parse(last)
    except ValueError:
        return
    if is_before(day, first):
        raise ValidationError(
            {name: f"The date is before the submission ({first}). Correct one of them."}
        )
    if is_before(last, day):
        raise ValidationError(
            {name: f"The date is after the decision ({last}). Correct one of them."}
        )
