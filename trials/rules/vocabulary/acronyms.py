"""Acronyms that a title gives to its own trial or to something else than an advanced therapy."""

import re

from .names import find_names

# "CIK: ciclosporin in kidney transplantation", "CRISPR - CRP guided steroids" and "Macitentan in
# hypertension (MACI)". Those of CAR-T and TCR-T cells name no trial without the word "trial".
OWN_ACRONYM = re.compile(
    r"^(?!CAR-|TCR-)[A-Z]{2,12}(?:-[A-Z]{2,12}){0,2}(?:[ -](?:trial|study))?(?:: ?| - )"
    r"|\((?!CAR|TCR)[A-Z]{2,12}(?:-[A-Z]{2,12})?\)[ .]*$"
    r"|\([A-Z]{2,12}(?:-[A-Z]{1,12})?[ -](?:trial|study)\)"
)
MAX_SHORT_LETTERS = 6  # letters; the names of products are longer, or have a number in them
MAX_WORDS_PER_LETTER = 2  # with small words
DEFINED = re.compile(r"\(([A-Z]{2,6})s?\)")
WORD = re.compile(r"[^\W_]+")
SMALL_WORDS = frozenset("of and the for in de du et und der van y e och".split())


def without_own_acronym(text):
    """Return a title without the acronym of its own trial. The name of a product stays."""

    def own(match):
        is_name = len(WORD.findall(match[0])[0]) > MAX_SHORT_LETTERS and find_names(match[0])
        return match[0] if is_name else ""

    return OWN_ACRONYM.sub(own, text)


def defined_acronyms(text):
    """Return [(acronym, the words that it is short for)]: "musculoskeletal complications (MSC)" has
    the letters of its words. The first letters of the words must be among those of the acronym, in
    order, and the last word must begin with one of them."""
    found = []
    for match in DEFINED.finditer(text):
        words = list(WORD.finditer(text, 0, match.start()))[-MAX_WORDS_PER_LETTER * len(match[1]) :]
        start = _start_of_meaning(match[1].lower(), words)
        if start is not None:
            found.append((match[1], text[start : match.start()]))
    return found


def _start_of_meaning(acronym, words):
    """Return where the words begin that an acronym is short for, None if they do not match.

    The words are read from the last one. Each gives one or more letters, of which the first is its
    first letter; a small word may give none.
    """
    rest = acronym
    for word in reversed(words):
        letters = word[0].lower()
        given = _letters_given(rest, letters)
        if given:
            rest = rest[:-given]
        elif letters not in SMALL_WORDS:
            return None
        if not rest:
            return word.start()
    return None


def _letters_given(rest, word):
    """Return how many of the last letters of an acronym a word gives: the fewest whose first is the
    first letter of the word and which are in the word in this order."""
    for count in range(1, len(rest) + 1):
        tail = rest[-count:]
        if tail[0] != word[0]:
            continue
        letters = iter(word)
        return count if all(letter in letters for letter in tail) else 0
    return 0
