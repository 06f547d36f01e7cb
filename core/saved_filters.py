"""Filters of the lists of the admin that a person keeps under a name; nobody else sees them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST

from .models import SavedAdminFilter
from .text import one_line

MAX_FILTERS_PER_LIST = 30  # of one person
NOT_A_FILTER = ("p", "e", "all", "_popup", "_to_field")  # page, error and window of a list
MAX_NAME_LENGTH = SavedAdminFilter._meta.get_field("name").max_length
MAX_QUERY_LENGTH = SavedAdminFilter._meta.get_field("query").max_length


def _filters_in(query):
    """Return the query string of a list without its page, in a fixed order."""
    values = QueryDict(query, mutable=True)
    for name in NOT_A_FILTER:
        values.pop(name, None)
    ordered = QueryDict(mutable=True)
    for name in sorted(values):
        ordered.setlist(name, values.getlist(name))
    return ordered.urlencode()


def context_of(request, label):
    """Return the saved filters of a list for its page; `is_saved` tells whether its present filters
    are one of them."""
    present = _filters_in(request.GET.urlencode())
    rows = list(SavedAdminFilter.objects.filter(owner=request.user.pk, list=label))
    return {
        "saved_filters": rows,
        "present_filters": present,
        "saved_list": label,
        "is_saved": present in {row.query for row in rows},
    }


def _list_address(label, query=""):
    app, _, model = label.partition(".")
    try:
        address = reverse(f"admin:{app}_{model}_changelist")
    except NoReverseMatch as error:
        raise Http404("There is no such list.") from error
    return f"{address}?{query}" if query else address


@require_POST
def save(request):
    """Keep the filters of a list under a name; a filter with this name is replaced."""
    if not request.user.is_staff:
        raise PermissionDenied
    label, name = request.POST.get("list", ""), one_line(request.POST.get("name", ""))
    query = _filters_in(request.POST.get("query", ""))
    address = _list_address(label, query)
    own = SavedAdminFilter.objects.filter(owner=request.user, list=label)
    if not name or len(name) > MAX_NAME_LENGTH:
        messages.error(
            request, f"The filter has no name, or a longer one than {MAX_NAME_LENGTH} characters."
        )
    elif not query or len(query) > MAX_QUERY_LENGTH:
        messages.error(request, "The list has no filter, or too many. Choose filters, then save.")
    elif own.exclude(name=name).count() >= MAX_FILTERS_PER_LIST:
        messages.error(
            request, f"You have {MAX_FILTERS_PER_LIST} filters of this list. Delete one first."
        )
    else:
        SavedAdminFilter.objects.update_or_create(
            owner=request.user, list=label, name=name, defaults={"query": query}
        )
        messages.success(request, f"The filter is saved as “{name}”.")
    return redirect(address)


@require_POST
def delete(request, pk):
    found = get_object_or_404(SavedAdminFilter, pk=pk, owner=request.user)
    found.delete()
    messages.success(request, f"The filter “{found}” is deleted. The list shows all rows.")
    return redirect(_list_address(found.list))
