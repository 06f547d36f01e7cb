"""Pages of a personal link: the first page, a page per block, the release and its withdrawal."""

from functools import partial, wraps

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from ..choices import Block
from ..models import Facility, Invitation
from ..survey import answers
from ..survey.forms import FORMS, FirstPage
from ..survey.links import invitation_of


def by_link(view, *, is_open_for_good=False):
    """Pass the invitation of a personal link to the view. A closed campaign answers with status
    410, unless the view `is_open_for_good`."""

    @login_not_required
    @wraps(view)
    def guarded(request, token, **kwargs):
        invitation = invitation_of(token)
        if invitation is None:
            raise Http404("This link is not valid. Ask for a new one.")
        is_open = invitation.campaign.is_open_on(timezone.localdate())
        if is_open or is_open_for_good:
            response = view(request, token, invitation, **kwargs)
        else:
            response = _closed(request, token, invitation)
        # The link is a secret, so the page is not cached. The portal's Referrer-Policy already
        # hides the address from other sites; a stricter one would hide the origin, and the CSRF
        # check would refuse the forms.
        response["Cache-Control"] = "no-store"
        return response

    return guarded


def _closed(request, token, invitation):
    """Show that the questions are closed. A release can still be withdrawn."""
    releases = invitation.facility.releases.active()
    context = {"invitation": invitation, "token": token, "releases": releases}
    return render(request, "capacities/survey/closed.html", context, status=410)


def _facility(invitation):
    rows = Facility.objects.select_related("site__organisation").prefetch_related(
        "capabilities", "statements", "authorisations", "accreditations"
    )
    return rows.get(pk=invitation.facility_id)


def _lock(request, invitation):
    """Let the people who have the link save one after the other."""
    if request.method == "POST":
        Invitation.objects.select_for_update().get(pk=invitation.pk)


def _initial(invitation):
    return answers.initial_of(_facility(invitation), invitation.answers.all())


def _context(invitation, token, **more):
    saved = {row.block: row for row in invitation.answers.all()}
    blocks = [(Block(block), saved.get(block)) for block in FORMS]
    return {"invitation": invitation, "token": token, "blocks": blocks, **more}


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def first_page(request, token, invitation):
    _lock(request, invitation)
    initial = {}
    for values in _initial(invitation).values():
        initial |= values
    form = FirstPage(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        answers.save_first_page(invitation, form)
        form.warn_of_kept(request)
        messages.success(request, "The first page is saved. Check your page and release it.")
        return redirect("capacities:answer_release", token)
    number, classes, technologies = answers.hints_of(invitation.facility)
    context = _context(
        invitation,
        token,
        form=form,
        trial_hints=(number, ", ".join(classes), ", ".join(technologies)),
    )
    status = 400 if form.errors else 200
    return render(request, "capacities/survey/first.html", context, status=status)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def block_page(request, token, invitation, block):
    if block not in FORMS:
        raise Http404("There is no such block of questions.")
    _lock(request, invitation)
    form = FORMS[block](request.POST or None, initial=_initial(invitation)[block])
    if request.method == "POST" and form.is_valid():
        answers.save(invitation, block, form.values())
        form.warn_of_kept(request)
        messages.success(request, f"“{Block(block).label}” is saved.")
        return redirect("capacities:answer_release", token)
    context = _context(invitation, token, form=form, block=Block(block))
    status = 400 if form.errors else 200
    return render(request, "capacities/survey/block.html", context, status=status)


class ReleaseForm(forms.Form):
    blocks = forms.MultipleChoiceField(
        label="Release these blocks", widget=forms.CheckboxSelectMultiple
    )
    given_by = forms.CharField(label="Your name or function", max_length=200)
    agree = forms.BooleanField(
        label="I may speak for the facility, and agree that the chosen blocks are shown in the "
        "portal until the consent is withdrawn.",
    )

    def __init__(self, *args, blocks, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["blocks"].choices = [(block.value, block.label) for block in blocks]


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def release_page(request, token, invitation):
    """Show the facility its page as others will see it, before it releases anything."""
    blocks = answers.releasable(invitation)
    form = ReleaseForm(request.POST or None, blocks=blocks)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            answers.release(invitation, values["blocks"], given_by=values["given_by"])
        except ValueError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, "Thank you. A curator checks the released blocks before they are shown."
            )
            return redirect("capacities:answer_release", token)
    context = _context(
        invitation,
        token,
        form=form,
        can_release=bool(blocks),
        shown=answers.preview(invitation) if blocks else "",
        releases=invitation.facility.releases.active(),
    )
    status = 400 if form.errors else 200
    return render(request, "capacities/survey/release.html", context, status=status)


@partial(by_link, is_open_for_good=True)
@require_POST
def withdraw(request, token, invitation):
    block = request.POST.get("block", "")
    if block not in Block.values:
        raise Http404("There is no such block.")
    answers.withdraw(invitation.facility, block, withdrawn_by="The facility, by its personal link")
    messages.success(request, f"“{Block(block).label}” is no longer shown.")
    return redirect("capacities:answer_release", token)
