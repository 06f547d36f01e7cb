"""Two people edit one row: the second one sees what the first one wrote before overwriting it.

An admin page begins with `ConflictAdmin` and has `opened_at` among its fields.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import localize


class ConflictForm(forms.ModelForm):
    """For rows with `updated_at` and `history`. The page carries the time at which it was opened;
    a row that changed since is not saved, and the form says what changed. Saving once more
    overwrites it. Other rows say in `changed_at` and `last_editor` where to look."""

    opened_at = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["opened_at"] = self.changed_at()

    def changed_at(self):
        return self.instance.updated_at.isoformat()

    def last_editor(self):
        last = self.instance.history.select_related("history_user").first()
        return last and last.history_user

    def clean(self):
        super().clean()
        opened = self.cleaned_data.get("opened_at")
        if not self.instance.pk or not opened:
            return
        # Cleaning has already put the new values on the instance, but not this one.
        current = self.changed_at()
        if opened == current:
            return
        self.data = self.data.copy()
        self.data[self.add_prefix("opened_at")] = current
        raise ValidationError([self._who(), *self._theirs()])

    def _who(self):
        last = self.last_editor()
        who = last.get_username() if last else "Somebody"
        return (
            f"{who} changed this row while you were editing it. Nothing was saved. What they wrote "
            "stands below; save once more to overwrite it with your entries."
        )

    def _theirs(self):
        for name in self.changed_data:
            if name == "opened_at":
                continue
            value = self.initial.get(name)
            if isinstance(value, list):
                value = ", ".join(str(one) for one in value)
            text = str(localize(value)) if value not in (None, "") else "empty"
            yield f"{self.fields[name].label}: {text[:300]}"


class ConflictAdmin:
    form = ConflictForm

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return fieldsets
        # A page for reading has no form that could carry the time at which it was opened.
        return [
            (name, {**options, "fields": [f for f in options["fields"] if f != "opened_at"]})
            for name, options in fieldsets
        ]
