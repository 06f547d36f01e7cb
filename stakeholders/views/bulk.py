"""The page that changes all ticked contacts at once."""

from django import forms
from django.contrib import messages
from django.core.validators import MaxValueValidator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ..access import CHANGE, VIEW, numbers_in, only_with
from ..bulk import MAX_CONTACTS_CHANGED, BulkChange, NotChangeable, change_contacts
from ..choices import EngagementKind, LawfulBasis
from ..forms import TagsField, possible_owners
from ..models import Contact
from ..models.contacts import today
from ..ticks import ticked_keys
from .log import back_to_list

SHOWN = 20
UNCHANGED = ("", "Unchanged")


def _day(label, **more):
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(
        label=label,
        required=False,
        widget=widget,
        validators=[MaxValueValidator(today, "The day is in the future. Enter a past day.")],
        **more,
    )


class BulkForm(forms.Form):
    add_tags = TagsField(
        label="Add tags", required=False, max_length=400, help_text="Separate with semicolons."
    )
    remove_tags = TagsField(label="Remove tags", required=False, max_length=400)
    owner = forms.ModelChoiceField(None, label="Owner", required=False, empty_label="Unchanged")
    verified_on = _day("Verified on", help_text="A later verification of a contact is kept.")
    lawful_basis = forms.ChoiceField(
        choices=[UNCHANGED, *LawfulBasis.choices], label="Lawful basis", required=False
    )
    kind = forms.ChoiceField(
        choices=[("", "Nothing"), *EngagementKind.choices],
        label="Write to the log",
        required=False,
        help_text="For example Invited, for all at once.",
    )
    on = _day("Day", help_text="Empty: today.")
    note = forms.CharField(label="Note", max_length=500, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = possible_owners()

    def clean(self):
        super().clean()
        if not self.errors and not any(
            value for name, value in self.cleaned_data.items() if name not in ("on", "note")
        ):
            raise forms.ValidationError("Nothing is chosen. Fill in at least one field.")

    def change(self):
        values = dict(self.cleaned_data)
        for name in ("add_tags", "remove_tags"):
            values[name] = tuple(values[name])
        return BulkChange(**values)


@only_with(VIEW, CHANGE, "stakeholders.add_engagement")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request):
    """Show the form for the ticked contacts; POST changes the contacts that the page showed."""
    if request.method == "POST":
        keys = numbers_in(request.POST.get("ids", "").split(","))
    else:
        keys = ticked_keys(request)
    if not keys:
        messages.error(request, "No contact is ticked. Tick contacts in the list first.")
        return redirect("stakeholders:list")
    form = BulkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            done = change_contacts(keys, form.change(), by=request.user)
        except NotChangeable as problem:
            form.add_error(None, str(problem))
        else:
            _say(request, done)
            return back_to_list("")
    people = Contact.objects.visible_to(request.user).filter(pk__in=keys, anonymised_on=None)
    context = {
        "form": form,
        "ids": ",".join(map(str, keys)),
        "count": people.count(),
        "people": people.select_related("organisation").defer("search_text", "notes")[:SHOWN],
        "most": MAX_CONTACTS_CHANGED,
    }
    context["more"] = max(0, context["count"] - SHOWN)
    return render(request, "stakeholders/change.html", context, status=400 if form.errors else 200)


def _say(request, done):
    logged = f" {done.logged:,} entries are in the log." if done.logged else ""
    messages.success(request, f"{done.changed:,} contacts changed.{logged}")
    for reason, number in done.left_out.items():
        messages.warning(request, f"{number:,} contacts: {reason}.")
