"""Reporting to the funder: periods, deliverables, milestones, risks, activities, publications."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from simple_history.models import HistoricalRecords

from core.fields import demonstration, last_change

from ..choices import (
    DELIVERABLE_STEPS,
    ActivityKind,
    ActivityState,
    AudienceKind,
    Degree,
    DeliverableState,
    Level,
)
from ..months import end_of_month
from .documents import Document
from .events import Event
from .partners import Partner, WorkPackage
from .states import Moving, StateEvent

MONTH_HELP = "Counted from the start of the project: month 1 is January 2024."


class ReportingPeriod(models.Model):
    """One period of the grant that the project reports on."""

    number = models.PositiveSmallIntegerField(unique=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    submitted_on = models.DateField(
        null=True, blank=True, help_text="Day on which the report was submitted."
    )
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = [
            models.CheckConstraint(
                name="reporting_period_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))
            )
        ]

    def __str__(self):
        first, last = (
            date_format(day, "SHORT_DATE_FORMAT") for day in (self.starts_on, self.ends_on)
        )
        return f"Period {self.number}, {first} to {last}"


class Due(models.Model):
    """A promise of the grant agreement with a due month."""

    number = models.CharField(max_length=12, unique=True, help_text="As in the grant agreement.")
    title = models.CharField(max_length=250)
    due_month = models.PositiveSmallIntegerField(help_text=MONTH_HELP)
    due_on = models.DateField(editable=False, db_index=True)
    reason = models.TextField("reason of the delay", blank=True, max_length=2000)
    is_demo = demonstration()
    updated_at = last_change()

    class Meta:
        abstract = True
        ordering = ("due_on", "number")

    def __str__(self):
        return f"{self.number} {self.title}"

    def save(self, *args, **kwargs):
        self.due_on = end_of_month(self.due_month)
        super().save(*args, **kwargs)

    def days_late(self, today):
        """Return the delay in days until it was met, or until today; 0 if it is in time."""
        return max(((self.met_on or today) - self.due_on).days, 0)

    def is_late_without_reason(self, today):
        return self.days_late(today) > 0 and not self.reason.strip()


class Deliverable(Due, Moving):
    """One deliverable, in the states of the funder's module."""

    STATES, STEPS = DeliverableState, DELIVERABLE_STEPS

    work_package = models.ForeignKey(
        WorkPackage, models.PROTECT, null=True, blank=True, related_name="deliverables"
    )
    lead = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="deliverables"
    )
    kind = models.CharField(max_length=60, blank=True)
    level = models.CharField(max_length=3, choices=Level, default=Level.SENSITIVE)
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="deliverables"
    )
    state = models.CharField(
        max_length=12,
        choices=DeliverableState,
        default=DeliverableState.PENDING,
        editable=False,
    )
    submitted_on = models.DateField(null=True, editable=False)
    accepted_on = models.DateField(null=True, editable=False)
    history = HistoricalRecords(excluded_fields=["updated_at"])

    @property
    def met_on(self):
        return self.submitted_on

    @property
    def state_in_words(self):
        return self.get_state_display()

    def move_to(self, state, *, by, note="", **values):
        """Set the day of submission or acceptance with the state."""
        today = timezone.localdate()
        days = {
            DeliverableState.SUBMITTED: {"submitted_on": today},
            DeliverableState.ACCEPTED: {"accepted_on": today},
            DeliverableState.PENDING: {"submitted_on": None},
        }
        return super().move_to(state, by=by, note=note, **(days.get(state, {}) | values))

    class Meta(Due.Meta):
        pass


class DeliverableEvent(StateEvent):
    """One step of a deliverable."""

    row_name = "deliverable"
    deliverable = models.ForeignKey(Deliverable, models.CASCADE, related_name="events")


class Milestone(Due):
    """One milestone: a control point, met when its means of verification exists."""

    work_package = models.ForeignKey(
        WorkPackage, models.PROTECT, null=True, blank=True, related_name="milestones"
    )
    lead = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="milestones"
    )
    verification = models.CharField("means of verification", max_length=300, blank=True)
    reached_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["updated_at"])

    @property
    def met_on(self):
        return self.reached_on

    @property
    def state_in_words(self):
        if not self.reached_on:
            return "Not reached"
        return f"Reached {date_format(self.reached_on, 'SHORT_DATE_FORMAT')}"

    class Meta(Due.Meta):
        pass


class Risk(models.Model):
    """One critical risk. Foreseen risks are from the grant agreement."""

    number = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=300)
    is_foreseen = models.BooleanField("foreseen in the grant agreement", default=True)
    work_packages = models.ManyToManyField(WorkPackage, blank=True, related_name="risks")
    likelihood = models.CharField(max_length=8, choices=Degree, default=Degree.UNKNOWN)
    impact = models.CharField(max_length=8, choices=Degree, default=Degree.UNKNOWN)
    mitigation = models.TextField(blank=True, max_length=3000)
    is_demo = demonstration()
    updated_at = last_change()
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        ordering = ("number",)

    def __str__(self):
        return f"{self.number} {self.title}"


class StateOfPlay(models.Model):
    """What happened with a risk in one period."""

    risk = models.ForeignKey(Risk, models.CASCADE, related_name="states_of_play")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="states_of_play")
    happened = models.BooleanField("the risk occurred", default=False)
    text = models.TextField(max_length=2000)

    class Meta:
        ordering = ("period",)
        verbose_name_plural = "states of play"
        constraints = [
            models.UniqueConstraint(name="state_of_play_once", fields=["risk", "period"])
        ]

    def __str__(self):
        return f"{self.risk.number}, period {self.period.number}"


class Activity(models.Model):
    """One communication or dissemination activity, in the shape of the funder's module."""

    kind = models.CharField(max_length=13, choices=ActivityKind)
    title = models.CharField(max_length=250)
    channel = models.CharField(max_length=100, blank=True)
    happened_on = models.DateField(db_index=True)
    audience = models.CharField(max_length=12, choices=AudienceKind, default=AudienceKind.UNKNOWN)
    audience_size = models.PositiveIntegerField(null=True, blank=True)
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="activities"
    )
    event = models.ForeignKey(
        Event, models.SET_NULL, null=True, blank=True, related_name="activities"
    )
    state = models.CharField(max_length=10, choices=ActivityState, default=ActivityState.ONGOING)
    url = models.URLField("address", blank=True)
    is_demo = demonstration()
    updated_at = last_change()
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        ordering = ("happened_on", "pk")
        verbose_name_plural = "activities"

    def __str__(self):
        return self.title


class ProjectPublication(models.Model):
    """One publication of the project."""

    title = models.CharField(max_length=400)
    journal = models.CharField(max_length=200, blank=True)
    doi = models.CharField("DOI", max_length=120, unique=True)
    published_on = models.DateField(db_index=True)
    is_open_access = models.BooleanField("open access", default=False)
    repository_url = models.URLField("address in a repository", blank=True)
    is_demo = demonstration()
    history = HistoricalRecords()

    class Meta:
        ordering = ("published_on", "pk")

    def __str__(self):
        return self.title
