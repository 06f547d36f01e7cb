"""Text that a script encoded twice: UTF-8 that was read as Latin-1 or Windows-1252 and written as
UTF-8 again, so that "é" is "Ã©". It is read as it was meant where that is certain, and noted in
any case."""

import codecs
import re

# Two letters that are side by side in no language: the first byte of a letter in UTF-8, and one
# that follows it, as the two code pages show them.
PAIR = re.compile(
    "[\u00c2-\u00c5\u00ce-\u00d1][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192"
    "\u02c6\u02dc\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]"
    "|\u00e2[\u20ac\u0080]"
)
FIRST_LETTERS = "\u00c2\u00c3\u00c4\u00c5\u00ce\u00cf\u00d0\u00d1\u00e2"  # of such a pair
MAX_DECODING_ROUNDS = 3
MAX_EXAMPLE_LENGTH = 60
CODE_PAGE, UNKNOWN_TO_IT = "cp1252", "registers.unknown_to_the_code_page"


def _as_in_latin_1(error):
    """Return the bytes that Windows-1252 does not know as those of Latin-1."""
    return error.object[error.start : error.end].encode("latin-1"), error.end


codecs.register_error(UNKNOWN_TO_IT, _as_in_latin_1)


def _first_pair(text):
    # Most texts have none of the letters, which is found much faster than by the pattern.
    if text.isascii() or not any(letter in text for letter in FIRST_LETTERS):
        return None
    return PAIR.search(text)


def decoded_once_more(text: str) -> str:
    """Return the text as it was before it was encoded once too often; "" if it was not.

    Every letter of it that is not ASCII must be part of such a pair: a single letter that is right
    as it is shows that the pairs are meant.
    """
    found = ""
    for _ in range(MAX_DECODING_ROUNDS):
        if not _first_pair(text):
            break
        try:
            text = found = text.encode(CODE_PAGE, UNKNOWN_TO_IT).decode()
        except UnicodeError:
            break
    return found


def encoded_twice(text: str) -> str:
    """Return the first word of the text that looks encoded twice; "" if none does."""
    found = _first_pair(text)
    if not found:
        return ""
    start = max(text.rfind(blank, 0, found.start()) for blank in " \n\t") + 1
    return re.match(r"[^ \n\t]*", text[start : start + MAX_EXAMPLE_LENGTH])[0]
