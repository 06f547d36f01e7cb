"""Forms of a facility's page: a request, and a suggested change."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.sent_forms import sent_once
from core.throttle import is_too_often

from ..facility_page import find_facility
from ..forms import RequestForm, SuggestionForm
from ..models.requests import RequestState
from ..requests import mark_answered, request_of_token, send_request

TOO_OFTEN = "Too many messages were sent from your network address in one hour. Try again later."
SENT = {
    RequestState.WAITING: "Your request is sent. The facility will reply to your e-mail address.",
    RequestState.UNSENT: "Your request is saved. It will be sent within one day.",
    RequestState.NO_CONTACT: (
        "The portal has no contact for this facility. The portal's help-desk has received your "
        "request and "
        "will look for a contact."
    ),
}


def _facility(request, slug):
    facility = find_facility(request.user, slug)
    if facility is None:
        raise Http404("There is no public facility with this address.")
    return facility


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once()
def ask(request, slug):
    facility = _facility(request, slug)
    form = RequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.is_by_robot:
            return redirect(facility)
        if not is_too_often(request, "request"):
            values = {name: form.cleaned_data[name] for name in RequestForm.Meta.fields}
            sent = send_request(facility, **values)
            messages.success(request, SENT[sent.state])
            return redirect(facility)
        form.add_error(None, TOO_OFTEN)
    status = 400 if form.errors else 200
    context = {"facility": facility, "form": form}
    return render(request, "capacities/request.html", context, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sent_once()
def suggest(request, slug):
    facility = _facility(request, slug)
    form = SuggestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.is_by_robot:
            return redirect(facility)
        if not is_too_often(request, "suggestion"):
            form.instance.facility = facility
            form.save()
            messages.success(request, "Thank you. A curator will check your suggestion.")
            return redirect(facility)
        form.add_error(None, TOO_OFTEN)
    status = 400 if form.errors else 200
    context = {"facility": facility, "form": form}
    return render(request, "capacities/suggest.html", context, status=status)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answered(request, token):
    """Ask for a click on a button before the request is closed: mail scanners open every link."""
    found = request_of_token(token)
    if found is None:
        raise Http404("This link is not valid, or the request is deleted.")
    if request.method == "POST":
        mark_answered(found)
        messages.success(request, "Thank you. The request is marked as answered.")
        return redirect("capacities:list")
    return render(request, "capacities/answered.html", {"found": found})
