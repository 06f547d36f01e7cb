"""Forms of the curation page and of the bulk actions."""

from django import forms
from django.core.validators import URLValidator
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from core.conflicts import ConflictForm

from ...choices import EvidenceKind, ExclusionReason, PublicationKind
from ...curation.decide import Evidence
from ...curation.people import CURATE, people_with
from ...models import Trial
from ...models.facts import FACTS, SEVERAL_WORDS, fact_label, fact_words

NO_DECISION = "– register value –"


class SeveralWords(forms.MultipleChoiceField):
    """Words separated by spaces, as one value; several can be selected."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value):
        return value.split() if isinstance(value, str) else value

    def clean(self, value):
        return " ".join(sorted(super().clean(value)))

    def has_changed(self, initial, data):
        return sorted((initial or "").split()) != sorted(data or [])


def value_field(fact, *, empty=NO_DECISION, **options):
    """Return a form field for a value of any fact; `empty` is the label of the empty choice."""
    words = fact_words(Trial, fact)
    options = {"label": fact_label(Trial, fact), "required": False} | options
    if fact in SEVERAL_WORDS:
        return SeveralWords(choices=words, **options)
    return forms.ChoiceField(
        choices=[("", empty), *words], widget=UnfoldAdminSelectWidget, **options
    )


class FactsForm(ConflictForm):
    """The curated values of a trial. They are saved as decisions, never as a row."""

    class Meta:
        model = Trial
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for fact in FACTS:
            self.fields[f"curated_{fact}"] = value_field(fact)
            self.initial[f"curated_{fact}"] = getattr(self.instance, f"curated_{fact}")
        self.carry_marks()

    def last_editor(self):
        last = self.instance.decisions.select_related("by").first()
        return last and last.by

    def decisions(self):
        """Return {fact: value} of the facts that the person changed."""
        return {
            fact: self.cleaned_data[f"curated_{fact}"]
            for fact in FACTS
            if f"curated_{fact}" in self.changed_data
        }


class EvidenceForm(forms.Form):
    """The evidence of a decision: a row of the portal, or a named link or document."""

    known = forms.ChoiceField(label="Evidence", required=False, widget=UnfoldAdminSelectWidget)
    source = forms.CharField(
        label="or link, or document",
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "https:// or name of a document"}),
    )
    page = forms.CharField(required=False, max_length=60, widget=UnfoldAdminTextInputWidget)
    quotation = forms.CharField(
        required=False, max_length=2000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )
    reason = forms.CharField(
        required=False, max_length=2000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )

    def __init__(self, *args, records=(), publications=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = {
            **{f"record:{record.pk}": record for record in records},
            **{f"publication:{publication.pk}": publication for publication in publications},
        }
        choices = [(key, str(row)[:110]) for key, row in self.rows.items()]
        self.fields["known"].choices = [("", "– choose –"), *choices]
        if not choices:
            del self.fields["known"]

    def clean_source(self):
        text = self.cleaned_data["source"]
        if text.startswith(("http://", "https://")):
            URLValidator(schemes=["http", "https"])(text)
        return text

    def evidence(self):
        """Return the Evidence that the form names, None if it names none."""
        data = self.cleaned_data
        more = {"page": data["page"], "quotation": data["quotation"]}
        row = self.rows.get(data.get("known"))
        if row and data["known"].startswith("record"):
            return Evidence(EvidenceKind.RECORD, record=row, source=str(row), **more)
        if row:
            source = f"{row.number}, {row.title}"
            return Evidence(EvidenceKind.PUBLICATION, publication=row, source=source, **more)
        return Evidence.of_text(data["source"], **more) if data["source"] else None


def reason_field():
    return forms.ChoiceField(
        label="Reason for exclusion",
        required=False,
        choices=[("", "– choose –"), *ExclusionReason.choices],
        widget=UnfoldAdminSelectWidget,
    )


def note_field(label="Note", **options):
    widget = UnfoldAdminTextareaWidget(attrs={"rows": 2})
    return forms.CharField(label=label, required=False, max_length=5000, widget=widget, **options)


class MoveForm(forms.Form):
    exclusion_reason = reason_field()
    override = forms.CharField(
        label="Reason to ignore the hints",
        required=False,
        max_length=1000,
        widget=UnfoldAdminTextInputWidget,
        help_text="One sentence. Needed to submit for inclusion despite the hints.",
    )
    note = note_field()


class VerdictForm(forms.Form):
    """The reviewer's answers: the current value of every fact, or another one."""

    exclusion_reason = reason_field()
    note = note_field(help_text="Needed for a return. The curator can read it.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for fact in FACTS:
            self.fields[fact] = value_field(fact, empty="Unchanged")

    def answers(self):
        return {fact: self.cleaned_data[fact] for fact in FACTS if self.cleaned_data[fact]}


class NoteForm(forms.Form):
    text = forms.CharField(
        label="Note", max_length=5000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )


class TagForm(forms.Form):
    tag = forms.CharField(label="Tag", max_length=40, widget=UnfoldAdminTextInputWidget)


class PublicationForm(forms.Form):
    kind = forms.ChoiceField(
        label="Kind",
        required=False,
        choices=[
            ("", PublicationKind.ARTICLE.label),
            *(kind for kind in PublicationKind.choices if kind[0] != PublicationKind.ARTICLE),
        ],
        widget=UnfoldAdminSelectWidget,
    )
    pmid = forms.CharField(
        label="PMID", required=False, max_length=20, widget=UnfoldAdminTextInputWidget
    )
    doi = forms.CharField(
        label="DOI", required=False, max_length=250, widget=UnfoldAdminTextInputWidget
    )
    link = forms.URLField(
        label="Web address",
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=UnfoldAdminTextInputWidget,
        help_text="For a source without PMID and DOI, such as a conference abstract or a report.",
    )
    title = forms.CharField(required=False, max_length=1000, widget=UnfoldAdminTextInputWidget)
    authors = forms.CharField(
        required=False,
        max_length=5000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="One per line, such as: Exemplar A",
    )
    journal = forms.CharField(required=False, max_length=500, widget=UnfoldAdminTextInputWidget)
    year = forms.IntegerField(
        required=False, min_value=1900, max_value=2100, widget=UnfoldAdminTextInputWidget
    )

    def clean_kind(self):
        return self.cleaned_data["kind"] or PublicationKind.ARTICLE


class AssignForm(forms.Form):
    person = forms.ModelChoiceField(
        queryset=None,
        required=False,
        label="Assigned to",
        empty_label="Nobody: return to the pool",
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_with(CURATE).order_by("username")
