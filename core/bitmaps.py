"""Bitmaps: the rows with a word as one integer with one bit per row.

Python combines and counts integers of 50,000 bits in microseconds, so that every facet, chart and
map of a list is computed in memory. The rows of a filter are the union of the rows of its words,
the rows of all filters are the intersection, and a count is the number of bits.
"""

from collections import defaultdict
from itertools import chain

ZERO, ONE = ord("0"), ord("1")
MAX_CODES = 256
WORDS_PER_BYTE = 8
TO_DIGITS = bytes([ZERO, ONE]) + bytes(MAX_CODES - 2)
FROM_DIGITS = bytes(ONE) + b"\1" + bytes(MAX_CODES - ONE - 1)


def bits_of_column(column, words_of):
    """Return {word: bitmap of its rows}; `words_of` returns the words of a value."""
    found = {}
    for codes, code_of in _codings(set(column), words_of):
        found |= _bits_of_codes(bytes(map(code_of.__getitem__, column)), codes)
    return found


def bits_of_runs(values, lengths, words_of):
    """Return the same for run-length encoded values: each value and its number of rows."""
    found = {}
    for codes, code_of in _codings(set(values), words_of):
        runs = zip(map(code_of.__getitem__, values), lengths, strict=True)
        found |= _bits_of_codes(b"".join(bytes([code]) * length for code, length in runs), codes)
    return found


def _codings(values, words_of):
    """Yield ({group of words: code}, {value: code of its group}).

    If there are more groups than fit into a byte, yield once per eight words instead.
    """
    groups = {value: tuple(words_of(value)) for value in values}
    different = set(groups.values())
    if len(different) <= MAX_CODES:
        parts = [groups]
    else:
        words = list(dict.fromkeys(chain.from_iterable(different)))
        parts = (
            _only(groups, frozenset(words[start : start + WORDS_PER_BYTE]))
            for start in range(0, len(words), WORDS_PER_BYTE)
        )
    for part in parts:
        codes = {group: code for code, group in enumerate(dict.fromkeys(part.values()))}
        yield codes, {value: codes[group] for value, group in part.items()}


def _only(groups, words):
    return {value: tuple(filter(words.__contains__, group)) for value, group in groups.items()}


def _bits_of_codes(coded, codes):
    """Return {word: bitmap}; `coded` has one byte per row. Digits are written last row first."""
    words = defaultdict(list)
    for group, code in codes.items():
        for word in group:
            words[word].append(code)
    coded = coded[::-1]
    found = {}
    for word, here in words.items():
        table = bytearray([ZERO]) * MAX_CODES
        for code in here:
            table[code] = ONE
        found[word] = int(coded.translate(table), 2)
    return found


def bits_of_rows(rows, total):
    """Return the bitmap of these rows, which are numbers below `total`."""
    marks = bytearray(total)
    for row in rows:
        marks[row] = 1
    marks.reverse()
    return int(marks.translate(TO_DIGITS) or b"0", 2)


def rows_of_bits(bits, total):
    """Return one byte per row, not 0 for rows that are set, for `itertools.compress`."""
    return f"{bits:0{total}b}"[::-1].encode().translate(FROM_DIGITS) if total else b""
