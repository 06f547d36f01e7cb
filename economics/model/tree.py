"""Decision trees of a development, and the value of a licence. Numbers may be arrays of draws."""

from dataclasses import dataclass

import numpy as np

from .reasons import E_NO_ROOT, E_RANGE, Undefined

TOLERANCE = 1e-9


@dataclass(frozen=True)
class TreeNode:
    """One step with its cost and revenue, and its branches (probability, node). A royalty is paid
    on `revenue`."""

    name: str
    cost: float = 0.0
    revenue: float = 0.0
    branches: tuple = ()


@dataclass(frozen=True)
class Leaf:
    """One path through a tree, with the money of all its steps and its probability."""

    path: tuple
    probability: float
    revenue: float
    net: float


def leaves(node, probability=1.0, path=(), revenue=0.0, net=0.0):
    path, revenue = (*path, node.name), revenue + node.revenue
    net = net + node.revenue - node.cost
    if not node.branches:
        yield Leaf(path, probability, revenue, net)
        return
    chances = np.array([chance for chance, _ in node.branches])
    total = chances.sum(axis=0)
    if np.any((chances < 0) | (chances > 1)) or np.any(np.abs(total - 1) > TOLERANCE):
        raise Undefined(E_RANGE, node.name, f"The chances after {node.name!r} must add up to 1.")
    for chance, next_node in node.branches:
        yield from leaves(next_node, probability * chance, path, revenue, net)


def expected_value(ways, royalty=0.0):
    """Return the expected net value after a royalty, which is a share of the revenue."""
    return sum(way.probability * (way.net - royalty * way.revenue) for way in ways)


def expected_revenue(ways):
    return sum(way.probability * way.revenue for way in ways)


def break_even_royalty(ways):
    revenue = expected_revenue(ways)
    if revenue <= 0:
        raise Undefined(E_NO_ROOT, "royalty", "Without revenue, no royalty can be paid.")
    return expected_value(ways) / revenue
