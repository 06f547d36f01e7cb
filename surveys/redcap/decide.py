"""For each row and field: hidden, refused, answered, not reached, or shown and not answered.

Logic is worked out once per combination of values that occurs, so that a million decisions take
less than a second in plain Python; see `make bench`.
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
ORPHAN = 8  # is added to HIDDEN where a value is there nevertheless
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
    """What was decided of one field: `kinds` has one number per row, from those above."""

    field: object
    kinds: np.ndarray

    @property
    def counts(self):
        return counts_of(self.kinds)


def counts_of(kinds):
    """{"rows", "hidden", ..., "orphan"} of an array of kinds."""
    numbers = np.bincount(kinds, minlength=ORPHAN + HIDDEN + 1)
    counts = {name: int(numbers[kind]) for kind, name in KINDS.items()}
    orphans = int(numbers[ORPHAN + HIDDEN])
    counts["hidden"] += orphans
    return {"rows": int(numbers[1:].sum()), **counts, "orphan": orphans}


class Decider:
    """Decides fields of one frame. `missing` is {field: missing codes}, `now` the moment that
    "today" and "now" in logic mean."""

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
        """A `Decision` for each question, each after those that its logic looks at."""
        for name in order_of_decisions(self.dictionary, self.unread):
            field = self.dictionary.by_name[name]
            hidden = self._hidden(field)
            if name in self.looked_at:
                self.hidden[name] = hidden
            if field.has_values and name != self.dictionary.record_id:
                yield Decision(field, self._kinds(field, hidden))

    def _hidden(self, field):
        """A truth value per row, or None where the field is shown on all of them."""
        logic = self.dictionary.logic_of(field.name)
        if logic is None or field.name in self.unread:
            return None
        work = compiled(logic, self.meaning)
        return ~self.worked_out(logic, work, field.form, as_truth, bool)

    def worked_out(self, logic, work, form, finish, dtype):
        """`finish(result)` of a text of logic for every row of the form."""
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
        """(codes, texts) of a variable as every row of `form` reads it."""
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
        """Texts "0" and "1" of one option, or the codes that are ticked."""
        if code is None:
            ticked = self.any_ticked(field)
            return ticked.astype(np.uint8), ["", "1"]
        column = next(name for name, other in field.columns.items() if other == code)
        codes, texts = self.frame.column(column)
        is_ticked = np.array([text == "1" for text in texts])
        return is_ticked[codes].astype(np.uint8), ["0", "1"]

    def any_ticked(self, field, among=None):
        """A truth value per row: at least one option is ticked (one of `among`, where given)."""
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
        """Texts of a calculation, one per row; raises LogicError for one that cannot be read."""
        logic = parse(field.formula)
        work = compiled(logic, self.meaning)
        return self.worked_out(logic, work, field.form, as_text, object)
