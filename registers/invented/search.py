"""The search of the demonstration's registers: plain words, phrases, AND, OR, NOT and brackets.

It has enough of the registers' own syntax that a list of searches finds plausible sets of trials.
There are no synonyms and no stems.
"""

import re
from collections.abc import Callable
from functools import lru_cache

Match = Callable[[str], bool]

TOKEN = re.compile(r'"([^"]*)"|([()])|([^\s()"]+)')
WORD = re.compile(r"\w+")


def words(text: str) -> str:
    """Return a text ready for searching: lower-case words between single spaces."""
    return f" {' '.join(WORD.findall(text.lower()))} "


@lru_cache(maxsize=256)
def compile_query(query: str) -> Match:
    """Return a function that tests a searched text; an empty query matches every text."""
    return _any_of([_token(match) for match in TOKEN.finditer(query)])


def _token(match) -> tuple[str, str]:
    """Return (operator or bracket, phrase), one of them empty."""
    quoted, bracket, word = match.groups()
    if bracket or word in ("AND", "OR", "NOT"):
        return bracket or word, ""
    return "", words(quoted if word is None else word.removeprefix("eudract_number:"))


def contains_any(text: str, terms: str) -> bool:
    return any(words(term) in text for term in terms.split(",") if term.strip())


def contains_all(text: str, terms: str) -> bool:
    return all(words(term) in text for term in terms.split(",") if term.strip())


def _any_of(tokens) -> Match:
    """Read `a AND b OR c`: words without an operator between them are joined by AND."""
    choices = [_all_of(tokens)]
    while tokens and tokens[0][0] == "OR":
        tokens.pop(0)
        choices.append(_all_of(tokens))
    return lambda text: any(match(text) for match in choices)


def _all_of(tokens) -> Match:
    parts = []
    while tokens and tokens[0][0] not in ("OR", ")"):
        if tokens[0][0] == "AND":
            tokens.pop(0)
        else:
            parts.append(_one(tokens))
    return lambda text: all(match(text) for match in parts)


def _one(tokens) -> Match:
    sign, phrase = tokens.pop(0)
    if sign == "NOT":
        match = _one(tokens) if tokens else lambda text: False
        return lambda text: not match(text)
    if sign == "(":
        match = _any_of(tokens)
        if tokens:
            tokens.pop(0)  # the closing bracket
        return match
    return lambda text: phrase in text
