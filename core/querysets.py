"""Questions that are asked of many tables."""

from django.db import models
from django.db.models import Q

from .text import search_words


class Searched(models.QuerySet):
    """Rows with their texts in one column, as `core.text.search_text` writes them."""

    searched_in = "search_text"
    shortest_word = 1

    def found_by(self, query):
        """Every word of the query stands somewhere in the texts; shorter words are passed over."""
        words = [word for word in search_words(query) if len(word) >= self.shortest_word]
        if not words:
            return self.none() if query.strip() else self
        return self.filter(*map(self._has, words))

    def _has(self, word):
        return Q(**{f"{self.searched_in}__contains": word})
