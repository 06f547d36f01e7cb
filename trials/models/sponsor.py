from django.conf import settings
from django.db import models
from django.db.models import Q


class SponsorMatch(models.Model):
    """A sponsor's name that may be one of our organisations: open, or decided by a person.

    Yes is written to the aliases of the organisation, which link every trial with that name; this
    row keeps who decided it. No is kept only here.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        SAME = "same", "The same"
        APART = "apart", "Not the same"

    key = models.CharField(max_length=200, help_text="As `Sponsor.key`")
    name = models.TextField(help_text="The most frequent spelling")
    organisation = models.ForeignKey(
        "stakeholders.Organisation", models.CASCADE, related_name="sponsor_matches"
    )
    score = models.PositiveSmallIntegerField(help_text="Similarity of the names, 0 to 100")
    trials = models.PositiveIntegerField(help_text="Trials with this name when the pair was found")
    state = models.CharField(max_length=5, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "sponsor matches"
        ordering = ("-trials", "key", "-score", "pk")
        indexes = [
            models.Index(fields=["state", "-trials", "key"], name="sponsor_matches_in_order")
        ]
        constraints = [
            models.UniqueConstraint(
                name="sponsor_and_organisation_once", fields=["key", "organisation"]
            ),
            models.CheckConstraint(
                name="sponsor_match_is_decided_or_open",
                condition=Q(state="open", decided_at=None)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.name} and {self.organisation}"
