"""One derivation, and numbers as a calculation prints them."""

from collections.abc import Callable
from dataclasses import dataclass

from ..wording import percent

OUR_DOCS = "JOIN4ATMP, docs/economics.md"
MAX_TERMS = 6


@dataclass(frozen=True)
class Derivation:
    """How a picture's numbers are calculated. `inputs` and `parts` are names of inputs and of
    results; `in_numbers(scenario)` yields (label, calculation) and may raise Undefined."""

    words: str
    formula: str
    inputs: tuple = ()
    parts: tuple = ()
    in_numbers: Callable = lambda scenario: ()
    source: str = OUR_DOCS


def amount(value):
    """Return an amount without its currency, which the picture names."""
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.4g}"
    return text.replace("-", "−")


def added(terms):
    """Return texts joined by plus; the middle of a long sum is left out."""
    terms = list(terms)
    if len(terms) > MAX_TERMS:
        terms = [*terms[: MAX_TERMS - 1], "…", terms[-1]]
    return " + ".join(terms)


def share(value):
    return percent(float(value), 2)
