"""All trials that a reader may see, as bits in memory: what every count of the pages comes from.

Read once for each version of the data (`DataChange`) and kept until any trial changes.
"""

from collections import OrderedDict
from functools import reduce
from itertools import compress
from operator import or_
from statistics import median
from threading import Lock

from core.bitmaps import bits_of_column, bits_of_rows, bits_of_words, rows_of_bits
from core.countries import region_of

from .models import DataChange
from .querysets import TIMES_TO_START

KEPT = 6  # readers see one of three selections; the rest are those of the version before


def _year(value):
    return ("unknown",) if value is None else (str(value),)


def _time_to_start(days):
    return [name for name, _, span in TIMES_TO_START if (days in span if span else days is None)]


# Filter -> column of the trial, and the filter values that a stored value counts for; None where
# the stored value is the filter's own.
DIMENSIONS = {
    "demo": ("is_demo", lambda demo: ("yes" if demo else "no",)),
    "curation": ("curation", None),
    "atmp": ("atmp", None),
    "atmp_class": ("atmp_class", None),
    "phase": ("phase", lambda phase: phase.split("/")),
    "phase_is": ("phase", None),
    "status": ("status", None),
    "country": ("countries", lambda codes: codes.split() or ("unknown",)),
    "region": ("countries", lambda codes: {region_of(code) for code in codes.split()}),
    "disease_area": ("disease_areas", str.split),
    "technology": ("technology", str.split),
    "delivery": ("delivery", str.split),
    "cell_source": ("cell_source", str.split),
    "sponsor_type": ("sponsor_type", None),
    "authorised": ("has_authorised_product", lambda known: ("yes" if known else "no",)),
    "register": ("registers", str.split),
    "year": ("first_year", _year),
    "time_to_start": ("days_to_start", _time_to_start),
}
COLUMNS = tuple(dict.fromkeys(column for column, _ in DIMENSIONS.values()))


class TrialIndex:
    """`words[filter][value]` are the trials with that value, as bits."""

    def __init__(self, trials):
        rows = trials.order_by().values_list("pk", *COLUMNS)
        pks, *columns = zip(*rows, strict=True) if rows else ((), *((),) * len(COLUMNS))
        stored = dict(zip(COLUMNS, columns, strict=True))
        self.pks = pks
        self.size = len(pks)
        self.everything = (1 << self.size) - 1
        self.days_to_start = stored["days_to_start"]
        self.words = {
            name: bits_of_words(stored[column], words_of)
            if words_of
            else bits_of_column(stored[column])
            for name, (column, words_of) in DIMENSIONS.items()
        }
        self._places = None

    def bits_of_keys(self, keys):
        """The rows with these primary keys; keys of newer trials are passed over."""
        if self._places is None:
            self._places = {key: place for place, key in enumerate(self.pks)}
        known = self._places
        return bits_of_rows([known[key] for key in keys if key in known], self.size)

    def with_any(self, name, values):
        """The trials with any of the values of one filter."""
        words = self.words[name]
        return reduce(or_, (words.get(value, 0) for value in values), 0)

    def median_days_to_start(self, bits):
        """None where no trial states it."""
        days = compress(self.days_to_start, rows_of_bits(bits, self.size))
        stated = [day for day in days if day is not None]
        return round(median(stated)) if stated else None


_kept = OrderedDict()
_lock = Lock()


def index_of(trials):
    """The index of a queryset of visible trials, for the present version of the data."""
    key = DataChange.version(), trials.db, str(trials.query)
    with _lock:
        if key not in _kept:
            _kept[key] = TrialIndex(trials)
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
        _kept.move_to_end(key)
        return _kept[key]
