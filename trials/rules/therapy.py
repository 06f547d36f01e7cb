"""What kind of advanced therapy a trial tests, how it is given, and whose cells it is made of.

The public registers ask for none of the three, so words do: first those in the fields of the tested
products, and only where these are silent those in the titles. What no rule knows stays "unknown".
Every answer comes with its basis in words.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from registers.records import AtmpClass

from .atmp import TEST

UNKNOWN = "unknown"
EX_VIVO, IN_VIVO = "ex_vivo", "in_vivo"
NO_CELLS = "not_applicable"
CELLS, VECTOR = "cells", "vector"
# By their legal definition these consist of cells or tissues that were worked on.
CLASSES_OF_CELLS = {
    AtmpClass.SCTMP: "somatic cell therapy",
    AtmpClass.TEP: "tissue engineered product",
}
SAID_DELIVERY = {
    EX_VIVO: re.compile(r"\bex[- ]vivo\b", re.IGNORECASE),
    IN_VIVO: re.compile(r"\bin[- ]vivo\b", re.IGNORECASE),
}
SOURCE_WORDS = {
    "autologous": re.compile(r"autologous|patient['’]s own|\bautotemcel|\bautoleucel", re.I),
    "allogeneic": re.compile(
        r"allogen(?:e)?ic|donor[- ]derived|\bdonor lymphocytes?|haploidentical|healthy donors?"
        r"|off[- ]the[- ]shelf|heterologous human",
        re.I,
    ),
    "xenogeneic": re.compile(r"xenogen(?:e)?ic|\bporcine (?:islet|cell|hepatocyte)", re.I),
}
# "After allogeneic stem cell transplantation" says nothing about the product.
TRANSPLANT = re.compile(
    r"(?:autologous|allogen(?:e)?ic|haploidentical)[\w ,/-]{0,60}?(?:transplant\w*|\bHS?CT\b)", re.I
)


@dataclass(frozen=True, slots=True)
class Technology:
    code: str
    label: str
    made_of: str
    words: re.Pattern
    unless: re.Pattern | None

    def found_in(self, text):
        """The words that show it, "" if there are none."""
        match = self.words.search(text)
        return match[0] if match and not (self.unless and self.unless.search(text)) else ""


@lru_cache(maxsize=1)
def technologies():
    """{code: Technology} in the order of the list."""
    listed = tomllib.loads(Path(__file__).with_name("technologies.toml").read_text("utf-8"))
    return {
        code: Technology(
            code,
            kind["label"],
            kind.get("made_of", ""),
            _any(kind["words"]),
            _any(kind.get("unless")),
        )
        for code, kind in listed.items()
        if isinstance(kind, dict)
    }


def _any(words):
    return re.compile("|".join(words), re.IGNORECASE) if words else None


@dataclass(frozen=True, slots=True)
class Therapy:
    """Each value is one or several codes, sorted; `basis` is {fact: why in words}."""

    technologies: tuple[str, ...] = (UNKNOWN,)
    deliveries: tuple[str, ...] = (UNKNOWN,)
    cell_sources: tuple[str, ...] = (UNKNOWN,)
    basis: dict[str, str] | None = None


def therapy(protocols, decision):
    """The therapy of a trial that is not declared to test none."""
    if decision == "no":
        return Therapy(basis={})
    products = [_fields(imp) for p in protocols for imp in p.products if imp.role == TEST]
    titles = list(
        dict.fromkeys(t for p in protocols for t in (p.title, p.lay_title, p.short_title) if t)
    )
    kinds = _technologies([text for fields in products for text in fields], "a product field")
    kinds = kinds or _technologies(titles, "the title")
    deliveries = _deliveries(protocols, products, kinds)
    sources = _cell_sources(products, titles, deliveries)
    found = {"technology": kinds, "delivery": deliveries, "cell_source": sources}
    return Therapy(
        *(tuple(sorted(values)) or (UNKNOWN,) for values in found.values()),
        basis={fact: "; ".join(values.values()) for fact, values in found.items() if values},
    )


def _fields(imp):
    texts = (imp.name, imp.code, imp.trade_name, *imp.substances, imp.other_type, *imp.declared)
    return [text for text in texts if text]


def _technologies(texts, where):
    """{code: why}"""
    found = {}
    for kind in technologies().values():
        word = next(filter(None, map(kind.found_in, texts)), "")
        if word:
            found[kind.code] = f"{kind.label}: “{word}” in {where}"
    return found


def _deliveries(protocols, products, kinds):
    """What the fields say; else cells are worked on outside the body, and a vector that is not
    carried by cells is given to the body."""
    texts = [text for fields in products for text in fields]
    said = {
        delivery: f"“{match[0]}” in a product field"
        for delivery, words in SAID_DELIVERY.items()
        if (match := next(filter(None, map(words.search, texts)), None))
    }
    if said:
        return said
    made_of = {technologies()[code].made_of: technologies()[code].label for code in kinds}
    if CELLS in made_of:
        return {EX_VIVO: f"cells worked on outside the body ({made_of[CELLS]})"}
    if VECTOR in made_of:
        return {IN_VIVO: f"given to the body without cells ({made_of[VECTOR]})"}
    declared = {kind for p in protocols for i in p.products if i.role == TEST for kind in i.classes}
    for kind, name in CLASSES_OF_CELLS.items():
        if kind in declared and AtmpClass.GTMP not in declared:
            return {EX_VIVO: f"declared as {name}, which consists of cells"}
    return {}


def _cell_sources(products, titles, deliveries):
    texts = [text for fields in products for text in fields]
    found = _sources(texts, "a product field")
    if not found and set(deliveries) == {IN_VIVO}:
        return {NO_CELLS: "given to the body without cells"}
    return found or _sources([TRANSPLANT.sub(" ", title) for title in titles], "the title")


def _sources(texts, where):
    return {
        source: f"“{match[0]}” in {where}"
        for source, words in SOURCE_WORDS.items()
        if (match := next(filter(None, map(words.search, texts)), None))
    }
