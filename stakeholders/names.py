"""Names of persons made comparable."""

import re

from core.text import folded

WORD = re.compile(r"[^\W_]+")
TITLES = frozenset(
    "dr prof professor doctor phd md mr mrs ms mx msc bsc ing dipl mag herr frau priv doz pd sc "
    "med rer nat hc dott dottssa".split()
)


def person_key(name):
    """The same for "Dr. Ana García", "GARCIA Ana" and "García, Ana": accents, case, order and
    titles do not count. A name that is nothing but titles keeps them."""
    words = WORD.findall(folded(name))
    names = [word for word in words if word not in TITLES] or words
    return " ".join(sorted(names))[:200]
