"""Highlighting of the searched words in a text, regardless of case and accents."""

from django.utils.html import conditional_escape, format_html, format_html_join

from core.querysets import is_short_word
from core.text import folded

SNIPPET_LENGTH = 180  # characters
LENGTH_BEFORE_MATCH = 60  # characters before the first match


def places(text, words):
    """Return the positions (start, end) of the words in the text, sorted and without overlaps.
    Short words are marked where the search finds them: not inside other words."""
    if text.isascii():  # one letter is one letter, as in most texts
        plain, origin = folded(text), range(len(text))
    else:
        letters = [folded(letter) for letter in text]
        plain = "".join(letters)
        origin = [place for place, part in enumerate(letters) for _ in part]
    found = []
    for word in words:
        start = plain.find(word)
        at_starts = is_short_word(word)
        while start >= 0:
            if not (at_starts and start and plain[start - 1].isalnum()):
                found.append((origin[start], origin[start + len(word) - 1] + 1))
            start = plain.find(word, start + len(word))
    merged = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def marked(text, words):
    """Return the escaped text with the words in <mark>."""
    parts, done = [], 0
    for start, end in places(text, words):
        parts.append((conditional_escape(text[done:start]), text[start:end]))
        done = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", parts), text[done:])


def snippet(texts, words):
    """Return the part around the first match in the texts; "" if there is none."""
    for text in texts:
        found = places(text, words)
        if not found:
            continue
        if len(text) <= SNIPPET_LENGTH:
            return marked(text, words)
        start = max(0, found[0][0] - LENGTH_BEFORE_MATCH)
        if start:  # start at a word
            start = text.rfind(" ", 0, start) + 1
        end = start + SNIPPET_LENGTH
        if end < len(text):  # end after a word, if the part has a space
            end = max(text.rfind(" ", start, end), found[0][1])
        piece = text[start:end].strip()
        cut = "… " if start else ""
        rest = " …" if end < len(text) else ""
        return format_html("{}{}{}", cut, marked(piece, words), rest)
    return ""
