"""Forms of decisions and of what they are about."""

from django import forms

from core.conflicts import ConflictForm
from trials.models import Trial
from usecases.models import Hurdle, Recommendation, UseCase

from ..models import Decision, Document, Link


class RowByWord(forms.ModelChoiceField):
    """A row that people name by its number or address, because a list of all rows is too long.

    The address of its page in the portal is accepted, too.
    """

    widget = forms.TextInput

    def prepare_value(self, value):
        if isinstance(value, int):
            row = self.queryset.model._base_manager.filter(pk=value).first()
            return getattr(row, self.to_field_name, "")
        return super().prepare_value(value)

    def to_python(self, value):
        if isinstance(value, str):
            value = value.strip().rstrip("/").rpartition("/")[2]
        return super().to_python(value)


class DecisionForm(ConflictForm):
    """A decision, with the recommendation, hurdle, use case or trial that it is about."""

    compared_besides_columns = ()
    replaces = RowByWord(
        Decision.objects.none(),
        to_field_name="number",
        required=False,
        help_text="Number of the adopted decision that this one replaces, such as SC-2024-03.",
        error_messages={
            "invalid_choice": "The body has no adopted decision with this number. Check the number."
        },
    )
    recommendation = forms.ModelChoiceField(Recommendation.objects.none(), required=False)
    hurdle = forms.ModelChoiceField(Hurdle.objects.none(), required=False)
    use_case = forms.ModelChoiceField(UseCase.objects.none(), required=False)
    trial_number = forms.CharField(
        label="Trial",
        required=False,
        max_length=30,
        help_text="EudraCT, EU CT or NCT number.",
    )

    class Meta:
        model = Decision
        fields = (
            "title",
            "text",
            "reason",
            "options",
            "dissent",
            "votes_for",
            "votes_against",
            "votes_abstained",
            "decided_on",
            "work_package",
            "replaces",
            "visibility",
        )
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("text", "reason", "options", "dissent")
        }

    def __init__(self, *args, body, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        replaceable = Decision.objects.visible_to(user).filter(
            body=body, state__in=("adopted", "carried_out")
        )
        self.fields["replaces"].queryset = replaceable
        self.fields["decided_on"].required = True
        self.fields["visibility"].label = "Visible to"
        if self.instance.pk:  # links of a recorded decision are edited on its page
            for name in ("recommendation", "hurdle", "use_case", "trial_number"):
                del self.fields[name]
            return
        for name, model in (
            ("recommendation", Recommendation),
            ("hurdle", Hurdle),
            ("use_case", UseCase),
        ):
            self.fields[name].queryset = model.objects.visible_to(user)

    def clean_trial_number(self):
        return trial_of(self.cleaned_data["trial_number"], self.user)

    def targets(self):
        """Return the things that the form names, by the names of the foreign keys of a Link."""
        found = {name: self.cleaned_data.get(name) for name in ("recommendation", "hurdle")}
        found |= {
            "use_case": self.cleaned_data.get("use_case"),
            "trial": self.cleaned_data.get("trial_number"),
        }
        return {name: target for name, target in found.items() if target}


class DecisionAccessForm(ConflictForm):
    """What can be changed of a decision in every state: who reads it, and its work package."""

    class Meta:
        model = Decision
        fields = ("visibility", "work_package")
        labels = {"visibility": "Visible to"}


def trial_of(number, user):
    """Return the visible trial with a number, or None for no number. Raise ValidationError."""
    if not number.strip():
        return None
    trial = Trial.objects.visible_to(user).with_number(number.strip()).first()
    if trial is None:
        raise forms.ValidationError(
            f"No trial has the number {number[:30]}. Check the number, or leave the field empty."
        )
    return trial


class NoteForm(forms.Form):
    state = forms.ChoiceField(label="New state")
    note = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = choices


class LinkForm(forms.ModelForm):
    """One thing that a decision, an advice or an action is about, or that followed from it."""

    trial_number = DecisionForm.base_fields["trial_number"]
    document = RowByWord(
        Document.objects.none(),
        to_field_name="slug",
        required=False,
        help_text="Address of its page, or the last part of the address.",
        error_messages={
            "invalid_choice": "No document has this address. Copy it from the page of the document."
        },
    )

    class Meta:
        model = Link
        fields = (
            "recommendation",
            "hurdle",
            "use_case",
            "finding",
            "document",
            "is_consequence",
            "note",
        )

    def __init__(self, *args, source, user, **kwargs):
        name = type(source)._meta.model_name
        super().__init__(*args, instance=Link(**{name: source}), **kwargs)
        self.user = user
        for field in ("recommendation", "hurdle", "use_case", "finding", "document"):
            model = Link._meta.get_field(field).related_model
            rows = model.objects.visible_to(user)
            self.fields[field].queryset = rows
        self.order_fields(
            ["recommendation", "hurdle", "use_case", "trial_number", "finding", "document"]
        )

    def clean_trial_number(self):
        return trial_of(self.cleaned_data["trial_number"], self.user)

    def clean(self):
        values = super().clean()
        self.instance.trial = values.get("trial_number")
        return values
