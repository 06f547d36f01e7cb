"""The step matrix: facilities per country and step, and steps that depend on a single facility."""

from dataclasses import dataclass

from core.countries import country_name
from core.packed_words import unpacked

from .choices import Step
from .measures.matrix import step_matrix
from .models import Facility


@dataclass(frozen=True)
class Cell:
    """A number of facilities with the URL of their list. 0 means none known."""

    number: int
    url: str
    label: str
    shade: int

    @property
    def text(self):
        return f"{self.number:,}" if self.number else "–"


@dataclass(frozen=True)
class MatrixPage:
    """The rows of the matrix: (country, URL of its list, cells in the order of `steps`, all
    facilities)."""

    steps: tuple
    rows: tuple
    total: tuple
    single_points: tuple
    single_in_europe: tuple
    not_stated: int


SHADES = ((0, 0), (1, 1), (2, 2), (5, 3), (10, 4))


def _shade(number):
    return next(shade for least, shade in reversed(SHADES) if number >= least)


def matrix_page(facilities, address):
    """Return the MatrixPage of a queryset. `address(**filters)` returns the URL of the list."""
    rows = list(facilities.order_by().values_list("pk", "site__country", "shown_steps"))
    matrix = step_matrix(
        (country, step, key) for key, country, words in rows for step in unpacked(words)
    )
    by_country = {}
    for _, country, _ in rows:
        by_country[country] = by_country.get(country, 0) + 1
    lines = []
    for code in sorted(by_country, key=country_name):
        name = country_name(code)
        cells = tuple(
            _cell(
                matrix.count(code, step),
                f"{name}, {step.label}",
                address=address,
                country=[code],
                step=[step],
            )
            for step in Step
        )
        lines.append((name, address(country=[code]), cells, by_country[code]))
    totals = tuple(
        _cell(
            len(matrix.by_step.get(step, ())),
            f"All countries, {step.label}",
            address=address,
            step=[step],
        )
        for step in Step
    )
    singles = matrix.single_points
    alone = matrix.single_in_europe
    keys = {key for *_, key in singles} | {key for _, key in alone}
    named = Facility.objects.filter(pk__in=keys).in_bulk()
    return MatrixPage(
        tuple((step.label, address(step=[step])) for step in Step),
        tuple(lines),
        totals,
        _in_order(
            (country_name(country), Step(step).label, named[key]) for country, step, key in singles
        ),
        tuple((Step(step).label, named[key]) for step, key in alone),
        sum(not words for *_, words in rows),
    )


def _in_order(points):
    """Return (country, facility, its steps), sorted by country and name, from (country, step,
    facility)."""
    lines = {}
    for country, step, facility in points:
        lines.setdefault((country, facility), []).append(step)
    return tuple(
        (country, facility, steps)
        for (country, facility), steps in sorted(
            lines.items(), key=lambda item: (item[0][0], item[0][1].name)
        )
    )


def _cell(number, label, *, address, **filters):
    words = f"{number} {'facility' if number == 1 else 'facilities'}" if number else "none known"
    return Cell(number, address(**filters) if number else "", f"{label}: {words}", _shade(number))
