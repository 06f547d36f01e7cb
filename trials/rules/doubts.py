"""Find contradictions in the statements of a trial's records about its products.

The register value follows the rules of `atmp`; each doubt is a sentence for a curator that names
the records, their statement and the contradicting one.
"""

from registers.records import Answer

from .atmp import TEST, product_texts, titles_of
from .lead import source
from .vocabulary import named_products, signs_in_product, signs_in_title


def doubts(protocols):
    """Return the doubts of a trial, each once, with the records that have it."""
    found = {}
    for protocol in protocols:
        titles = titles_of([protocol])
        for imp in protocol.products:
            for doubt in (*_of_product(imp), *_of_flag_and_words(imp, titles)):
                found.setdefault(doubt, []).append(source(protocol))
    return tuple(f"{', '.join(dict.fromkeys(names))}: {doubt}" for doubt, names in found.items())


def _of_product(imp):
    product = _name(imp)
    for contradiction in imp.contradictions:
        yield f"{product}: {contradiction}"
    if not imp.role and imp.atmp == Answer.YES:
        yield (
            f"{product} is declared as an advanced therapy, and the record does not say whether "
            "it is tested; it is not counted"
        )
    for text in product_texts(imp) if imp.classes else ():
        for known in named_products(text):
            if known.since and known.atmp_class not in imp.classes:
                declared = " and ".join(sorted(imp.classes))
                yield (
                    f"{product} is declared as {declared}, and {known.names[0]} is authorised as "
                    f"{known.atmp_class}"
                )


def _of_flag_and_words(imp, titles):
    """Yield a doubt if the record states a No and a field of the product has a sign.

    Titles name other treatments too, so a sign in a title counts only if the record also declares
    genetically modified organisms.
    """
    if imp.role != TEST or imp.atmp != Answer.NO:
        return
    is_modified = imp.gmo == Answer.YES
    modified = ", and genetically modified organisms are declared" if is_modified else ""
    places = (
        (product_texts(imp), signs_in_product, "a product field"),
        (titles if is_modified else (), signs_in_title, "a title"),
    )
    for texts, signs_in, where in places:
        signs = (sign for text in texts for sign in signs_in(text) if sign.decides)
        if sign := next(signs, None):
            yield (
                f"{_name(imp)}: {imp.atmp_by}, but “{sign.word}” in {where} is a sign of an "
                f"advanced therapy{modified}"
            )
            return


def _name(imp):
    return next(filter(None, (imp.name, imp.code, *imp.substances, imp.trade_name)), "A product")
