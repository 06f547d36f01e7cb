import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

MAIL_EVERY = timedelta(days=7)
MAX_SAVED_VIEWS = 50  # of one person
MAX_QUERY_STRING_LENGTH = 2000


def new_key():
    return secrets.token_urlsafe(32)


class SavedViewQuerySet(models.QuerySet):
    def due(self, now):
        """Return views whose owner gets a mail now if there are new trials."""
        reachable = self.filter(weekly_mail=True, owner__is_active=True).exclude(owner__email="")
        return reachable.filter(mailed_at__lte=now - MAIL_EVERY)


class SavedView(models.Model):
    """A filter of the list of trials that a person keeps under a name. It always shows current
    results, limited to the trials that the person may see."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_trial_views"
    )
    name = models.CharField(max_length=120)
    query = models.CharField(max_length=MAX_QUERY_STRING_LENGTH, blank=True)
    weekly_mail = models.BooleanField(default=False)
    feed_key = models.CharField(
        max_length=64,
        unique=True,
        default=new_key,
        editable=False,
        help_text="Part of the private feed's address: anyone with it can read what the owner "
        "may see.",
    )
    known = models.JSONField(default=list, editable=False, help_text="Trials mailed or seen so far")
    mailed_at = models.DateTimeField("looked for news", default=timezone.now, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(name="one_saved_view_of_a_name", fields=["owner", "name"])
        ]

    def __str__(self):
        return self.name

    @property
    def next_mail_at(self):
        return self.mailed_at + MAIL_EVERY
