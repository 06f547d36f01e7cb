"""The reviews that an entry of the change watch opens."""

from django.db import transaction
from django.utils import timezone

from core.transitions import InvalidTransition

from .models import ReviewTask


@transaction.atomic
def open_reviews(entry):
    """Open one task for each step, profile and answer that the entry touches.

    A task that exists stays as it is, also a finished one. An open task of something that the entry
    no longer touches is removed. Return the number of new tasks.
    """
    steps = set(entry.steps.values_list("pk", flat=True))
    answers = set(entry.answers.values_list("pk", flat=True))
    countries = set(entry.country_codes)
    for task in entry.tasks.open():
        if not (task.step_id in steps or task.answer_id in answers or task.country in countries):
            task.delete()
    wanted = (
        *({"step_id": key} for key in steps),
        *({"answer_id": key} for key in answers),
        *({"country": code} for code in countries),
    )
    return sum(ReviewTask.objects.get_or_create(entry=entry, **one)[1] for one in wanted)


def finish_review(task, *, by, note):
    """Close a task with the result of the review; raise InvalidTransition without a result."""
    if not note.strip():
        raise InvalidTransition("The result is missing. Write what was checked and changed.")
    closed = ReviewTask.objects.filter(pk=task.pk, done_at=None).update(
        done_at=timezone.now(), done_by=by, note=note.strip()
    )
    if not closed:
        raise InvalidTransition("The review is already finished. Open the list again.")
