"""One input of a scenario, and the possible kinds of inputs."""

from dataclasses import dataclass

from ..distributions import BETA, GAMMA

MONEY, SHARE, RATE, COUNT, YEARS, NUMBER, CHOICE, TEXT = (
    "money",
    "share",
    "rate",
    "count",
    "years",
    "number",
    "choice",
    "text",
)
VERIFIED, UNVERIFIED, OWN = "verified", "unverified", "own"
SECTIONS = {
    "therapy": "Therapy",
    "patients": "Patients",
    "development": "Development",
    "manufacturing": "Manufacturing",
    "price": "Price and payment",
    "effect": "Health effect",
    "uncertainty": "Uncertainty",
}
PHASES = {
    "preclinical": "Preclinical",
    "i": "Phase I",
    "ii": "Phase II",
    "iii": "Phase III",
    "filing": "Marketing authorisation",
    "reimbursement": "Reimbursement",
}
MAX_YEARS = 60
MAX_CYCLES = 200
MONTHS_PER_YEAR = 12
MAX_DRAWS = 1_000_000
LARGEST_AMOUNT = 1e12
LARGEST_COUNT = 1e9
NOT_EVIDENCE = "JOIN4ATMP example, not evidence"


@dataclass(frozen=True)
class Input:
    """One input of a scenario. `default` is None if no value may be suggested. `mark` is "verified"
    for a default that was checked in a public source, "unverified" for one that nobody checked, and
    "own" for our own invented example. `spread` is the distribution of the input's uncertainty; it
    is "" for a decision or convention, which varies only if the user enters a range."""

    name: str
    section: str
    label: str
    kind: str
    unit: str
    default: object
    source: str = NOT_EVIDENCE
    year: int = 2026
    mark: str = OWN
    help: str = ""
    low: float | None = 0.0
    high: float | None = None
    above: float | None = None
    spread: str = ""
    optional: bool = False
    options: tuple = ()

    @property
    def is_varied(self):
        """Return whether the input varies with the general range."""
        return bool(self.spread)

    @property
    def can_vary(self):
        """Return whether the input varies if it has a range of its own."""
        is_number = self.kind in (SHARE, MONEY) and self.section != "uncertainty"
        return self.is_varied or (is_number and not self.optional)

    @property
    def distribution(self):
        return self.spread or (BETA if self.kind == SHARE else GAMMA)


def money_input(name, section, label, default, unit="per patient", **more):
    more = {"spread": GAMMA, "high": LARGEST_AMOUNT} | more
    return Input(name, section, label, MONEY, unit, default, **more)


def share_input(name, section, label, default, **more):
    more = {"high": 1.0, "spread": BETA} | more
    return Input(name, section, label, SHARE, "share", default, **more)


def rate_input(name, section, label, default, **more):
    more = {"low": None, "above": -1.0, "high": 1.0} | more
    return Input(name, section, label, RATE, "per year", default, **more)


def years_input(name, section, label, default, **more):
    more = {"high": float(MAX_YEARS)} | more
    return Input(name, section, label, YEARS, "years", default, **more)


def choice_input(name, section, label, default, options, **more):
    return Input(name, section, label, CHOICE, "", default, options=options, low=None, **more)
