"""Analyses of a scenario that need tables: cost by step, frontier, cohort model, licence tree."""

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from . import cohort, tree
from .cost_of_goods import STEPS, UTILISATIONS
from .effectiveness import Strategy, cost_effect_ratio, frontier
from .inputs.base import MONTHS_PER_YEAR
from .reasons import E_EMPTY, E_KEY, E_RANGE, Undefined

THERAPY, COMPARATOR = "Therapy", "Comparator"
MAX_TREE_DEPTH = 50


@contextmanager
def at_input(name):
    """Replace the input in an Undefined of a general function by the name of the scenario's
    input."""
    try:
        yield
    except Undefined as undefined:
        raise Undefined(undefined.note.code, name, undefined.note.message) from undefined


def _number(cell):
    return 0.0 if cell is None else cell


def _of_states(rows, name):
    """Return the numbers of a column of the states; draws are the first axis."""
    return np.stack(np.broadcast_arrays(*(_number(row[name]) for row in rows)), axis=-1)


@dataclass(frozen=True)
class StepCost:
    """The cost of one step. `kinds` is {kind: money per batch}, or empty if only the total is
    known."""

    name: str
    kinds: dict
    per_batch: float
    per_patient: float


@dataclass(frozen=True)
class CohortResult:
    """Totals per person of both arms."""

    states: tuple
    old: cohort.CohortTotals
    new: cohort.CohortTotals


class Additions:
    """Analyses of one scenario. Each is calculated when it is first used, and raises Undefined if
    an input is wrong or missing."""

    def __init__(self, values, valuation, tables):
        self.values, self.valuation, self.tables = values, valuation, tables

    # Cost of goods

    @property
    def _treated_per_batch(self):
        return self.values["patients_per_batch"] * (1 - self.values["failure_rate"])

    @cached_property
    def step_totals(self):
        """Return {step: money per batch} of the steps whose kinds of cost are filled in."""
        if not self.tables.has("batch_steps"):
            return {}
        amounts = {
            step: [amount for amount in row.values() if amount is not None]
            for step, row in zip(STEPS, self.tables.rows("batch_steps"), strict=False)
        }
        return {step: sum(each) for step, each in amounts.items() if each}

    @cached_property
    def step_costs(self):
        """Return a StepCost per step of the batch."""
        rows = self.tables.rows("batch_steps")
        found = []
        for place, name in enumerate(STEPS):
            kinds = rows[place] if place < len(rows) else {}
            kinds = {kind: amount for kind, amount in kinds.items() if amount is not None}
            total = self.values[name]
            found.append(StepCost(name, kinds, total, total / self._treated_per_batch))
        return found

    @cached_property
    def cost_by_use(self):
        """Return {use: (batches per year, cost per patient including the fixed cost)}."""
        full = self.values["full_batches"]
        if full is None:
            raise Undefined(
                E_EMPTY, "full_batches", "The batches at full use are empty. Enter them."
            )
        fixed = self.values["fixed_per_year"]
        return {
            name: (
                full * share,
                float(self.valuation.cogs) + fixed / (full * share * self._treated_per_batch),
            )
            for name, share in UTILISATIONS.items()
        }

    # Frontier

    @cached_property
    def standings(self):
        """Return a Standing for the therapy, the comparator and each other strategy."""
        others = [
            Strategy(row["name"], row["cost"], row["effect"])
            for row in self.tables.rows("strategies")
        ]
        new_cost = float(self.valuation.net_price) + self.values["cost_new_other"]
        therapy = Strategy(THERAPY, new_cost, self.values["effect_new"])
        comparator = Strategy(COMPARATOR, self.values["cost_old"], self.values["effect_old"])
        return frontier([comparator, therapy, *others])

    # Cohort

    @cached_property
    def cohort(self):
        """Return the CohortResult of comparator and therapy."""
        rows, values = self.tables.rows("states"), self.values
        cycles = values["cycles"]
        if cycles is None:
            raise Undefined(E_EMPTY, "cycles", "The number of cycles is empty. Enter it.")
        if not self.tables.has("transitions_old"):
            text = "The transitions between the states are empty. Enter them."
            raise Undefined(E_EMPTY, "transitions_old", text)
        old = self.tables.matrix("transitions_old")
        own = self.tables.has("transitions_new")
        new = self.tables.matrix("transitions_new") if own else old
        if values["transition_ratio"] is not None:
            with at_input("transition_ratio"):
                new = cohort.scaled_transitions(new, values["transition_ratio"])
        works = min(values["ratio_cycles"] or cycles, cycles)
        without, with_therapy = (_of_states(rows, name) for name in ("cost_old", "cost_new"))
        after = cycles - works
        return CohortResult(
            tuple(row["name"] for row in rows),
            self._arm(rows, [old] * cycles, [without] * cycles),
            self._arm(
                rows, [new] * works + [old] * after, [with_therapy] * works + [without] * after
            ),
        )

    @property
    def cycle_years(self):
        return self.values["cycle_months"] / MONTHS_PER_YEAR

    @cached_property
    def start(self):
        """Return the starting share of each state."""
        found = [row["start"] for row in self.tables.rows("states")]
        if all(each is None for each in found):
            return [1.0] + [0.0] * (len(found) - 1)
        return [each or 0.0 for each in found]

    def _arm(self, rows, matrices, costs):
        """Return the CohortTotals of one arm; `costs` are per year, one row per cycle."""
        count, years = self.values["cycle_count"], self.cycle_years
        with at_input("states"):
            return cohort.run_cohort(
                matrices,
                start=self.start,
                state_costs=[each * years for each in costs],
                state_effects=[_of_states(rows, "effect") * years] * len(matrices),
                cost_rate=float(self.valuation.payer_rate),
                effect_rate=self.values["effect_rate"] or 0.0,
                count=count,
                discount_first_cycle=count != cohort.AT_START,
                cycle_years=years,
            )

    @property
    def cohort_cost_old(self):
        return self.cohort.old.cost

    @property
    def cohort_cost_new(self):
        return self.cohort.new.cost

    @property
    def cohort_effect_old(self):
        return self.cohort.old.effect

    @property
    def cohort_effect_new(self):
        return self.cohort.new.effect

    @property
    def cohort_ratio(self):
        old, new = self.cohort.old, self.cohort.new
        cost, effect = new.cost - old.cost, new.effect - old.effect
        if np.ndim(cost) or np.ndim(effect):
            with np.errstate(all="ignore"):
                return np.where((cost > 0) & (effect > 0), cost / effect, np.nan)
        found = cost_effect_ratio(cost, effect)
        if found.value is None:
            raise Undefined(found.code, "states")
        return found.value

    # Licence tree

    @cached_property
    def leaves(self):
        """Return the leaves of the licence tree."""
        rows = self.tables.rows("tree")
        names = [row["step"] for row in rows]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise Undefined(
                E_RANGE, "tree", f"The step {twice!r} occurs twice. Rename one of them."
            )
        for place, row in enumerate(rows):
            if row["after"] and row["after"] not in names:
                text = f"{row['step']!r} follows {row['after']!r}, which is not a step of the tree."
                raise Undefined(E_KEY, f"tree[{place}].after", text)
        roots = [row for row in rows if not row["after"]]
        if len(roots) != 1:
            text = f"{len(roots)} steps have no step before them. Exactly one must be the first."
            raise Undefined(E_RANGE, "tree", text)
        with at_input("tree"):
            found = list(tree.leaves(self._node(roots[0], rows, 0)))
        reached = {name for leaf in found for name in leaf.path}
        if lost := [name for name in names if name not in reached]:
            text = f"The step {lost[0]!r} cannot be reached from the first step."
            raise Undefined(E_RANGE, "tree", text)
        return found

    def _node(self, row, rows, depth):
        if depth > MAX_TREE_DEPTH:
            raise Undefined(E_RANGE, "tree", f"The tree is deeper than {MAX_TREE_DEPTH} steps.")
        return tree.TreeNode(
            row["step"],
            _number(row["cost"]),
            _number(row["revenue"]),
            tuple(
                (_number(each["probability"]), self._node(each, rows, depth + 1))
                for each in rows
                if each["after"] == row["step"]
            ),
        )

    @property
    def tree_value(self):
        return tree.expected_value(self.leaves)

    @property
    def tree_value_after_royalty(self):
        return tree.expected_value(self.leaves, self.values["royalty"])

    @property
    def tree_revenue(self):
        return tree.expected_revenue(self.leaves)

    @property
    def tree_royalty(self):
        """Return the share of revenue that, paid as royalty, makes the expected value zero."""
        return tree.break_even_royalty(self.leaves)
