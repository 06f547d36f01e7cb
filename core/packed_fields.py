"""Fields of models and forms for columns of core.packed_words."""

from django import forms
from django.db import models

from .packed_words import packed, unpacked


class WordsField(models.CharField):
    """Words separated by spaces, such as "DE ES", which the database stores packed.

    Search one word by `core.packed_words.holds_any`.
    """

    def get_prep_value(self, value):
        text = super().get_prep_value(value)
        return packed(unpacked(text)) if text else text

    def from_db_value(self, value, expression, connection):
        return value.strip() if value else value


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
