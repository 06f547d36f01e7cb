"""Checks for values that do not fit their field. These values are kept and reported."""

import re

import numpy as np

from . import validation
from .frame import Presence
from .problems import Problem, quoted

MAX_NAMED_VALUES = 200
FIELD = re.compile(r"\[([a-z][a-z0-9_]*)\]\Z")


def check_values(dictionary, frame, file, row_of=None, *, now):
    """Return at most MAX_NAMED_VALUES remarks on values. `row_of` returns the row in the file for a
    row of the frame, or 0 if the file does not have it."""
    finder = _Finder(dictionary, frame, file, row_of or (lambda place: 0), now)
    for field in dictionary.questions:
        if len(finder.problems) >= MAX_NAMED_VALUES:
            break
        finder.look_at(field)
    finder.ranks()
    return finder.problems[:MAX_NAMED_VALUES]


class _Finder:
    def __init__(self, dictionary, frame, file, row_of, now):
        self.dictionary, self.frame, self.file = dictionary, frame, file
        self.row_of, self.now, self.problems = row_of, now, []

    def say(self, place, column, message):
        record = self.frame.keys[place].record
        row = self.row_of(place)
        self.problems.append(Problem(self.file, row, column, message, record=record))

    def look_at(self, field):
        for column in field.columns:
            codes, texts = self.frame.column(column)
            if texts is Presence.values:
                continue
            wrong = {
                code: message
                for code, text in enumerate(texts)
                if text and (message := self._reason_against(field, text))
            }
            if not wrong:
                continue
            is_wrong = np.zeros(len(texts), dtype=bool)
            is_wrong[list(wrong)] = True
            for place in np.flatnonzero(is_wrong[codes])[:MAX_NAMED_VALUES].tolist():
                self.say(place, column, wrong[codes[place]])
        if FIELD.match(field.min) or FIELD.match(field.max):
            self._between_fields(field)

    def _reason_against(self, field, text):
        if field.type == "checkbox":
            return "" if text in ("0", "1") else f"{quoted(text)} is neither 1 nor 0."
        if field.is_coded:
            if text in field.labels:
                return ""
            return f"The code {quoted(text)} is not in the dictionary. It is kept as a text."
        message = validation.problem_of(text, field.validation)
        if message:
            return f"{message} It is {quoted(text)}."
        value = validation.sort_key(text, field.validation)
        for limit, sign, words in ((field.min, 1, "below"), (field.max, -1, "above")):
            border = self._border(limit, field)
            if value is not None and border is not None and sign * (value - border) < 0:
                return f"{text} is {words} the limit {limit}."
        return ""

    def _border(self, limit, field):
        if limit.lower() == "today":
            limit = self.now.date().isoformat()
        elif limit.lower() == "now":
            limit = self.now.isoformat(sep=" ")
        return validation.sort_key(limit, field.validation) if limit else None

    def _between_fields(self, field):
        own = self._sort_keys(field)
        for limit, sign, words in ((field.min, 1, "below"), (field.max, -1, "above")):
            found = FIELD.match(limit)
            other = self.dictionary.by_name.get(found.group(1)) if found else None
            if other is None or other.is_coded:
                continue
            border = self._sort_keys(other)
            with np.errstate(invalid="ignore"):
                wrong = np.flatnonzero(sign * (own - border) < 0)
            for place in wrong[:MAX_NAMED_VALUES].tolist():
                self.say(place, field.name, f"The value is {words} the value of {other.name}.")

    def _sort_keys(self, field):
        codes, texts = self.frame.column(field.name)
        keys = [validation.sort_key(text, field.validation) for text in texts]
        return np.array([np.nan if key is None else key for key in keys])[codes]

    def ranks(self):
        """Report ranks of a ranking matrix that a respondent gave more than once."""
        matrices = {}
        for field in self.dictionary.fields:
            if field.is_ranking and field.type == "radio":
                matrices.setdefault(field.matrix, []).append(field)
        for name, fields in matrices.items():
            columns = [self.frame.column(field.name) for field in fields]
            for place in range(len(self.frame)):
                given = [texts[codes[place]] for codes, texts in columns]
                given = [text for text in given if text]
                if len(set(given)) < len(given):
                    names = ", ".join(field.name for field in fields)
                    self.say(place, name, f"A rank is used twice in {names}.")
