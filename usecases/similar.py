"""Search for hurdles that may be duplicates."""

from rapidfuzz import fuzz, process

from core.text import folded

from .models import Hurdle

MIN_SIMILARITY = 72  # of 100; lower scores match different hurdles by chance
MIN_TITLE_LENGTH = 5
MAX_SIMILAR_HURDLES = 5


def similar_hurdles(title, *, but=None):
    """Return (pk, title) of the hurdles with the most similar titles, the most similar first."""
    if len(title.strip()) < MIN_TITLE_LENGTH:
        return []
    titles = dict(Hurdle.objects.exclude(pk=but).values_list("pk", "title"))
    choices = {pk: folded(text) for pk, text in titles.items()}
    found = process.extract(
        folded(title),
        choices,
        scorer=fuzz.token_set_ratio,
        score_cutoff=MIN_SIMILARITY,
        limit=MAX_SIMILAR_HURDLES,
    )
    return [(pk, titles[pk]) for _, _, pk in found]
