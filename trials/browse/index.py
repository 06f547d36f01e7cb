"""All trials that a reader may see, as bits in memory: the source of every count on the pages.

Read once for each version of the data (`DataChange`) and kept until any trial changes. The database
walks the index `trial_facets` once: it groups by the facts with few values, and returns those
with many, and the keys, as one text a group, which is several times faster than as rows.
"""

from collections import Counter, OrderedDict
from functools import reduce
from itertools import compress
from operator import or_
from statistics import median

from django.db.models import Aggregate, TextField, Value
from django.db.models.functions import Cast, Coalesce

from core.bitmaps import bits_of_column, bits_of_rows, bits_of_runs, rows_of_bits
from core.countries import region_of
from core.shared_work import SharedWork

from ..models import DataChange
from ..querysets import ANY_COUNTRY, TIMES_TO_START

KEPT_INDEXES = 6  # readers see one of three selections; the rest are those of the version before
KEPT_PAGES = 32  # some 200 kB each
SEPARATOR = "|"


class Joined(Aggregate):
    """The values of a group as one text, all such texts of a query in the same order."""

    function = "GROUP_CONCAT"
    template = f"%(function)s(%(expressions)s, '{SEPARATOR}')"
    output_field = TextField()

    def __init__(self, column):
        super().__init__(Coalesce(Cast(column, TextField()), Value("")))

    def as_postgresql(self, compiler, connection):
        return self.as_sql(compiler, connection, function="STRING_AGG")


def _itself(value):
    return (value,)


def _yes_or_no(value):
    return ("yes" if value else "no",)


def _time_to_start(days):
    return [
        name
        for name, _, span in TIMES_TO_START
        if (int(days) in span if span and days else not span and not days)
    ]


# Filter -> column of the trial, and the filter values that a stored value counts for. First facts
# with few values, in the order of the index `trial_facets`, then those with many.
GROUPED = {
    "demo": ("is_demo", _yes_or_no),
    "curation": ("curation", _itself),
    "atmp": ("atmp", _itself),
    "phase": ("phase", lambda phase: phase.split("/")),
    "phase_is": ("phase", _itself),
    "atmp_class": ("atmp_class", _itself),
    "status": ("status", _itself),
    "sponsor_type": ("sponsor_type", _itself),
    "register": ("registers", str.split),
    "delivery": ("delivery", str.split),
    "cell_source": ("cell_source", str.split),
    "authorised": ("has_authorised_product", _yes_or_no),
}
LISTED = {
    "country": ("countries", lambda codes: codes.split() or ("unknown",)),
    "refused_in": (
        "refusing_countries",
        lambda codes: (*codes.split(), ANY_COUNTRY) if codes else (),
    ),
    "region": ("countries", lambda codes: sorted({region_of(code) for code in codes.split()})),
    "disease_area": ("disease_areas", str.split),
    "technology": ("technology", str.split),
    "year": ("first_year", lambda year: (year or "unknown",)),
    "time_to_start": ("days_to_start", _time_to_start),
}
DIMENSIONS = GROUPED | LISTED


def _columns(dimensions):
    return list(dict.fromkeys(column for column, _ in dimensions.values()))


class Kept(OrderedDict):
    """The most recently used entries."""

    def __init__(self, most):
        super().__init__()
        self.most = most

    def get(self, key):
        try:
            self.move_to_end(key)
            return self[key]
        except KeyError:  # never stored, or another thread has just dropped it
            return None

    def keep(self, key, value):
        self[key] = value
        while len(self) > self.most:
            self.popitem(last=False)


class TrialIndex:
    """`words[filter][value]` are the trials with that value, as bits."""

    def __init__(self, trials):
        grouped, listed = _columns(GROUPED), ["pk", *_columns(LISTED)]
        texts = {f"all_{column}": Joined(column) for column in listed}
        groups = list(trials.order_by().values_list(*grouped).annotate(**texts))
        facts = list(zip(*groups, strict=True)) or [()] * (len(grouped) + len(listed))
        # One text per column is split much faster than one per group.
        stored = {
            column: SEPARATOR.join(texts).split(SEPARATOR) if texts else []
            for column, texts in zip(listed, facts[len(grouped) :], strict=True)
        }
        lengths = [keys.count(SEPARATOR) + 1 for keys in facts[len(grouped)]]
        self.pks = stored["pk"]
        self.days_to_start = stored["days_to_start"]
        self.size = len(self.pks)
        self.everything = (1 << self.size) - 1
        self.words = {}
        for name, (column, words_of) in GROUPED.items():
            values = facts[grouped.index(column)]
            self.words[name] = bits_of_runs(values, lengths, words_of)
        for name, (column, words_of) in LISTED.items():
            self.words[name] = bits_of_column(stored[column], words_of)
        self.pages = Kept(KEPT_PAGES)
        self._places = None

    def bits_of(self, trials):
        """Return the bits of a queryset's trials, without trials that are newer than the index."""
        keys = trials.order_by().aggregate(keys=Joined("pk"))["keys"]
        if self._places is None:
            self._places = {key: place for place, key in enumerate(self.pks)}
        known = self._places
        found = map(known.get, keys.split(SEPARATOR) if keys else ())
        return bits_of_rows((place for place in found if place is not None), self.size)

    def keys_of(self, bits):
        return [int(key) for key in compress(self.pks, rows_of_bits(bits, self.size))]

    def with_any(self, name, values):
        """Return the bits of the trials with any of the values of one filter."""
        words = self.words[name]
        return reduce(or_, (words.get(value, 0) for value in values), 0)

    def median_days_to_start(self, bits):
        """Return the median in whole days, None if no trial states it."""
        days = Counter(compress(self.days_to_start, rows_of_bits(bits, self.size)))
        days.pop("", None)
        stated = Counter({int(day): number for day, number in days.items()})
        return round(median(stated.elements())) if stated else None


_kept = Kept(KEPT_INDEXES)
_work = SharedWork()


def index_of(trials):
    """Return the index of a queryset of visible trials for the present version of the data."""
    key = DataChange.version(), trials.db, str(trials.query)
    return _kept.get(key) or _work.result(key, lambda: _keep_index(key, trials))


def _keep_index(key, trials):
    index = _kept.get(key) or TrialIndex(trials)  # another thread has just made it
    _kept.keep(key, index)
    return index
