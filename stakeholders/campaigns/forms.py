"""Forms of campaigns: a new one, and its letter."""

from django import forms

from core.conflicts import ConflictForm

from ..models import ContactCampaign
from .letters import IDENTIFIER, PLACEHOLDERS, unknown_placeholders
from .lists import CAMPAIGN_PURPOSES


class NewCampaignForm(forms.Form):
    name = forms.CharField(max_length=120, help_text="For example Questionnaire, first round.")
    purpose = forms.ChoiceField(
        choices=[(purpose.code, purpose.label) for purpose in CAMPAIGN_PURPOSES],
        widget=forms.RadioSelect,
    )


class LetterForm(ConflictForm):
    """The letter of a campaign; another person's changes since the page was opened are kept."""

    survey_address = forms.URLField(
        label="Address of the survey",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=f"{{survey_link}} in the text becomes this address. {IDENTIFIER} in it becomes "
        "the identifier of the person, by which the answer is read back.",
    )

    class Meta:
        model = ContactCampaign
        fields = ("subject", "text", "survey_address")
        widgets = {"text": forms.Textarea(attrs={"rows": 12})}
        help_texts = {
            "text": f"Placeholders: {', '.join(f'{{{name}}}' for name in PLACEHOLDERS)}.",
        }

    def clean_subject(self):
        return self._without_unknown_placeholders("subject")

    def clean_text(self):
        return self._without_unknown_placeholders("text")

    def _without_unknown_placeholders(self, name):
        text = self.cleaned_data[name]
        if unknown := unknown_placeholders(text):
            names = ", ".join(f"{{{each}}}" for each in unknown)
            raise forms.ValidationError(
                f"Unknown placeholders: {names}. Use only those named below the text."
            )
        return text
