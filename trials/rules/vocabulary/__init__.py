"""The vocabulary of advanced therapies: the names and words that show that a product is one.

The lists are the TOML files of this folder; docs/classification.md says what each contains.
Somebody who knows the field can add a line without reading code. The decision, the class, the
technology and the search all use these lists and no others; no database, no Django.
"""

from .find import GENERAL_WORD, Sign, signs_in_product, signs_in_title
from .lists import Technology, known_products, technologies
from .medicines import names_other_medicine
from .names import named_products, other_names

__all__ = [
    "GENERAL_WORD",
    "Sign",
    "Technology",
    "known_products",
    "named_products",
    "names_other_medicine",
    "other_names",
    "signs_in_product",
    "signs_in_title",
    "technologies",
]
