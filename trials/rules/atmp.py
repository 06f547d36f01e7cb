"""Is the trial one of an advanced therapy, and of which class? Only products under test count."""

from dataclasses import dataclass

from core.text import name_key
from registers.keywords import advanced_therapy_word
from registers.records import Answer, AtmpClass, Imp

from .lead import disagreement, source, together

TEST = "Test"


@dataclass(frozen=True, slots=True)
class MergedProduct:
    """One IMP as all records of a trial declare it together; `sources` name those records."""

    imp: Imp
    atmp: Answer
    atmp_class: str
    authorised: Answer
    orphan: Answer
    sources: tuple[str, ...]


def strongest_class(classes):
    """GTMP before cATMP before TEP before sCTMP, the order of `AtmpClass`; "" for none."""
    return next((kind.value for kind in AtmpClass if kind in classes), "")


def merged_products(protocols):
    """The trial's products, the same product of several countries once, Test products first."""
    groups = {}
    for protocol in protocols:
        for imp in protocol.products:
            names = (imp.name, imp.code, *imp.substances, imp.trade_name)
            key = imp.role, next(filter(None, map(name_key, names)), "")
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
    """("yes", "no" or "unclear", what it rests on).

    A declared flag decides. Where the registers are silent about a product under test, words in
    titles and product fields do, and they never turn a declared No into a Yes.
    """
    tested = [imp for p in protocols for imp in p.products if imp.role == TEST]
    answers = {imp.atmp for imp in tested}
    if Answer.YES in answers:
        return "yes", "declared in the register"
    if answers == {Answer.NO}:
        return "no", "declared in the register"
    fields = (
        text
        for imp in tested
        for text in (imp.trade_name, imp.name, imp.code, *imp.substances, imp.other_type)
    )
    titles = (text for p in protocols for text in (p.title, p.lay_title, p.short_title))
    if word := advanced_therapy_word(*fields, *titles):
        return "yes", f"the words “{word}”"
    return "unclear", "the register does not say"


def trial_class(protocols):
    """The class of the union over all tested products; "unclear" for an ATMP without one, "" for a
    trial that is none."""
    classes = _tested_classes(protocols)
    decision, _ = atmp_decision(protocols)
    return strongest_class(classes) or ("unclear" if decision == "yes" else "")


def _tested_classes(protocols):
    return {
        kind for p in protocols for imp in p.products if imp.role == TEST for kind in imp.classes
    }


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
    """Is a tested advanced therapy already authorised?"""
    return any(
        p.imp.role == TEST and p.atmp == Answer.YES and p.authorised == Answer.YES for p in products
    )
