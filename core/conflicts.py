"""Two people edit one row: nobody overwrites what the other one wrote without having seen it.

An admin page begins with `ConflictAdmin`, an inline with `ConflictInline`; both put the hidden
field `opened_as` among their fields by themselves. It carries a mark of each value as it was when
the page was opened. Where somebody else changed the row since:

- what only they changed stays as they wrote it,
- what both changed is shown, and nothing is saved; saving once more overwrites theirs.
"""

import json
from hashlib import blake2b

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.formats import localize
from django.utils.functional import cached_property
from unfold.forms import PaginationInlineFormSet

CARRIER = "opened_as"


def _stored(value):
    """A value as text, whether it comes from the row or from a filled-in form."""
    if value is None:
        return ""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if hasattr(value, "__iter__"):
        return json.dumps(sorted(_stored(one) for one in value))
    return str(value)


def _mark(value):
    return blake2b(_stored(value).encode(), digest_size=6).hexdigest()


class ConflictForm(forms.ModelForm):
    ordering_field = None  # the place of a row in its order: the last one who drags it wins
    opened_as = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.carry_marks()

    def carry_marks(self):
        """Of the fields that are there; a form that adds some of its own calls it again."""
        # A page for reading has fields without the carrier.
        if self.instance.pk and CARRIER in self.fields:
            marks = {name: _mark(self._current(name)) for name in self._compared}
            self.initial[CARRIER] = json.dumps(marks, sort_keys=True)

    @cached_property
    def changed_data(self):
        return [name for name in super().changed_data if name != CARRIER]

    @property
    def _compared(self):
        columns = {field.name for field in self._meta.model._meta.get_fields()}
        columns -= {self._key, self.ordering_field}
        return [name for name in self.fields if name in columns]

    @property
    def _key(self):
        return self._meta.model._meta.pk.name

    def _current(self, name):
        return self.get_initial_for_field(self.fields[name], name)

    def clean(self):
        super().clean()
        opened = self._opened()
        if not self.instance.pk or not opened:
            return
        both = []
        for name in self._compared:
            current = self._current(name)
            if name not in self.cleaned_data or _mark(current) == opened.get(name):
                continue
            mine = _mark(self.cleaned_data[name])
            if mine == opened.get(name):
                self._take(name, current)
            elif mine != _mark(current):
                both.append(name)
        if both:
            self._show(CARRIER, self.initial[CARRIER])
            raise ValidationError([self._who(), *(self._theirs(name) for name in both)])

    def mine(self):
        """What was entered here since the page was opened, in words."""
        opened = self._opened()
        return [
            f"{self.fields[name].label}: {_stored(self.cleaned_data[name])[:300]}"
            for name in self._compared
            if name in opened
            and name in self.cleaned_data
            and _mark(self.cleaned_data[name]) != opened[name]
        ]

    def _opened(self):
        try:
            opened = json.loads(self.cleaned_data.get(CARRIER) or "{}")
        except ValueError:
            return {}
        return opened if isinstance(opened, dict) else {}

    def _take(self, name, current):
        field = self.fields[name]
        # It is not this person's change, and so no line of the journal or the history.
        if name in self.changed_data:
            self.changed_data.remove(name)
        self.cleaned_data[name] = field.clean(field.prepare_value(current))
        self._show(name, field.prepare_value(current))

    def _show(self, name, value):
        """Put into the page that is shown again, if it is."""
        self.data = self.data.copy()
        if isinstance(value, list):
            self.data.setlist(self.add_prefix(name), value)
        else:
            self.data[self.add_prefix(name)] = "" if value is None else value

    def last_editor(self):
        """The account that wrote the row last, None if unknown. Rows without a history
        of their own say where to look."""
        history = getattr(self.instance, "history", None)
        last = history.select_related("history_user").first() if history else None
        return last and last.history_user

    def _who(self):
        last = self.last_editor()
        who = last.get_username() if last else "Somebody"
        return (
            f"{who} changed this row while you were editing it. Nothing was saved. What they wrote "
            "stands below; save once more to overwrite it with your entries."
        )

    def _theirs(self, name):
        field, value = self.fields[name], self._current(name)
        labels = dict(getattr(field, "choices", ()) or ())
        if isinstance(value, list):
            value = ", ".join(str(labels.get(one, one)) for one in value)
        elif isinstance(field, forms.ModelChoiceField):
            value = field.queryset.filter(pk=value).first() if value else ""
        else:
            value = labels.get(value, value)
        text = str(localize(value)) if value not in (None, "") else "empty"
        return f"{field.label}: {text[:300]}"


class ConflictAdmin:
    form = ConflictForm

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        # A page for reading has no form that could carry the marks.
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        *others, (name, options) = fieldsets
        return [*others, (name, {**options, "fields": [*options["fields"], CARRIER]})]


class ConflictFormSet(PaginationInlineFormSet):
    """A row that somebody deleted stays deleted; whoever was changing it is told once."""

    def _is_gone(self, form):
        return form in self.initial_forms and not form.instance.pk

    def _should_delete_form(self, form):
        return super()._should_delete_form(form) or self._is_gone(form)

    def clean(self):
        super().clean()
        lost = [line for form in self.initial_forms if self._is_gone(form) for line in form.mine()]
        if lost:
            raise ValidationError(
                "Somebody deleted a row of this list that you were changing, and nothing was "
                f"saved. You had entered “{'; '.join(lost)}”. Save once more to leave it deleted."
            )


class ConflictInline:
    form = ConflictForm
    formset = ConflictFormSet

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return fields
        return [*fields, CARRIER]

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.ordering_field = self.ordering_field
        return formset
