"""Answers of a EUCTR record that the portal cannot read: they are kept as printed, and noted."""

from .euctr_labels import FIRST_ENTERED, NOT_PRESENT
from .identifiers import number_notes
from .records import Note
from .therapeutic_areas import is_unknown_area
from .values import day, in_plain_letters, whole_number
from .verdicts import is_known

YES_OR_NO = frozenset(
    "D.2.1 D.2.5 D.3.11.1 D.3.11.2 D.3.11.3 D.3.11.3.1 D.3.11.3.2 D.3.11.3.3 D.3.11.3.4 D.3.11.10 "
    "E.1.3 E.7.1 E.7.2 E.7.3 E.7.4 E.8.5 E.8.6.1 E.8.6.2".split()
)
PHASE_CODES = frozenset(("E.7.1", "E.7.2", "E.7.3", "E.7.4"))
NUMBER_CODES = ("A.5.1", "A.5.2", "A.5.3", "A.5.4")
SUBJECT_CODES = frozenset(("F.4.1", "F.4.2.1", "F.4.2.2"))
AREA_CODE = "E.1.1.2"
NO_LONGER_KEPT = frozenset(("gb - no longer in eu/eea", "trial now transitioned"))
# Code -> the words that its answer may have.
WORDS = {
    "B.3.1 and B.3.2": ("sponsor status", ("commercial", "non-commercial")),
    "D.1.2 and D.1.3": ("product role", ("test", "comparator", "placebo", "auxiliary")),
}
# Most lines of a record have other codes and need no note.
NOTED_CODES = YES_OR_NO | SUBJECT_CODES | {*WORDS, AREA_CODE, "Summary", "N.", "P."}


def notes_of(record):
    """Yield every note on the answers of a record, in the order of the form."""
    for entry in record.entries:
        if entry.code not in NOTED_CODES or not entry.value:
            continue
        text = entry.value.strip()
        if text and text != NOT_PRESENT and not entry.language:
            yield from _notes(entry, text)
    yield from number_notes(text for code in NUMBER_CODES for text in record.values(code))
    yield from _status_notes(record)


def _status_notes(record):
    """Yield a note if the two places of the status, which the register fills alike, differ. A
    record that is no longer kept may have its last status at its end."""
    summary = record.header.value("Summary", "Trial Status")
    end_of_trial = record.value("P.", "End of Trial Status")
    words = {in_plain_letters(summary), in_plain_letters(end_of_trial)}
    if summary and end_of_trial and len(words) == 2 and not words & NO_LONGER_KEPT:
        yield Note("two different statuses", f"{summary}; at the end of the record {end_of_trial}")


def _notes(entry, text):
    code, label = entry.code, entry.label
    first_line, _, more = map(str.strip, text.partition("\n"))
    # The register itself adds remarks in brackets below some answers.
    if more and _has_one_line(code, label) and not more.startswith("("):
        yield Note("text below an answer", f"{code} {label}: {more.split(chr(10), 1)[0]}")
    if code in YES_OR_NO and first_line.lower() not in ("yes", "no"):
        kind = "phase not known" if code in PHASE_CODES else "answer not known"
        yield Note(kind, f"{code} {label}: {first_line}")
    elif code in WORDS and in_plain_letters(first_line) not in WORDS[code][1]:
        yield Note(f"{WORDS[code][0]} not known", first_line)
    elif code in SUBJECT_CODES and whole_number(text) is None:
        yield Note("number of subjects not known", f"{code} {label}: {first_line}")
    elif code == AREA_CODE and is_unknown_area(text):
        yield Note("therapeutic area not known", first_line)
    elif _is_day(code, label) and day(text) is None:
        yield Note("date not known", f"{label}: {first_line}")
    elif _is_decision(code, label) and not is_known(first_line):
        yield Note("decision not known", first_line)


def _has_one_line(code, label):
    is_answer = code in YES_OR_NO or code in WORDS or code in SUBJECT_CODES
    return is_answer or _is_day(code, label) or _is_decision(code, label)


def _is_day(code, label):
    return label == FIRST_ENTERED or (code in ("N.", "P.") and label.startswith("Date of"))


def _is_decision(code, label):
    return code == "N." and label in (
        "Competent Authority Decision",
        "Ethics Committee Opinion of the trial application",
    )
