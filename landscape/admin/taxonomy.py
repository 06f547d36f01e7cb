from django import forms
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser

from core.conflicts import ConflictForm
from trials.browse.selection import TrialSelection

from ..models import TaxonomyEntry
from .verified import SOURCE, VerifiedAdmin


class TaxonomyForm(ConflictForm):
    def clean_trials_query(self):
        """Refuse a query string that the list of trials would not understand."""
        query = self.cleaned_data["trials_query"]
        selection = TrialSelection(AnonymousUser(), query)
        if query and not selection.pairs:
            raise forms.ValidationError(
                "This is no filter of the trials. Copy what follows the question mark in the "
                "address of the list."
            )
        if selection.errors:
            raise forms.ValidationError(selection.errors)
        return query


@admin.register(TaxonomyEntry)
class TaxonomyAdmin(VerifiedAdmin):
    form = TaxonomyForm
    list_display = ("name", "kind", "code", "trials_query", "verified_on")
    list_filter = ("kind", ("verified_on", admin.EmptyFieldListFilter))
    search_fields = ("name", "code", "text")
    fieldsets = (
        (None, {"fields": (("kind", "code"), "name", "text", "legal_basis", "position")}),
        ("Product", {"fields": ("usual_class", "cell_source", "delivery", "trials_query")}),
        SOURCE,
    )
