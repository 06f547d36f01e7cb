"""Search, API, feed, earlier dates, home page and frozen issue with the trials of the portal.

The trials were imported as files of the registers (`portal`), each with its records.
"""

from django.core.cache import cache

from tools.bench.figures import (
    browser,
    line,
    median_ms,
    processor_ms,
    queries_of,
    seconds_of,
    set_up,
)
from tools.bench.portal import drawn_again

ADDRESSES = {
    "search: common word": "/search/?q=cells",
    "search: rare words": "/search/?q=islet+autologous",
    "search: three words": "/search/?q=gene+therapy+heart",
    "search: a word in every trial": "/search/?q=demo",
    "search: typing error": "/search/?q=lukaemia",
    "search: typing error in one of three words": "/search/?q=gene+therpy+heart",
    "search: number": "/search/?q={number}",
    "search: nothing found": "/search/?q=zzzzzzzzzz",
    "search: phrase": "/search/?q=%22gene+transfer+by%22",
    "search: short words": "/search/?q=of+t",
    "search: technology and country": "/search/?q=CAR-T+Spain",
    "list: common word": "/trials/?q=cells",
    "list: rare words": "/trials/?q=islet+autologous",
    "list: a word in every trial": "/trials/?q=demo",
    "list: number": "/trials/?q={number}",
    "API: list": "/api/v1/trials/",
    "API: three filters": "/api/v1/trials/?phase=II&atmp_class=GTMP&country=DE",
    "API: common word": "/api/v1/trials/?q=cells",
    "API: last page": "/api/v1/trials/?page=1000",
    "API: hurdles": "/api/v1/hurdles/",
    "feed of all trials": "/trials/feed/",
    "feed, three filters": "/trials/feed/?phase=II&atmp_class=GTMP&country=DE",
    "as of an earlier day": "/trials/as-of/",
    "home": "/",
    "what changed": "/changes/",
}


def pages():
    from trials.models import Trial

    client, number = browser(), Trial.objects.exclude(eudract_number="").first().number
    for name, pattern in ADDRESSES.items():
        address = pattern.format(number=number)
        cache.clear()  # also resets the rate limit
        answer = client.get(address)  # reads the words of the tables again
        assert answer.status_code == 200, address
        queries, _ = queries_of(drawn_again, client, address)
        own = processor_ms(drawn_again, client, address)
        rest = f", {own:.1f} ms of this process, {len(queries)} queries"
        line(name, median_ms(drawn_again, client, address), "ms", rest)


def first_searches():
    """Measure the searches that wait: the first one of a process, and one after each change."""
    from trials.models import Trial

    client, trial = browser(), Trial.objects.first()
    client.get("/trials/")
    seconds, _ = seconds_of(client.get, "/search/?q=cells")
    line("search: the first one of a process", seconds * 1000, "ms")
    trials = Trial.objects.filter(pk=trial.pk)
    for name, changes in (
        ("curation", {"curation_since": trial.curation_since}),
        ("text", {"search_text": trial.search_text}),
    ):
        trials.update(**changes)
        seconds, _ = seconds_of(client.get, "/search/?q=cells")
        line(f"search: the first one after a change of a {name}", seconds * 1000, "ms")


def timed(name, action, **named):
    line(name, seconds_of(action, **named)[0], "s")


def main():
    set_up()
    from join4atmp.issues.freeze import freeze
    from trials.past import states

    first_searches()
    timed("states kept: every trial for the first time", states.keep)
    timed("states kept: nothing changed", states.keep)
    pages()
    timed("an issue frozen", freeze, demo=True)


if __name__ == "__main__":
    main()
