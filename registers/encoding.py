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
# Code pages of other systems, for texts of Latin letters: they are recognised, not decoded.
OTHER_CODE_PAGES = ("cp1250", "cp1257", "mac_roman", "cp850", "cp437")
# Code pages of Greek and Cyrillic, in which one pair may be text: two of them side by side are not.
GREEK_AND_CYRILLIC = ("cp1251", "cp1253", "koi8_r")
GREEK_AND_CYRILLIC_FIRST_BYTES = range(0xCE, 0xD2)
FIRST_BYTES, SECOND_BYTES = range(0xC2, 0xC6), range(0x80, 0xC0)
LATIN_WORD = re.compile(r"[^\s/,;()]*[a-zA-Z][^\s/,;()]*")
MARKS_BEHIND_LETTERS = frozenset(
    "\u201a\u201e\u2018\u2019\u201c\u201d\u00ab\u00bb\u2013\u2014\u2026\u2039\u203a\u2122\u00ae\u00b0"
)
LOST = "\ufffd"
MAX_DECODING_ROUNDS = 3
MAX_EXAMPLE_LENGTH = 60
CODE_PAGE, UNKNOWN_TO_IT = "cp1252", "registers.unknown_to_the_code_page"


def _shown(known, page):
    """Return the letters as which a code page shows bytes, without bytes that it does not know."""
    return bytes(known).decode(page, "ignore")


def _other_pairs():
    """Return a pattern for the pairs that the other code pages show, and for controls of Latin-1,
    which no text has."""
    pairs = ["[\u0080-\u0084\u0086-\u009f]"]
    for page in OTHER_CODE_PAGES:
        first, second = _shown(FIRST_BYTES, page), _shown(SECOND_BYTES, page)
        letters = "".join(
            letter
            for letter in second
            if not (first.isalpha() and letter in MARKS_BEHIND_LETTERS)
            and not "\u2500" <= letter <= "\u259f"
        )
        pairs.append(f"[{re.escape(first)}][{re.escape(letters)}]")
        pairs.append(re.escape(b"\xe2\x80".decode(page)))
    for page in GREEK_AND_CYRILLIC:
        first = _shown(GREEK_AND_CYRILLIC_FIRST_BYTES, page)
        second = _shown(SECOND_BYTES, page)
        # Words in capitals have capitals behind the first letter, and lists have marks.
        letters = "".join(
            letter
            for letter in second
            if not letter.isupper() and letter not in MARKS_BEHIND_LETTERS | {"\u00b7", "\u00a0"}
        )
        pairs.append(f"(?:[{first}][{re.escape(letters)}]){{2}}")
        pairs.append(re.escape(b"\xe2\x80".decode(page)))
    return re.compile("|".join(pairs))


OTHER_PAIR = _other_pairs()
# Every match begins with one of them, and a search for one letter is much faster.
OTHER_FIRST_LETTERS = frozenset(
    [*map(chr, range(0x80, 0x85)), *map(chr, range(0x86, 0xA0))]
    + [letter for page in OTHER_CODE_PAGES for letter in _shown((*FIRST_BYTES, 0xE2), page)]
    + [
        letter
        for page in GREEK_AND_CYRILLIC
        for letter in _shown((*GREEK_AND_CYRILLIC_FIRST_BYTES, 0xE2), page)
    ]
)

LATIN_FIRST_LETTERS = {page: _shown(FIRST_BYTES, page) for page in GREEK_AND_CYRILLIC}


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
        if _is_of_latin_9(text):
            break
        try:
            text = found = text.encode(CODE_PAGE, UNKNOWN_TO_IT).decode()
        except UnicodeError:
            break
    return found


def _is_of_latin_9(text):
    """Return whether the text may be of Latin-9 (ISO 8859-15), in which eight bytes are other
    letters: it is then not certain what was meant."""
    try:
        meant = text.encode("iso8859-15").decode()
    except UnicodeError:
        return False
    return meant != text.encode(CODE_PAGE, UNKNOWN_TO_IT).decode(errors="replace")


def encoded_twice(text: str) -> str:
    """Return the first word of the text that looks encoded twice; "" if none does."""
    found = _first_pair(text) or _other_pair(text) or _latin_word(text)
    return _word_at(text, found.start()) if found else ""


def _other_pair(text):
    if text.isascii() or not any(letter in text for letter in OTHER_FIRST_LETTERS):
        return None
    return OTHER_PAIR.search(text)


def _latin_word(text):
    """Return the match of the first Latin word whose accents are Greek or Cyrillic letters with
    marks, because it was read by a code page of these: "multicГ©ntrico".

    Such a word is UTF-8 again if the code page writes it. A word of both scripts such as IFN-Γ
    never is, apart from marks at its end.
    """
    if text.isascii():
        return None
    for page, first in LATIN_FIRST_LETTERS.items():
        if not any(letter in text for letter in first):
            continue
        for word in LATIN_WORD.finditer(text):
            if not word[0].isascii() and _is_latin_read_by(page, word[0]):
                return word
    return None


def _is_latin_read_by(page, word):
    try:
        meant = word.rstrip("".join(MARKS_BEHIND_LETTERS)).encode(page).decode()
    except UnicodeError:
        return False
    return any("\u00c0" <= letter <= "\u017f" for letter in meant)


def lost_character(text: str) -> str:
    """Return the first word of the text with the mark for a character that was lost when the text
    was decoded; "" if none has it."""
    place = text.find(LOST)
    return _word_at(text, place) if place >= 0 else ""


def _word_at(text, place):
    start = max(text.rfind(blank, 0, place) for blank in " \n\t") + 1
    return re.match(r"[^ \n\t]*", text[start : start + MAX_EXAMPLE_LENGTH])[0]
