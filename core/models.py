"""The only table of core: entries of people that are not saved yet."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

KEPT_FOR = timedelta(days=3)


class DraftQuerySet(models.QuerySet):
    def current(self):
        return self.filter(saved_at__gt=timezone.now() - KEPT_FOR)

    def of(self, user, path):
        """Return the draft of a person for a page, or None."""
        return self.current().filter(owner=user.pk, path=path).first()

    def drop_naming(self, texts):
        """Delete the entries that contain one of these texts, in any case; return their number."""
        wanted = [text.casefold() for text in texts if text]
        naming = [
            draft.pk
            for draft in self.only("entries")
            if any(text in str(value).casefold() for _, value in draft.entries for text in wanted)
        ]
        return self.filter(pk__in=naming).delete()[0]

    def drop_expired(self):
        return self.filter(saved_at__lte=timezone.now() - KEPT_FOR).delete()[0]


class Draft(models.Model):
    """The unsaved entries of one person in the form of one page. Nobody else can read them, and
    they expire."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    path = models.CharField(max_length=500, help_text="Address of the page, with its query.")
    entries = models.JSONField(help_text="[name, value] of each entry, in the order of the form.")
    was_sent = models.BooleanField(
        default=False,
        help_text="Yes: the person pressed a button, and the sign-in had expired.",
    )
    saved_at = models.DateTimeField(default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ("-saved_at",)
        constraints = [models.UniqueConstraint(name="one_draft_per_page", fields=["owner", "path"])]
        indexes = [models.Index(name="draft_by_age", fields=["saved_at"])]

    def __str__(self):
        return f"Draft for {self.path}"
