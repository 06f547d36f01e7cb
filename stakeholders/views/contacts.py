"""The register for those who keep it: list, coverage, one contact."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.lists import ListAddress, chips_of, nearest_page

from ..access import VIEW, only_with
from ..choices import PROPOSAL, OrganisationKind, OrganisationRole
from ..facets import ACROSS, Counts, coverage, facets
from ..filters import DEFAULT_ORDER, ORDERS, ContactFilter
from ..models import Contact, ExportEvent, SavedList, TargetGroup

PAGE_SIZE = 50
HEADS = {
    "kind": OrganisationKind.choices,
    "role": [*OrganisationRole.choices, ("none", "No role")],
}
SORTED_COLUMNS = (
    ("name", "Name"),
    ("organisation", "Organisation"),
    ("", "Groups"),
    ("", "Countries"),
    ("", "Consent"),
    ("verified", "Verified"),
)


@only_with(VIEW)
@require_safe
def contact_list(request):
    contacts = Contact.objects.visible_to(request.user)
    filterset = ContactFilter(request.GET, queryset=contacts)
    valid = filterset.is_valid()
    address = ListAddress(request, filterset, reverse("stakeholders:list"))
    across = request.GET.get("across")
    across = across if across in ACROSS else "country"
    counts = Counts(filterset, across) if valid else None
    total = counts.total if counts else 0
    order = filterset.form.cleaned_data.get("order") or DEFAULT_ORDER
    groups = list(TargetGroup.objects.all())
    context = {
        "list_url": reverse("stakeholders:list"),
        "search_hint": "Name, e-mail, position, expertise, organisation",
        "form": filterset.form,
        "page": _page(request, filterset.found, total),
        "count": total,
        "total": contacts.count(),
        "facets": facets(filterset, counts, address) if counts else [],
        "chips": chips_of(filterset, address) if valid else [],
        "coverage": _coverage(counts, groups, across, address) if counts else None,
        "across": [(name, label, _across(address(), name)) for name, label in ACROSS.items()],
        "group_names": {group.word: group.name for group in groups},
        "order": order,
        "orders": ORDERS,
        "columns": _columns(order, address),
        "page_address": _and(address(), "page="),
        "export_address": address.to(reverse("stakeholders:export")).rstrip("?"),
        "query": address().lstrip("?") if address.values else "",
        "proposal": PROPOSAL,
        "saved_lists": SavedList.objects.all(),
    }
    return render(request, "stakeholders/list.html", context)


def _and(address, more):
    return f"{address}{'&' if '?' in address else '?'}{more}"


def _across(address, name):
    return f"{_and(address, f'across={name}')}#coverage"


def _coverage(counts, groups, across, address):
    """Cells lead to the list with all filters but the two of the table, as they are counted."""
    rest = [
        (name, value)
        for name, values in address.values.items()
        for value in values
        if value and name not in ("group", across)
    ]
    query = f"&{urlencode(rest)}" if rest else ""

    def cell(group, word):
        return f"?group={group}&{across}={word}{query}"

    return coverage(counts, groups, HEADS.get(across), across, cell)


def _page(request, contacts, count):
    """One page, its keys found first so that sorting moves no long texts."""
    paginator = Paginator(contacts.values_list("pk", flat=True), PAGE_SIZE)
    paginator.count = count
    page = nearest_page(request, paginator)
    order = list(page.object_list)
    listed = Contact.objects.order_by().select_related("organisation")
    rows = listed.defer("search_text", "notes", "expertise").in_bulk(order)
    page.object_list = [rows[key] for key in order]
    return page


def _columns(order, address):
    columns = []
    for name, label in SORTED_COLUMNS:
        direction = {name: "ascending", f"-{name}": "descending"}.get(order, "") if name else ""
        turned = f"-{name}" if direction == "ascending" else name
        columns.append(
            {
                "label": label,
                "direction": direction,
                "url": address("order", [turned]) if name else "",
            }
        )
    return columns


@only_with(VIEW)
@require_safe
def contact_detail(request, pk):
    contacts = Contact.objects.visible_to(request.user).select_related("organisation", "owner")
    contact = get_object_or_404(contacts, pk=pk)
    groups = {group.word: group.name for group in TargetGroup.objects.all()}
    context = {
        "contact": contact,
        "group_names": [groups.get(word, word) for word in contact.group_words],
        "emails": contact.other_emails.all(),
        "engagements": contact.engagements.select_related("by"),
        "exports": ExportEvent.objects.holding(contact),
    }
    return render(request, "stakeholders/contact.html", context)
