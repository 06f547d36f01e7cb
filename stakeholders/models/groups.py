from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from core.text import name_key


class TargetGroupQuerySet(models.QuerySet):
    def current(self):
        return self.filter(retired_on=None)


class TargetGroup(models.Model):
    """One target group of the project. It is retired with a date, never deleted."""

    number = models.PositiveSmallIntegerField(
        unique=True,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
        help_text="Contacts keep this number, so it never changes.",
    )
    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    description = models.TextField(blank=True)
    retired_on = models.DateField(
        "retired on", null=True, blank=True, help_text="From this day no contact is added to it."
    )

    objects = TargetGroupQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        constraints = [
            models.CheckConstraint(
                name="target_group_number_has_two_digits", condition=Q(number__range=(1, 99))
            )
        ]

    def __str__(self):
        return f"{self.number} {self.name}"

    @property
    def word(self):
        """Return the group as contacts store it: two digits, so that none is part of another."""
        return f"{self.number:02}"


class GroupAlias(models.Model):
    """Another spelling of a group's name in files."""

    group = models.ForeignKey(TargetGroup, models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=120)
    key = models.CharField(max_length=120, unique=True, editable=False)

    class Meta:
        verbose_name_plural = "group aliases"
        ordering = ("name",)

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.key = name_key(self.name)[:120]
        super().save(*args, **kwargs)
