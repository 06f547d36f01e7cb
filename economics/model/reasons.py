"""Reasons why a number is not defined, and warnings about numbers."""

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
W_RANGE = "W_RANGE"
W_SMALL_BASE = "W_SMALL_BASE"

MEANINGS = {
    E_EMPTY: "An input that the result needs is empty.",
    E_KEY: "The model does not know this input.",
    E_LOA_ZERO: "A phase has no chance of success, so the therapy never reaches patients.",
    E_MATRIX: "The transition probabilities of a state do not add up to 1.",
    E_NO_ROOT: "No value in the allowed range gives the wanted result.",
    E_NO_PATIENTS: "No patient is treated, so a cost cannot be divided among patients.",
    E_RANGE: "A number is outside the range in which the formula is valid.",
    E_UNIT: "Currencies, price years or effect units differ.",
    E_VERSION: "The file was written for another version of the model.",
    I_COHORT: "The entered health effect differs from the totals of the cohort model.",
    I_DOMINANT: "The new therapy costs less and helps more.",
    I_DOMINATED: "The new therapy costs more and helps less.",
    I_NO_THRESHOLD: "The payer's threshold is empty, so there is no ceiling. Enter the "
    "threshold for "
    "which you argue.",
    I_SW: "The new therapy costs less and helps less. The ratio is a saving per unit lost.",
    I_UNDEFINED: "The effects are equal, so a cost per unit of effect is not defined.",
    W_CAPACITY: "The manufacturing slots limit the number of patients.",
    W_CAPPED: "A probability above 1 was set to 1.",
    W_DEFAULT: "An unverified default is in use.",
    W_RANGE: "The value of an input is outside the range that was entered for it.",
    W_SMALL_BASE: "A success rate is based on fewer than ten products.",
}
# Codes of wrong inputs, with which an input file is refused.
BAD_INPUT = (E_EMPTY, E_KEY, E_MATRIX, E_RANGE, E_UNIT, E_VERSION)


@dataclass(frozen=True)
class Note:
    """A reason code and its sentence, at the input or result that it concerns."""

    code: str
    where: str
    message: str


class Undefined(Exception):
    """A number is not defined. `note` has the reason and the input."""

    def __init__(self, code, where, message=""):
        self.note = Note(code, where, message or MEANINGS[code])
        super().__init__(self.note.message)


class Refused(Undefined):
    """The question itself is wrong or too large, so that no part of it is answered."""
