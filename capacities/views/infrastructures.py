"""Pages of research infrastructures, of their nodes per country, and of published figures."""

from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from core.countries import EUROPE, all_country_codes, country_name

from ..models import DatedFigure, Facility, Infrastructure, Membership, Node


@login_not_required
@require_safe
def infrastructure_list(request):
    rows = Infrastructure.objects.prefetch_related("memberships", "nodes")
    figures = [
        (group, list(lines))
        for group, lines in groupby(DatedFigure.objects.all(), key=lambda row: row.group)
    ]
    countries = sorted(((code, country_name(code)) for code in EUROPE), key=lambda pair: pair[1])
    context = {"infrastructures": rows, "figures": figures, "countries": countries}
    return render(request, "capacities/infrastructures.html", context)


@login_not_required
@require_safe
def infrastructure_detail(request, slug):
    rows = Infrastructure.objects.prefetch_related("events", "nodes", "memberships", "services")
    return render(
        request,
        "capacities/infrastructure.html",
        {"infrastructure": get_object_or_404(rows, slug=slug)},
    )


@login_not_required
@require_safe
def country_detail(request, code):
    """Show the nodes, memberships and help-desks of a country."""
    code = code.upper()
    if code not in all_country_codes():
        raise Http404("There is no country with this code.")
    nodes = Node.objects.filter(country=code).select_related("infrastructure")
    memberships = Membership.objects.filter(country=code, until="")
    advice = Facility.objects.visible_to(request.user).filter(site__country=code, kind="ADV")
    context = {
        "code": code,
        "name": country_name(code),
        "nodes": nodes,
        "members": Infrastructure.objects.filter(memberships__in=memberships)
        .prefetch_related(Prefetch("memberships", queryset=memberships, to_attr="here"), "services")
        .distinct(),
        "advice": advice.select_related("site__organisation"),
        "facilities": Facility.objects.visible_to(request.user).filter(site__country=code).count(),
        "profile": _profile(code),
    }
    return render(request, "capacities/country.html", context)


def _profile(code):
    """Return the URL of the page of the country's rules, "" if there is no page."""
    path = f"/countries/{code}/"
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path
