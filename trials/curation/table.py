"""Curated values as a table that is exported, edited and imported again."""

import re
from dataclasses import dataclass, field
from hashlib import blake2b

from django.core.exceptions import ValidationError
from django.db import transaction

from core.exports import XLSX, csv_stream, xlsx_file
from core.text import name_key
from registers.numbers import read_number

from ..choices import WITH_CURATORS, Origin
from ..models import Trial
from ..models.facts import FACTS, SEVERAL_WORDS, clean_value, fact_label, fact_words, value_label
from .decide import Evidence, Tally, decide, one
from .people import CURATE, require

NUMBER, TITLE, EVIDENCE, PAGE, QUOTATION, REASON = (
    "Number",
    "Title",
    "Evidence",
    "Page",
    "Quotation",
    "Reason",
)
ROWS_PER_QUERY = 500
VERSION = "Version"
YOURS, THEIRS, BOTH, REGISTER = "yours", "theirs", "both", "register"
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": XLSX,
}


def curated_heading(fact):
    return f"{fact_label(Trial, fact)}: curated"


def register_heading(fact):
    return f"{fact_label(Trial, fact)}: register"


def header():
    """Return the headings: number, title, register and curated value of each fact, the evidence,
    and the version of the values, by which a later import notices changes in the portal.
    """
    facts = [heading(fact) for fact in FACTS for heading in (register_heading, curated_heading)]
    return [
        NUMBER,
        TITLE,
        "State",
        "Demonstration",
        *facts,
        EVIDENCE,
        PAGE,
        QUOTATION,
        REASON,
        VERSION,
    ]


_SHOWN = ("eudract_number", "eu_ct_number", "title", "curation", "is_demo")


def _rows(trials):
    keys = list(trials.values_list("pk", flat=True))
    columns = [f"{side}_{fact}" for fact in FACTS for side in ("register", "curated")]
    for start in range(0, len(keys), ROWS_PER_QUERY):
        found = (
            Trial.objects.only(*_SHOWN, *columns)
            .order_by()
            .in_bulk(keys[start : start + ROWS_PER_QUERY])
        )
        for key in keys[start : start + ROWS_PER_QUERY]:
            trial = found.get(key)
            if trial:
                values = [
                    value_label(Trial, fact, getattr(trial, f"{side}_{fact}"))
                    for fact in FACTS
                    for side in ("register", "curated")
                ]
                state, demo = trial.get_curation_display(), "yes" if trial.is_demo else "no"
                yield [
                    trial.number,
                    trial.title,
                    state,
                    demo,
                    *values,
                    "",
                    "",
                    "",
                    "",
                    version_of(trial),
                ]


def _mark(value):
    return blake2b(value.encode(), digest_size=4).hexdigest()


def version_of(trial):
    """Return short marks of the curated and the register value of each fact, as one text."""
    return " ".join(
        f"{fact}:{_mark(getattr(trial, f'curated_{fact}'))}"
        f".{_mark(getattr(trial, f'register_{fact}'))}"
        for fact in FACTS
    )


MARKS = re.compile(r"(\w+):([0-9a-f]{8})\.([0-9a-f]{8})")


def who_changed(version, trial, fact, new):
    """Return who changed a value since the file was exported: the file (YOURS), the portal (THEIRS)
    or BOTH; or REGISTER, if the register value changed under a decision of the file."""
    marks = {found[0]: found[1:] for found in MARKS.findall(version)}
    if fact not in marks:
        return YOURS
    curated, register = marks[fact]
    if _mark(getattr(trial, f"curated_{fact}")) != curated:
        return THEIRS if _mark(new) == curated else BOTH
    return YOURS if _mark(getattr(trial, f"register_{fact}")) == register else REGISTER


def export_content(format, trials):
    if format == "csv":
        return csv_stream(header(), _rows(trials))
    about = {
        "Trials": f"{trials.count():,}",
        "How to use": "Fill in or change the columns “curated”, give the evidence of each changed "
        "row (a link, or the name of a document), and import the file in the admin. Empty cells "
        "change nothing; the columns “register” are for reading. Do not change the column "
        "“Version”: by it the import notices changes in the portal since.",
    }
    return xlsx_file(about, "Curation", header(), _rows(trials))


# Import


@dataclass(frozen=True)
class Change:
    fact: str
    old: str
    new: str
    who: str = YOURS

    @property
    def is_safe(self):
        """Return whether nobody changed the value in the portal since the export."""
        return self.who == YOURS

    @property
    def label(self):
        return fact_label(Trial, self.fact)

    @property
    def old_label(self):
        return value_label(Trial, self.fact, self.old)

    @property
    def new_label(self):
        return value_label(Trial, self.fact, self.new)


@dataclass
class PlannedRow:
    """One row of the file and its changes; `problem` is the reason why it changes nothing."""

    row: int
    number: str
    trial: Trial | None = None
    changes: list[Change] = field(default_factory=list)
    evidence: Evidence = field(default_factory=Evidence)
    reason: str = ""
    problem: str = ""


def plan(table, problems):
    """Return the change that each row of a table would make.

    `problems` are those that the reader found, as {row: text}. Raise ValidationError if the
    headings are not those of an export.
    """
    places = {name_key(name): place for place, name in enumerate(table.header)}
    if name_key(NUMBER) not in places:
        raise ValidationError(f"There is no column “{NUMBER}” with the numbers of the trials.")
    facts = {fact: places.get(name_key(curated_heading(fact))) for fact in FACTS}
    if not any(place is not None for place in facts.values()):
        names = ", ".join(f"“{curated_heading(fact)}”" for fact in FACTS)
        raise ValidationError(f"There is no column with curated values. Add one of: {names}.")

    def cell(cells, name):
        place = places.get(name_key(name))
        return cells[place].strip() if place is not None else ""

    numbers = {_canonical(cell(cells, NUMBER)) for _, cells in table.rows}
    trials, seen, planned = _trials_by_number(numbers), set(), []
    for number_of_row, cells in table.rows:
        number = _canonical(cell(cells, NUMBER))
        row = PlannedRow(number_of_row, number, trials.get(number))
        planned.append(row)
        row.reason = cell(cells, REASON)
        text = cell(cells, EVIDENCE)
        if text:
            more = {"page": cell(cells, PAGE), "quotation": cell(cells, QUOTATION)}
            row.evidence = Evidence.of_text(text[:500], **more)
        values = {fact: cells[place] for fact, place in facts.items() if place is not None}
        version = cell(cells, VERSION)
        row.problem = problems.get(number_of_row) or _problem(row, values, seen, version)
        seen.add(row.trial and row.trial.pk)
    return planned


def _canonical(number):
    """Return a number as registers write it, without text around it; other text unchanged."""
    found = read_number(number)
    return found.number if found else number


def _trials_by_number(numbers):
    found, numbers = {}, sorted(numbers)
    columns = [f"{side}_{fact}" for fact in FACTS for side in ("register", "curated")]
    trials = Trial.objects.order_by().only("eudract_number", "eu_ct_number", "curation", *columns)
    for start in range(0, len(numbers), ROWS_PER_QUERY):
        some = numbers[start : start + ROWS_PER_QUERY]
        for column in ("eu_ct_number", "eudract_number"):
            for trial in trials.filter(**{f"{column}__in": some}).exclude(**{column: ""}):
                found[getattr(trial, column)] = trial
    return found


def _problem(row, values, seen, version):
    """Fill in the row's changes; "" or why it cannot be taken."""
    if not row.trial:
        return f"There is no trial with the number {row.number[:40] or '(empty)'}."
    if row.trial.pk in seen:
        return "The number is also in an earlier row of this file. Keep one of the rows."
    for fact, text in values.items():
        if not text.strip():
            continue
        try:
            new = clean_value(Trial, fact, _stored(fact, text.strip()))
        except ValidationError as error:
            return f"{curated_heading(fact)}: {' '.join(error.messages)}"
        old = getattr(row.trial, f"curated_{fact}")
        if new != old:
            who = who_changed(version, row.trial, fact, new)
            row.changes.append(Change(fact, old, new, who))
    if not row.changes:
        return ""
    if row.trial.curation not in WITH_CURATORS:
        state = row.trial.get_curation_display().lower()
        return f"The trial is {state}: take it back to curation first."
    if row.evidence.kind or all(change.who == THEIRS for change in row.changes):
        return ""
    return f"The column “{EVIDENCE}” is empty. Enter a link or the name of a document."


def _stored(fact, text):
    """Return the stored value of a text, which is a code or a label."""
    codes = {}
    for code, label in fact_words(Trial, fact):
        codes[_folded(label)] = codes[_folded(code)] = code
    if fact not in SEVERAL_WORDS:
        return codes.get(_folded(text), text)
    whole = codes.get(_folded(text))
    parts = [whole] if whole else text.split(";")
    found = [codes.get(_folded(part), part.strip()) for part in parts]
    return " ".join(filter(None, found))


def _folded(text):
    """Return the text in lower case with single spaces. `name_key` would make "III" of "I/II"."""
    return " ".join(text.casefold().split())


@transaction.atomic
def commit_plan(planned, *, by, ticked=None):
    """Write the rows that change something and have no problem, one decision per changed value.

    `ticked` has (row, fact) of the changes that a person chose. Without it, only values are written
    that nobody changed in the portal since the file was exported.
    """
    require(by, CURATE)
    tally = Tally()
    for row in planned:
        if row.problem:
            tally.refuse(row.problem, row.number)
            continue
        outcome = Tally()
        for change in row.changes:
            is_chosen = change.is_safe if ticked is None else (row.row, change.fact) in ticked
            if not is_chosen or not row.evidence.kind:
                continue
            outcome += decide(
                one(row.trial),
                change.fact,
                change.new,
                by=by,
                evidence=row.evidence,
                reason=row.reason,
                origin=Origin.IMPORT,
            )
        if outcome.refused:
            tally.refused |= outcome.refused
        elif outcome.changed:
            tally.changed += 1
        else:
            tally.unchanged += 1
    return tally
