from django.conf import settings
from django.db import models
from django.utils import timezone

from .. import choices
from .facts import FACTS

# Decisions of people about a trial; the sync reads these columns and never writes them.
DECIDED = (
    "curation",
    "curation_since",
    "assigned_to_id",
    "proposal",
    "exclusion_reason",
    "review_round",
    "curated_at",
    "seen_notes",
    "literature_checked_at",
    "literature_checked_by_id",
    *(f"curated_{fact}" for fact in FACTS),
)


class CuratedColumns(models.Model):
    """The columns of a trial that people write by trials.curation: its state, and what was decided,
    searched and read."""

    curation = models.CharField(
        max_length=12,
        choices=choices.Curation,
        default=choices.Curation.NEW,
        editable=False,
        help_text="The state of curation; included trials are shown to everyone.",
    )
    curation_since = models.DateTimeField(
        "in this state since",
        default=timezone.now,
        editable=False,
        help_text="When the trial entered its state of curation.",
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="assigned_trials",
    )
    proposal = models.CharField(
        max_length=10,
        choices=choices.ReviewOutcome,
        blank=True,
        editable=False,
        help_text="The outcome that the curator proposes to the reviewers. Empty: none yet.",
    )
    exclusion_reason = models.CharField(
        max_length=12,
        choices=choices.ExclusionReason,
        blank=True,
        editable=False,
        help_text="Why a curator proposes to exclude the trial. Empty: not proposed.",
    )
    review_round = models.PositiveSmallIntegerField(
        "round of review",
        default=0,
        editable=False,
        help_text="How often the trial was submitted for review; 0: never.",
    )
    curated_at = models.DateTimeField(
        "last decision",
        null=True,
        editable=False,
        help_text="When a curator last decided something. Empty: never.",
    )
    seen_notes = models.JSONField(
        "words dealt with",
        default=list,
        editable=False,
        help_text="Words that no rule knows, and contradictions, that a curator has marked as "
        "done.",
    )
    has_open_doubts = models.BooleanField(
        "contradictions",
        default=False,
        editable=False,
        help_text="Whether its records contradict themselves and no curator has marked it as done.",
    )
    has_open_notes = models.BooleanField(
        "unmapped words",
        default=False,
        editable=False,
        help_text="Yes if no curator has handled a word that no rule knows.",
    )
    literature_checked_at = models.DateTimeField(
        "literature searched",
        null=True,
        editable=False,
        help_text="When a curator searched for publications and found no more. Empty: not yet.",
    )
    literature_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    tags = models.ManyToManyField(
        "Tag",
        blank=True,
        related_name="trials",
        editable=False,
        help_text="Words by which curators group trials.",
    )

    class Meta:
        abstract = True

    def take_decisions(self):
        """Read the current decisions of people and lock them until the transaction ends: to save a
        row that was read earlier would undo them."""
        self.take_decisions_of([self])

    @classmethod
    def take_decisions_of(cls, trials):
        """Do the same for several trials in one query, locked in the order of their keys."""
        keys = [trial.pk for trial in trials]
        rows = cls.objects.select_for_update().order_by("pk").filter(pk__in=keys)
        current = {row.pop("pk"): row for row in rows.values("pk", *DECIDED)}
        for trial in trials:
            for column, value in current[trial.pk].items():
                setattr(trial, column, value)

    @property
    def open_notes(self):
        """Return words of the registers that no rule knows and nobody has reviewed."""
        return [note for note in self.register_notes if note not in self.seen_notes]

    @property
    def open_doubts(self):
        """Return contradictions between the records that nobody has reviewed."""
        return [doubt for doubt in self.register_doubts if doubt not in self.seen_notes]
