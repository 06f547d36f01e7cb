"""Rows in memory by column: each different text once, and the number of its text per row."""

from dataclasses import dataclass, field

import numpy as np

from .dependencies import dependencies_of
from .records import Key

BLANK = 0
ROWS_PER_BATCH = 500


class Column:
    """The codes of all rows, which are positions in `values`. Code 0 is the blank."""

    def __init__(self):
        self.values, self.index, self.parts = [""], {"": BLANK}, []

    def extend(self, texts):
        index = self.index
        codes = np.empty(len(texts), dtype=np.int32)
        for place, text in enumerate(texts):
            code = index.get(text)
            if code is None:
                text = text.strip()
                code = index.setdefault(text, len(self.values))
                if code == len(self.values):
                    self.values.append(text)
            codes[place] = code
        self.parts.append(codes.astype(smallest_type(len(self.values))))

    def finish(self):
        """Return the codes as one array. No rows can be added afterwards."""
        codes = np.concatenate(self.parts) if self.parts else np.empty(0, dtype=np.uint8)
        self.index, self.parts = None, None
        return codes


def smallest_type(number):
    """Return the smallest array type for so many different codes."""
    return np.uint8 if number <= 256 else np.uint16 if number <= 65_536 else np.int32


class Presence:
    """A column that records only whether a cell is blank, for free text that no logic uses."""

    values = ("", "1")

    def __init__(self):
        self.parts = []

    def extend(self, texts):
        self.parts.append(np.array([bool(text.strip()) for text in texts], dtype=np.uint8))

    def finish(self):
        return np.concatenate(self.parts) if self.parts else np.empty(0, dtype=np.uint8)


@dataclass
class Frame:
    """All rows of one version of a questionnaire. `columns` are {name: (codes, texts)}."""

    keys: list[Key] = field(default_factory=list)
    columns: dict = field(default_factory=dict)

    def __len__(self):
        return len(self.keys)

    def column(self, name):
        """Return (codes, texts) of a column; a missing column is blank."""
        found = self.columns.get(name)
        if found is None:
            found = np.zeros(len(self), dtype=np.uint8), [""]
        return found


def build(dictionary, rows, *, keep_texts=frozenset()):
    """Return a `Frame` of (columns, Key, cells) triples. Free texts are kept only for the fields of
    `keep_texts` and for fields that logic uses."""
    builder = _Builder(dictionary, keep_texts)
    for columns, key, cells in rows:
        builder.take(columns, key, cells)
    return builder.finish()


class _Builder:
    def __init__(self, dictionary, keep_texts):
        self.needed = keep_texts | _looked_at(dictionary)
        self.dictionary = dictionary
        self.keys, self.batch, self.columns_of_batch = [], [], None
        self.columns, self.length = {}, 0

    def take(self, columns, key, cells):
        is_other = self.columns_of_batch is not columns and self.columns_of_batch != columns
        if is_other or len(self.batch) >= ROWS_PER_BATCH:
            self._flush()
            self.columns_of_batch = columns
        self.keys.append(key)
        self.batch.append(cells)

    def _flush(self):
        if not self.batch:
            return
        for name, texts in zip(self.columns_of_batch, zip(*self.batch, strict=True), strict=True):
            column = self.columns.get(name)
            if column is None:
                column = self.columns[name] = self._new(name)
                self._fill(column, self.length)
            column.extend(texts)
        size = len(self.batch)
        for name in self.columns.keys() - set(self.columns_of_batch):
            self._fill(self.columns[name], size)
        self.length += size
        self.batch = []

    def _new(self, name):
        found = self.dictionary.columns.get(name)
        if found and found[0].is_free_text and found[0].name not in self.needed:
            return Presence()
        return Column()

    @staticmethod
    def _fill(column, rows):
        if rows:
            column.parts.append(np.zeros(rows, dtype=np.uint8))

    def finish(self):
        self._flush()
        frame = Frame(self.keys)
        for name, column in self.columns.items():
            frame.columns[name] = column.finish(), column.values
        return frame


def _looked_at(dictionary):
    names = {one.name for logic in dictionary.logic.values() for one in logic.variables}
    for one in dictionary.fields:
        if one.type == "calc":
            try:
                names |= dependencies_of(one.formula)
            except ValueError:
                continue
    return names
