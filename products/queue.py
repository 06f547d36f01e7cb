"""The queues of products on the curators' start page."""

from django.db.models import Count, Min

from trials.curation.queue import OtherQueue

from .duplicates import product_pairs
from .models import AskedCell, Spelling
from .models.completion import AskedState


def other_queues(user):
    """Return the queues of this user: spellings without a term, possible duplicates, and
    answers of completion campaigns."""
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
    if user.has_perms(("products.run_completion", "products.change_dossier")):
        queues.append(_answers())
    return queues


def _answers():
    rows = AskedCell.objects.filter(state=AskedState.PROPOSED)
    found = rows.aggregate(count=Count("*"), oldest=Min("answered_at"))
    return OtherQueue(
        "Answers to cover sheets",
        "Answers of people who were asked for missing cells",
        url_name="admin:products_dossier_proposals",
        **found,
    )


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
