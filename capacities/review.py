"""The review of a facility's record before it is published. Nobody can publish their own work."""

from django.db import transaction
from django.utils import timezone

from core.transitions import check_step, refuse_own_work

from .choices import REVIEW_STEPS, ReviewState
from .models import Facility


def writers_of(facility):
    """Return the ids of accounts that changed the facility, its site or its parts since its last
    review."""
    changes = [
        facility.history.all(),
        facility.site.history.all(),
        *(
            relation.related_model.history.filter(facility_id=facility.pk)
            for relation in facility._meta.related_objects
            if hasattr(relation.related_model, "history") and relation.field.name == "facility"
        ),
    ]
    writers = set()
    for rows in changes:
        if facility.reviewed_at:
            rows = rows.filter(history_date__gt=facility.reviewed_at)
        writers.update(rows.values_list("history_user", flat=True))
    return writers - {None}


@transaction.atomic
def move_facility(facility, review, *, by, note=""):
    """Change the state of the review and return the new ReviewEvent.

    Raise InvalidTransition if the step does not exist, or if `by` would publish a record that they
    changed since its last review.
    """
    old = Facility.objects.select_for_update().get(pk=facility.pk).review
    check_step(REVIEW_STEPS, ReviewState, old, review)
    if review == ReviewState.PUBLISHED:
        refuse_own_work(writers_of(facility), by)
        facility.reviewed_at = timezone.now()
        facility.published_on = facility.published_on or timezone.localdate()
    facility.review = review
    # Without a row of the history: the event is the journal, and a review changes no content.
    Facility.objects.filter(pk=facility.pk).update(
        review=review, reviewed_at=facility.reviewed_at, published_on=facility.published_on
    )
    return facility.events.create(old=old, new=review, by=by, note=note)
