"""Themes that were asked three times without an answer: candidates for hurdles."""

from django.db import transaction
from django.db.models import Count

from usecases.models import Hurdle

from ..models import HurdleCandidate, Ticket

MIN_TICKETS = 3


def look_for_candidates():
    """Keep a HurdleCandidate for each theme with MIN_TICKETS tickets without an answer.

    A theme is a step with a hurdle category. Return the number of new candidates.
    """
    counted = (
        Ticket.objects.without_answer()
        .exclude(step=None, category=None)
        .order_by()
        .values_list("step", "category", "is_demo")
        .annotate(number=Count("pk"))
        .filter(number__gte=MIN_TICKETS)
    )
    new = 0
    for step, category, is_demo, number in counted:
        candidate, created = HurdleCandidate.objects.get_or_create(
            step_id=step, category_id=category, is_demo=is_demo, defaults={"asked": number}
        )
        if not created and candidate.asked != number:
            HurdleCandidate.objects.filter(pk=candidate.pk).update(asked=number)
        new += created
    return new


@transaction.atomic
def make_hurdle(candidate, *, by):
    """Return a draft of a hurdle with the tickets as its evidence; once per candidate.

    Raise ValueError if the candidate has no hurdle category, which every hurdle needs.
    """
    candidate = HurdleCandidate.objects.select_for_update().get(pk=candidate.pk)
    if candidate.hurdle_id:
        return candidate.hurdle
    if not candidate.category_id:
        raise ValueError("The theme has no hurdle category. Set one on its tickets first.")
    subject = candidate.step.name if candidate.step else candidate.category.name
    hurdle = Hurdle(
        title=f"Questions without an answer: {subject}"[:200],
        category=candidate.category,
        stage=candidate.step.stage if candidate.step else None,
        evidence=f"The help-desk was asked {candidate.asked} times and had no answer.",
        evidence_kind="document",
        source="Help-desk of the portal, measures",
        is_demo=candidate.is_demo,
    )
    hurdle._history_user = by
    hurdle.save()
    candidate.hurdle = hurdle
    candidate.save(update_fields=["hurdle"])
    return hurdle
