"""What should change, addressed to somebody, and what became of it."""

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from core.partial_dates import PartialDateField
from core.rich_text import RichTextField, plain
from core.text import search_text
from core.transitions import check_step, refuse_own_work

from ..choices import RECOMMENDATION_STEPS, Level, RecommendationState
from ..querysets import PublishedQuerySet
from .hurdle import Hurdle, Solution


class Recommendation(models.Model):
    """A recommendation of the project and the evidence it rests on. Public once it is adopted."""

    title = models.CharField(max_length=300)
    slug = models.SlugField(max_length=80, unique=True, help_text="The recommendation's address.")
    text = RichTextField(blank=True)
    target_groups = models.ManyToManyField(
        "stakeholders.TargetGroup",
        verbose_name="addressed to",
        blank=True,
        related_name="recommendations",
    )
    bodies = models.CharField(
        "addressed bodies",
        max_length=300,
        blank=True,
        help_text="Such as: European Commission; EMA.",
    )
    hurdles = models.ManyToManyField(Hurdle, blank=True, related_name="recommendations")
    solutions = models.ManyToManyField(Solution, blank=True, related_name="recommendations")
    priority = models.CharField(max_length=10, choices=Level, default=Level.UNKNOWN)
    feasibility = models.CharField(max_length=10, choices=Level, default=Level.UNKNOWN)
    state = models.CharField(
        max_length=12,
        choices=RecommendationState,
        default=RecommendationState.DRAFT,
        editable=False,
    )
    search_text = models.TextField(editable=False, blank=True)
    published_on = models.DateField(null=True, editable=False, help_text="First adopted on.")
    updated_at = models.DateTimeField(auto_now=True)
    is_demo = models.BooleanField("demonstration", default=False, editable=False)

    objects = PublishedQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text", "updated_at"])

    class Meta:
        ordering = ("title", "pk")
        permissions = [("review_recommendation", "Can adopt recommendations and record replies")]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        self.search_text = search_text(self.title, plain(self.text), self.bodies)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("usecases:recommendation", args=[self.slug])

    @transaction.atomic
    def move_to(self, state, *, by, note="", reply="", happened_on="", source=""):
        """Change the state and keep an event with day, note and reply; raises
        InvalidTransition. Whoever wrote the draft may not be the one who adopts it."""
        old = Recommendation.objects.select_for_update().get(pk=self.pk).state
        check_step(RECOMMENDATION_STEPS, RecommendationState, old, state)
        if state == RecommendationState.ADOPTED:
            refuse_own_work(self.history.values_list("history_user", flat=True), by)
            self.published_on = self.published_on or timezone.localdate()
        self.state = state
        # Past the history: the event is the journal of states, and moving one is not writing.
        Recommendation.objects.filter(pk=self.pk).update(
            state=state, published_on=self.published_on
        )
        return self.events.create(
            old=old,
            new=state,
            by=by,
            note=note,
            reply=reply,
            source=source,
            happened_on=happened_on or timezone.localdate().isoformat(),
        )


class RecommendationEvent(models.Model):
    """A dated change of state, with the reply where there was one."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="events"
    )
    old = models.CharField(max_length=12, choices=RecommendationState)
    new = models.CharField(max_length=12, choices=RecommendationState)
    happened_on = PartialDateField(blank=False)
    note = models.TextField(blank=True)
    reply = models.TextField(blank=True)
    source = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self):
        return f"{self.get_old_display()} to {self.get_new_display()}, {self.happened_on}"
