"""The contacts that a request is about, for exports and campaigns."""

from django.shortcuts import get_object_or_404

from ..access import numbers_in
from ..export import NotExportable, Selection
from ..models import SavedList
from ..ticks import MAX_TICKED_CONTACTS, TOO_MANY, ticked_keys


def _chosen_ids(data):
    texts = (*data.getlist("id"), data.get("ids", ""))
    ids = numbers_in(part for text in texts for part in text.split(","))
    ids = list(dict.fromkeys(ids))
    if len(ids) > MAX_TICKED_CONTACTS:
        raise NotExportable(TOO_MANY)
    return ids


def selection_of(request, saved_list):
    """Return (selection, keys of chosen contacts) of a request: ticked contacts, chosen ones, a
    saved list or a filter. Raise NotExportable."""
    data = request.POST if request.method == "POST" else request.GET
    # An empty choice is a choice: nothing ticked never means everybody.
    if {"id", "ids", "ticked"} & {*data}:
        ids = ticked_keys(request) if "ticked" in data else _chosen_ids(data)
        if not ids:
            raise NotExportable("No contact is ticked. Tick the contacts that you want to use.")
        return Selection.by_ids(request.user, ids), ids
    if saved_list:
        return Selection.by_query(request.user, saved_list.query), []
    query = request.POST.get("query", "") if request.method == "POST" else request.GET.urlencode()
    return Selection.by_query(request.user, query), []


def saved_list_of(data):
    """Return the saved list that a request names; None if it names none."""
    if "saved" not in data:
        return None
    key = next(iter(numbers_in([data["saved"]])), 0)
    return get_object_or_404(SavedList, pk=key)
