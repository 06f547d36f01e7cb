"""The form of a version of a document."""

from django import forms


class DocumentFileForm(forms.Form):
    file = forms.FileField()
    note = forms.CharField(label="What changed", required=False, max_length=300)
