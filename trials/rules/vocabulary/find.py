"""Find the words in a text that show an advanced therapy, and which one."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from core.text import without_accents

from .acronyms import defined_acronyms, without_own_acronym
from .context import is_context
from .lists import less_specific_than, stems, traps, vaccine_words, words
from .names import find_names
from .spellings import in_english

MAX_WORDS_IN_CAPITALS = 3  # longer texts in capitals are a style of writing, not acronyms
BEFORE_IN_DANISH = re.compile(r"\bfør\b", re.IGNORECASE)  # without accents it would be "for"
REPEATED_MARK = re.compile(r"([^\w\s])\1{2,}")  # a line of hyphens is no text
REST_OF_WORD = re.compile(r"[\w-]*")
MAX_TEXT_LETTERS = 2000  # letters; the longest titles of the registers have about 1,000
KEPT_TEXTS = 8192
GENERAL_WORD = "a word"  # of a technology, not the name of a product


@dataclass(frozen=True, slots=True)
class Sign:
    """A word in a text that shows an advanced therapy.

    `why` is the kind of word. `atmp_class` is "unclear" if the word leaves the class open. A sign
    without `decides` adds its technologies to a trial that is an advanced therapy for other
    reasons.
    """

    word: str
    why: str
    technologies: tuple[str, ...]
    atmp_class: str
    decides: bool


def signs_in_product(text):
    """Return the signs in a field that describes one product: its name, code or substance."""
    return _signs(text, is_title=False)


def signs_in_title(text):
    """Return the signs in a title, without those in phrases on earlier treatment."""
    return _signs(text, is_title=True)


@lru_cache(maxsize=KEPT_TEXTS)
def _signs(text, is_title):
    text = _readable(text, is_title)
    signs, text = _named(text, is_title)
    text = _without_traps(text)
    signs += _by_ending(text, is_title)
    return tuple(_without_less_specific(signs + _by_words(text, is_title)))


def _without_less_specific(signs):
    """Return the signs; a technology that is for other products is shown only if the text shows no
    more specific one ("CAR-NK cells made of NK-92" are no other NK cells)."""
    shown = {code for sign in signs for code in sign.technologies}
    return [
        replace(
            sign,
            technologies=tuple(c for c in sign.technologies if not less_specific_than(c) & shown),
        )
        for sign in signs
    ]


def _readable(text, is_title):
    """Return the text with plain punctuation, single spaces and no accents.

    A long title in capitals is returned in small letters, because no acronym can be recognised in
    it ("TIL" is a preposition in Danish). The names of products are often in capitals and have no
    prepositions. A title is returned without the acronym that it gives its own trial, and without
    those that it defines for something else.
    """
    text = REPEATED_MARK.sub(r"\1", text[:MAX_TEXT_LETTERS].replace("_", " "))
    text = " ".join(text.split())
    if is_title:
        text = BEFORE_IN_DANISH.sub("foer", text)
    # Before the accents, because "Æ" becomes "Ae".
    is_shouted = is_title and text.isupper() and len(text.split()) > MAX_WORDS_IN_CAPITALS
    text = in_english(" ".join(without_accents(text).split()))
    if is_title:
        text = _without_other_meanings(without_own_acronym(text))
    return text.lower() if is_shouted else text


def _without_other_meanings(text):
    """Return a title without the acronyms that it defines for words without a sign."""
    for acronym, meaning in defined_acronyms(text):
        if not signs_in_product(meaning):
            text = re.sub(rf"\b{acronym}s?\b", " ", text)
    return text


def _gap(match):
    return " | "


def _without_traps(text):
    """Return the text without the phrases that mean something else."""
    for trap in traps():

        def gap(match, kept=trap.unless):
            return match[0] if kept and kept.search(match[0]) else _gap(match)

        text = trap.phrases.sub(gap, text)
    return text


def _named(text, is_title):
    """Return the signs that are names of products, and the text without these names."""
    signs = []
    for found in sorted(find_names(text), key=lambda named: -named.start):
        word, product = text[found.start : found.end], found.product
        if not (is_title and is_context(text, found.start, found.end)):
            why = "a name of " + product.names[0] if word != product.names[0] else "a product name"
            signs.append(Sign(word, why, product.technologies, product.atmp_class, True))
        text = f"{text[: found.start]}{_gap(None)}{text[found.end :]}"
    return signs[::-1], text


def _by_ending(text, is_title):
    signs = []
    for stem in stems():
        if word := _search(stem.pattern, text, is_title):
            why = f"by its ending the INN of a {stem.meaning}"
            signs.append(Sign(word, why, stem.technologies, stem.atmp_class, True))
    return signs


def _by_words(text, is_title):
    """Return at most one sign of each list."""
    is_vaccine = _is_vaccine(text)
    found = []
    for listed in words():
        if listed.is_out_of_place(text):
            continue
        for pattern, decides in (
            (listed.words, True),
            (None if is_title else listed.product_words, True),
            (listed.hints, False),
        ):
            if pattern and (word := _search(pattern, text, is_title)):
                found.append((listed, word, decides and not (is_vaccine and listed.may_be_vaccine)))
                break
    return [
        Sign(
            word,
            GENERAL_WORD,
            (listed.code,) if listed.code else (),
            listed.atmp_class,
            decides,
        )
        for listed, word, decides in found
    ]


def _search(pattern, text, is_title):
    """Return the first words, whole ones, that are not said of an earlier or another treatment."""
    for match in pattern.finditer(text):
        if not (is_title and is_context(text, match.start(), match.end())):
            return match[0].strip() + REST_OF_WORD.match(text, match.end())[0]
    return ""


def _is_vaccine(text):
    """Return whether the text is about a vaccine against an infectious disease, which is not a gene
    therapy with any carrier of its antigen."""
    says = vaccine_words("vaccine").search(text) and vaccine_words("infection").search(text)
    is_named = vaccine_words("named").search(text)
    return bool((says or is_named) and not vaccine_words("cancer").search(text))
