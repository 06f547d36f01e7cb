"""The bodies of the consortium and who sits in them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from core.fields import demonstration, last_change

from ..querysets import BodyQuerySet, SeatQuerySet
from .partners import Partner


class Body(models.Model):
    """A committee or board, such as the Steering Committee."""

    slug = models.SlugField("address", max_length=60, unique=True)
    code = models.CharField(
        max_length=6, unique=True, help_text="First part of the numbers of its decisions, as in SC."
    )
    name = models.CharField(max_length=100, unique=True)
    mandate = models.TextField(blank=True)
    rhythm = models.CharField("rhythm of its meetings", max_length=100, blank=True)
    composition = models.TextField(
        blank=True, help_text="Who is in it, as roles and fields, without names."
    )
    gives_advice = models.BooleanField(
        default=False, help_text="Yes: it advises other bodies, which reply."
    )
    source = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    updated_at = last_change()

    objects = BodyQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        ordering = ("position", "name")
        verbose_name_plural = "bodies"
        permissions = [("manage_meetings", "Can manage the meetings of all bodies")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("consortium:body", args=[self.slug])

    def is_kept_by(self, user):
        """Return whether the user may edit the meetings, decisions and minutes of the body."""
        return Body.objects.kept_by(user).filter(pk=self.pk).exists()

    def has_member(self, user):
        return user.is_authenticated and self.seats.current().filter(user=user).exists()


class Seat(models.Model):
    """A role in a body. Everyone sees the role; members also see its partner and person."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="seats")
    role = models.CharField(max_length=120, help_text="Such as: leader of work package 1.")
    partner = models.ForeignKey(
        Partner, models.SET_NULL, null=True, blank=True, related_name="seats"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name="account",
        help_text="The account of the person in this role. Only members see it.",
    )
    is_chair = models.BooleanField("chair", default=False)
    keeps = models.BooleanField(
        "secretary", default=False, help_text="Yes: edits meetings, minutes and decisions."
    )
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    is_demo = demonstration()

    objects = SeatQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ("body", "role", "pk")
        constraints = [
            models.CheckConstraint(
                name="seat_ends_after_its_start",
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                violation_error_message="The seat ends before it starts. Correct one of the days.",
            )
        ]

    def __str__(self):
        return self.role
