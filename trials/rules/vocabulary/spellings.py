"""International nonproprietary names (INN) in other languages than English."""

import re

# "Axicabtagen-Ciloleucel" in German and "axicabtagén ciloleucel" in Spanish.
FIRST_WORD = re.compile(
    r"(?<=[^\W\d_]{4}gen)[oe]?[ -](?=[^\W\d_]{3,}(?:cel|ve[ck]|plasmid|lisbac|rev)(?:um)?\b)",
    re.IGNORECASE,
)
LATIN_END = re.compile(r"(?<=[^\W\d_]{4}(?:cel|vec))um\b", re.IGNORECASE)
# "abeparvovek" in Hungarian and Czech.
VECTOR_WITH_K = re.compile(
    r"(?<=[^\W\d_]{3}(?:parvo|adeno|lenti|retro|herpa|perpa)ve)k\b|(?<=[^\W\d_]{3}repve)k\b",
    re.IGNORECASE,
)


def in_english(text):
    """Return a text without accents with its INN as they are in English."""
    text = LATIN_END.sub("", FIRST_WORD.sub("e ", text))
    return VECTOR_WITH_K.sub("c", text)
