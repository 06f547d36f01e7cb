"""What the pages of the questionnaire ask for."""

from django import forms
from django.core.exceptions import ValidationError

from usecases.models import Hurdle, Recommendation

from .models import EvidenceLink, Finding, Interview, InterviewStatement, Question

SOURCES = {Finding: "finding", Question: "question", InterviewStatement: "statement"}
MAX_UPLOAD_BYTES = 20 * 1024 * 1024


class UploadForm(forms.Form):
    """Files of a REDCap project. Larger ones go in by the command."""

    project = forms.CharField(
        label="Questionnaire",
        max_length=100,
        help_text="A name; a new name makes one.",
    )
    dictionary = forms.FileField(label="Data dictionary (CSV)")
    records = forms.FileField(
        label="Records (CSV, raw codes)", required=False, help_text="Flat, or one line per value."
    )
    participants = forms.FileField(label="Participant list (CSV)", required=False)
    is_anonymous = forms.BooleanField(
        label="Nobody is told who answered (decided once, by the first import)", required=False
    )
    keeps_personal = forms.BooleanField(
        label="Keep answers of personal fields, behind their own permission", required=False
    )
    takes_short = forms.BooleanField(
        label="The file of records is whole, although records are missing", required=False
    )

    def clean(self):
        for name in ("dictionary", "records", "participants"):
            file = self.cleaned_data.get(name)
            if file and file.size > MAX_UPLOAD_BYTES:
                self.add_error(
                    name, "The file is larger than 20 MB. Use the command import_redcap for it."
                )
        if self.cleaned_data.get("is_anonymous") and self.cleaned_data.get("keeps_personal"):
            raise ValidationError("An anonymous survey keeps no personal answers.")
        return self.cleaned_data


class FindingForm(forms.ModelForm):
    class Meta:
        model = Finding
        fields = ("sentence",)
        widgets = {"sentence": forms.Textarea(attrs={"rows": 2})}


class TopicForm(forms.Form):
    text = forms.CharField(label="What to ask", max_length=500)
    answer = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)


class InterviewForm(forms.ModelForm):
    class Meta:
        model = Interview
        fields = ("speaker_role", "planned_on", "topics")
        widgets = {
            "planned_on": forms.DateInput(attrs={"type": "date"}),
            "topics": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.project = project
        self.fields["topics"].queryset = project.topics.all()


class StatementForm(forms.ModelForm):
    class Meta:
        model = InterviewStatement
        fields = ("quotation", "may_quote", "summary")
        widgets = {
            "quotation": forms.Textarea(attrs={"rows": 3}),
            "summary": forms.Textarea(attrs={"rows": 2}),
        }


class EvidenceForm(forms.ModelForm):
    """Links one finding, question or statement to a hurdle or a recommendation."""

    class Meta:
        model = EvidenceLink
        fields = ("recommendation", "hurdle", "note")

    def __init__(self, *args, source, is_demo, **kwargs):
        super().__init__(*args, **kwargs)
        setattr(self.instance, SOURCES[type(source)], source)
        # Invented answers are no evidence of anything real.
        for name, model in (("recommendation", Recommendation), ("hurdle", Hurdle)):
            self.fields[name].queryset = model.objects.filter(is_demo=is_demo)
