"""Search all sources that the reader may search, with another spelling if there are no results."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Case, Count, TextField, Value, When, Window
from django.db.models.functions import Concat, StrIndex
from django.db.models.lookups import GreaterThan
from django.utils.html import strip_tags

from core.text import search_words
from trials.number_search import MIN_SEARCHED_WORD_LENGTH

from .asked import FilterOffer, abbreviations_in_one_word, filter_offer
from .marks import marked, snippet
from .pages import PageSource, found_pages
from .sources import Source, sources_for
from .spelling import commoner, corrections, words_of

HITS_PER_SOURCE = 5
MAX_HITS = 100  # rows of one source, if only that source is searched
MIN_RESULTS_WITHOUT_OFFER = 10  # results; with fewer, a more common spelling is offered


@dataclass(frozen=True)
class Hit:
    url: str
    title: str
    snippet: str
    facts: tuple
    is_demo: bool


@dataclass(frozen=True)
class HitGroup:
    source: Source | PageSource
    count: int
    hits: list
    all_url: str  # "" if no list shows more

    def title_match(self, words):
        """Return the largest share of the words that a title has as whole words; a title of few
        other words is a better match."""
        return max(_share_in(hit.title, words) for hit in self.hits)


def _share_in(title, words):
    inside = search_words(strip_tags(title))
    found = sum(word in inside for word in words)
    return round(found / len(words) + found / (10 * max(len(inside), 1)), 3)


@dataclass
class Results:
    """The results of a query. `corrected` was searched instead of it; `offered` would find more."""

    query: str
    words: list
    groups: list = field(default_factory=list)
    corrected: str = ""
    filters: FilterOffer | None = None
    offered: str = ""

    @property
    def total(self):
        return sum(group.count for group in self.groups)


def find(query, user, only=""):
    """Return the Results of a query; `only` limits them to the source of this name."""
    asked = abbreviations_in_one_word(query)
    words = [word for word in search_words(asked) if len(word) >= MIN_SEARCHED_WORD_LENGTH]
    results = Results(query, words)
    if not words:
        return results
    sources = [source for source in sources_for(user) if only in ("", source.name)]
    most = MAX_HITS if only else HITS_PER_SOURCE
    results.filters = filter_offer(query, user)
    results.groups = _groups(sources, user, words, most)
    if results.total < MIN_RESULTS_WITHOUT_OFFER:
        _respell(results, sources, user, most)
    return results


def _groups(sources, user, words, most):
    groups = (_group(source, user, words, most) for source in sources)
    found = [group for group in groups if group.count]
    if most == HITS_PER_SOURCE:
        found += [_page_group(*pages, words) for pages in found_pages(user, words)]
    return sorted(found, key=lambda group: -group.title_match(words))


def _page_group(source, pages, words):
    """Return a group of pages, the ones with the words in their title first."""
    hits = [
        Hit(page.url, marked(page.title, words), snippet([page.text], words), (), False)
        for page in pages
    ]
    hits.sort(key=lambda hit: -_share_in(hit.title, words))
    return HitGroup(source, len(hits), hits, "")


def _group(source, user, words, most):
    """Return the number and the first rows in one query.

    Rows with whole words are before rows with parts of words, and rows with the words near the
    start of their text, where number and title are, before the others.
    """
    query = " ".join(words)
    rows = source.find(source.rows(user), query)
    # Most sources have no hit, and the order below costs more than this query of a small table.
    if not source.is_large and not rows.exists():
        return HitGroup(source, 0, [], "")
    spaced = Concat(Value(" "), source.column, Value(" "), output_field=TextField())
    parts = sum(
        Case(When(GreaterThan(StrIndex(spaced, Value(f" {word} ")), 0), then=0), default=1)
        for word in words
    )
    first = sum(StrIndex(source.column, Value(word)) for word in words)
    order = rows.order_by(parts, first, *rows.model._meta.ordering)
    found = list(order.values_list("pk", Window(Count("pk")))[:most])
    if not found:
        return HitGroup(source, 0, [], "")
    by_key = source.rows(user).order_by().in_bulk([pk for pk, _ in found])
    shown = source.prepare(user, [by_key[pk] for pk, _ in found])
    hits = [_hit(source, row, words) for row in shown]
    is_here = most == MAX_HITS and not source.list_name
    return HitGroup(source, found[0][1], hits, "" if is_here else source.all_url(query))


def _hit(source, row, words):
    title, *rest = source.texts(row)
    facts = tuple(fact for fact in source.facts(row) if fact)
    is_demo = getattr(row, "is_demo", False)
    return Hit(source.link(row), marked(title, words), snippet(rest, words), facts, is_demo)


def _respell(results, sources, user, most):
    counts = Counter()
    for source in sources:
        # A correction must know the newest words; an offer of a more common spelling need not.
        counts.update(words_of(source, user, is_fresh=not results.total))
    if results.total:
        other = commoner(results.words, counts)
        if other and _exists(sources, user, other):
            results.offered = " ".join(other)
        return
    for spelling in corrections(results.words, counts):
        results.groups = _groups(sources, user, spelling, most)
        if results.groups:
            results.corrected = " ".join(spelling)
            return


def _exists(sources, user, words):
    query = " ".join(words)
    return any(source.find(source.rows(user), query).exists() for source in sources)
