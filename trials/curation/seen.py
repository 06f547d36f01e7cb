"""The values that a person saw on a page, so that nobody decides on values that have changed.

A page carries the values in a hidden field. The function that writes compares them with the locked
row, and asks again if a synchronisation or another person changed one in between.
"""

import json

from core.transitions import InvalidTransition

from ..models import Trial
from ..models.facts import FACTS, fact_label, value_label


def effective_values(trial):
    return {fact: getattr(trial, fact) for fact in FACTS}


def register_values(trial):
    return {fact: getattr(trial, f"register_{fact}") for fact in FACTS}


def as_text(values):
    """Return values as the text of a hidden field."""
    return json.dumps(values, sort_keys=True)


def from_text(text):
    """Return the values of a hidden field. Raise InvalidTransition if it is missing or damaged."""
    try:
        values = json.loads(text)
    except ValueError:
        values = None
    if not isinstance(values, dict) or not FACTS.keys() <= values.keys():
        raise InvalidTransition(
            "The form does not contain the values that you saw. Load the page again and repeat "
            "the step."
        )
    return values


def check_seen(seen, current, *, facts=FACTS, by_whom="A value has"):
    """Raise InvalidTransition with each of the facts that is not as it was seen."""
    changed = [
        f"{fact_label(Trial, fact)}: you saw “{_words(fact, seen[fact])}”, now it is "
        f"“{_words(fact, current[fact])}”."
        for fact in facts
        if seen[fact] != current[fact]
    ]
    if changed:
        raise InvalidTransition(
            f"{by_whom} changed since you opened the page, so nothing was saved. "
            f"{' '.join(changed)} Check the new values and press the button again."
        )


def _words(fact, value):
    return value_label(Trial, fact, value) or "nothing"
