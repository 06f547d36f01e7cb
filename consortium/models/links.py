"""What decisions, advice and actions are about, and what became of them."""

from django.db import models
from django.db.models import Q

from ..querysets import LinkQuerySet
from .actions import Action
from .advice import Advice
from .decisions import Decision

SOURCES = ("decision", "advice", "action")
TARGETS = ("use_case", "trial", "hurdle", "recommendation", "finding", "document")


def _one_of(names):
    """Return the condition that exactly one of the foreign keys is set."""
    condition = Q()
    for name in names:
        condition |= Q(**{f"{other}__isnull": other != name for other in names})
    return condition


class Link(models.Model):
    """One decision, advice or action and one thing that it concerns or that followed from it."""

    SOURCES, TARGETS = SOURCES, TARGETS

    decision = models.ForeignKey(
        Decision, models.CASCADE, null=True, blank=True, related_name="links"
    )
    advice = models.ForeignKey(Advice, models.CASCADE, null=True, blank=True, related_name="links")
    action = models.ForeignKey(Action, models.CASCADE, null=True, blank=True, related_name="links")
    use_case = models.ForeignKey(
        "usecases.UseCase",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="consortium_links",
    )
    trial = models.ForeignKey(
        "trials.Trial", models.CASCADE, null=True, blank=True, related_name="consortium_links"
    )
    hurdle = models.ForeignKey(
        "usecases.Hurdle", models.CASCADE, null=True, blank=True, related_name="consortium_links"
    )
    recommendation = models.ForeignKey(
        "usecases.Recommendation",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="consortium_links",
    )
    finding = models.ForeignKey(
        "surveys.Finding", models.CASCADE, null=True, blank=True, related_name="consortium_links"
    )
    document = models.ForeignKey(
        "consortium.Document", models.CASCADE, null=True, blank=True, related_name="links"
    )
    is_consequence = models.BooleanField(
        "followed from it",
        default=False,
        help_text="Yes: the thing was made or changed because of it. No: it is only about it.",
    )
    note = models.CharField(max_length=300, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="consortium_link_has_one_source",
                condition=_one_of(SOURCES),
                violation_error_message="Choose one decision, advice or action.",
            ),
            models.CheckConstraint(
                name="consortium_link_has_one_target",
                condition=_one_of(TARGETS),
                violation_error_message="Choose exactly one thing to link.",
            ),
            *(
                models.UniqueConstraint(
                    name=f"consortium_{source}_{target}_once", fields=[source, target]
                )
                for source in SOURCES
                for target in TARGETS
            ),
        ]

    def __str__(self):
        return f"{self.source}: {self.target}"

    @property
    def source(self):
        return self.decision or self.advice or self.action

    @property
    def source_kind(self):
        return str(self.source._meta.verbose_name).capitalize()

    @property
    def target_name(self):
        return next(name for name in TARGETS if getattr(self, f"{name}_id"))

    @property
    def target(self):
        return getattr(self, self.target_name)

    @property
    def kind(self):
        return self._meta.get_field(self.target_name).related_model._meta.verbose_name
