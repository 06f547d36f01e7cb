"""The pages of the portal, its procedures and its glossary, which are too few for an index."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse

from core.glossary import terms
from core.querysets import is_short_word
from core.text import search_words
from usecases.models import Procedure

from ..menu import ROOMS, WORK

ABOUT = (
    ("about", "About the portal", "project funding licence terms of use"),
    ("glossary", "Glossary", "abbreviations and their meaning"),
    ("contact", "Contact", "ask a question by e-mail"),
    ("privacy", "Privacy", "personal data, data protection, cookies"),
    ("accessibility", "Accessibility statement", "screen readers, keyboard, WCAG"),
    ("imprint", "Imprint", "publisher"),
    ("data-dictionary", "Data dictionary", "columns and values of the data"),
    ("issues", "Frozen issues", "versions of the data for citation"),
    ("api", "API", "interface for programs, JSON"),
    ("changes", "Recent changes", "news, new trials, what changed"),
)


@dataclass(frozen=True)
class PageSource:
    """A group of pages in the results, as `sources.Source` is for rows."""

    name: str
    label: str
    noun: str


@dataclass(frozen=True)
class Page:
    title: str
    text: str
    url: str

    def has(self, words):
        """Return whether the page has every word; short words match only at the start of a word,
        as in `core.querysets.Searched`."""
        inside = _words_inside(f"{self.title} {self.text}")
        return all(
            any(
                other.startswith(word) if is_short_word(word) else word in other for other in inside
            )
            for word in words
        )


@lru_cache(maxsize=1000)
def _words_inside(text):
    return tuple(search_words(text))


PAGES = PageSource("pages", "Pages of the portal", "page")
PROCEDURES = PageSource("procedures", "Procedures", "procedure")
GLOSSARY = PageSource("glossary", "Glossary", "term")


def found_pages(user, words):
    """Return [(source, [Page, ...])] with the pages that have every word."""
    groups = (
        (PROCEDURES, _procedures()),
        (GLOSSARY, _terms()),
        (PAGES, _pages(user)),
    )
    found = ((source, [page for page in pages if page.has(words)]) for source, pages in groups)
    return [(source, pages) for source, pages in found if pages]


def _procedures():
    address = reverse("usecases:procedures")
    return [
        Page(name, " · ".join(filter(None, (authority, words, basis))), f"{address}{code}/")
        for name, code, authority, words, basis in Procedure.objects.offered().values_list(
            "name", "code", "authority", "nominal_words", "legal_basis"
        )
    ]


def _terms():
    address = reverse("glossary")
    return [
        Page(term.word, f"{' '.join(term.also)} {term.meaning}".strip(), f"{address}#{term.word}")
        for term in terms()
    ]


def _pages(user):
    rooms = [
        room
        for entry in (*ROOMS, *WORK)
        if entry.is_shown_to(user)
        for room in (entry, *entry.inside)
    ]
    # The first page inside a room may be the room itself.
    by_address = {room.address: Page(str(room.label), "", room.address) for room in rooms}
    about = [Page(title, text, reverse(view)) for view, title, text in ABOUT]
    return [*by_address.values(), *about]
