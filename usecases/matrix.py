"""The matrix of hurdles. Every cell links to its rows and shows their number."""

from collections import Counter
from dataclasses import dataclass

from core.filters import NOT_STATED

from .filters import place
from .models import HurdleCategory, Stage

MATRIX_KINDS = {
    "stage": "Stage and category",
    "country": "Category and country",
    "case": "Category and use case",
}
SHADE_COUNT = 5


@dataclass(frozen=True)
class Cell:
    count: int
    url: str
    label: str
    shade: int  # 0 for no hurdles, SHADE_COUNT for the largest count


NO_HURDLES = Cell(0, "", "", 0)


@dataclass(frozen=True)
class Matrix:
    kind: str
    title: str
    columns: list  # (code, short heading, name, count, address)
    rows: list  # (code, name, count, address, [cells]) of the categories with hurdles
    empty: list  # names of the categories without a hurdle
    total: int
    overlap: bool  # True where a hurdle can be in several columns


def build(kind, listing, cases):
    """Return the matrix of the filtered hurdles, ignoring the filters of its own two axes."""
    filterset = listing.filterset
    hurdles = filterset.without("category", kind)
    pairs, rows_total, columns_total, total = _counts(kind, hurdles)
    columns = _columns(kind, cases, columns_total)
    largest = max(pairs.values(), default=0)

    # Addresses are joined by hand for speed: a matrix can have a thousand cells, and codes and
    # slugs need no quoting.
    base = listing.address.whole(category=(), **{kind: ()})
    base += "&" if "?" in base else "?"

    def address(**values):
        chosen = "&".join(f"{name}={value}" for name, value in values.items())
        return f"{base}{chosen}#rows"

    def cell(category, column):
        count = pairs[category.code, column[0]]
        if not count:
            return NO_HURDLES
        return Cell(
            count=count,
            url=address(category=category.code, **{kind: column[0]}),
            label=f"{category.code} {category.name}, {column[2]}: {count}",
            shade=-(-SHADE_COUNT * count // largest),
        )

    categories = list(HurdleCategory.objects.all())
    return Matrix(
        kind=kind,
        title=MATRIX_KINDS[kind],
        columns=[
            (code, short, name, columns_total[code], address(**{kind: code}))
            for code, short, name in columns
        ],
        rows=[
            (
                row.code,
                row.name,
                rows_total[row.code],
                address(category=row.code),
                [cell(row, column) for column in columns],
            )
            for row in categories
            if rows_total[row.code]
        ],
        empty=[
            f"{row.code} {row.name}"
            for row in categories
            if not rows_total[row.code] and row.retired_on is None
        ],
        total=total,
        overlap=kind != "stage",
    )


def _counts(kind, hurdles):
    """Return the counts per (category, column), per category, per column, and of all hurdles."""
    column = {"stage": "stage__code", "country": "countries", "case": "in_cases__use_case__slug"}
    pairs, rows, columns, seen = Counter(), Counter(), Counter(), set()
    for key, category, value in hurdles.values_list("pk", "category__code", column[kind]):
        if key not in seen:
            seen.add(key)
            rows[category] += 1
        # The country column has codes separated by spaces.
        values = value.split() if kind == "country" else [value]
        for one in values or [""]:
            one = one or NOT_STATED
            pairs[category, one] += 1
            columns[one] += 1
    return pairs, rows, columns, len(seen)


def _columns(kind, cases, totals):
    if kind == "stage":
        columns = [
            (stage.code, stage.code.removeprefix("S").lstrip("0"), stage.name)
            for stage in Stage.objects.all()
            if stage.retired_on is None or totals[stage.code]
        ]
    elif kind == "country":
        codes = sorted(code for code in totals if code != NOT_STATED)
        columns = [(code, code, place(code)) for code in codes]
    else:
        columns = [
            (case.slug, case.short_name, case.short_name) for case in cases if totals[case.slug]
        ]
    if totals[NOT_STATED]:
        words = "No use case" if kind == "case" else "Not stated"
        columns.append((NOT_STATED, "–", words))
    return columns
