"""Ask for the meaning of unknown words of a file, once for all rows and later files."""

from rapidfuzz import fuzz, process

from core.countries import all_country_codes, country_name
from core.spoken_names import country_codes_by_spoken_name

from ..choices import DataUse, OrganisationKind
from ..forms import group_choices
from ..languages import language_choices
from ..models import ImportValue
from .dates import ORDERS, readings
from .groups import GroupWords
from .values import answer_key

LEFT_OUT = "-"
DATE = "date"
MAX_SUGGESTIONS, SIMILARITY_THRESHOLD = 3, 75
MAX_QUESTIONS = 200
TITLES = {
    "group": "Target group",
    "category": "Category",
    "country": "Country",
    "language": "Language",
    "kind": "Kind of organisation",
    "status": "Status",
    "consent": "Consent",
    DATE: "Dates of the column",
}


def questions_of(plan, table, mapping):
    """Return the questions as plain data: {kind, key, text, heading, count, candidates}, the most
    frequent first. Categories are the last ones: they are kept as tags until somebody answers."""
    found = {}
    for row in plan:
        for kind, text, heading in row.unknown:
            key = text if kind == DATE else answer_key(text)
            asked = found.setdefault(
                (kind, key),
                {"kind": kind, "key": key, "text": text[:200], "heading": heading, "count": 0},
            )
            asked["count"] += 1
    groups = GroupWords()
    for asked in found.values():
        if asked["kind"] == "group":
            asked["candidates"] = [" ".join(words) for words in groups.candidates(asked["text"])]
        elif asked["kind"] == DATE:
            asked |= _about_dates(asked["heading"], table)
    ordered = sorted(found.values(), key=lambda each: (each["kind"] == "category", -each["count"]))
    return ordered[:MAX_QUESTIONS]


def _about_dates(heading, table):
    """Return an example that could be two different days, and its possible orders."""
    place = table.header.index(heading)
    for _, cells in table.rows:
        found = readings(cells[place], this_year=9999) if cells[place] else {}
        if len(set(found.values())) > 1:
            return {"text": cells[place], "candidates": list(found)}
    return {"candidates": []}


class Options:
    """The possible answers to a question, as (value, label)."""

    def __init__(self):
        groups = group_choices()
        self.group_names = dict(groups)
        self.all = {
            "group": groups,
            "category": groups,
            "country": sorted(
                ((code, country_name(code)) for code in all_country_codes()),
                key=lambda pair: pair[1],
            ),
            "language": language_choices(),
            "kind": [pair for pair in OrganisationKind.choices if pair[0] != "unknown"],
            "status": [
                (DataUse.MAILINGS.value, "No mailings"),
                (DataUse.CONTACT.value, "Do not contact"),
                (DataUse.KEEP.value, "Consent declined"),
            ],
            "consent": [(DataUse.KEEP.value, "Declined")],
            DATE: [],
        }

    def of(self, question):
        """Return the likely answers and all answers, each as (value, label)."""
        kind = question["kind"]
        if kind == DATE:
            return [], [(order, ORDERS[order]) for order in question["candidates"]]
        likely = [
            (value, " and ".join(self.group_names[word] for word in value.split()))
            for value in question.get("candidates", ())
        ]
        return likely or self._alike(question), self.all[kind]

    def _alike(self, question):
        if question["kind"] == "country":
            names = country_codes_by_spoken_name()
            found = process.extract(
                question["key"],
                names.keys(),
                scorer=fuzz.ratio,
                score_cutoff=SIMILARITY_THRESHOLD,
                limit=9,
            )
            codes = dict.fromkeys(names[key] for key, *_ in found)
            return [(code, country_name(code)) for code in codes][:MAX_SUGGESTIONS]
        labels = {label: value for value, label in self.all[question["kind"]]}
        found = process.extract(
            question["text"], labels.keys(), scorer=fuzz.token_set_ratio,
            score_cutoff=SIMILARITY_THRESHOLD, limit=MAX_SUGGESTIONS,
        )  # fmt: skip
        return [(labels[label], label) for label, *_ in found]

    def allows(self, question, value):
        likely, every = self.of(question)
        return value in {each for each, _ in (*likely, *every)}

    def meaning(self, kind, value):
        """Return an answer as people read it."""
        labels = dict(self.all[kind])
        if not value:
            return self.none_label(kind)
        return "; ".join(str(labels.get(word, word)) for word in value.split())

    def none_label(self, kind):
        return {
            "category": "Keep it as a tag",
            "status": "It is not a refusal",
            "consent": "It is not a refusal",
        }.get(kind, "Leave it out")


def keep_answers(batch, answers):
    """Save the answers, as (question, value); an empty value leaves the word out.

    The dates of a column are answered for this file and for files of its shape."""
    for question, value in answers:
        if question["kind"] == DATE:
            batch.date_orders[question["heading"]] = value
            continue
        ImportValue.objects.update_or_create(
            kind=question["kind"],
            key=question["key"],
            defaults={"text": question["text"], "value": value},
        )
    batch.save(update_fields=["date_orders"])
