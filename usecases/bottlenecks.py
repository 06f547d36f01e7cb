"""Bottlenecks of 2010 and of today side by side, with the hurdles that the portal knows now."""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q

from .choices import AttemptOutcome
from .models import Attempt, Hurdle, HurdleCategory

RECENT_FROM = 2020  # sources of this year or later count as today's


@dataclass
class CategoryThenAndNow:
    """The bottlenecks of one category, and its hurdles that the reader sees.

    `solved` hurdles have at least one solution that worked.
    """

    category: HurdleCategory
    hurdles: int = 0
    solved: int = 0
    then: list = field(default_factory=list)
    now: list = field(default_factory=list)

    @property
    def open(self):
        return self.hurdles - self.solved

    @property
    def sentence(self):
        """Return in words whether the category is still a bottleneck."""
        if self.then and self.now:
            return "Named then and again now."
        return "Named then, not in the newer sources." if self.then else "Named only now."


def then_and_now(bottlenecks, user):
    """Return a CategoryThenAndNow per category that a source names, in the order of categories."""
    worked = Attempt.objects.filter(hurdle=OuterRef("pk"), outcome=AttemptOutcome.WORKED)
    hurdles = Hurdle.objects.visible_to(user).filter(is_demo=False).order_by()
    counted = hurdles.annotate(worked=Exists(worked)).values("category")
    numbers = {
        key: (number, solved)
        for key, number, solved in counted.annotate(
            number=Count("pk"), solved=Count("pk", filter=Q(worked=True))
        ).values_list("category", "number", "solved")
    }
    found = {}
    for row in bottlenecks.select_related("category").prefetch_related("also"):
        for category in (row.category, *row.also.all()):
            if category.pk not in found:
                found[category.pk] = CategoryThenAndNow(category, *numbers.get(category.pk, ()))
            entry = found[category.pk]
            (entry.now if row.year >= RECENT_FROM else entry.then).append(row)
    return sorted(found.values(), key=lambda entry: entry.category.position)
