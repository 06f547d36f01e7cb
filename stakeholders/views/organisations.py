"""Pages of organisations with their people."""

from urllib.parse import urlencode

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.filters import MAX_QUERY_LENGTH
from core.lists import page_of

from ..access import VIEW, only_with
from ..models import Contact, Organisation

PEOPLE_PER_PAGE = 100


@only_with(VIEW)
@require_safe
def organisation_list(request):
    """List organisations with the number of their people."""
    query = request.GET.get("q", "")[:MAX_QUERY_LENGTH]
    people = Count("contacts", filter=Q(contacts__anonymised_on=None))
    rows = Organisation.objects.found_by(query).defer("search_text").annotate(people=people)
    context = {
        "page": page_of(request, rows.order_by("name", "pk")),
        "query": query,
        "page_address": f"?{urlencode({'q': query})}&page=" if query else "?page=",
        "total": Organisation.objects.count(),
    }
    return render(request, "stakeholders/organisations.html", context)


@only_with(VIEW)
@require_safe
def organisation_detail(request, slug):
    rows = Organisation.objects.select_related("parent").defer("search_text")
    organisation = get_object_or_404(rows, slug=slug)
    people = Contact.objects.visible_to(request.user).filter(organisation=organisation)
    people = people.filter(anonymised_on=None).defer("search_text", "notes", "expertise")
    context = {
        "organisation": organisation,
        "page": page_of(request, people, size=PEOPLE_PER_PAGE),
        "parts": organisation.parts.only("name", "slug"),
        "aliases": organisation.aliases.all(),
    }
    return render(request, "stakeholders/organisation.html", context)
