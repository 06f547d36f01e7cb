"""The pages of data errors. All of them begin with the trials that the reader may see."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import mail
from core.downloads import list_as_file
from core.lists import Listing, page_of

from ..choices import DATA_ERRORS
from ..data_errors.explanations import EXPLANATIONS
from ..data_errors.export import export_content
from ..data_errors.filters import DataErrorFilter
from ..models import DataError, RegisterRecord, Trial


def _listing(request):
    rows = DataError.objects.visible_to(request.user)
    filterset = DataErrorFilter(request.GET, queryset=rows)
    return Listing(request, filterset, reverse("trials:data_errors"))


def _listed(listing):
    trial_texts = ("search_text", "conflicts", "register_notes", "therapy_basis")
    rows = listing.rows.select_related("trial").order_by("-trial__first_entered_on", "trial", "pk")
    return rows.defer(*(f"trial__{column}" for column in trial_texts))


@login_not_required
@require_safe
def data_errors(request):
    listing = _listing(request)
    visible = listing.filterset.queryset.order_by()
    counts = dict(visible.values_list("kind").annotate(trials=Count("trial", distinct=True)))
    context = {
        "listing": listing,
        "page": page_of(request, _listed(listing)),
        "total": visible.count(),
        "kinds": [
            (kind.value, label, EXPLANATIONS[kind], counts.get(kind.value, 0))
            for kind, label in DATA_ERRORS.items()
        ],
        "trials_with_errors": visible.aggregate(trials=Count("trial", distinct=True))["trials"],
        "trials": Trial.objects.visible_to(request.user).count(),
        "exports": listing.exports("trials:data_errors_export"),
        "as_of": RegisterRecord.last_seen(),
    }
    return render(request, "trials/data_errors/list.html", context)


@login_not_required
@require_safe
def data_errors_export(request):
    """Return the rows of the list with the same query string as a file."""
    listing = _listing(request)
    return list_as_file(
        request,
        listing,
        "data-errors",
        lambda format: export_content(
            format,
            _listed(listing),
            count=listing.rows.count(),
            total=listing.filterset.queryset.count(),
            filters=listing.filters_in_words,
            address=mail.address,
        ),
    )
