"""The form of a request: its questions, and the filled cells of the sheet for corrections."""

from django import forms

from core.spreadsheets import MAX_CELL_LENGTH

from ..models.completion import DECIDED, AskedState
from .answers import asked_cells, other_cells


def _text(label, help_text, initial):
    return forms.CharField(
        label=label,
        help_text=help_text,
        initial=initial,
        required=False,
        max_length=MAX_CELL_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AnswerForm(forms.Form):
    """One field per open question, with a checkbox for "I do not know", and one per filled cell.

    `questions` and `known` are (heading, fields) per product and study; `decided` are the questions
    on which a curator has decided.
    """

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.cells, self.others = {}, {}
        self.questions, self.known, self.decided = {}, {}, []
        for cell in asked_cells(request):
            if cell.state in DECIDED:
                self.decided.append(cell)
                continue
            name, unknown = f"cell-{cell.pk}", f"unknown-{cell.pk}"
            self.cells[name] = cell
            initial = cell.answer or getattr(cell.row, cell.key)
            self.fields[name] = _text(cell.field.name, cell.field.help, initial)
            self.fields[unknown] = forms.BooleanField(
                label="I do not know",
                required=False,
                initial=cell.state == AskedState.NOT_KNOWN,
            )
            lines = self.questions.setdefault(_heading(cell.study), [])
            lines.append((self[name], self[unknown]))
        for study, field, text in other_cells(request):
            name = f"known-{study.pk if study else 0}-{field.key}"
            self.others[name] = (study, field)
            self.fields[name] = _text(field.name, "", text)
            self.known.setdefault(_heading(study), []).append(self[name])

    def answers(self):
        """Return the keyword arguments of `save_answers`."""
        data = self.cleaned_data
        return {
            "answers": {cell.pk: data[name] for name, cell in self.cells.items()},
            "unknown": {cell.pk for cell in self.cells.values() if data.get(f"unknown-{cell.pk}")},
            "corrections": [
                (study, field, data[name]) for name, (study, field) in self.others.items()
            ],
        }


def _heading(study):
    return f"Study {study}" if study else "The product"
