"""Country profiles, their coverage, and one fact over all countries."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.charts.svg import page_svg
from core.countries import EUROPE
from core.lists import Listing

from ..choices import FactGroup
from ..exports import FACT_HEADER, fact_rows
from ..filters import FactFilter
from ..models import CountryFact, FactKind
from ..profiles import comparison_of, coverage, profile_of
from .files import export_links, file_response


def fact_listing(request):
    filterset = FactFilter(request.GET, queryset=CountryFact.objects.visible_to(request.user))
    return Listing(request, filterset, reverse("landscape:countries"))


@login_not_required
@require_safe
def country_list(request):
    rows = coverage()
    context = {
        "rows": rows,
        "groups": FactGroup.labels,
        "kinds": FactKind.objects.all(),
        "known": sum(row.known for row in rows),
        "asked": sum(row.asked for row in rows),
        "verified": sum(row.verified for row in rows),
        "listing": fact_listing(request),
        "exports": export_links("landscape:fact_export"),
    }
    return render(request, "landscape/countries.html", context)


@login_not_required
@require_safe
def country_detail(request, code):
    wanted = code.upper()
    if wanted not in EUROPE:
        raise Http404(
            "There is no profile of this country. The portal has profiles of the EU and EEA, "
            "Switzerland and the United Kingdom."
        )
    if wanted != code:
        return redirect("landscape:country", code=wanted)
    context = {
        "profile": profile_of(code, request.user),
        "exports": export_links("landscape:fact_export", f"country={code}"),
    }
    return render(request, "landscape/country.html", context)


@login_not_required
@require_safe
def fact_comparison(request, code):
    kind = get_object_or_404(FactKind, code=code)
    found = comparison_of(kind)
    context = {
        "comparison": found,
        "drawing": page_svg(found.drawing),
        "kinds": FactKind.objects.all(),
        "known": sum(fact is not None for _, _, fact in found.rows),
        "exports": export_links("landscape:fact_export", f"kind={code}"),
    }
    return render(request, "landscape/fact.html", context)


@login_not_required
@require_safe
def fact_export(request):
    listing = fact_listing(request)
    if not listing.is_valid:
        return redirect(listing.asked_url)
    return file_response(
        request,
        "country-facts",
        "Facts of countries",
        FACT_HEADER,
        fact_rows(listing.rows.order_by("country", "kind__position")),
        filters=listing.filters_in_words,
    )
