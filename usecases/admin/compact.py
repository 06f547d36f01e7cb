"""Inline lists that stay readable with thirty rows: small text fields, no repeated titles."""

from django import forms


class CompactInline:
    hide_title = True

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 2
        return field
