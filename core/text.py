"""Text made comparable: for searching, and for telling that two spellings are the same name."""

import re
import unicodedata

LETTERS_WITHOUT_PARTS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
# A word, or a number with its hyphens such as 2022-002568-62 and DEMO-101.
WORD = re.compile(r"[^\W_]+(?:[-+][^\W_]+)*\+?")
BREAKS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
LONGEST_SEARCH_TEXT = 2000


def folded(text):
    """Lower case without accents: "Køge" and "koge" are the same word."""
    text = unicodedata.normalize("NFKD", text.casefold()).translate(LETTERS_WITHOUT_PARTS)
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def search_text(*texts):
    """The different words of the texts in their order, for `search_words` to be found in."""
    words = dict.fromkeys(word for text in texts for word in WORD.findall(folded(text)))
    return " ".join(words)[:LONGEST_SEARCH_TEXT]


def search_words(query):
    """The words of a reader's query; each must be found somewhere."""
    return list(dict.fromkeys(WORD.findall(folded(query))))


def one_line(text):
    """Blanks in the place of line breaks and of control characters, which no XML may hold."""
    return " ".join(BREAKS.sub(" ", str(text)).split())


def name_key(name):
    """Names that differ in case, accents, punctuation or blanks have the same key."""
    return "".join(re.findall(r"[^\W_]+", folded(name)))
