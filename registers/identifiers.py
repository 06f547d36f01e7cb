"""Find the numbers of a record that are the trial's own."""

import re

from .numbers import NCT, FoundNumber, find_numbers, read_number, without_numbers
from .records import Note

# Answers in a field for a number that mean that there is none.
NO_NUMBER = frozenset(
    {"", "-", "--", "na", "n/a", "n.a.", "none", "no", "not applicable", "not available", "tbd"}
    | {"pending", "unknown", "nil", "nap", "not yet available", "to be assigned", "to be confirmed"}
)
# Such as HKUCTR-1234, beside a number that is known.
OTHER_NUMBER = re.compile(r"\b[A-Za-z]{2,}[A-Za-z/-]*\d[\w/-]{2,}")


def own_numbers(texts) -> tuple[FoundNumber, ...]:
    """Return the different numbers that fields for numbers state."""
    return tuple(dict.fromkeys(number for text in texts for number in find_numbers(text)))


def own_nct_number(field, numbers) -> str:
    """Return the number of ClinicalTrials.gov in its own field; else the only one in the fields of
    other registries. If there are several, none is certain."""
    stated = [number.number for number in find_numbers(field) if number.scheme == NCT]
    if stated:
        return stated[0]
    elsewhere = {number.number for number in numbers if number.scheme == NCT}
    return elsewhere.pop() if len(elsewhere) == 1 else ""


def number_notes(texts):
    """Yield a note for each number field with another text, and for each other number beside those
    that are known."""
    for text in texts:
        word = " ".join(text.split())
        if find_numbers(word):
            unknown = OTHER_NUMBER.findall(without_numbers(word))
        else:
            unknown = [] if word.lower() in NO_NUMBER else [word]
        for number in unknown:
            if not _is_empty_number(number):
                yield Note("number of another registry not known", number)


def _is_empty_number(word):
    """Return whether it is a placeholder such as NCT00000000 or U0000-0000-0000."""
    digits = "".join(letter for letter in word if letter.isdigit())
    return bool(digits) and not digits.strip("0")


def eudract_number(text):
    """Return the EudraCT number in a field, which may also contain a country; "" if none."""
    number = read_number(text)
    if number is None:
        number = next((n for n in find_numbers(text) if n.scheme == "eudract"), None)
    return number.number if number and number.scheme == "eudract" else ""
