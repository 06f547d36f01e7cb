"""Dictionaries and codebooks as rows of a file."""

from .choices import plain_text
from .dictionary import HEADINGS
from .words import in_words

CODEBOOK = (
    "Form",
    "Section",
    "Variable",
    "Question",
    "Type",
    "Choices",
    "Shown if",
    "Logic",
    "Missing codes",
)


def dictionary_rows(dictionary):
    """Yield the header of REDCap's designer, then 18 unchanged cells per field."""
    yield tuple(HEADINGS.values())
    for field in dictionary.fields:
        yield field.sources


def codebook_rows(dictionary, missing=None):
    """Yield one row per field, with the columns of CODEBOOK."""
    section = form = ""
    for field in dictionary.fields:
        section = field.section or (section if field.form == form else "")
        form = field.form
        codes = (missing or {}).get(field.name, field.missing_codes)
        yield (
            field.form,
            plain_text(section),
            field.name,
            field.words,
            field.validation or field.type,
            " | ".join(f"{choice.code}, {choice.words}" for choice in field.choices),
            in_words(field.logic, dictionary) if field.logic else "",
            field.logic,
            " ".join(sorted(codes)),
        )
