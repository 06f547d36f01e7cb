"""Doubtful pairs of a sponsor's name and an organisation, side by side, for a person to decide."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ..models import SponsorMatch
from ..sponsors.linking import NotLinkable, decide, how_many_are_known, look_for_matches, take_back

PAGE_SIZE = 25
WORDS = {
    "same": "The name was linked: {} is now an alias of {}.",
    "apart": "Recorded: {} and {} are different.",
}

may_link = permission_required("stakeholders.change_organisation", raise_exception=True)


@require_safe
@may_link
def matches(request):
    state = request.GET.get("state", "open")
    if state not in SponsorMatch.State:
        raise Http404("This list of pairs does not exist.")
    rows = SponsorMatch.objects.filter(state=state).select_related("organisation", "decided_by")
    known, names = how_many_are_known()
    context = {
        "state": state,
        "states": SponsorMatch.State.choices,
        "page": Paginator(rows.prefetch_related("organisation__aliases"), PAGE_SIZE).get_page(
            request.GET.get("page")
        ),
        "page_address": f"?state={state}&page=",
        "known": known,
        "names": names,
    }
    return render(request, "trials/sponsors.html", context)


@require_POST
@may_link
def look(request):
    number = look_for_matches()
    messages.success(request, f"All names were compared; {number:,} pairs are open.")
    return redirect("trials:sponsors")


@require_POST
@may_link
def decide_match(request, pk):
    match = get_object_or_404(SponsorMatch, pk=pk)
    decision = request.POST.get("decision", "")
    if decision not in WORDS:
        messages.error(request, "The answer is missing. Choose whether the two are the same.")
        return redirect("trials:sponsors")
    try:
        decide(match, same=decision == "same", by=request.user)
        messages.success(request, WORDS[decision].format(match.name, match.organisation))
    except NotLinkable as problem:
        messages.error(request, str(problem))
    return redirect("trials:sponsors")


@require_POST
@may_link
def reopen_match(request, pk):
    match = get_object_or_404(SponsorMatch, pk=pk)
    try:
        take_back(match)
        messages.success(request, "The decision was removed. The pair is open again.")
    except NotLinkable as problem:
        messages.error(request, str(problem))
    return redirect(f"{reverse('trials:sponsors')}?state={match.state}")
