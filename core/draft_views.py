"""The addresses by which a page keeps, reads and discards the unsaved entries of its form."""

import json

from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from .drafts import as_posted, entries_of, forget, keep
from .models import Draft


@require_http_methods(["GET", "POST"])
def draft(request):
    """Keep the entries of a page, or return those that are kept, for their owner only."""
    if request.method == "GET":
        found = Draft.objects.of(request.user, request.GET.get("path", ""))
        if not found:
            return JsonResponse({})
        return JsonResponse({"saved_at": found.saved_at.isoformat(), "entries": found.entries})
    path, entries = request.POST.get("path", ""), _entries(request.POST.get("entries", ""))
    if not path.startswith("/") or "\0" in path or entries is None:
        return HttpResponseBadRequest("The entries cannot be read. Send path and entries.")
    if not keep(request.user.pk, path, entries):
        return HttpResponse("The entries are too long to be kept. Save the form.", status=413)
    return HttpResponse(status=204)


def _entries(text):
    try:
        pairs = json.loads(text)
        return entries_of(as_posted((str(name), str(value)) for name, value in pairs))
    except (TypeError, ValueError):
        return None


@require_POST
def discard(request):
    path = request.POST.get("path", "")
    forget(request.user, path)
    address = request.POST.get("address", path)
    is_here = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return redirect(address if is_here and address.startswith("/") else "home")
