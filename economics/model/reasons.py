"""Why a number is not defined, and what a reader has to know of one that is."""

from dataclasses import dataclass

E_EMPTY = "E_EMPTY"
E_KEY = "E_KEY"
E_LOA_ZERO = "E_LOA_ZERO"
E_MATRIX = "E_MATRIX"
E_NO_ROOT = "E_NO_ROOT"
E_NO_PATIENTS = "E_NO_PATIENTS"
E_RANGE = "E_RANGE"
E_UNIT = "E_UNIT"
E_VERSION = "E_VERSION"
I_COHORT = "I_COHORT"
I_DOMINANT = "I_DOMINANT"
I_DOMINATED = "I_DOMINATED"
I_NO_THRESHOLD = "I_NO_THRESHOLD"
I_SW = "I_SW"
I_UNDEFINED = "I_UNDEFINED"
W_CAPACITY = "W_CAPACITY"
W_CAPPED = "W_CAPPED"
W_DEFAULT = "W_DEFAULT"
W_SMALL_BASE = "W_SMALL_BASE"

MEANINGS = {
    E_EMPTY: "An input that the result needs is empty.",
    E_KEY: "The input is not known to the model.",
    E_LOA_ZERO: "A phase has no chance of success, so the therapy never reaches patients.",
    E_MATRIX: "The transition probabilities of a state do not add up to 1.",
    E_NO_ROOT: "No value in the allowed range gives the wanted result.",
    E_NO_PATIENTS: "No patient is treated, so a cost cannot be divided among patients.",
    E_RANGE: "A number is outside the range in which the formula has a meaning.",
    E_UNIT: "Currencies, price years or effect units differ.",
    E_VERSION: "The file was written for another version of the model.",
    I_COHORT: "The health effect entered is not that of the cohort model.",
    I_DOMINANT: "The new therapy costs less and helps more.",
    I_DOMINATED: "The new therapy costs more and helps less.",
    I_NO_THRESHOLD: "Without a threshold of the payer there is no ceiling. Enter the one that you "
    "argue for: there is no single one.",
    I_SW: "The new therapy costs less and helps less: the ratio is a saving per unit lost.",
    I_UNDEFINED: "The effects do not differ, so that a cost per unit of effect does not exist.",
    W_CAPACITY: "The manufacturing slots limit the number of patients.",
    W_CAPPED: "A probability above 1 was set to 1.",
    W_DEFAULT: "A default that nobody has verified is in use.",
    W_SMALL_BASE: "Fewer than ten products are behind a success rate.",
}
# What makes a whole input file wrong, not only a result undefined.
BAD_INPUT = (E_EMPTY, E_KEY, E_MATRIX, E_RANGE, E_UNIT, E_VERSION)


@dataclass(frozen=True)
class Note:
    """A reason code at the place that it concerns, an input or a result, in one sentence."""

    code: str
    where: str
    message: str


class Undefined(Exception):
    """A number does not exist. `note` says why, and at which input."""

    def __init__(self, code, where, message=""):
        self.note = Note(code, where, message or MEANINGS[code])
        super().__init__(self.note.message)
