"""Answers of a EUCTR record that the portal cannot read: they are kept as printed, and noted."""

from .euctr_labels import NOT_PRESENT
from .euctr_lines import FIRST_ENTERED
from .identifiers import number_notes
from .records import Note
from .values import british, day, in_plain_letters, whole_number

YES_OR_NO = frozenset(
    "D.2.1 D.2.5 D.3.11.3 D.3.11.3.1 D.3.11.3.2 D.3.11.3.3 D.3.11.3.4 D.3.11.10 E.1.3 E.7.1 E.7.2 "
    "E.7.3 E.7.4 E.8.5 E.8.6.1 E.8.6.2".split()
)
PHASE_CODES = frozenset(("E.7.1", "E.7.2", "E.7.3", "E.7.4"))
NUMBER_CODES = ("A.5.1", "A.5.2", "A.5.3", "A.5.4")
SUBJECT_CODES = frozenset(("F.4.1", "F.4.2.1", "F.4.2.2"))
# Code -> the words that its answer may have.
WORDS = {
    "B.3.1 and B.3.2": ("sponsor status", ("commercial", "non-commercial")),
    "D.1.2 and D.1.3": ("product role", ("test", "comparator", "placebo", "auxiliary")),
}
NEGATIVE = ("not authorised", "not-favourable", "not favourable", "unfavourable", "refused")
DECISIONS = ("authorised", "favourable", *NEGATIVE)
# Most lines of a record have other codes and need no note.
NOTED_CODES = YES_OR_NO | SUBJECT_CODES | {*WORDS, "Summary", "N.", "P."}


def notes_of(record):
    """Yield every note on the answers of a record, in the order of the form."""
    for entry in record.entries:
        if entry.code not in NOTED_CODES or not entry.value:
            continue
        text = entry.value.strip()
        if text and text != NOT_PRESENT and not entry.language:
            yield from _notes(entry, text)
    yield from number_notes(text for code in NUMBER_CODES for text in record.values(code))


def _notes(entry, text):
    code, label = entry.code, entry.label
    first_line = text.split("\n", 1)[0].strip()
    if code in YES_OR_NO and first_line.lower() not in ("yes", "no"):
        kind = "phase not known" if code in PHASE_CODES else "answer not known"
        yield Note(kind, f"{code} {label}: {first_line}")
    elif code in WORDS and in_plain_letters(first_line) not in WORDS[code][1]:
        yield Note(f"{WORDS[code][0]} not known", first_line)
    elif code in SUBJECT_CODES and whole_number(text) is None:
        yield Note("number of subjects not known", f"{code} {label}: {first_line}")
    elif _is_day(code, label) and day(text) is None:
        yield Note("date not known", f"{label}: {first_line}")
    elif _is_decision(code, label) and british(first_line) not in DECISIONS:
        yield Note("decision not known", first_line)


def _is_day(code, label):
    return label == FIRST_ENTERED or (code in ("N.", "P.") and label.startswith("Date of"))


def _is_decision(code, label):
    return code == "N." and label in (
        "Competent Authority Decision",
        "Ethics Committee Opinion of the trial application",
    )
