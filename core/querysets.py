"""Querysets that many models share."""

from django.db import models
from django.db.models import Q

from .text import search_words, spellings_of

LONGEST_SHORT_WORD = 4  # letters


def is_short_word(word):
    """Return whether a word is searched only at the start of a word: "til" finds "tilarginine" and
    "anti-til", but not "until", and "pain" does not find "Spain"."""
    return word.isalpha() and len(word) <= LONGEST_SHORT_WORD


class Searched(models.QuerySet):
    """Rows with a column for search, written by `core.text.search_text`."""

    searched_in = "search_text"
    shortest_word = 1

    def found_by(self, query):
        """Return rows that contain every word of the query, ignoring words that are too short."""
        words = [word for word in search_words(query) if len(word) >= self.shortest_word]
        if not words:
            return self.none() if query.strip() else self
        return self.filter(*map(self._has, words))

    def _has(self, word):
        """Match rows with the word, in any of its spellings."""
        found = Q()
        for spelling in spellings_of(word):
            if is_short_word(spelling):
                found |= Q(**{f"{self.searched_in}__startswith": spelling})
                for before in " -+":
                    found |= Q(**{f"{self.searched_in}__contains": before + spelling})
            else:
                found |= Q(**{f"{self.searched_in}__contains": spelling})
        return found
