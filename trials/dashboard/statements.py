"""What the project has said, beside what the portal counts today by the nearest filter."""

from functools import reduce
from operator import and_
from urllib.parse import urlencode

from django.urls import reverse

from ..statements import STATEMENTS


def beside_live_counts(index):
    """(statement, live count, its address) and whether the count is of demonstration data, which it
    is only where there is no other. Filters of the page play no part."""
    demo = "no" if index.with_any("demo", ["no"]) else "yes"
    rows = []
    for statement in STATEMENTS:
        query = {**statement.query, "demo": (demo,)}
        found = reduce(and_, (index.with_any(name, values) for name, values in query.items()))
        address = f"{reverse('trials:list')}?{urlencode(query, doseq=True)}"
        rows.append((statement, found.bit_count(), address))
    return {"rows": rows, "of_demonstration": demo == "yes"}
