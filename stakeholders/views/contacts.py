"""Pages of the register: list, coverage, one contact."""

from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.lists import Listing, heading, page_by_keys

from ..access import VIEW, only_with
from ..choices import (
    CONSENT_USES,
    PROPOSAL,
    QUICK_KINDS,
    Answer,
    OrganisationKind,
    OrganisationRole,
)
from ..facets import ACROSS, Counts, coverage, facets
from ..filters import DEFAULT_ORDER, ORDERS, ContactFilter
from ..models import Contact, ExportEvent, SavedList, TargetGroup
from ..privacy import answers_of
from ..ticks import ticked_keys
from ..timeline import timeline_of
from .log import EngagementForm

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
    across = request.GET.get("across")
    across = across if across in ACROSS else "country"
    listing = ContactListing(request, contacts, across)
    address = listing.address
    groups = list(TargetGroup.objects.all())
    context = {
        "listing": listing,
        "page": listing.page,
        "count": listing.count,
        "total": contacts.count(),
        "coverage": (
            _coverage(listing.counts, groups, across, address) if listing.is_valid else None
        ),
        "across": [
            (name, label, f"{address(across=[name])}#coverage") for name, label in ACROSS.items()
        ],
        "group_names": {group.word: group.name for group in groups},
        "columns": [heading(label, sort, listing.order, address) for sort, label in SORTED_COLUMNS],
        "export_address": address.to(reverse("stakeholders:export")).rstrip("?"),
        "campaign_address": address.to(reverse("stakeholders:new-campaign")).rstrip("?"),
        "query": address().lstrip("?") if address.values else "",
        "page_query": request.GET.urlencode(),
        "shown": ",".join(str(contact.pk) for contact in listing.page),
        "ticked": {*ticked_keys(request)},
        "proposal": PROPOSAL,
        "saved_lists": SavedList.objects.all(),
        "quick_kinds": QUICK_KINDS,
    }
    return render(request, "stakeholders/list.html", context)


class ContactListing(Listing):
    """The list of contacts. Facets and the table of coverage share the counts."""

    orders, default_order = ORDERS, DEFAULT_ORDER

    def __init__(self, request, contacts, across):
        filterset = ContactFilter(request.GET, queryset=contacts)
        super().__init__(request, filterset, reverse("stakeholders:list"))
        self.counts = Counts(self.accepted, across)
        self.count = self.counts.total if self.is_valid else 0

    @cached_property
    def facets(self):
        return facets(self.accepted, self.counts, self.address)

    @cached_property
    def page(self):
        listed = Contact.objects.select_related("organisation")
        listed = listed.defer("search_text", "notes", "expertise")
        return page_by_keys(self.request, self.rows, listed, count=self.count)


def _coverage(counts, groups, across, address):
    """Return the coverage table. Cells link to the list with all filters but the table's two."""
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


def _to_survivor(contacts, pk):
    """Redirect from the address of a merged contact to the contact that was kept; raise Http404."""
    survivor = contacts.survivor_of(pk)
    if survivor is None:
        raise Http404("There is no contact at this address. It may have been erased.")
    return redirect(survivor)


@only_with(VIEW)
@require_safe
def contact_detail(request, pk):
    contacts = Contact.objects.visible_to(request.user).select_related("organisation", "owner")
    contact = contacts.filter(pk=pk).first()
    if contact is None:
        return _to_survivor(contacts, pk)
    groups = {group.word: group.name for group in TargetGroup.objects.all()}
    context = {
        "contact": contact,
        "group_names": [groups.get(word, word) for word in contact.group_words],
        "emails": contact.other_emails.all(),
        "log_form": EngagementForm(),
        "timeline": timeline_of(contact),
        "is_exported": ExportEvent.objects.holding(contact).exists(),
        "answers": [
            (use.label, Answer(answer).label if answer else "Not asked")
            for use, answer in answers_of(contact).items()
            if use in CONSENT_USES
        ],
    }
    return render(request, "stakeholders/contact.html", context)
