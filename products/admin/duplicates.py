"""Possible duplicates of products in the admin: compare two, merge them or mark them as two."""

from functools import wraps

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..cover_sheet import PRODUCT_FIELDS, STUDY_FIELDS, study_numbers
from ..duplicates import product_pairs
from ..merge import NotMergeable, choice_of, joined_studies, merge, seen_of, undo_merge
from ..models import Dossier, DossierMerge, NotSameDossier

PAIRS_PER_PAGE = 50
MAX_MERGES_SHOWN = 20


def merging(view):
    """Return a view for users who may merge products, because `admin_view` only checks for
    staff."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if not request.user.has_perms(("products.view_dossier", "products.merge_dossier")):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def _page(request, name, title, **context):
    context = {
        **admin.site.each_context(request),
        "title": title,
        "opts": Dossier._meta,
        **context,
    }
    return TemplateResponse(request, f"admin/products/dossier/{name}.html", context)


@merging
@require_safe
def pairs(request):
    page = Paginator(product_pairs(), PAIRS_PER_PAGE).get_page(request.GET.get("page"))
    keys = {key for pair in page.object_list for key in (pair.first, pair.second)}
    rows = Dossier.objects.defer("search_text").in_bulk(keys)
    page.object_list = [(rows[pair.first], rows[pair.second], pair) for pair in page.object_list]
    merges = DossierMerge.objects.select_related("kept", "by", "undone_by").defer("data")
    return _page(
        request, "duplicates", "Possible duplicates", page=page, merges=merges[:MAX_MERGES_SHOWN]
    )


@merging
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request, first, second):
    """Show both products cell by cell; the first one is kept. POST merges them with the chosen
    cells, or marks them as two."""
    if first == second:
        raise Http404("There is nothing to compare at this address.")
    kept, gone = (get_object_or_404(Dossier, pk=key) for key in (first, second))
    if request.method == "POST":
        return _decide(request, kept, gone)
    joined = joined_studies(kept, gone)
    parts = [("The product", _choices(kept, gone, PRODUCT_FIELDS))]
    parts += [
        (f"Study {study}", _choices(study, other, STUDY_FIELDS, other)) for study, other in joined
    ]
    own = [study for study in gone.studies.all() if study not in {other for _, other in joined}]
    return _page(
        request,
        "compare",
        "Compare two products",
        kept=kept,
        gone=gone,
        parts=parts,
        own_studies=own,
        seen=seen_of(kept, gone),
    )


def _choices(row, other, fields, study=None):
    """Return (name, label, text, other text, whether the other text is chosen) of each cell that
    both have with different texts."""
    return [
        (choice_of(field, study), field.name, here, there, _says_more(field, here, there))
        for field in fields
        if (here := getattr(row, field.key)) and (there := getattr(other, field.key))
        if here != there
    ]


def _says_more(field, here, there):
    """Return whether the other text has all numbers of a study and more."""
    if field.key != "study_id":
        return False
    return set(study_numbers(here)) < set(study_numbers(there))


def _decide(request, kept, gone):
    if request.POST.get("decision") == "two":
        low, high = sorted((kept, gone), key=lambda dossier: dossier.pk)
        NotSameDossier.objects.get_or_create(first=low, second=high, defaults={"by": request.user})
        messages.success(request, f"{kept} and {gone} are marked as two products.")
        return redirect("admin:products_dossier_duplicates")
    take = {name for name, value in request.POST.items() if value == "other"}
    try:
        merge(kept, gone, take=take, by=request.user, seen=request.POST.get("seen", ""))
    except NotMergeable as problem:
        messages.error(request, str(problem))
        return redirect(reverse("admin:products_dossier_compare", args=[kept.pk, gone.pk]))
    except IntegrityError:
        messages.error(request, "Nothing was merged: another person changed a product. Try again.")
    else:
        messages.success(
            request, f"{gone} is merged into {kept}. You can undo the merge on this page."
        )
    return redirect("admin:products_dossier_duplicates")


@merging
@require_POST
def undo(request, pk):
    try:
        restored = undo_merge(get_object_or_404(DossierMerge, pk=pk), by=request.user)
        messages.success(request, f"The merge is undone. {restored} is a product again.")
    except NotMergeable as problem:
        messages.error(request, str(problem))
    return redirect("admin:products_dossier_duplicates")


PAGES = (
    ("duplicates/", pairs, "duplicates"),
    ("duplicates/<int:first>/<int:second>/", compare, "compare"),
    ("duplicates/<int:pk>/undo/", undo, "undo_merge"),
)
