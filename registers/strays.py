"""Find text in a register file that is not from the register: page marks that a script wrote, and
remains of a failed request."""

import re

from .euctr_labels import INTRODUCTION

# ===== or --- PAGE 2 of 10 --- or - 2 -: rules and numbers of pages, in a few languages.
MARK = re.compile(
    r"[\W_]*(?:(?:page|seite|p\u00e1gina|pagina|strona|side|sida)?[\W_]*\d{1,5}"
    r"(?:[\W_]*(?:of|von|de|di|z|af|av)?[\W_]*\d{1,5})?)?[\W_]*",
    re.IGNORECASE,
)
REPEATED = re.compile(r"([\W_])\1{3,}")
SHOWN = 80
LAYOUT = " \f\ufeff"  # the mark at the start of a file is between two files that were joined


def is_mark(words: str) -> bool:
    """Return whether a line is only a mark between pages."""
    return bool(MARK.fullmatch(words))


def split_strays(lines):
    """Return ([the marks of pages as one text, if any], [(line, text) of everything else])."""
    lines = [(line, words.strip(LAYOUT)) for line, words in lines]
    own = [(line, words) for line, words in lines if words and not words.startswith(INTRODUCTION)]
    marks = " ".join(REPEATED.sub(r"\1\1\1", words) for _, words in own if is_mark(words))
    others = [(line, words) for line, words in own if not is_mark(words)]
    return [marks[:SHOWN]] if marks else [], others


def in_words(data: bytes) -> str:
    """Return the beginning of a file in quotation marks, for a message about it."""
    line = data[:4096].decode(errors="replace").removeprefix("\ufeff").strip().split("\n", 1)[0]
    return f"“{line.strip()[:SHOWN]}”"
