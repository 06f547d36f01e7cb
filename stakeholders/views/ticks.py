"""Ticks in the list of contacts: each page sends its own, and the actions use all of them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ..access import VIEW, only_with
from ..export import NotExportable, Selection
from ..ticks import MAX_TICKED_CONTACTS, TooManyTicks, keep_ticks, take_page, ticked_keys
from .log import back_to_list

# The page that each button of the bar opens with the ticked contacts.
PAGES = {
    "export": "stakeholders:export",
    "remove": "stakeholders:remove",
    "change": "stakeholders:change",
    "campaign": "stakeholders:new-campaign",
}


@only_with(VIEW)
@require_POST
def tick(request):
    """Keep the ticks of a page, then open the page of the pressed button."""
    then, query = request.POST.get("then", ""), request.POST.get("query", "")
    try:
        take_page(request)
        if then == "clear":
            keep_ticks(request, ())
        elif then == "all":
            _tick_all(request, request.POST.get("filter", ""))
    except (TooManyTicks, NotExportable) as problem:
        messages.error(request, str(problem))
        return back_to_list(query)
    if request.htmx:
        context = {"ticked": ticked_keys(request), "count": request.POST.get("count", "")}
        return render(request, "stakeholders/_ticked.html", context)
    if then in PAGES:
        if ticked_keys(request):
            return redirect(f"{reverse(PAGES[then])}?ticked=1")
        messages.error(request, "No contact is ticked. Tick contacts in the list first.")
    return back_to_list(query)


def _tick_all(request, query):
    found = Selection.by_query(request.user, query).contacts.order_by()
    keys = found.values_list("pk", flat=True)[: MAX_TICKED_CONTACTS + 1]
    keep_ticks(request, [*ticked_keys(request), *keys])
