"""Read the lists of this folder, once per process."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
KINDS_OF_WORDS = ("words", "product_words", "hints", "needs", "unless")
NOUN = re.compile(r"\{([a-z_]+)\}")
MIN_GENE_WORD_LETTERS = 9  # letters; "alipogene" is the shortest that is one product's own


@dataclass(frozen=True, slots=True)
class KnownProduct:
    """One product by all its names, the best known first. `since` is the year of its authorisation
    in the European Union, 0 for one without."""

    names: tuple[str, ...]
    atmp_class: str
    technologies: tuple[str, ...]
    since: int = 0
    withdrawn: int = 0


@dataclass(frozen=True, slots=True)
class Stem:
    """One ending of an INN and its meaning."""

    ending: str
    meaning: str
    atmp_class: str
    technologies: tuple[str, ...]
    pattern: re.Pattern
    example: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one technology, or of a part of the general list (`code` is then ""). Patterns
    are None where a list is empty; docs of the lists are in the files."""

    code: str
    atmp_class: str
    words: re.Pattern | None
    product_words: re.Pattern | None
    hints: re.Pattern | None
    needs: re.Pattern | None
    unless: re.Pattern | None
    not_beside: frozenset[str]
    may_be_vaccine: bool

    def is_out_of_place(self, text):
        """Return whether the text cannot show this kind, whatever else it says."""
        return bool(
            (self.needs and not self.needs.search(text))
            or (self.unless and self.unless.search(text))
        )


@dataclass(frozen=True, slots=True)
class Trap:
    """Phrases that mean something else. One with a word of `unless` in it means what it says."""

    phrases: re.Pattern
    unless: re.Pattern | None


@dataclass(frozen=True, slots=True)
class Technology:
    code: str
    label: str
    made_of: str


@cache
def _read(name):
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def _tables(name):
    return {key: value for key, value in _read(name).items() if isinstance(value, dict)}


def any_of(patterns):
    """Return one pattern for all, None for an empty list. Case does not matter."""
    return re.compile(_alternative(patterns), re.IGNORECASE) if patterns else None


def _alternative(patterns):
    """Return the patterns as one, with the forms of each noun in place of its name in braces."""
    return NOUN.sub(lambda match: f"(?:{_noun(match[1])})", "|".join(patterns))


@cache
def _noun(name):
    return _alternative(_read("nouns")[name]["words"])


@cache
def known_products():
    """Return every product that is known by name, the authorised ones first."""
    authorised = [
        KnownProduct(
            tuple(row["names"]),
            row["class"],
            tuple(row["technologies"]),
            row["since"],
            row.get("withdrawn", 0),
        )
        for row in _read("authorised")["product"]
    ]
    others = [
        KnownProduct(tuple(names), group["class"], tuple(group["technologies"]))
        for group in _read("investigational")["group"]
        for names in group["names"]
    ]
    return (*authorised, *others)


def gene_word(name):
    """Return the first word of a two-word INN ("onasemnogene abeparvovec"), which titles use alone,
    "" for another name."""
    first, _, second = name.partition(" ")
    is_one = second and first.endswith("gene") and len(first) >= MIN_GENE_WORD_LETTERS
    return first if is_one else ""


@cache
def stems():
    """Return the endings in the order of the list."""
    return tuple(
        Stem(
            row["ending"],
            row["meaning"],
            row["class"],
            tuple(row["technologies"]),
            re.compile(
                ("(?<!gene )" if row.get("is_only_word") else "")
                + rf"\b[^\W\d_]{{3,}}(?:{row['ending']})(?:-[TL])?\b",
                re.IGNORECASE,
            ),
            row["example"],
        )
        for row in _read("stems")["stem"]
    )


@cache
def technologies():
    """Return {code: Technology} in the order of the list."""
    return {
        code: Technology(code, table["label"], table.get("made_of", ""))
        for code, table in _tables("technologies").items()
    }


@cache
def words():
    """Return the word lists of the technologies, then the general ones."""
    tables = [*_tables("technologies").items()]
    tables += [("", table) for table in _tables("general").values()]
    return tuple(
        Words(
            code,
            table.get("class", "unclear"),
            *(any_of(table.get(key)) for key in KINDS_OF_WORDS),
            not_beside=frozenset(table.get("not_beside", ())),
            may_be_vaccine=table.get("may_be_vaccine", False),
        )
        for code, table in tables
    )


@cache
def less_specific_than(code):
    """Return the codes of the technologies beside which this one is not shown."""
    return next(listed.not_beside for listed in words() if listed.code == code)


@cache
def traps():
    """Return the lists of phrases that mean something else."""
    return tuple(
        Trap(
            re.compile(rf"(?<!\w)(?:{_alternative(table['words'])})", re.IGNORECASE),
            any_of(table.get("unless")),
        )
        for table in _tables("traps").values()
    )


@cache
def vaccine_words(name):
    """Return the pattern of one list of `vaccines.toml`."""
    return any_of(_read("vaccines")[name]["words"])


def words_in_all_languages(file, table):
    """Return the words of one table of a file, each once. They are in small letters."""
    return dict.fromkeys(word for words in _read(file)[table].values() for word in words)


@cache
def in_all_languages(file, table):
    """Return the words of one table of a file as one alternative: "after|following|nach"."""
    return "|".join(words_in_all_languages(file, table))
