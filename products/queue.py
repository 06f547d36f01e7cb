"""The queues of products on the curators' start page."""

from django.db.models import Min

from trials.curation.queue import OtherQueue

from .duplicates import product_pairs
from .models import Spelling


def other_queues(user):
    """Return the queues of this user: spellings without a term, and possible duplicates."""
    queues = []
    if user.has_perm("products.change_spelling"):
        queues.append(_spellings())
    if user.has_perm("products.merge_dossier"):
        queues.append(
            OtherQueue(
                "Possible duplicates",
                "Products with similar names or the same study",
                len(product_pairs()),
                None,
                "admin:products_dossier_duplicates",
            )
        )
    return queues


def _spellings():
    unmapped = Spelling.objects.unmapped()
    noted = Spelling.history.filter(history_type="+", id__in=unmapped.values("pk"))
    return OtherQueue(
        "Unmapped spellings",
        "Words of cover sheets that have no term yet",
        unmapped.count(),
        noted.aggregate(oldest=Min("history_date"))["oldest"],
        "admin:products_spelling_waiting",
    )
