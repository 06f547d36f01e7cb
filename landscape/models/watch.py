"""The change watch: dated changes of law and practice, and the reviews that they open."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from core.countries import country_name
from core.partial_dates import PartialDateField, parse
from usecases.models.case import CountriesField

from ..querysets import ReviewTaskQuerySet
from .library import LibraryAnswer
from .steps import Step
from .verified import Verified


class WatchEntry(Verified):
    """One change of law or practice with its date, and the steps, profiles and answers touched."""

    title = models.CharField(max_length=200)
    text = models.TextField(help_text="What changes, and what was not read yet.")
    happens_on = PartialDateField(
        "date of the change",
        blank=False,
        help_text="Past or future: 2027, 2027-08 or 2027-08-07.",
    )
    steps = models.ManyToManyField(Step, blank=True, related_name="watch_entries")
    countries = CountriesField(help_text="Profiles that it touches, as codes such as BE FR.")
    answers = models.ManyToManyField(LibraryAnswer, blank=True, related_name="watch_entries")
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()

    class Meta(Verified.Meta):
        ordering = ("-happens_on", "-pk")
        verbose_name = "entry of the change watch"
        verbose_name_plural = "entries of the change watch"

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"{reverse('landscape:watch')}#change-{self.pk}"

    @property
    def happens_in_words(self):
        return str(parse(self.happens_on))

    def is_coming(self, today):
        """Return whether the change, as far as its date is known, is still ahead."""
        return parse(self.happens_on).last >= today

    @property
    def country_codes(self):
        return self.countries.split()


class ReviewTask(models.Model):
    """The review of one step, profile or answer because of one change. While it is open, the page
    of the thing is marked "under review"."""

    entry = models.ForeignKey(WatchEntry, on_delete=models.CASCADE, related_name="tasks")
    step = models.ForeignKey(Step, on_delete=models.CASCADE, null=True, related_name="review_tasks")
    country = models.CharField(max_length=2, blank=True, db_index=True)
    answer = models.ForeignKey(
        LibraryAnswer, on_delete=models.CASCADE, null=True, related_name="review_tasks"
    )
    opened_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    note = models.TextField(blank=True, help_text="The result of the review.")

    objects = ReviewTaskQuerySet.as_manager()

    class Meta:
        ordering = ("opened_at", "pk")
        verbose_name = "review because of a change"
        verbose_name_plural = "reviews because of changes"
        indexes = [
            models.Index(name="review_task_open", fields=["opened_at"], condition=Q(done_at=None))
        ]
        constraints = [
            models.UniqueConstraint(name="review_task_once_per_step", fields=["entry", "step"]),
            models.UniqueConstraint(
                name="review_task_once_per_country",
                fields=["entry", "country"],
                condition=~Q(country=""),
            ),
            models.UniqueConstraint(name="review_task_once_per_answer", fields=["entry", "answer"]),
            models.CheckConstraint(
                name="review_task_of_one_thing",
                condition=Q(step__isnull=False, country="", answer=None)
                | (Q(step=None, answer=None) & ~Q(country=""))
                | Q(step=None, country="", answer__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.target} because of “{self.entry}”"

    @property
    def target(self):
        return self.step or self.answer or country_name(self.country)
