"""All answers to one question, over every version in which its answers have the same meaning."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from .answers import VersionAnswers
from .redcap.compare import same_meaning
from .redcap.decide import ANSWERED, counts_of
from .redcap.validation import sort_key
from .suppression import plan

NOT_STATED = ("", "Not stated")
UNKNOWN_LABEL = "{} (not in the dictionary)"


@dataclass(frozen=True)
class Axis:
    """A field that divides answers, and its categories as (code, label)."""

    name: str
    label: str
    field: str
    categories: tuple

    @property
    def codes(self):
        return [code for code, _ in self.categories]

    def label_of(self, code):
        return dict(self.categories).get(code, code)

    def place_of(self, code):
        """Return the position of a category, or None."""
        return self.codes.index(code) if code in self.codes else None


@dataclass
class Pool:
    """The rows of all versions, one version after the other. `ticked` has a column per choice;
    `rows` and `columns` are the positions of each row on the two axes."""

    field: object
    choices: tuple
    kinds: np.ndarray
    ticked: np.ndarray
    numbers: np.ndarray
    people: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    axes: tuple
    notes: list = field(default_factory=list)
    least: int = 5

    @property
    def answered(self):
        return self.kinds == ANSWERED

    @cached_property
    def counts(self):
        return counts_of(self.kinds)

    @property
    def shown(self):
        """Return the number of rows that were asked the question."""
        return self.counts["rows"] - self.counts["hidden"]

    @property
    def may_count(self):
        """Return whether the kinds of non-answer may be counted. If only a few people were asked a
        question, their number would show how many people are in a small group."""
        return not 0 < self.shown < self.least

    @cached_property
    def people_table(self):
        """Return the number of people who answered, by category of both axes."""
        shape = tuple(max(len(axis.categories), 1) for axis in self.axes)
        table = np.zeros(shape, dtype=np.int64)
        answered = np.flatnonzero(self.answered)
        _, first = np.unique(self.people[answered], return_index=True)
        places = answered[first]
        np.add.at(table, (self.rows[places], self.columns[places]), 1)
        return table

    @cached_property
    def plan(self):
        return plan(self.people_table, self.least)

    def chosen(self, row=None, column=None):
        """Return True or False per row: it has an answer, and it is in the given category of each
        axis (None: all)."""
        found = self.answered.copy()
        if row is not None:
            found &= self.rows == row
        if column is not None:
            found &= self.columns == column
        return found

    def may_show(self, row=None, column=None):
        """Return whether the answers of these categories may be shown."""
        if row is None and column is None:
            return self.plan.total
        if column is None:
            return bool(self.plan.rows[row])
        if row is None:
            return bool(self.plan.columns[column])
        return bool(self.plan.cells[row, column])

    def numbers_by_choice(self, chosen):
        return self.ticked[chosen].sum(axis=0).tolist()


def axes_of(project):
    """Return the two axes of a project: group (or role, if there is no group) and country."""
    newest = project.newest
    found = []
    for name, label, chosen in (
        ("group", "Group", project.group_field or project.role_field),
        ("country", "Country", project.country_field),
    ):
        one = newest.dictionary.by_name.get(chosen) if newest and chosen else None
        choices = one.choices if one is not None else ()
        categories = (*((c.code, c.words) for c in choices), NOT_STATED)
        found.append(Axis(name, label, chosen if one is not None else "", categories))
    return tuple(found)


def pool(project, question, *, axes=None, split_by=""):
    """Return the `Pool` of a question. `split_by` is the name of another question that replaces the
    axes; raise KeyError if it cannot be an axis."""
    axes = axes or axes_of(project)
    if split_by:
        axes = (axis_of_question(project, split_by), Axis("none", "", "", (NOT_STATED,)))
    versions = [
        version
        for version in project.versions.order_by("-number")
        if question.name in version.dictionary.by_name
    ]
    newest = versions[0].dictionary.by_name[question.name]
    parts, notes, offset = [], [], 0
    choices = [(choice.code, choice.words) for choice in newest.choices]
    for version in versions:
        if not version.row_count:
            continue
        part = _Part(version, newest, project, axes, choices, offset)
        if part.changed_codes:
            notes.append(
                f"In version {version.number} the codes {', '.join(part.changed_codes)} had "
                f"another meaning: {part.left_out:,} answers of that version are left out."
            )
        parts.append(part)
        offset += int(part.people.max(initial=-1)) + 1
    return _joined(parts, newest, choices, axes, notes, project.smallest_cell)


def axis_of_question(project, name):
    """Return a question with one answer per person as an axis; raise KeyError for other
    questions."""
    one = project.newest.dictionary.by_name[name]
    if not one.is_coded or one.type == "checkbox":
        raise KeyError(name)
    categories = (*((choice.code, choice.words) for choice in one.choices), NOT_STATED)
    return Axis("question", one.words, name, categories)


class _Part:
    """The rows of one version, prepared for the pool."""

    def __init__(self, version, newest, project, axes, choices, offset):
        answers = VersionAnswers(version)
        names = [newest.name, "@plain", "@record", project.consent_field]
        answers.load(filter(None, [*names, *(axis.field for axis in axes)]))
        consenting = answers.consenting(project.consent_field)
        old = version.dictionary.by_name[newest.name]
        self.changed_codes = [
            code
            for code in old.labels
            if code in newest.labels and not same_meaning(old, newest, code)
        ]
        kinds = answers.kinds(newest.name)
        column = answers.column(newest.name)
        texts = column.values if column is not None and column.width else [""]
        codes = column.codes_array if column is not None and column.width else None
        changed = np.zeros(len(kinds), dtype=bool)
        if codes is not None and self.changed_codes:
            wrong = [bool(set(text.split("|")) & set(self.changed_codes)) for text in texts]
            changed = np.array(wrong)[codes] & (kinds == ANSWERED)
        self.left_out = int((changed & consenting).sum())
        keep = consenting & ~changed
        self.kinds = kinds[keep]
        self.people = answers.records[keep].astype(np.int64) + offset
        self.places = [places_on(answers, axis)[keep] for axis in axes]
        self.texts, self.codes = texts, None if codes is None else codes[keep]
        self.field = newest
        if newest.is_coded:
            known = {code for code, _ in choices}
            met = {code for text in texts for code in text.split("|") if code}
            choices += [(code, UNKNOWN_LABEL.format(code)) for code in sorted(met - known)]

    def ticked(self, choices):
        if self.codes is None:
            return np.zeros((len(self.kinds), len(choices)), dtype=bool)
        table = np.array(
            [[code in text.split("|") for code, _ in choices] for text in self.texts], dtype=bool
        ).reshape(len(self.texts), len(choices))
        return table[self.codes]

    def numbers(self):
        if self.codes is None or self.field.is_coded:
            return np.full(len(self.kinds), np.nan)
        keys = [sort_key(text, self.field.validation) for text in self.texts]
        return np.array([np.nan if key is None else key for key in keys])[self.codes]


def places_on(answers, axis):
    """Return the position of each row's category; a value without a category counts as not
    stated."""
    if not axis.field:
        return np.zeros(answers.size, dtype=np.int64)
    last = len(axis.categories) - 1
    codes, texts = answers.codes(axis.field)
    places = {code: place for place, code in enumerate(axis.codes) if code}
    table = np.array([places.get(text, last) for text in texts], dtype=np.int64)
    return table[codes]


def _joined(parts, newest, choices, axes, notes, least):
    def joined(arrays, dtype):
        arrays = list(arrays)
        return np.concatenate(arrays) if arrays else np.zeros(0, dtype=dtype)

    return Pool(
        field=newest,
        choices=tuple(choices),
        kinds=joined((part.kinds for part in parts), np.uint8),
        ticked=(
            np.concatenate([part.ticked(choices) for part in parts])
            if parts
            else np.zeros((0, len(choices)), dtype=bool)
        ),
        numbers=joined((part.numbers() for part in parts), float),
        people=joined((part.people for part in parts), np.int64),
        rows=joined((part.places[0] for part in parts), np.int64),
        columns=joined((part.places[1] for part in parts), np.int64),
        axes=axes,
        notes=notes,
        least=least,
    )
