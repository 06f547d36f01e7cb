"""The form of a scenario: the typed texts, their values and their errors.

A wrong input is named at its field and does not prevent the calculation of the others.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from .defaults import as_text
from .model.inputs import BY_NAME, INPUTS, PHASES, RATE, SECTIONS, SHARE
from .model.reasons import BAD_INPUT, E_LOA_ZERO, E_NO_PATIENTS, E_UNIT, Undefined
from .model.scenario import Scenario
from .model.table_values import COHORT_TOTALS
from .model.tables import GROUPED_INPUTS, TABLES
from .models import ReferenceValue, SavedScenario
from .parsing import parsed, typed
from .table_form import form_tables, read_tables, step_totals, table_groups
from .wording import input_value

PHASE_COLUMNS = {
    "success": "Chance, %",
    "cost": "Cost",
    "years": "Years",
    "grant": "Grants, %",
}
# Codes of valid inputs with which a result is not defined.
HINTS = (E_LOA_ZERO, E_NO_PATIENTS)
LONGEST_TITLE, LONGEST_SUMMARY = 200, 5_000
CHOICE_LABELS = {
    "end": "at the end of the year",
    "mid": "half a year later",
    "real": "real",
    "nominal": "nominal",
    "LY": "life-years",
    "start": "at the start of a cycle",
    "half_cycle": "at the mean of its start and end",
    **PHASES,
}


@dataclass
class FormField:
    """One input of the form with its default, source and alternatives. `choices` are pairs of
    another value and whether it has the scenario's currency and price year. An input with `hints`
    is valid, but a result is not defined with it."""

    one: object
    text: str
    low: str
    high: str
    reference: ReferenceValue | None
    choices: list
    errors: list = field(default_factory=list)
    is_default: bool = False
    hints: list = field(default_factory=list)

    @property
    def messages(self):
        return self.errors + self.hints

    @property
    def name(self):
        return self.one.name

    @property
    def unit(self):
        if self.one.kind == SHARE:
            return "%"
        if self.one.kind == RATE:
            return "% per year"
        return self.one.unit

    @property
    def options(self):
        return [(value, CHOICE_LABELS.get(value, value)) for value in self.one.options]

    @property
    def default_text(self):
        return input_value(self.name, self.reference.value) if self.reference else ""


class ScenarioForm:
    """The form of a scenario. `start` is a defaults.Start or a saved version; `data` is the posted
    data."""

    def __init__(self, start, *, data=None, title="", summary=""):
        self.start = start
        self.inputs, self.ranges = dict(start.inputs), dict(start.ranges)
        self.tables = dict(start.tables)
        self.title, self.summary = title, summary
        self.is_bound = data is not None
        if self.is_bound:
            self._read(data)

    def _read(self, data):
        """Read the posted data. A missing field is empty, because pages do not send empty
        fields."""
        self.title = data.get("title", "").strip()
        self.summary = data.get("summary", "").strip()
        for one in INPUTS:
            self.inputs[one.name] = parsed(one.kind, data.get(one.name, ""))
        self.ranges = {}
        for one in INPUTS:
            ends = [parsed(one.kind, data.get(f"{end}__{one.name}", "")) for end in ("low", "high")]
            if any(ends):
                self.ranges[one.name] = [each or "" for each in ends]

        self.tables = read_tables(data)
        self.inputs |= step_totals(self.tables)

    def use_cohort(self):
        """Set the health effect to the totals of the cohort model; raise Undefined."""
        totals = {}
        for name, result in COHORT_TOTALS.items():
            found = self.scenario.attempt(result)
            if found.value is None:
                raise Undefined(found.note.code, found.note.where, found.note.message)
            totals[name] = as_text(f"{found.value:.6f}")
        self.inputs |= totals
        del self.scenario

    def use(self, reference):
        """Set an input to a reference value. Raise Undefined if the value has another currency or
        price year, because amounts are not converted."""
        if not self._has_money_of(reference):
            unit = " ".join(
                str(each) for each in (reference.currency, reference.price_year) if each
            )
            raise Undefined(
                E_UNIT,
                reference.input,
                f"The value is in {unit}, but the scenario is not. Convert it, and enter the "
                f"result "
                "with the exchange rate and its date.",
            )
        if reference.input in BY_NAME and reference.value is not None:
            self.inputs[reference.input] = as_text(reference.value)

    def _has_money_of(self, reference):
        given = {"currency": reference.currency, "price_year": reference.price_year}
        return all(
            not value or str(value) == str(self.inputs.get(name)) for name, value in given.items()
        )

    @cached_property
    def scenario(self):
        return Scenario(self.inputs, self.ranges, self.tables)

    @cached_property
    def _known(self):
        return ReferenceValue.objects.by_input()

    @cached_property
    def references(self):
        """Return {input: key} of the reference values that are equal to the inputs."""
        found = {}
        for name, rows in self._known.items():
            equal = [row for row in rows if self._is_equal(name, row)]
            if equal:
                found[name] = min(equal, key=lambda row: not row.is_default).pk
        return found

    def _is_equal(self, name, row):
        given = self.inputs.get(name)
        if given is None or row.value is None or not self._has_money_of(row):
            return False
        return given == as_text(row.value)

    @cached_property
    def fields(self):
        """Return {name: FormField} of all inputs."""
        errors, hints = {}, {}
        for note in self.scenario.notes:
            name = note.where.partition("[")[0]
            if name in BY_NAME and note.code in (*BAD_INPUT, *HINTS):
                kept = errors if note.code in BAD_INPUT else hints
                kept.setdefault(name, []).append(f"{note.code}: {note.message}")
        fields = {}
        for one in INPUTS:
            rows = self._known.get(one.name, [])
            low, high = self.ranges.get(one.name, ["", ""])
            fields[one.name] = FormField(
                one,
                typed(one.kind, self.inputs.get(one.name), has_commas=one.name != "seed"),
                typed(one.kind, low),
                typed(one.kind, high),
                next((row for row in rows if row.is_default), None),
                [
                    (row, self._has_money_of(row))
                    for row in rows
                    if not row.is_default and row.value is not None
                ],
                errors.get(one.name, []),
                one.name in self.references,
                hints.get(one.name, []),
            )
        return fields

    @cached_property
    def form_tables(self):
        """Return {name: FormTable} of all tables."""
        return form_tables(self.tables, self.scenario.notes)

    @cached_property
    def sections(self):
        """Return [(key, label, fields, table groups)] in the order of the form, without the phases
        of development. Fields that belong to a group of tables are in the group."""
        apart = PHASE_INPUTS | GROUPED_INPUTS
        return [
            (
                key,
                label,
                [
                    self.fields[one.name]
                    for one in INPUTS
                    if one.section == key and one.name not in apart
                ],
                [
                    (group, tables, [self.fields[name] for name in group.inputs], is_in_use)
                    for group, tables, is_in_use in table_groups(self.form_tables, key)
                ],
            )
            for key, label in SECTIONS.items()
        ]

    @cached_property
    def phases(self):
        """Return [(label, [(heading, field)])], one row per phase."""
        return [
            (
                label,
                [
                    (heading, self.fields[f"{column}_{key}"])
                    for column, heading in PHASE_COLUMNS.items()
                ],
            )
            for key, label in PHASES.items()
        ]

    @cached_property
    def wrong(self):
        """Return [(anchor, label, errors)] of the fields and tables with errors."""
        fields = [
            (f"id_{name}", each.one.label, each.errors)
            for name, each in self.fields.items()
            if each.errors
        ]
        tables = [
            (f"table-{one.name}", one.label, self.form_tables[one.name].errors)
            for one in TABLES
            if self.form_tables[one.name].errors
        ]
        return fields + tables

    @cached_property
    def problems(self):
        """Return the reasons why the form cannot be saved, as sentences."""
        found = []
        if not self.title:
            found.append("The scenario has no title. Enter one.")
        elif len(self.title) > LONGEST_TITLE:
            found.append(f"The title is longer than {LONGEST_TITLE} characters. Shorten it.")
        if len(self.summary) > LONGEST_SUMMARY:
            found.append(f"The summary is longer than {LONGEST_SUMMARY:,} characters. Shorten it.")
        if self.wrong:
            labels = ", ".join(label for _, label, _ in self.wrong)
            found.append(f"Some inputs are wrong. Correct them: {labels}.")
        return found


PHASE_INPUTS = {f"{column}_{key}" for column in PHASE_COLUMNS for key in PHASES}


def create_scenario(title, **fields):
    """Add a scenario with a free slug, and try again if another one takes the slug at the same
    moment. Raise IntegrityError after ATTEMPTS."""
    for _ in range(ATTEMPTS):
        with suppress(IntegrityError), transaction.atomic():
            return SavedScenario.objects.create(title=title, slug=free_slug(title), **fields)
    raise IntegrityError(f"There is no free address for {title!r}.")


def free_slug(title):
    """Return a slug for the title that no scenario has."""
    base = slugify(title)[:60] or "scenario"
    if base in TAKEN:
        base = f"{base}-scenario"
    taken = set(SavedScenario.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{base}-{n}") not in taken)


TAKEN = {"new", "compare"}
ATTEMPTS = 5
