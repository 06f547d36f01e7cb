"""A form field with checkboxes for a column of core.packed_words."""

from django import forms

from .packed_words import packed, unpacked


class PackedWordsField(forms.MultipleChoiceField):
    """A choice of several words, whose value is the packed text."""

    def __init__(self, *, choices, widget=forms.CheckboxSelectMultiple, **kwargs):
        super().__init__(choices=choices, widget=widget, **kwargs)

    def prepare_value(self, value):
        return unpacked(value) if isinstance(value, str) else value

    def to_python(self, value):
        return super().to_python(unpacked(value) if isinstance(value, str) else value)

    def clean(self, value):
        chosen = set(super().clean(value))
        return packed(word for word, _ in self.choices if str(word) in chosen)

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial or ""), data)
