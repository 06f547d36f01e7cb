"""Country profiles: what is known of what is asked, and one fact over all countries."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.urls import reverse

from core.charts.headlines import Titled
from core.countries import EUROPE, country_name
from usecases.models import Hurdle, UseCase

from .choices import OUTSIDE_EEA, FactGroup
from .fact_map import draw_fact_map
from .models import CountryFact, FactKind, LibraryAnswer, ReviewTask
from .register_rows import RegisterRows

NOT_COLLECTED = "Not collected"
COLLECTED = "Collected"


@dataclass(frozen=True)
class Coverage:
    """How many facts of one country are known and verified, of those that are asked."""

    code: str
    known: int
    verified: int
    asked: int
    by_group: tuple  # known facts per group, in the order of FactGroup

    @property
    def name(self):
        return country_name(self.code)

    @property
    def percent(self):
        return round(100 * self.known / self.asked) if self.asked else 0

    @property
    def is_in_eea(self):
        return self.code not in OUTSIDE_EEA


def coverage():
    """Return the Coverage of each country by name, the countries beside the EEA last."""
    groups = dict(FactKind.objects.values_list("pk", "group"))
    known, verified = defaultdict(Counter), Counter()
    for code, kind, day in CountryFact.objects.order_by().values_list(
        "country", "kind", "verified_on"
    ):
        known[code][groups[kind]] += 1
        verified[code] += day is not None
    codes = sorted(EUROPE, key=lambda code: (code in OUTSIDE_EEA, country_name(code)))
    return [
        Coverage(
            code,
            known[code].total(),
            verified[code],
            len(groups),
            tuple(known[code][group] for group in FactGroup),
        )
        for code in codes
    ]


MAX_ANSWERS_SHOWN = 20  # of a country; the others follow by a link


@dataclass(frozen=True)
class Profile:
    """The page of one country. `groups` are (label, [(kind, fact or None)])."""

    code: str
    groups: list
    known: int
    asked: int
    reviews: list
    trials: int
    trials_url: str
    trials_are_demo: bool
    cases: list
    hurdles: int
    answers: list
    answer_count: int

    @property
    def name(self):
        return country_name(self.code)


def profile_of(code, user):
    facts = {
        fact.kind_id: fact
        for fact in CountryFact.objects.filter(country=code).select_related("verified_by")
    }
    kinds = list(FactKind.objects.all())
    groups = [
        (group.label, [(kind, facts.get(kind.pk)) for kind in kinds if kind.group == group])
        for group in FactGroup
    ]
    rows = RegisterRows(user)
    filters = {"country": [code]}
    here = {"countries__contains": f" {code} "}
    answers = LibraryAnswer.objects.visible_to(user).exclude(state="retired").filter(**here)
    return Profile(
        code,
        groups,
        len(facts),
        len(kinds),
        [task.entry for task in ReviewTask.objects.of_country(code).select_related("entry")],
        rows.count(filters),
        rows.url(filters),
        rows.is_demo,
        list(UseCase.objects.readable_live(user).filter(**here)),
        Hurdle.objects.visible_to(user).filter(**here).count(),
        list(answers.defer("answer", "search_text", "index_words")[:MAX_ANSWERS_SHOWN]),
        answers.count(),
    )


@dataclass(frozen=True)
class Comparison(Titled):
    """One fact over all countries. `rows` are (code, name, fact or None); `legend` has
    (letter, label, number of countries). `headline` says what the map shows, or is ""."""

    kind: FactKind
    rows: list
    legend: list
    drawing: object
    headline: str

    @property
    def title(self):
        return f"{self.kind.name} by country"


def comparison_of(kind):
    facts = {fact.country: fact for fact in kind.facts.all()}
    group_of = {
        code: (facts[code].short_value or COLLECTED) if code in facts else NOT_COLLECTED
        for code in EUROPE
    }
    numbers = Counter(group_of.values())
    missing = numbers.pop(NOT_COLLECTED, 0)
    labels = [label for label, _ in numbers.most_common()]
    letters = {label: chr(ord("A") + place) for place, label in enumerate(labels)}
    legend = [(letters[label], label, numbers[label]) for label in labels]
    if missing:
        legend.append(("", NOT_COLLECTED, missing))
    rows = sorted(
        ((code, country_name(code), facts.get(code)) for code in EUROPE), key=lambda row: row[1]
    )
    headline = _most_frequent(numbers)
    drawing = draw_fact_map(
        headline or f"{kind.name} by country",
        {code: (letters.get(group, ""), group) for code, group in group_of.items()},
        lambda code: reverse("landscape:country", args=[code]),
    )
    return Comparison(kind, rows, legend, drawing, headline)


def _most_frequent(numbers):
    """Return the value that most countries with a known value have; "" if several have as many.
    `numbers` are {value: number of countries}."""
    known = sum(numbers.values())
    most = max(numbers.values(), default=0)
    first = [label for label, number in numbers.items() if number == most]
    if len(first) != 1 or known < 2 or first[0] == COLLECTED:
        return ""
    return f"“{first[0]}” in {most} of {known} countries whose value is known"
