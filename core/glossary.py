"""Abbreviations with their meaning, and their explanation where they stand on a page."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.html import format_html

PARAGRAPH = re.compile(r"<(p|dd)\b[^>]*>.*?</\1>", re.DOTALL)
# Inside these elements a second link would be wrong or would change how the element works.
CLOSED = ("a", "abbr", "button", "code", "label", "option", "select", "summary", "svg", "textarea")
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")


@dataclass(frozen=True)
class Term:
    word: str
    meaning: str
    also: tuple[str, ...] = ()

    @property
    def spellings(self):
        return (self.word, *self.also)


@lru_cache(maxsize=1)
def terms():
    """Return the terms in alphabetical order."""
    text = Path(__file__).with_name("glossary.toml").read_text("utf-8")
    found = [
        Term(row["word"], row["meaning"], tuple(row.get("also", ())))
        for row in tomllib.loads(text)["terms"]
    ]
    return sorted(found, key=lambda term: term.word.casefold())


@lru_cache(maxsize=1)
def _words():
    """Return {spelling: term} and the pattern that finds a spelling as a whole word."""
    by_word = {word: term for term in terms() for word in term.spellings}
    longest_first = sorted(by_word, key=len, reverse=True)
    return by_word, re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")


def explain(html, address):
    """Return HTML in which the first place of each term in running text is a link to the glossary
    at `address`, with the meaning as its title. Only paragraphs and definitions are changed."""
    seen = set()
    return PARAGRAPH.sub(lambda found: _explained(found[0], address, seen), html)


def _explained(paragraph, address, seen):
    by_word, pattern = _words()
    if not pattern.search(paragraph):
        return paragraph

    def link(found):
        term = by_word[found[0]]
        if term.word in seen:
            return found[0]
        seen.add(term.word)
        return format_html(
            '<a class="term" href="{}#{}" title="{}">{}</a>',
            address,
            term.word,
            term.meaning,
            found[0],
        )

    parts, end, closed = [], 0, 0
    for tag in TAG.finditer(paragraph):
        text = paragraph[end : tag.start()]
        parts.append(text if closed else pattern.sub(link, text))
        parts.append(tag[0])
        if tag[2] in CLOSED:
            closed += -1 if tag[1] else 1
        end = tag.end()
    return "".join([*parts, paragraph[end:]])
