"""Ask registers for products by name: they cannot be asked for advanced therapies, nor for the
endings of names."""

from .lists import gene_word, known_products

NAMES_PER_QUERY = 20


def name_queries():
    """Return searches in the syntax of EudraCT for the authorised products: the trade name, the INN
    (of two words the first, which finds both) and the code of each."""
    names = [
        gene_word(name) or name
        for product in known_products()
        if product.since
        for name in product.names
        if len(name.split()) <= 2
    ]
    names = [f'"{name}"' if not name.isalnum() else name for name in dict.fromkeys(names)]
    parts = range(0, len(names), NAMES_PER_QUERY)
    return [" OR ".join(names[start : start + NAMES_PER_QUERY]) for start in parts]
