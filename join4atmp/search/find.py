"""Search all sources that the reader may search, with another spelling if there are no results."""

from dataclasses import dataclass, field
from heapq import nsmallest

from django.db.models import TextField, Value
from django.utils.html import strip_tags

from core.text import search_words
from registers.numbers import with_canonical_numbers
from trials.number_search import MIN_SEARCHED_WORD_LENGTH

from .asked import FilterOffer, abbreviations_in_one_word, filter_offer
from .marks import marked, snippet
from .pages import PageSource, found_pages
from .sources import Source, sources_for
from .spelling import commoner, corrections, vocabulary_of

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
    asked = abbreviations_in_one_word(with_canonical_numbers(query))
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
    possible = _with_words(sources, words)
    groups = (_group(source, user, words, most) for source in possible)
    found = [group for group in groups if group.count]
    if most == HITS_PER_SOURCE:
        found += [_page_group(*pages, words) for pages in found_pages(user, words)]
    return sorted(found, key=lambda group: -group.title_match(words))


def _with_words(sources, words):
    """Return the sources of which a row has the words, whether the user may see it or not.

    Most sources have none. One plain query of all tables costs less than one of the rows that the
    user may see for each.
    """
    query = " ".join(words)
    small = [source for source in sources if not source.index]
    rows = [source.find(source.model.objects.order_by(), query) for source in small]
    asked = [
        row.values_list(Value(source.name, output_field=TextField()), flat=True)
        for source, row in zip(small, rows, strict=True)
    ]
    found = set(asked[0].union(*asked[1:])) if asked else set()
    return [source for source in sources if source.index or source.name in found]


def _page_group(source, pages, words):
    """Return a group of pages, the ones with the words in their title first."""
    hits = [
        Hit(page.url, marked(page.title, words), snippet([page.text], words), (), False)
        for page in pages
    ]
    hits.sort(key=lambda hit: -_share_in(hit.title, words))
    return HitGroup(source, len(hits), hits, "")


def _group(source, user, words, most):
    count, rows = _first_rows(source, user, words, most)
    if not count:
        return HitGroup(source, 0, [], "")
    hits = [_hit(source, row, words) for row in source.prepare(user, rows)]
    is_here = most == MAX_HITS and not source.list_name
    return HitGroup(source, count, hits, "" if is_here else source.all_url(" ".join(words)))


def _first_rows(source, user, words, most):
    """Return the number of rows and the first ones.

    Rows with whole words are before rows with parts of words, and rows with the words near the
    start of their text, where number and title are, before the others.
    """
    query, rows = " ".join(words), source.rows(user)
    if source.index:
        found = source.index(user).found_by(query)
        return found.count, _by_keys(rows, found.first_keys(words, most))
    found = source.find(rows, query).order_by(*source.model._meta.ordering)
    # Sorted here, because databases need longer to read the conditions than to sort few rows.
    if source.is_large:
        texts = list(found.values_list("pk", source.column))
        best = nsmallest(most, texts, key=lambda row: _distance(row[1], words))
        return len(texts), _by_keys(rows, [key for key, _ in best])
    found = list(found)
    best = nsmallest(most, found, key=lambda row: _distance(getattr(row, source.column), words))
    return len(found), best


def _by_keys(rows, keys):
    by_key = rows.order_by().in_bulk(keys)
    return [by_key[key] for key in keys if key in by_key]


def _distance(text, words):
    """Return (number of words that are no whole words, sum of the places of the words)."""
    parts = sum(f" {word} " not in f" {text} " for word in words)
    return parts, sum(text.find(word) + 1 for word in words)


def _hit(source, row, words):
    title, *rest = source.texts(row)
    facts = tuple(fact for fact in source.facts(row) if fact)
    is_demo = getattr(row, "is_demo", False)
    return Hit(source.link(row), marked(title, words), snippet(rest, words), facts, is_demo)


def _respell(results, sources, user, most):
    # A correction must know the newest words; an offer of a more common spelling need not.
    vocabulary = vocabulary_of(sources, user, is_fresh=not results.total)
    if results.total:
        other = commoner(results.words, vocabulary)
        if other and any(_has_rows(source, user, other) for source in _with_words(sources, other)):
            results.offered = " ".join(other)
        return
    for spelling in corrections(results.words, vocabulary):
        results.groups = _groups(sources, user, spelling, most)
        if results.groups:
            results.corrected = " ".join(spelling)
            return


def _has_rows(source, user, words):
    query = " ".join(words)
    if source.index:
        return source.index(user).found_by(query).count > 0
    return source.find(source.rows(user), query).exists()
