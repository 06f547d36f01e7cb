"""Published statements beside today's counts of the closest filters."""

from functools import reduce
from operator import and_
from urllib.parse import urlencode

from django.urls import reverse

from ..statements import STATEMENTS


def beside_live_counts(index):
    """(statement, live count, its address) and whether the count is of demonstration data, which it
    is only where there is no other. Filters of the page play no part."""
    demo = only_demonstration(index)
    rows = [(statement, *live_count(index, statement, demo=demo)) for statement in STATEMENTS]
    return {"rows": rows, "of_demonstration": demo}


def only_demonstration(index):
    """Whether there are no real trials, so that invented ones are counted."""
    return not index.with_any("demo", ["no"]) and bool(index.with_any("demo", ["yes"]))


def live_count(index, statement, *, demo):
    """(how many trials the nearest filter finds today, the address of their list)"""
    query = {**statement.query, "demo": ("yes" if demo else "no",)}
    found = reduce(and_, (index.with_any(name, values) for name, values in query.items()))
    return found.bit_count(), f"{reverse('trials:list')}?{urlencode(query, doseq=True)}"
