"""Forms on the pages of the questionnaire."""

from django import forms
from django.core.exceptions import ValidationError

from usecases.models import Hurdle, Recommendation

from .models import EvidenceLink, Finding, Interview, InterviewStatement, Question

SOURCES = {Finding: "finding", Question: "question", InterviewStatement: "statement"}
MAX_UPLOAD_BYTES = 20 * 1024 * 1024


class UploadForm(forms.Form):
    """The files of a REDCap project. Larger files are imported by the command."""

    project = forms.CharField(
        label="Questionnaire",
        max_length=100,
        help_text="An unknown name creates a questionnaire.",
    )
    dictionary = forms.FileField(label="Data dictionary (CSV)")
    records = forms.FileField(
        label="Records (CSV, raw codes)", required=False, help_text="Flat, or one line per value."
    )
    participants = forms.FileField(label="Participant list (CSV)", required=False)
    is_anonymous = forms.BooleanField(
        label="Anonymous: nobody can see who answered (set by the first import only)",
        required=False,
    )
    keeps_personal = forms.BooleanField(
        label="Keep answers of personal fields, under a separate permission", required=False
    )
    takes_short = forms.BooleanField(
        label="The file of records is complete, although stored records are missing", required=False
    )

    def clean(self):
        for name in ("dictionary", "records", "participants"):
            file = self.cleaned_data.get(name)
            if file and file.size > MAX_UPLOAD_BYTES:
                self.add_error(
                    name, "The file is larger than 20 MB. Import it with the command import_redcap."
                )
        if self.cleaned_data.get("is_anonymous") and self.cleaned_data.get("keeps_personal"):
            raise ValidationError(
                "An anonymous survey cannot keep personal answers. Choose one of the two options."
            )
        return self.cleaned_data


class FindingForm(forms.ModelForm):
    class Meta:
        model = Finding
        fields = ("sentence",)
        widgets = {"sentence": forms.Textarea(attrs={"rows": 2})}


class TopicForm(forms.Form):
    text = forms.CharField(label="Question for the interview", max_length=500)
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
    """The form that links one finding, question or statement to a hurdle or a recommendation."""

    class Meta:
        model = EvidenceLink
        fields = ("recommendation", "hurdle", "note")

    def __init__(self, *args, source, is_demo, **kwargs):
        super().__init__(*args, **kwargs)
        setattr(self.instance, SOURCES[type(source)], source)
        # Invented answers must not become evidence for real rows.
        for name, model in (("recommendation", Recommendation), ("hurdle", Hurdle)):
            self.fields[name].queryset = model.objects.filter(is_demo=is_demo)
