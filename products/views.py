"""The pages of products. All of them start from the dossiers that the reader may see."""

from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import (
    Http404,
    HttpResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core import mail
from core.downloads import list_as_file
from core.exports import XLSX
from core.lists import Listing, page_of

from . import predictivity
from .completeness import completeness_of, completeness_over, known_numbers, with_parts
from .coversheets.content import shared_cells_of
from .coversheets.writer import write_sheet
from .exports import export_content
from .filters import ProductFilter
from .models import Dossier
from .models.evidence import Aspect, ObservedOutcome
from .page import facts_of, laboratory_of, literature_of, studies_of


def _listing(request):
    dossiers = Dossier.objects.visible_to(request.user).defer("search_text")
    filterset = ProductFilter(request.GET, queryset=dossiers)
    return Listing(request, filterset, reverse("products:list"))


@login_not_required
@require_safe
def product_list(request):
    listing = _listing(request)
    rows = listing.rows.prefetch_related("spellings__term", "studies__numbers")
    total = listing.filterset.queryset.count()
    context = {
        "listing": listing,
        "page": page_of(request, rows),
        "total": total,
        "members_see_more": total < Dossier.objects.count(),
        "exports": listing.exports("products:export"),
    }
    return render(request, "products/list.html", context)


@login_not_required
@require_safe
def product_export(request):
    listing = _listing(request)
    return list_as_file(
        request,
        listing,
        "products",
        lambda format: export_content(
            format,
            listing.rows,
            total=listing.filterset.queryset.count(),
            filters=listing.filters_in_words,
            address=mail.address,
        ),
    )


def _find(request, slug):
    """Return the product with this address, or with this former address."""
    dossiers = with_parts(Dossier.objects.visible_to(request.user)).prefetch_related("sheet_notes")
    dossier = dossiers.filter(slug=slug).first() or dossiers.filter(former_names__slug=slug).first()
    if not dossier:
        raise Http404(
            "There is no such product, or you do not have permission to see it. Members of the "
            "consortium must sign in first."
        )
    return dossier


@login_not_required
@require_safe
def product_detail(request, slug):
    dossier = _find(request, slug)
    if dossier.slug != slug:
        return redirect(dossier)
    trials = dossier.trials_for(request.user).only(
        "eudract_number", "eu_ct_number", "nct_number", "title", "is_demo"
    )
    known = known_numbers(dossier.numbers) if request.user.is_authenticated else set()
    context = {
        "dossier": dossier,
        "facts": facts_of(dossier),
        "studies": studies_of(dossier, trials),
        "laboratory": laboratory_of(dossier),
        "literature": literature_of(dossier),
        "preclinical": dossier.preclinical_studies.all(),
        "completeness": (
            completeness_of(dossier, known) if request.user.is_authenticated else None
        ),
    }
    return render(request, "products/detail.html", context)


@login_not_required
@require_safe
def product_sheet(request, slug):
    """Send the cover sheet without persons and addresses. Staff can download the complete sheet in
    the admin."""
    dossier = _find(request, slug)
    return HttpResponse(
        write_sheet(shared_cells_of(dossier)),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="cover-sheet-{slug}.xlsx"'},
    )


@require_safe
def predictivity_page(request):
    """Show the predictivity matrix to members: of real products, or of invented ones if there are
    no others or `demo` is "yes"."""
    dossiers = Dossier.objects.visible_to(request.user)
    real = predictivity.cases_of(dossiers.filter(is_demo=False))
    invented = predictivity.cases_of(dossiers.filter(is_demo=True))
    wants_demo = request.GET.get("demo") == "yes" or not real
    cases = invented if wants_demo else real
    url = reverse("products:predictivity")
    chosen = {name: request.GET.get(name, "")[:200] for name in ("model", "aspect", "outcome")}
    rows = predictivity.chosen(cases, **chosen) if any(chosen.values()) else []
    context = {
        "rows": predictivity.matrix_of(cases, f"{url}?demo=yes&" if wants_demo else f"{url}?"),
        "aspects": list(Aspect),
        "outcomes": list(ObservedOutcome),
        "is_demo": wants_demo and bool(invented),
        "other_url": (url if wants_demo else f"{url}?demo=yes") if real and invented else "",
        "total": len(cases),
        "chosen": _in_words(chosen),
        "cases": rows,
        "fewest": predictivity.MIN_PRODUCTS_FOR_SHARE,
    }
    return render(request, "products/predictivity.html", context)


def _in_words(chosen):
    """Return the selected cell in words, for the heading of the rows; "" for the whole matrix."""
    labels = {**dict(Aspect.choices), **dict(ObservedOutcome.choices)}
    return ", ".join(labels.get(value, value) for value in chosen.values() if value)


@require_safe
@permission_required("products.view_dossier", raise_exception=True)
def completeness_page(request):
    entries = completeness_over(Dossier.objects.visible_to(request.user))
    context = {"page": page_of(request, entries)}
    return render(request, "products/completeness.html", context)
