"""Pages for the rights of people in the register, and the record of processing."""

import contextlib

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..access import CHANGE, ERASE, EXPORT, VIEW, only_with
from ..access_answer import file_for_the_person, sections_of
from ..choices import LawfulBasis
from ..erasure import erase, names_person, withdrawn
from ..models import Contact, Erasure, ExportedContact, ExportEvent
from ..purposes import PURPOSES
from ..redaction import mentions_elsewhere, mentions_of
from ..rights import (
    KEPT_UNVERIFIED,
    LINK_LIFE,
    everything_about,
    long_unverified,
    personal_token,
)


def _contact(request, pk):
    return get_object_or_404(Contact.objects.visible_to(request.user), pk=pk)


@only_with(VIEW, EXPORT)
@require_safe
def everything(request, pk):
    """Show the answer in words, with the places of mentions for the coordinator to check."""
    contact = _contact(request, pk)
    elsewhere = mentions_elsewhere(contact)  # searches all rooms, so once
    context = {
        "contact": contact,
        "sections": sections_of(contact, elsewhere),
        "mentions": mentions_of(contact),
        "elsewhere": elsewhere,
        "data": everything_about(contact, elsewhere),
    }
    return render(request, "stakeholders/everything.html", context)


@only_with(VIEW, EXPORT)
@require_safe
def everything_file(request, pk):
    return _answer_file(request, pk, "json", "application/json")


@only_with(VIEW, EXPORT)
@require_safe
def everything_in_words(request, pk):
    return _answer_file(request, pk, "pdf", "application/pdf")


def _answer_file(request, pk, format, content_type):
    contact = _contact(request, pk)
    if request.method == "HEAD":  # makes no file, and so no export
        return HttpResponse(content_type=content_type)
    return HttpResponse(
        file_for_the_person(contact, by=request.user, format=format),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="contact-C{contact.pk}.{format}"'},
    )


@only_with(VIEW, CHANGE)
@require_POST
def make_link(request, pk):
    """Show the personal link once, for the coordinator to send to the person's own address."""
    contact = _contact(request, pk)
    if not contact.email:
        messages.error(
            request, "This contact has no e-mail address. Add one before you make a personal link."
        )
        return redirect(contact)
    address = settings.SITE_URL + reverse("stakeholders:me", args=[personal_token(contact)])
    context = {"contact": contact, "address": address, "days": LINK_LIFE.days}
    return render(request, "stakeholders/link.html", context)


class EraseForm(forms.Form):
    reason = forms.CharField(
        max_length=200, help_text="The reason is kept as the proof. Do not name the person in it."
    )
    keep_figures = forms.BooleanField(
        label="Keep the figures: groups, countries and engagement by year, without the person",
        required=False,
        help_text="For people whose data we kept by their consent only.",
    )
    sure = forms.BooleanField(label="Erase this person. This cannot be undone.")

    def __init__(self, *args, contact, **kwargs):
        super().__init__(*args, **kwargs)
        self.contact = contact

    def clean_reason(self):
        reason = self.cleaned_data["reason"]
        if names_person(reason, self.contact):
            raise forms.ValidationError(
                "The reason names the person, and it is kept. Write it without the name."
            )
        return reason


@only_with(VIEW, ERASE)
@require_http_methods(["GET", "HEAD", "POST"])
def erase_contact(request, pk):
    contact = _contact(request, pk)
    by_consent = contact.lawful_basis == LawfulBasis.CONSENT
    posted = request.POST if request.method == "POST" else None
    form = EraseForm(posted, contact=contact, initial={"keep_figures": by_consent})
    if request.method == "POST" and form.is_valid():
        try:
            done = erase(
                contact,
                by=request.user,
                reason=form.cleaned_data["reason"],
                keep_figures=form.cleaned_data["keep_figures"],
            )
        except Contact.DoesNotExist:
            messages.error(
                request,
                "This person no longer exists: another coordinator erased or merged the contact.",
            )
            return redirect("stakeholders:processing")
        messages.success(request, f"The person was erased. The proof is {done}.")
        _remind(request, done.exports)
        return redirect("stakeholders:processing")
    context = {
        "contact": contact,
        "form": form,
        "exports": ExportEvent.objects.holding(contact),
        "kept": [each for each in mentions_elsewhere(contact) if each.is_kept],
    }
    return render(request, "stakeholders/erase.html", context, status=400 if form.errors else 200)


def _remind(request, exports):
    if exports:
        numbers = ", ".join(str(number) for number in sorted(set(exports)))
        messages.warning(
            request, f"This person is in exported files: export {numbers}. Delete those copies."
        )


@only_with(VIEW, ERASE)
@require_POST
def anonymise(request):
    """Anonymise all people whose only legal basis was a consent that they withdrew."""
    if not request.POST.get("sure"):
        messages.error(request, "Anonymisation cannot be undone. Tick the box to confirm it.")
        return redirect("stakeholders:processing")
    exports, number = [], 0
    with transaction.atomic():
        for contact in withdrawn():
            # Somebody else may have clicked at the same moment.
            with contextlib.suppress(Contact.DoesNotExist):
                reason = "Consent withdrawn"
                done = erase(contact, by=request.user, reason=reason, keep_figures=True)
                exports += done.exports
                number += 1
    messages.success(request, f"Anonymised: {number:,}.")
    _remind(request, exports)
    return redirect("stakeholders:processing")


@only_with(VIEW)
@require_safe
def processing(request):
    """Show the record of processing activities (Art. 30) and the tasks that are due."""
    day = long_unverified()
    context = {
        "purposes": PURPOSES.values(),
        "bases": LawfulBasis.choices,
        "erasures": Erasure.objects.all()[:100],
        "day": day,
        "years": KEPT_UNVERIFIED.days // 365,
        "due": Contact.objects.visible_to(request.user).not_verified_since(day).count(),
        "withdrawn": withdrawn().count(),
        "to_remove": ExportedContact.objects.to_remove().values("event").distinct().count(),
        "link_days": LINK_LIFE.days,
        "contact_email": settings.CONTACT_EMAIL,
    }
    return render(request, "stakeholders/processing.html", context)
