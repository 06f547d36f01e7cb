"""Rules that derive one trial from the register protocols of several countries.

Each rule is a function of the trial's `Protocol`s and does not use the database. Where countries
disagree, the rule decides, and the disagreement is kept as a conflict beside the result.
"""

from .derive import TrialFacts, derive

__all__ = ["TrialFacts", "derive"]
