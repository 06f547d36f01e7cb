"""Names of persons: their parts, and names made comparable.

A name is kept as it is printed. Its parts are kept beside it where a file, a card or the person
says them, and are split from the printed name only where no other reading is left.
"""

import re
from dataclasses import dataclass

from core.text import folded

WORD = re.compile(r"[^\W_]+")
NO_NAME = re.compile(r"[@/:0-9]")
TITLES = frozenset(
    "dr prof professor professeur professore doctor docteur doktor phd md mr mrs ms mx miss "
    "msc bsc "
    "ing dipl mag herr frau mme mlle sig priv doz pd sc med rer nat hc habil univ dott dottssa "
    "dottore dra sra profssa drs mudr rndr ph mba mph frcp facs pharmd bc mgr".split()
)
SALUTATIONS = frozenset(
    "mr mrs ms mx miss herr frau monsieur madame m mme mlle sig signor signora sr sra señor "
    "señora senor senora sir dame".split()
)
SUFFIXES = frozenset(
    "phd md msc bsc mba mph frcp facs pharmd jr sr ii iii iv esq dphil dsc rn llm llb dvm cbe obe "
    "mbe med rer nat hc habil fh mrcp mrcpch frcpch".split()
)
PARTICLES = frozenset(
    "de del della di da dal dos das do du des la le van von vom zu zur zum der den ten ter "
    "te af av "
    "el al bin ibn y e".split()
)
MAX_WORDS_PER_PART = 4


@dataclass(frozen=True)
class NameParts:
    salutation: str = ""
    title: str = ""
    given_name: str = ""
    family_name: str = ""
    suffix: str = ""

    @property
    def printed(self):
        """Return given and family name and suffix as one prints them; titles stay apart."""
        name = " ".join(part for part in (self.given_name, self.family_name) if part)
        return f"{name}, {self.suffix}" if name and self.suffix else name


PART_NAMES = tuple(NameParts.__dataclass_fields__)


def person_key(name):
    """Return the same key for "Dr. Ana García", "GARCIA Ana" and "García, Ana".

    Accents, case, order and titles are ignored. A name that consists of titles keeps them.
    """
    words = WORD.findall(folded(name))
    names = [word for word in words if word not in TITLES] or words
    return " ".join(sorted(names))[:200]


def without_suffix(name):
    """Return (name, suffix) of "Rossi, MD, PhD"; the suffix is empty where there is none."""
    parts = [part.strip() for part in name.split(",")]
    kept = len(parts)
    while kept > 1 and _all_of(parts[kept - 1], SUFFIXES):
        kept -= 1
    return ", ".join(parts[:kept]), ", ".join(parts[kept:])


def without_title(name):
    """Return (salutation, title, name) of "Frau Prof. Dr. Ana Silva"."""
    words, salutation, title = name.split(), [], []
    while len(words) > 1 and _all_of(words[0], SALUTATIONS) and not title:
        salutation.append(words.pop(0))
    while len(words) > 1 and _is_title(words[0]):
        title.append(words.pop(0))
    return " ".join(salutation), " ".join(title), " ".join(words)


def _is_title(word):
    """Return whether the word is a title, as "Dr." and "h.c."; "Ing" without a dot may be a
    name."""
    return _all_of(word, TITLES | {"h", "c", "em"}) and (
        word.endswith(".") or folded(word) in {"dr", "prof", "professor", "mudr"}
    )


def parts_of(name):
    """Return the parts of the printed name that are certain: "Silva, Ana" has two, and
    "Ana Silva" none, because it may be "Silva Ana" in another country."""
    bare, suffix = without_suffix(name)
    family, comma, rest = bare.partition(",")
    if not comma or "," in rest:
        return NameParts()
    salutation, title, given = without_title(rest.strip())
    first_salutation, first_title, family = without_title(family.strip())
    if not (_may_be_part(family) and _may_be_part(given)):
        return NameParts()
    return NameParts(salutation or first_salutation, title or first_title, given, family, suffix)


def likely_parts(name):
    """Return the parts of a printed name for uses that need them, such as a contact card: the last
    word is the family name, with particles such as "van der" before it."""
    certain = parts_of(name)
    if certain.family_name:
        return certain
    bare, suffix = without_suffix(name)
    salutation, title, bare = without_title(bare)
    words = bare.split()
    start = len(words) - 1
    while start > 1 and words[start - 1].casefold() in PARTICLES:
        start -= 1
    return NameParts(salutation, title, " ".join(words[:start]), " ".join(words[start:]), suffix)


def _may_be_part(text):
    words = text.split()
    return 0 < len(words) <= MAX_WORDS_PER_PART and not NO_NAME.search(text)


def _all_of(text, known):
    """Return whether all words of the text are known; "Ph.D." is compared as "phd"."""
    words = WORD.findall(folded(text))
    return bool(words) and (all(word in known for word in words) or "".join(words) in known)


def folded_words(text):
    """Return the words of a text in lower case and without accents."""
    return WORD.findall(folded(text))
