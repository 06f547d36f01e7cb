"""A form field for several short words in one column: boxes to tick, stored as " DE ES "."""

from django import forms


class PackedWordsField(forms.MultipleChoiceField):
    """Reads and gives back the packed text, so that forms compare and save it like any other."""

    def __init__(self, *, choices, widget=forms.CheckboxSelectMultiple, **kwargs):
        super().__init__(choices=choices, widget=widget, **kwargs)

    def prepare_value(self, value):
        return value.split() if isinstance(value, str) else value

    def to_python(self, value):
        return super().to_python(value.split() if isinstance(value, str) else value)

    def clean(self, value):
        chosen = set(super().clean(value))
        words = [str(word) for word, _ in self.choices if str(word) in chosen]
        return f" {' '.join(words)} " if words else ""

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial or ""), data)
