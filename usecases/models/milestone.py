"""What happened on the regulatory road, and when."""

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
        raise ValidationError(f"{code} is not a country. Write its ISO 3166 code, or EU.")


class Milestone(models.Model):
    """One step: what was asked of whom, when it was planned, asked and answered.

    Decided is never before submitted. A clock stop is time in which the procedure rested.
    """

    use_case = models.ForeignKey(
        UseCase,
        on_delete=models.CASCADE,
        related_name="milestones",
        help_text="The case on whose road the step lies.",
    )
    procedure = models.ForeignKey(
        Procedure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        help_text="Gives the nominal length to compare with. Empty: the title says what happened.",
    )
    title = models.CharField(
        max_length=200,
        blank=True,
        help_text="What happened; only where the procedure's name does not say it.",
    )
    stage = models.ForeignKey(
        Stage,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        help_text="Stage of development in which the step was taken.",
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
        "submitted", help_text="2023, 2023-05 or 2023-05-17; the real length counts from here."
    )
    decided_on = PartialDateField(
        "decided", help_text="2023, 2023-05 or 2023-05-17; the real length counts to here."
    )
    outcome = models.CharField(
        max_length=12,
        choices=MilestoneOutcome,
        default=MilestoneOutcome.NOT_STATED,
        help_text="What the authority or other body answered.",
    )
    note = models.TextField(blank=True, help_text="What dates and outcome do not say.")
    source = models.TextField(blank=True, help_text="Where dates and outcome can be found.")
    position = models.PositiveSmallIntegerField(default=0, db_index=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                name="milestone_has_a_name",
                condition=Q(procedure__isnull=False) | ~Q(title=""),
                violation_error_message="Choose a procedure, or write what happened as title.",
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
            ("decided_on", "submitted_on", "The decision lies before the submission, {}."),
            ("planned_to", "planned_from", "The planned decision lies before its submission, {}."),
        ):
            refuse_order(self, later, earlier, message)
        if self.country:
            self.country = self.country.upper()


def refuse_order(row, later, earlier, message):
    """An error at the field of the later date, where the two are the wrong way round."""
    try:
        dates = parse(getattr(row, later)), parse(getattr(row, earlier))
    except ValueError:
        return  # the field itself has said what is wrong
    if is_before(*dates):
        raise ValidationError({later: message.format(dates[1])})


class ClockStop(models.Model):
    """Time in which the authority's clock stood still, mostly while the applicant answers."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="stops")
    stopped_on = PartialDateField("stopped", blank=False)
    resumed_on = PartialDateField("went on")
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
        refuse_order(self, "resumed_on", "stopped_on", "The clock went on before it stopped, {}.")
        milestone = self.milestone
        refuse_outside(self, "stopped_on", milestone.submitted_on, milestone.decided_on)
        refuse_outside(self, "resumed_on", milestone.submitted_on, milestone.decided_on)


def refuse_outside(row, name, first, last):
    """An error where a clock stop lies outside its procedure."""
    try:
        day, first, last = parse(getattr(row, name)), parse(first), parse(last)
    except ValueError:
        return
    if is_before(day, first):
        raise ValidationError({name: f"That is before the submission, {first}."})
    if is_before(last, day):
        raise ValidationError({name: f"That is after the decision, {last}."})
