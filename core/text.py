"""Normalised text, for search and for the comparison of names."""

import re
import unicodedata

# Registers, web pages and word processors use many characters for one mark. All of them are read as
# the character of the keyboard; zero-width characters are removed.
HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d"
BLANKS = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"
    "\u205f\u3000"
)
APOSTROPHES = "\u2018\u2019\u201b\u02bc\u00b4"
WITHOUT_WIDTH = (
    "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063"
    "\u2064\ufeff"
)
MARKS = str.maketrans(
    {
        **dict.fromkeys(HYPHENS, "-"),
        **dict.fromkeys(BLANKS, " "),
        **dict.fromkeys(APOSTROPHES, "'"),
        **dict.fromkeys(WITHOUT_WIDTH),
    }
)
LETTERS_WITHOUT_PARTS = str.maketrans(
    {
        **{"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"},
        **{"Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Þ": "Th"},
        **{"æ": "ae", "œ": "oe", "Æ": "Ae", "Œ": "Oe"},
    }
)
UMLAUTS_IN_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
TWO_LETTERS_OF_UMLAUTS = re.compile("ae|oe|ue|aa")
# A word, or a number with its hyphens such as 2022-002568-62 and DEMO-101.
WORD = re.compile(r"[^\W_]+(?:[-+][^\W_]+)*\+?")
GREEK_LETTERS = {
    **{"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta"},
    **{"κ": "kappa", "λ": "lambda", "ω": "omega"},
}
LONE_GREEK_LETTER = re.compile(f"(?<![\u0370-\u03ff])[{''.join(GREEK_LETTERS)}](?![\u0370-\u03ff])")
# Names such as CD19 and IL-2, whose hyphen authors set or leave out.
LETTERS_AND_NUMBER = re.compile(r"([a-z]{1,5})-?(\d{1,4})")
BREAKS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
MAX_SEARCH_TEXT_LENGTH = 2000


def even_marks(text):
    """Return the text with one kind of hyphen, space and apostrophe and no zero-width ones."""
    return text.translate(MARKS)


def without_accents(text):
    """Return the text with even marks and plain letters, in its own case: "Terapia génica" becomes
    "Terapia genica", and "CD34⁺" becomes "CD34+"."""
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFKD", even_marks(text)).translate(LETTERS_WITHOUT_PARTS)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def folded(text):
    """Return the text in lower case without accents: "Køge" becomes "koge". A Greek letter that is
    no part of a Greek word is written by its name: "β-globin" becomes "beta-globin"."""
    plain = without_accents(text.casefold())
    return plain if plain.isascii() else LONE_GREEK_LETTER.sub(_name_of_letter, plain)


def _name_of_letter(match):
    return GREEK_LETTERS[match[0]]


def search_text(*texts, max_length=MAX_SEARCH_TEXT_LENGTH):
    """Return the distinct words of the texts in their order, for the column `search_text`.

    Words beyond `max_length` characters are left out.
    """
    words = dict.fromkeys(word for text in texts for word in WORD.findall(folded(text)))
    joined = " ".join(words)
    return joined if len(joined) <= max_length else joined[:max_length].rpartition(" ")[0]


def with_other_spellings(text):
    """Return the text and its words as a keyboard without umlauts writes them, and the other way
    round: "Müller" is also "Mueller", and "Mueller" is also "Müller"."""
    whole = unicodedata.normalize("NFC", text).casefold()
    written = whole.translate(UMLAUTS_IN_TWO_LETTERS)
    return " ".join(dict.fromkeys((text, written, one_spelling(text))))


def one_spelling(text):
    """Return the folded text with umlauts as one letter: "Mueller" and "Müller" are "muller"."""
    return TWO_LETTERS_OF_UMLAUTS.sub(lambda match: match[0][0], folded(text))


def search_words(query):
    """Return the distinct words of a query."""
    return list(dict.fromkeys(WORD.findall(folded(query))))


def spellings_of(word):
    """Return a word with and without the hyphen between letters and a number: "cd19", "cd-19"."""
    match = LETTERS_AND_NUMBER.fullmatch(word)
    if not match:
        return (word,)
    letters, number = match.groups()
    return (word, f"{letters}{number}" if "-" in word else f"{letters}-{number}")


def one_line(text):
    """Return the text with spaces instead of line breaks and control characters."""
    return " ".join(BREAKS.sub(" ", str(text)).split())


def name_key(name):
    """Return a key that ignores case, accents, punctuation and spaces."""
    return "".join(re.findall(r"[^\W_]+", folded(name)))
