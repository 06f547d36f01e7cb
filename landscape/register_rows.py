"""The trials of the registers that a reader sees, counted in memory: see trials.browse.index.

Real and invented trials are never counted together: invented ones only while the reader sees no
real trial at all.
"""

from collections import Counter
from itertools import compress
from urllib.parse import urlencode

from django.urls import reverse

from core.bitmaps import rows_of_bits
from trials.browse.index import index_of
from trials.models import Trial


class RegisterRows:
    """Counts of trials by the filters of the list of trials, {name: [values]}."""

    def __init__(self, user):
        self.index = index_of(Trial.objects.visible_to(user))
        real = self.index.with_any("demo", ["no"])
        self.is_demo = not real and bool(self.index.size)
        self.all = real or self.index.everything

    def rows(self, filters):
        """Return the trials that pass all filters, as bits."""
        rows = self.all
        for name, values in filters.items():
            rows &= self.index.with_any(name, values)
        return rows

    def count(self, filters):
        return self.rows(filters).bit_count()

    def days_to_start(self, filters):
        """Return the days from first entry to start of these trials, sorted."""
        rows = rows_of_bits(self.rows(filters), self.index.size)
        counted = Counter(compress(self.index.days_to_start, rows))
        counted.pop("", None)
        return sorted(Counter({int(day): number for day, number in counted.items()}).elements())

    def url(self, filters):
        """Return the address of the list with exactly these trials."""
        demo = "yes" if self.is_demo else "no"
        return f"{reverse('trials:list')}?{urlencode({**filters, 'demo': demo}, doseq=True)}"
