"""Two or three use cases in one table: a column per case, a row per procedure and hurdle."""

from dataclasses import dataclass

from .models import Hurdle

NO_PROCEDURE = "Steps without a procedure"


@dataclass(frozen=True)
class ComparedRow:
    """One row of the table; `cells` has a list of values per case, in the order of the cases."""

    name: str
    cells: list
    code: str = ""  # of a procedure or category, for its link


def procedures_of(roads):
    """Return a row per procedure that any case has, with the steps of each case."""
    found = {}
    for place, road in enumerate(roads):
        for step in road.steps:
            procedure = step.data["procedure"] or {}
            key = procedure.get("name", NO_PROCEDURE), procedure.get("code", "")
            found.setdefault(key, [[] for _ in roads])[place].append(step)
    rows = [ComparedRow(name, cells, code) for (name, code), cells in found.items()]
    return sorted(rows, key=lambda row: row.name == NO_PROCEDURE)


def hurdles_of(user, snapshots):
    """Return a row per category of hurdles that any case met, with the hurdles of each case.

    Only hurdles that the reader may see are named.
    """
    wanted = [{row.get("hurdle_id", row.get("id")) for row in one["hurdles"]} for one in snapshots]
    hurdles = (
        Hurdle.objects.visible_to(user)
        .filter(pk__in=set().union(*wanted))
        .select_related("category")
        .order_by("category__code", "title")
    )
    found = {}
    for hurdle in hurdles:
        cells = found.setdefault(hurdle.category, [[] for _ in snapshots])
        for place, keys in enumerate(wanted):
            if hurdle.pk in keys:
                cells[place].append(hurdle)
    return [
        ComparedRow(f"{category.code} {category.name}", cells, category.code)
        for category, cells in found.items()
    ]
