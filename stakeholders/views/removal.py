"""Removing several people at once: the ticked ones, or those whom an import added."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from ..access import ERASE, VIEW, numbers_in, only_with
from ..models import Contact, ExportEvent, ImportBatch
from ..removal import MAX_CONTACTS_REMOVED, NotRemovable, remove_contacts
from ..ticks import ticked_keys

SHOWN = 50
MAY_RETURN, ASKED = "may_return", "asked"


class RemovalForm(forms.Form):
    why = forms.ChoiceField(
        label="Type of removal",
        choices=[
            (MAY_RETURN, "The data are wrong or no longer needed; a later file may add them again"),
            (ASKED, "The people asked for it; no file may add them again"),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        max_length=200, help_text="The reason is kept as the proof. Do not name a person in it."
    )
    sure = forms.BooleanField(label="Remove these people for good; it cannot be undone")


def _chosen(request):
    """Return the contacts of the request: `id` per contact, `import` for a file, or the ticked
    ones."""
    data = request.POST if request.method == "POST" else request.GET
    visible = Contact.objects.visible_to(request.user).filter(anonymised_on=None)
    if data.get("import"):
        batch = get_object_or_404(ImportBatch.objects.defer("data"), pk=_uuid(data["import"]))
        return visible.filter(import_rows__batch=batch, import_rows__before__isnull=True)
    if "ticked" in request.GET and request.method != "POST":
        return visible.filter(pk__in=ticked_keys(request))
    return visible.filter(pk__in=numbers_in(data.getlist("id")))


def _uuid(text):
    try:
        return UUID(text)
    except ValueError:
        raise Http404("This import does not exist.") from None


@only_with(VIEW, ERASE)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request):
    contacts = _chosen(request).select_related("organisation")
    people = list(contacts[: MAX_CONTACTS_REMOVED + 1])
    if not people:
        messages.error(request, "No contact is chosen. Tick the contacts that you want to remove.")
        return redirect("stakeholders:list")
    form = RemovalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _remove(request, people, form.cleaned_data)
        except NotRemovable as problem:
            form.add_error(None, str(problem))
    context = {
        "form": form,
        "people": people[:SHOWN],
        "ids": [contact.pk for contact in people],
        "count": len(people),
        "more": max(0, len(people) - SHOWN),
        "too_many": len(people) > MAX_CONTACTS_REMOVED,
        "most": MAX_CONTACTS_REMOVED,
        "refusing": sum(bool(contact.refusals) for contact in people),
        "exports": ExportEvent.objects.filter(
            entries__contact__in=people, entries__reason=""
        ).distinct(),
    }
    status = 400 if form.errors else 200
    return render(request, "stakeholders/remove.html", context, status=status)


def _remove(request, people, answers):
    done = remove_contacts(
        people,
        by=request.user,
        reason=answers["reason"],
        may_return=answers["why"] == MAY_RETURN,
    )
    messages.success(
        request,
        f"{done.count:,} people were removed; {done.barred:,} of them cannot be added by a file.",
    )
    if done.exports:
        numbers = ", ".join(map(str, done.exports))
        messages.warning(
            request, f"Some of them are in exported files: delete the copies of export {numbers}."
        )
    return redirect("stakeholders:processing")
