"""Edit conflicts: no edit of another person is overwritten unseen.

Forms of a row inherit from `ConflictForm`, other forms with values from `ComparedForm`. The admin
pages and inlines of `core.admin` have it already. It adds the hidden field `opened_as`, which has a
hash of each value at the time when the page was opened. If another person has changed a value since
then:

- values that only the other person changed are kept, and `kept` has the labels of their fields,
- values that both changed are shown and nothing is saved; saving again overwrites them.
"""

import json
from hashlib import blake2b

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import CheckConstraint, Model
from django.utils.formats import localize
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from unfold.forms import PaginationInlineFormSet

CARRIER = "opened_as"
RESTORE = "_restore"  # the form is shown with the posted entries, and nothing is saved


def _stored(value):
    """Return a value of a row or of a form as text, so that they can be compared."""
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


def _marks_in(text):
    """Return {name: mark} of the hidden field; empty if it is missing or damaged."""
    try:
        opened = json.loads(text or "{}")
    except ValueError:
        return {}
    return opened if isinstance(opened, dict) else {}


def _entered(field, value):
    """Return the mark of an entry, which need not be valid."""
    try:
        return _mark(field.clean(value))
    except ValidationError:
        return _mark(value)


class ComparedForm(forms.Form):
    """A form whose initial values are those of the moment, and may change while its page is open.

    Two people with one link have such a form. `ConflictForm` is the one of a row.
    """

    what_changed = "this row while you were editing it"
    opened_as = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept = []
        self.carry_marks()

    def carry_marks(self):
        """Store the hashes of the current fields. Forms that add fields call this again."""
        # A read-only page has fields without the carrier.
        if self._is_stored and CARRIER in self.fields:
            marks = {name: _mark(self._current(name)) for name in self._compared}
            self.initial[CARRIER] = json.dumps(marks, sort_keys=True)

    @cached_property
    def changed_data(self):
        return [name for name in super().changed_data if name != CARRIER]

    @property
    def _is_stored(self):
        return True

    @property
    def _compared(self):
        return [name for name in self.fields if name != CARRIER]

    def _current(self, name):
        return self.get_initial_for_field(self.fields[name], name)

    def show_unsaved(self, posted):
        """Show entries of this form that were kept, without saving them. Fields that the person did
        not change show the current value, and conflicts are still noticed against the time when the
        page was opened."""
        opened = _marks_in(posted.get(self.add_prefix(CARRIER)))
        for name in self._compared:
            field = self.fields[name]
            value = field.widget.value_from_datadict(posted, {}, self.add_prefix(name))
            if name in opened and _entered(field, value) != opened[name]:
                self.initial[name] = value
        if opened:
            self.initial[CARRIER] = posted.get(self.add_prefix(CARRIER))

    def clean(self):
        super().clean()
        if RESTORE in self.data:
            raise ValidationError(
                "These entries were kept and are not saved yet. Check them and save."
            )
        opened = self._opened()
        if not self._is_stored or not opened:
            return self.cleaned_data
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
        return self.cleaned_data

    def mine(self):
        """Return “label: value” for the values that the user entered since opening the page."""
        opened = self._opened()
        return [
            f"{self.fields[name].label}: {_stored(self.cleaned_data[name])[:300]}"
            for name in self._compared
            if name in opened
            and name in self.cleaned_data
            and _mark(self.cleaned_data[name]) != opened[name]
        ]

    def warn_of_kept(self, request):
        """Tell the user which values of another person are kept beside their own."""
        if self.kept:
            names = ", ".join(self.kept)
            messages.warning(
                request, f"Another person changed these fields. They are kept: {names}."
            )

    def _opened(self):
        return _marks_in(self.cleaned_data.get(CARRIER))

    def _take(self, name, current):
        field = self.fields[name]
        self.kept.append(str(field.label or name))
        # The change is not of this user, so it must not be in the log or the history.
        if name in self.changed_data:
            self.changed_data.remove(name)
        self.cleaned_data[name] = field.clean(field.prepare_value(current))
        self._show(name, field.prepare_value(current))

    def _show(self, name, value):
        """Show the value if the form is displayed again."""
        self.data = self.data.copy()
        if isinstance(value, list):
            self.data.setlist(self.add_prefix(name), value)
        else:
            self.data[self.add_prefix(name)] = "" if value is None else value

    def last_editor(self):
        """Return the last editor, or None if unknown."""
        return None

    def _who(self):
        last = self.last_editor()
        who = last.get_username() if last else "Another person"
        return (
            f"{who} changed {self.what_changed}. Nothing was saved. Their values are below. "
            "Save again to overwrite them with your values."
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
        text = str(localize(value)) if value not in (None, "") else _("empty")
        return f"{field.label}: {text[:300]}"


class ConflictForm(ComparedForm, forms.ModelForm):
    ordering_field = None  # the position of a row, for which the last save wins
    # Form fields that are not columns of the model; their initial value is of the cleaned type.
    compared_besides_columns = ()

    @property
    def _is_stored(self):
        return bool(self.instance.pk)

    @property
    def _compared(self):
        model = self._meta.model
        columns = {field.name for field in model._meta.get_fields()}
        columns -= {model._meta.pk.name, self.ordering_field}
        columns |= {*self.compared_besides_columns}
        return [name for name in self.fields if name in columns]

    def _post_clean(self):
        """Check the rules of a stored row, also those with columns that the form has not.

        Django leaves them out, because an added row may get these columns later. A stored row has
        them, and the database would refuse the change with an error page.
        """
        super()._post_clean()
        if self.instance._state.adding or self.errors or not self.has_changed():
            return
        for model, constraints in self.instance.get_constraints():
            for rule in constraints:
                if isinstance(rule, CheckConstraint):
                    try:
                        rule.validate(model, self.instance)
                    except ValidationError as refused:
                        self.add_error(None, refused)

    def last_editor(self):
        """Return the last editor of the row, or None if unknown. Forms of rows without history
        override this."""
        history = getattr(self.instance, "history", None)
        last = history.select_related("history_user").first() if history else None
        return last and last.history_user


class ConflictAdmin:
    form = ConflictForm

    def get_object(self, request, *args, **kwargs):
        """Lock the row before a form is compared with it, so that nobody writes in between."""
        found = super().get_object(request, *args, **kwargs)
        if found is None or request.method != "POST" or not connection.in_atomic_block:
            return found
        rows = self.model._base_manager.select_for_update()
        list(rows.filter(pk=found.pk).values_list("pk"))
        return super().get_object(request, *args, **kwargs)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        # Some admin pages of libraries have forms of their own.
        if isinstance(form, ComparedForm):
            form.warn_of_kept(request)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Add the hidden field to the page, whichever fieldsets the admin class has chosen."""
        page = context["adminform"]
        # A read-only page has no form for the hidden field.
        if change and CARRIER in page.form.fields and self.has_change_permission(request, obj):
            *others, (name, options) = page.fieldsets
            fields = [*options["fields"], CARRIER]
            page.fieldsets = [*others, (name, {**options, "fields": fields})]
        return super().render_change_form(request, context, add, change, form_url, obj)


class ConflictFormSet(PaginationInlineFormSet):
    """Keep rows deleted that another person deleted, and tell the user who was editing them."""

    def _is_gone(self, form):
        return form in self.initial_forms and not form.instance.pk

    def _should_delete_form(self, form):
        return super()._should_delete_form(form) or self._is_gone(form)

    def clean(self):
        super().clean()
        lost = [line for form in self.initial_forms if self._is_gone(form) for line in form.mine()]
        if lost:
            raise ValidationError(
                "Another person deleted a row of this list that you were editing. Nothing was "
                f"saved. You had entered “{'; '.join(lost)}”. Save again to keep the row deleted."
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
