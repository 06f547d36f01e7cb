"""The queue of spellings on the curators' start page."""

from django.db.models import Min

from trials.curation.queue import OtherQueue

from .models import Spelling


def other_queues(user):
    """Return the queue of spellings without a term, for users who may map them."""
    if not user.has_perm("products.change_spelling"):
        return []
    unmapped = Spelling.objects.unmapped()
    noted = Spelling.history.filter(history_type="+", id__in=unmapped.values("pk"))
    return [
        OtherQueue(
            "Unmapped spellings",
            "Words of cover sheets that have no term yet",
            unmapped.count(),
            noted.aggregate(oldest=Min("history_date"))["oldest"],
            "admin:products_spelling_waiting",
        )
    ]
