"""Relations between the rows of one export: plain rows, events, repeats, and the forms of each."""

import numpy as np

from .frame import BLANK


class Rows:
    """The rows of a frame. Row number -1 means that there is no such row."""

    def __init__(self, dictionary, frame):
        self.dictionary, self.frame = dictionary, frame
        self.places = {key_of(key): place for place, key in enumerate(frame.keys)}
        self.plain = self._plain_rows()
        self.repeating = {(key.event, key.instrument) for key in frame.keys if key.instrument}
        self.is_longitudinal = any(key.event for key in frame.keys)
        self._sources, self._carried = {}, {}

    def _plain_rows(self):
        """Return, for each row, the row with the forms that are not repeated: of the same record
        and event, and of the same repeat if a whole event is repeated."""
        found = np.empty(len(self.frame), dtype=np.int64)
        for place, key in enumerate(self.frame.keys):
            if not key.instrument:
                found[place] = place
            else:
                found[place] = self.places.get((key.record, key.event, "", 0), -1)
        return found

    def source(self, variable, of_form, form):
        """Return the row from which each row of `form` reads a field of `of_form`; None: each row
        reads from itself."""
        if variable.event:
            return self._at(variable.event, of_form, variable.instance)
        if variable.instance:
            return self._at(None, of_form, variable.instance)
        if of_form == form or not self.repeating:
            return None
        return self._plain_or_own(of_form)

    def _plain_or_own(self, form):
        """Return the rows from which fields of a form are read: the plain row, or the row itself if
        it is a repeat of that form."""
        name = ("", form, 0)
        if name not in self._sources:
            own = np.array([key.instrument == form for key in self.frame.keys])
            places = np.arange(len(self.frame))
            self._sources[name] = np.where(own, places, self.plain)
        return self._sources[name]

    def _at(self, event, form, instance):
        name = (event, form, instance)
        if name not in self._sources:
            get = self.places.get
            self._sources[name] = np.array(
                [
                    self._place(get, key, key.event if event is None else event, form, instance)
                    for key in self.frame.keys
                ],
                dtype=np.int64,
            )
        return self._sources[name]

    @staticmethod
    def _place(get, key, event, form, instance):
        if instance:
            place = get((key.record, event, form, instance), -1)
            return place if place >= 0 else get((key.record, event, "", instance), -1)
        if key.instrument == form and key.event == event:
            return get(key_of(key), -1)
        return get((key.record, event, "", 0), -1)

    def carries(self, form):
        """Return True or False per row: the form is filled in on this row."""
        if form not in self._carried:
            self._carried[form] = self._carries(form)
        return self._carried[form]

    def _carries(self, form):
        keys = self.frame.keys
        own = np.array([key.instrument == form for key in keys], dtype=bool)
        plain = np.array(
            [not key.instrument and (key.event, form) not in self.repeating for key in keys],
            dtype=bool,
        )
        if self.is_longitudinal:
            plain &= self._has_something(form)
        return own | plain

    def _has_something(self, form):
        """Return True or False per row: it has a value or a status of the form."""
        columns = [f"{form}_complete"]
        for one in self.dictionary.fields:
            if one.form == form and one.name != self.dictionary.record_id:
                columns.extend(one.columns)
        found = np.zeros(len(self.frame), dtype=bool)
        for name in columns:
            found |= self.frame.column(name)[0] != BLANK
        return found


def key_of(key):
    return key.record, key.event, key.instrument, key.instance
