"""Forms of actions and of advice, with their answers."""

from django import forms

from ..choices import ANSWERS, ActionState, AdviceState
from ..models import Action, Advice
from .meetings import DayInput


class ActionForm(forms.ModelForm):
    class Meta:
        model = Action
        fields = ("title", "role", "seat", "due_on", "visibility")

    def __init__(self, *args, body, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seat"].queryset = body.seats.current()
        self.fields["role"].required = False
        self.fields["role"].help_text = "Empty: the role of the seat."
        self.fields["visibility"].label = "Visible to"

    def clean(self):
        values = super().clean()
        if not values.get("role") and values.get("seat"):
            values["role"] = values["seat"].role
        if not values.get("role"):
            self.add_error(
                "role", "The action has no responsible role. Write a role or select a seat."
            )
        return values


class AnswerForm(forms.Form):
    """The answer to an action, on the page of the action and by the personal link."""

    state = forms.ChoiceField(
        label="State",
        choices=[
            (one.value, one.label)
            for one in (ActionState.DONE, ActionState.IN_WORK, ActionState.DROPPED)
        ],
    )
    result = forms.CharField(
        label="Result or reason",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What was done, or why the action is dropped.",
    )
    result_url = forms.URLField(
        label="Address of the result", required=False, max_length=200, assume_scheme="https"
    )

    def values(self):
        """Return the arguments of recording.answer_action."""
        data = self.cleaned_data
        return {
            "state": data["state"],
            "note": data["result"],
            "result": data["result"],
            "result_url": data["result_url"],
        }


class AdviceForm(forms.ModelForm):
    class Meta:
        model = Advice
        fields = (
            "title",
            "text",
            "given_on",
            "meeting",
            "reply_due_on",
            "work_package",
            "visibility",
        )
        widgets = {"text": forms.Textarea(attrs={"rows": 5}), "reply_due_on": DayInput()}

    def __init__(self, *args, body, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = body.meetings.filter(state="held")
        self.fields["visibility"].label = "Visible to"


class ReplyForm(forms.Form):
    state = forms.ChoiceField(
        label="Answer",
        choices=[(one.value, one.label) for one in AdviceState if one in ANSWERS],
    )
    reply = forms.CharField(
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What the project does, or why it declines.",
    )
