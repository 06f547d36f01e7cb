"""Decide whether a trial tests an advanced therapy, and of which class. Only tested products count.

Statements of the records come first: a declaration, a flag, a stated origin of the substance. If a
record states nothing on a product, the vocabulary reads its names, then the titles. The reason
names the source: "declared in the register" is never the reason for a word that was found.
"""

from dataclasses import dataclass

from core.text import name_key
from registers.records import Answer, AtmpClass, Imp

from .lead import disagreement, source, together
from .vocabulary import names_other_medicine, signs_in_product, signs_in_title

TEST = "Test"


@dataclass(frozen=True, slots=True)
class MergedProduct:
    """An investigational medicinal product (IMP) as all records of a trial declare it together;
    `sources` name these records."""

    imp: Imp
    atmp: Answer
    atmp_class: str
    authorised: Answer
    orphan: Answer
    sources: tuple[str, ...]


def strongest_class(classes):
    """Return the first class in the order of `AtmpClass` (GTMP, cATMP, TEP, sCTMP), "" for none."""
    return next((kind.value for kind in AtmpClass if kind in classes), "")


def tested_products(protocols):
    """Return the tested products of all records."""
    return [imp for p in protocols for imp in p.products if imp.role == TEST]


def product_texts(imp):
    """Return the texts of a product that describe it, without empty ones."""
    texts = (imp.trade_name, imp.name, imp.code, *imp.substances, *imp.synonyms, imp.other_type)
    return list(filter(None, texts))


def titles_of(protocols):
    """Return the titles of all records, each once."""
    titles = (title for p in protocols for title in (p.title, p.lay_title, p.short_title))
    return list(dict.fromkeys(filter(None, titles)))


def merged_products(protocols):
    """Return the products of a trial, tested ones first, a product of several countries once.

    Products without a name stay separate: no field says whether two of them are the same.
    """
    groups = {}
    for protocol in protocols:
        for place, imp in enumerate(protocol.products):
            names = (imp.name, imp.code, *imp.substances, imp.trade_name)
            name = next(filter(None, map(name_key, names)), "")
            key = (imp.role, name) if name else (source(protocol), place)
            groups.setdefault(key, []).append((source(protocol), imp))
    merged = [_merge(group) for group in groups.values()]
    return sorted(merged, key=lambda product: product.imp.role != TEST)


def _merge(group):
    imps = [imp for _, imp in group]
    atmp = together(imp.atmp for imp in imps)
    classes = frozenset().union(*(imp.classes for imp in imps))
    unclear = AtmpClass.UNCLEAR.value if atmp == Answer.YES else ""
    return MergedProduct(
        imp=max(imps, key=lambda imp: (bool(imp.name), len(imp.substances))),
        atmp=atmp,
        atmp_class=strongest_class(classes) or unclear,
        authorised=together(imp.authorised for imp in imps),
        orphan=together(imp.orphan for imp in imps),
        sources=tuple(dict.fromkeys(name for name, _ in group)),
    )


def atmp_decision(protocols):
    """Return ("yes", "no" or "unclear", the reason in words).

    A statement of a record decides. Where the records state nothing on a tested product, names and
    words in its fields and in the titles decide. They never turn a stated No into a Yes.
    """
    tested = tested_products(protocols)
    answers = {imp.atmp for imp in tested}
    for answer in (Answer.YES, Answer.NO):
        if answer in answers and (answer == Answer.YES or len(answers) == 1):
            by = next(filter(None, (imp.atmp_by for imp in tested if imp.atmp == answer)), "")
            return (
                answer.value,
                f"declared in the register: {by}" if by else "declared in the register",
            )
    if found := deciding_signs(protocols):
        sign, where = found[0]
        return "yes", f"“{sign.word}” in {where}: {sign.why}"
    if any(imp.atmp == Answer.YES and not imp.role for p in protocols for imp in p.products):
        return "unclear", "declared for a product whose role the register does not state"
    return "unclear", "the register does not say"


def deciding_signs(protocols):
    """Return [(sign, its place in words)] of an advanced therapy.

    The fields of tested products are read, without products on which the record states a No. The
    titles are read only if these fields have no sign.
    """
    found = [
        (sign, "a product field")
        for imp in _open_products(protocols)
        for text in product_texts(imp)
        for sign in signs_in_product(text)
        if sign.decides
    ]
    return found or [
        (sign, "a title")
        for title in telling_titles(protocols)
        for sign in signs_in_title(title)
        if sign.decides
    ]


def telling_titles(protocols):
    """Return the titles; none if every tested product is another medicine by its name, because a
    title then speaks of an advanced therapy that patients had."""
    products = _open_products(protocols)
    if products and all(any(map(names_other_medicine, product_texts(imp))) for imp in products):
        return []
    return titles_of(protocols)


def _open_products(protocols):
    """Return the tested products on which no record states a No."""
    return [imp for imp in tested_products(protocols) if imp.atmp != Answer.NO]


def trial_class(protocols):
    """Return the strongest class that a record declares for a tested product, else that of names
    and words, "unclear" if these leave it open. Return "" for a trial without an advanced
    therapy."""
    declared = strongest_class(_tested_classes(protocols))
    if declared or atmp_decision(protocols)[0] != "yes":
        return declared
    sign, _ = _sign_of_class(protocols)
    return sign.atmp_class if sign else AtmpClass.UNCLEAR.value


def class_basis(protocols):
    """Return the reason in words for a class that no record declares, "" for a declared one."""
    if _tested_classes(protocols) or atmp_decision(protocols)[0] != "yes":
        return ""
    sign, where = _sign_of_class(protocols)
    return f"“{sign.word}” in {where}: {sign.why}" if sign else ""


def _sign_of_class(protocols):
    """Return the first sign of the strongest class and its place, (None, "") without a class."""
    signs = [pair for pair in deciding_signs(protocols) if pair[0].atmp_class != AtmpClass.UNCLEAR]
    strongest = strongest_class({sign.atmp_class for sign, _ in signs})
    return next((pair for pair in signs if pair[0].atmp_class == strongest), (None, ""))


def _tested_classes(protocols):
    return {kind for imp in tested_products(protocols) for kind in imp.classes}


def class_conflict(protocols):
    return disagreement(
        (source(p), strongest_class(_tested_classes([p]))) for p in protocols if p.products
    )


def atmp_conflict(protocols):
    def says(protocol):
        answers = {imp.atmp for imp in protocol.products if imp.role == TEST}
        return together(answers).value

    return disagreement((source(p), says(p)) for p in protocols if p.products)


def has_authorised_product(products):
    """Return whether a tested advanced therapy has a marketing authorisation."""
    return any(
        p.imp.role == TEST and p.atmp == Answer.YES and p.authorised == Answer.YES for p in products
    )
