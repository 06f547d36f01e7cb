"""Dictionaries and codebooks as rows for a file."""

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
    """The header of REDCap's designer, then 18 cells per field, as they were."""
    yield tuple(HEADINGS.values())
    for field in dictionary.fields:
        yield field.sources


def codebook_rows(dictionary, missing=None):
    """One row per field: cells under the headings CODEBOOK."""
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
