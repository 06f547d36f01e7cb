"""From country records to one trial: what the register protocols of a trial say together.

Each rule is a function of the trial's `Protocol`s, free of the database. Where countries disagree
the rule decides, and the disagreement is kept as a conflict beside the result.
"""

from .derive import TrialFacts, derive

__all__ = ["TrialFacts", "derive"]
