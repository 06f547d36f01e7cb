"""Decision per row and field: hidden, refused, answered, not reached, or shown and not answered.

Logic is evaluated once per combination of values that occurs, so that a million decisions take less
than a second in Python; see `make bench`.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from .dependencies import meaning_of, order_of_decisions, unread_logic
from .evaluate import compiled
from .frame import BLANK
from .logic import parse
from .rows import Rows
from .validation import COMMA_NUMBERS
from .values import as_text, as_truth

NOT_APPLICABLE, HIDDEN, REFUSED, ANSWERED, NOT_REACHED, SHOWN_NOT_ANSWERED = range(6)
ORPHAN = 8  # added to HIDDEN if the row has a value although the question is hidden
KINDS = {
    HIDDEN: "hidden",
    REFUSED: "refused",
    ANSWERED: "answered",
    NOT_REACHED: "not_reached",
    SHOWN_NOT_ANSWERED: "shown_not_answered",
}
COMPLETE = "2"
MAX_TABLED_COMBINATIONS = 1 << 20


@dataclass(frozen=True)
class Decision:
    """The decisions on one field: `kinds` has one of the numbers above per row."""

    field: object
    kinds: np.ndarray

    @property
    def counts(self):
        return counts_of(self.kinds)


def counts_of(kinds):
    """Return {"rows", "hidden", ..., "orphan"} of an array of kinds. Orphans are also counted as
    hidden."""
    numbers = np.bincount(kinds, minlength=ORPHAN + HIDDEN + 1)
    counts = {name: int(numbers[kind]) for kind, name in KINDS.items()}
    orphans = int(numbers[ORPHAN + HIDDEN])
    counts["hidden"] += orphans
    return {"rows": int(numbers[1:].sum()), **counts, "orphan": orphans}


class Decider:
    """Decides the fields of one frame. `missing` is {field: missing codes}; `now` is the moment
    that "today" and "now" in logic mean."""

    def __init__(self, dictionary, frame, *, missing=None, now=None):
        self.dictionary, self.frame = dictionary, frame
        self.meaning = meaning_of(dictionary, missing)
        self.now = now or datetime.now()
        self.rows = Rows(dictionary, frame)
        self.unread = unread_logic(dictionary)
        self.hidden = {}
        self.looked_at = {
            variable.name for logic in dictionary.logic.values() for variable in logic.variables
        }

    def __iter__(self):
        """Yield a `Decision` for each question, after the questions that its logic uses."""
        for name in order_of_decisions(self.dictionary, self.unread):
            field = self.dictionary.by_name[name]
            hidden = self._hidden(field)
            if name in self.looked_at:
                self.hidden[name] = hidden
            if field.has_values and name != self.dictionary.record_id:
                yield Decision(field, self._kinds(field, hidden))

    def _hidden(self, field):
        """Return True or False per row, or None if the field is shown on all rows."""
        logic = self.dictionary.logic_of(field.name)
        if logic is None or field.name in self.unread:
            return None
        work = compiled(logic, self.meaning)
        return ~self.worked_out(logic, work, field.form, as_truth, bool)

    def worked_out(self, logic, work, form, finish, dtype):
        """Return `finish(result)` of the logic for every row, as rows of the form read their
        variables."""
        inputs = [self._input(variable, form) for variable in logic.variables]
        combined = np.zeros(len(self.frame), dtype=np.int64)
        size = 1
        for codes, texts in inputs:
            size *= len(texts)
            if size > 1 << 62:
                return self._row_by_row(inputs, work, finish, dtype)
            combined = combined * len(texts) + codes
        if size <= MAX_TABLED_COMBINATIONS:
            met = np.flatnonzero(np.bincount(combined, minlength=1))
            table = np.zeros(max(size, 1), dtype=dtype)
            table[met] = self._results(met, inputs, work, finish, dtype)
            return table[combined]
        met, places = np.unique(combined, return_inverse=True)
        return self._results(met, inputs, work, finish, dtype)[places]

    def _results(self, met, inputs, work, finish, dtype):
        columns, rest = [], met
        for _, texts in reversed(inputs):
            columns.append([texts[code] for code in (rest % len(texts)).tolist()])
            rest = rest // len(texts)
        rows = zip(*reversed(columns), strict=True) if columns else [()] * len(met)
        now = self.now
        return np.array([finish(work(values, now)) for values in rows], dtype=dtype)

    def _row_by_row(self, inputs, work, finish, dtype):
        columns = [[texts[code] for code in codes.tolist()] for codes, texts in inputs]
        rows = zip(*columns, strict=True)
        return np.array([finish(work(values, self.now)) for values in rows], dtype=dtype)

    def _input(self, variable, form):
        """Return (codes, texts) of a variable as every row of `form` reads it."""
        field = self.dictionary.by_name[variable.name]
        source = self.rows.source(variable, field.form, form)
        hidden = self.hidden.get(field.name)
        if field.type == "checkbox":
            codes, texts = self._ticked(field, variable.code)
        else:
            codes, texts = self.frame.column(field.name)
            if field.validation in COMMA_NUMBERS:
                texts = [text.replace(",", ".") for text in texts]
        codes = codes.astype(np.int64)
        if hidden is not None:
            codes = np.where(hidden, BLANK, codes)
        if source is not None:
            codes = np.where(source >= 0, codes[source], BLANK)
        return codes, texts

    def _ticked(self, field, code):
        """Return codes and the texts "0" and "1" of one option; without a code, "1" if any option
        is ticked."""
        if code is None:
            ticked = self.any_ticked(field)
            return ticked.astype(np.uint8), ["", "1"]
        column = next(name for name, other in field.columns.items() if other == code)
        codes, texts = self.frame.column(column)
        is_ticked = np.array([text == "1" for text in texts])
        return is_ticked[codes].astype(np.uint8), ["0", "1"]

    def any_ticked(self, field, among=None):
        """Return True or False per row: at least one option (of `among`, if given) is ticked."""
        ticked = np.zeros(len(self.frame), dtype=bool)
        for column, code in field.columns.items():
            if among is None or code in among:
                codes, texts = self.frame.column(column)
                ticked |= np.array([text == "1" for text in texts])[codes]
        return ticked

    def _kinds(self, field, hidden):
        missing = self.meaning.missing.get(field.name, frozenset())
        if field.type == "checkbox":
            is_present = self.any_ticked(field)
            is_refused = self.any_ticked(field, missing) if missing else None
        else:
            codes, texts = self.frame.column(field.name)
            is_present = codes != BLANK
            refused = [text in missing for text in texts]
            is_refused = np.array(refused)[codes] if any(refused) else None
        complete = self._complete(field.form)
        kinds = np.where(complete, SHOWN_NOT_ANSWERED, NOT_REACHED).astype(np.uint8)
        kinds[is_present] = ANSWERED
        if is_refused is not None:
            kinds[is_refused] = REFUSED
        if hidden is not None:
            kinds[hidden] = HIDDEN
            kinds[hidden & is_present] = HIDDEN + ORPHAN
        kinds[~self.rows.carries(field.form)] = NOT_APPLICABLE
        return kinds

    def _complete(self, form):
        codes, texts = self.frame.column(f"{form}_complete")
        return np.array([text == COMPLETE for text in texts])[codes]

    def recomputed(self, field):
        """Return the texts of a calculated field, one per row; raise LogicError if the formula
        cannot be read."""
        logic = parse(field.formula)
        work = compiled(logic, self.meaning)
        return self.worked_out(logic, work, field.form, as_text, object)
