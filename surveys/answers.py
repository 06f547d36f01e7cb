"""Stored answers: columns of a version as arrays, filters as masks, and counts."""

from functools import cached_property

import numpy as np

from .models import AnswerColumn
from .redcap.decide import ANSWERED, HIDDEN, NOT_APPLICABLE, ORPHAN, counts_of

PLAIN, RECORD = "@plain", "@record"
CONSENTED = "1"
NO_COUNTS = dict.fromkeys(
    ("rows", "hidden", "refused", "answered", "not_reached", "shown_not_answered", "orphan"), 0
)


def counts_by_field(project):
    """Return {field: counts} over all rows of all versions that contain the form of the field."""
    counts = {name: dict(NO_COUNTS) for name in project.questions.values_list("name", flat=True)}
    columns = AnswerColumn.objects.filter(version__project=project).exclude(name__startswith="@")
    for column in columns.defer("codes", "values").iterator(100):
        found = counts.setdefault(column.name, dict(NO_COUNTS))
        for kind, number in counts_of(column.kinds_array).items():
            found[kind] += number
    return counts


class VersionAnswers:
    """The rows of one version. Each column is read when it is first used."""

    def __init__(self, version):
        self.version, self.size = version, version.row_count
        self._columns = {}

    def load(self, names):
        """Read several columns in one query."""
        wanted = set(names) - self._columns.keys()
        if wanted:
            rows = self.version.columns.filter(name__in=wanted)
            self._columns |= dict.fromkeys(wanted) | {column.name: column for column in rows}

    def column(self, name):
        """Return the column of a question, or None if the version does not have the question."""
        self.load([name])
        return self._columns[name]

    def kinds(self, name):
        column = self.column(name)
        return np.zeros(self.size, np.uint8) if column is None else column.kinds_array

    @cached_property
    def plain(self):
        column = self.column(PLAIN)
        return np.arange(self.size) if column is None else column.codes_array

    @cached_property
    def records(self):
        column = self.column(RECORD)
        return np.arange(self.size) if column is None else column.codes_array

    def codes(self, name):
        """Return (codes, texts) of a question. A repeated row without the form has the answer of
        its plain row."""
        column = self.column(name)
        if column is None or not column.width:
            return np.zeros(self.size, np.int64), [""]
        codes = column.codes_array.astype(np.int64)
        texts = column.values or [""]
        return self._from_plain(name, codes), texts

    def _from_plain(self, name, codes):
        """Replace codes of rows without the form by those of their plain row."""
        own = self.kinds(name) != NOT_APPLICABLE
        source = np.where(own, np.arange(self.size), self.plain)
        return np.where(source >= 0, codes[source], 0)

    def answered(self, name):
        """Return True or False per row: the row, or its plain row, has an answer to the
        question."""
        kinds = self.kinds(name)
        source = np.where(kinds != NOT_APPLICABLE, np.arange(self.size), self.plain)
        return np.where(source >= 0, kinds[source] == ANSWERED, False)

    def holding(self, name, code):
        """Return True or False per row: the answer is this code, or the code is among the ticked
        options."""
        codes, texts = self.codes(name)
        table = np.array([code in text.split("|") for text in texts], dtype=bool)
        return table[codes] & self.answered(name)

    def consenting(self, field):
        """Return True or False per row: its answers may be analysed."""
        if not field or self.column(field) is None:
            return np.ones(self.size, dtype=bool)
        return self.holding(field, CONSENTED)

    def orphans(self, name):
        return self.kinds(name) == HIDDEN + ORPHAN
