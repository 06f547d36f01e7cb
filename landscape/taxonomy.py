"""Classes, technologies and the types of 2010, each with the trials of the registers today."""

from dataclasses import dataclass

from django.http import QueryDict

from .models import TaxonomyEntry
from .models.taxonomy import TaxonomyKind
from .register_rows import RegisterRows


@dataclass(frozen=True)
class CountedEntry:
    """An entry with its trials of today; `count` is None if the registers cannot count it."""

    entry: TaxonomyEntry
    count: int | None
    url: str


def counted_entries(user):
    """Return ({kind: [CountedEntry]}, whether the counted trials are invented)."""
    rows = RegisterRows(user)
    found = {kind.value: [] for kind in TaxonomyKind}
    for entry in TaxonomyEntry.objects.all():
        query = QueryDict(entry.trials_query)
        filters = {name: query.getlist(name) for name in query}
        is_counted = bool(filters) and all(name in rows.index.words for name in filters)
        found[entry.kind].append(
            CountedEntry(
                entry,
                rows.count(filters) if is_counted else None,
                rows.url(filters) if is_counted else "",
            )
        )
    return found, rows.is_demo
