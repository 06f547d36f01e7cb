"""Forms on the page of a facility, which need no account."""

from django import forms

from core.forms import WithoutRobots

from .models import FacilityRequest, Suggestion


class RequestForm(WithoutRobots, forms.ModelForm):
    agree = forms.BooleanField(
        label="My name and address are sent to the facility, and kept for one year."
    )

    class Meta:
        model = FacilityRequest
        fields = ("name", "email", "organisation", "message")
        labels = {"name": "Your name", "email": "Your e-mail address"}
        widgets = {"message": forms.Textarea(attrs={"rows": 8})}


class SuggestionForm(WithoutRobots, forms.ModelForm):
    class Meta:
        model = Suggestion
        fields = ("text", "source", "email")
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
