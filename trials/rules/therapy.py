"""Find which technology a trial tests, how the product is given, and whose cells it is made of.

The registers do not ask for these three facts, so words decide: first those in the fields of the
tested products, and those in the titles only if the fields say nothing. A fact that no rule knows
is "unknown". Every answer has its basis in words.
"""

import re
from dataclasses import dataclass

from core.text import without_accents
from registers.records import AtmpClass

from .atmp import product_texts, telling_titles, tested_products, titles_of
from .vocabulary import signs_in_product, signs_in_title, technologies

UNKNOWN = "unknown"
EX_VIVO, IN_VIVO = "ex_vivo", "in_vivo"
NO_CELLS = "not_applicable"
CELLS, VECTOR = "cells", "vector"
# By their legal definition these consist of cells or tissues that were changed.
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
# "After allogeneic stem cell transplantation" does not describe the product.
TRANSPLANT = re.compile(
    r"(?:autologous|allogen(?:e)?ic|haploidentical)[\w ,/-]{0,60}?(?:transplant\w*|\bHS?CT\b)", re.I
)


@dataclass(frozen=True, slots=True)
class Therapy:
    """Each value is one or several codes, sorted; `basis` is {fact: why in words}."""

    technologies: tuple[str, ...] = (UNKNOWN,)
    deliveries: tuple[str, ...] = (UNKNOWN,)
    cell_sources: tuple[str, ...] = (UNKNOWN,)
    basis: dict[str, str] | None = None


def therapy(protocols, decision):
    """Return the therapy of a trial; nothing is known of it if the decision is "no"."""
    if decision == "no":
        return Therapy(basis={})
    tested = tested_products(protocols)
    texts = [text for imp in tested for text in (*product_texts(imp), *imp.declared)]
    titles = titles_of(protocols) if decision == "yes" else telling_titles(protocols)
    kinds = _technologies(texts, "a product field", signs_in_product)
    kinds = kinds or _technologies(titles, "the title", signs_in_title)
    texts = list(map(without_accents, texts))
    deliveries = _deliveries(tested, texts, kinds)
    sources = _cell_sources(texts, map(without_accents, titles), deliveries)
    found = {"technology": kinds, "delivery": deliveries, "cell_source": sources}
    return Therapy(
        *(tuple(sorted(values)) or (UNKNOWN,) for values in found.values()),
        basis={fact: "; ".join(values.values()) for fact, values in found.items() if values},
    )


def _technologies(texts, where, signs_in):
    """Return {code: why} in the order of the vocabulary."""
    found = {}
    for sign in (sign for text in texts for sign in signs_in(text)):
        for code in sign.technologies:
            found.setdefault(code, f"{technologies()[code].label}: “{sign.word}” in {where}")
    return {code: found[code] for code in technologies() if code in found}


def _deliveries(tested, texts, kinds):
    """Return {delivery: why}.

    Words in the fields decide, else the technology: cells are changed outside the body, and a
    vector without cells is given to the body. A declared class of cells is used last.
    """
    said = {
        delivery: f"“{match[0]}” in a product field"
        for delivery, words in SAID_DELIVERY.items()
        if (match := next(filter(None, map(words.search, texts)), None))
    }
    if said:
        return said
    made_of = {technologies()[code].made_of: technologies()[code].label for code in kinds}
    if CELLS in made_of:
        return {EX_VIVO: f"cells changed outside the body ({made_of[CELLS]})"}
    if VECTOR in made_of:
        return {IN_VIVO: f"given to the body without cells ({made_of[VECTOR]})"}
    declared = {kind for imp in tested for kind in imp.classes}
    for kind, name in CLASSES_OF_CELLS.items():
        if kind in declared and AtmpClass.GTMP not in declared:
            return {EX_VIVO: f"declared as {name}, which consists of cells"}
    return {}


def _cell_sources(texts, titles, deliveries):
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
