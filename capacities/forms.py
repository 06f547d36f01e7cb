"""Forms of a facility's page that need no account."""

from django import forms

from .models import FacilityRequest, Suggestion


class WithoutRobots(forms.ModelForm):
    """A field that no person sees: programs fill it in, and their message is dropped."""

    website_2 = forms.CharField(
        label="Leave this field empty",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": -1}),
    )

    @property
    def is_by_robot(self):
        return bool(self.cleaned_data.get("website_2"))


class RequestForm(WithoutRobots):
    agree = forms.BooleanField(
        label="My name and address are sent to the facility, and kept for one year."
    )

    class Meta:
        model = FacilityRequest
        fields = ("name", "email", "organisation", "message")
        labels = {"name": "Your name", "email": "Your e-mail address"}
        widgets = {"message": forms.Textarea(attrs={"rows": 8})}


class SuggestionForm(WithoutRobots):
    class Meta:
        model = Suggestion
        fields = ("text", "source", "email")
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
