"""The log of contacts with a person: an entry in two clicks from the list."""

from django import forms
from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from core.sent_forms import sent_once

from ..access import VIEW, only_with
from ..models import Contact, Engagement

LOG = "stakeholders.add_engagement"


class EngagementForm(forms.ModelForm):
    """One entry. Without a day it is of today."""

    on = forms.DateField(
        label="Day", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    class Meta:
        model = Engagement
        fields = ("kind", "on", "note")

    def clean_on(self):
        return self.cleaned_data["on"] or timezone.localdate()


def back_to_list(query):
    """Redirect to the list with these filters and this page."""
    kept = QueryDict(query).urlencode()
    address = reverse("stakeholders:list")
    return redirect(f"{address}?{kept}" if kept else address)


@only_with(VIEW, LOG)
@require_POST
@sent_once()
def log_contact(request, pk):
    """Log a call, mail, meeting or letter; the list sends only its kind."""
    people = Contact.objects.visible_to(request.user).filter(anonymised_on=None)
    contact = get_object_or_404(people, pk=pk)
    form = EngagementForm(request.POST, instance=Engagement(contact=contact, by=request.user))
    if form.is_valid():
        entry = form.save()
        messages.success(request, f"Logged: {entry.get_kind_display()} with {contact.name}.")
    else:
        problems = "; ".join(error for errors in form.errors.values() for error in errors)
        messages.error(request, f"Nothing was logged. {problems}")
    if "query" in request.POST:
        return back_to_list(request.POST["query"])
    return redirect(contact)


@only_with(VIEW, "stakeholders.delete_engagement")
@require_POST
def remove_entry(request, pk):
    """Remove an entry that was logged by mistake."""
    people = Contact.objects.visible_to(request.user)
    entry = get_object_or_404(Engagement, pk=pk, contact__in=people)
    contact = entry.contact
    entry.delete()
    messages.success(request, f"Removed from the log: {entry}.")
    return redirect(contact)
