"""The lines of a record of the EU Clinical Trials Register: which are lines of its form, and which
are text of the value before them."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from .euctr_labels import (
    FIRST_ENTERED,
    LABELS_BY_FIRST_WORD,
    LAST_SECTIONS,
    SECTIONS,
    SUMMARY_LABELS,
)
from .records import Answer, Note
from .values import without_entities


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the form, its label as printed. `value` is None for a heading and "" for an
    empty answer; line breaks inside are kept. `language` is the suffix of a translated line such
    as "es"."""

    code: str
    label: str
    language: str = ""
    value: str | None = None

    @property
    def answer(self):
        """Return Yes, No or unknown; the register adds notes in brackets below some answers."""
        first = (self.value or "").split("\n", 1)[0].strip().lower()
        return {"yes": Answer.YES, "no": Answer.NO}.get(first, Answer.UNKNOWN)


VALUE = re.compile(r"(?: \(([a-z]{2})\))? ?:(?: ?(.*))?", re.DOTALL)
GROUP_HEADING = re.compile(r"(Sponsor|D\.IMP:|D\.8 Placebo:) *(\d+)\s*")
UNKNOWN_LABEL = re.compile(r"(?:[A-HNP]\.\d+(?:\.\d+)*|[NP]\.) [A-Z][^:]{3,150}:")
DOT_BEHIND_CODE = re.compile(r"^([A-H](?:\.\d+)+)\. ")
WIDE_COLON = re.compile("[\uff1a\ufe55]")
MAX_LABEL_LENGTH = 160
KNOWN_IN_SUMMARY = frozenset(label.lower() for label in ("Summary", *SUMMARY_LABELS))
MIN_LENGTH_OF_CUT_LABEL = 12  # letters; a shorter line may be text
JOINED = None  # a line that was read with the one before it
FIRST_LETTERS = frozenset("ABDEFGHNPSM")
HEADING = "heading"
HOMES = {"Section": HEADING, "Sponsor": "B", "MedDRA": "E"}  # of codes without a letter in front
# Answers into which sponsors paste whole criteria, lines of other forms included.
FREE_TEXT = frozenset(
    "D.3.11.13.1 E.1.1 E.1.1.1 E.2.1 E.2.2 E.2.3 E.2.3.1 E.3 E.4 E.5.1 E.5.1.1 E.5.2 E.5.2.1 "
    "E.6.13.1 E.8.1.7.1 E.8.2.3.1 E.8.8 F.3.3.7.1 F.5".split()
)


@dataclass(frozen=True, slots=True)
class FormLines:
    """The lines of one record: the entries of its form, the letter of the section in which it
    ends, notes on labels that are not known, the number of lines up to its last entry, and what
    is after it as (line, text) pairs."""

    entries: tuple[Entry, ...]
    section: str
    notes: tuple[Note, ...]
    length: int
    strays: tuple[tuple[int, str], ...]


def read_lines(text, first_line) -> FormLines:
    """Read the lines of a record, the first of which is line `first_line` of its file."""
    entries, notes, section, more, strays = [], [], "", [], []
    length = 0
    lines = _lines(text)
    for place, line in enumerate(lines):
        if line is JOINED:
            length = place + 1
            continue
        entry, home = _form_line(line)
        if entry is None and (whole := _with_its_rest(line, lines[place + 1 :][:1], section)):
            entry, home = _form_line(whole)
            line, lines[place + 1] = whole, JOINED
        if entry is None:
            if not section:
                entry = _header_line(line)
                if entry and " ".join(entry.label.split()).lower() not in KNOWN_IN_SUMMARY:
                    notes.append(Note("line of the summary not known", line[:MAX_LABEL_LENGTH]))
        elif home != section and not (home == HEADING and SECTIONS[entry.label] > section):
            entry = None
        if entry is None and line[:1] == section and UNKNOWN_LABEL.match(line):
            label = line.partition(":")[0]
            notes.append(Note("label not known", label[:MAX_LABEL_LENGTH]))
            entry = _unknown_line(line, entries)
        if entry is None and section in LAST_SECTIONS:
            # The last answers of the form have one line each: more lines are not the record's.
            if line.strip():
                strays.append((first_line + place, line.strip()))
            continue
        length = place + 1
        if entry is None:
            more.append(line)
            continue
        if more:
            _add_text(entries, more)
            more = []
        entries.append(entry)
        if entry.code == "Section":
            section = SECTIONS[entry.label]
    _add_text(entries, more)
    return FormLines(tuple(entries), section, tuple(notes), length, tuple(strays))


@lru_cache(maxsize=4096)
def _is_cut(line):
    """Return whether a line is the beginning of a label that a mail program or script cut."""
    start = " ".join(line.split()).lower()
    code = start.split(" ", 1)[0]
    if len(start) < MIN_LENGTH_OF_CUT_LABEL or ":" in start[len(code) :]:
        return False
    labels = LABELS_BY_FIRST_WORD.get(line.split()[0], ())
    known = [f"{each} {label}".lower() for each, label in labels] + [FIRST_ENTERED.lower()]
    return any(label.startswith(f"{start} ") for label in known)


def _with_its_rest(line, following, section):
    """Return a line whose label is cut with the one behind it, "" if they are no line of the form
    in this section."""
    if not following or not _is_cut(line):
        return ""
    whole = f"{line.rstrip()} {following[0].lstrip()}"
    entry, home = _form_line(whole)
    belongs = (
        home in (section, HEADING) if entry else not section and whole.startswith(FIRST_ENTERED)
    )
    return whole if belongs else ""


def _lines(text):
    """Return the lines without line ends and HTML entities, which labels may contain as well."""
    lines = text.split("\n")
    if "\r" in text:
        lines = [line.rstrip("\r") for line in lines]
    return [without_entities(line) for line in lines] if "&" in text else lines


def _unknown_line(line, entries):
    """Return a line with an unknown label as an answer of its own. Behind free text it may be
    pasted: return None, so that it stays text."""
    last = entries[-1]
    code, _, rest = line.partition(" ")
    if last.code in FREE_TEXT or _place(code) < _place(last.code):
        return None
    label, _, value = rest.partition(":")
    return Entry(code, label, "", value.removeprefix(" "))


def _place(code):
    """Return the order of a code in its section; a heading, which has no numbers, is first."""
    numbers = code.split(" ", 1)[0].split(".")[1:]
    return [int(number) for number in numbers if number.isdecimal()]


def _add_text(entries, lines):
    """Append lines that are not form lines to the value before them; blank lines at the end are
    layout."""
    while lines and not lines[-1].strip():
        lines.pop()
    if lines and entries:
        last = entries[-1]
        # A value that starts on the line below its label has no empty first line.
        entries[-1] = replace(last, value="\n".join(([last.value] if last.value else []) + lines))


@lru_cache(maxsize=16_384)
def _form_line(line):
    """Return (entry, letter of its section) of a line of the form, else (None, ""). The letter of
    a heading of a section is HEADING. It is cached: most lines occur often."""
    entry = _entry(line) or _entry(_with_even_label(line)) if line[:1] in FIRST_LETTERS else None
    if entry is None:
        return None, ""
    return entry, HOMES.get(entry.code) or entry.code[0]


def _with_even_label(line):
    """Return the line with single blanks and a plain colon in its label, and no dot behind its
    code; the value is as it was."""
    label, colon, value = WIDE_COLON.sub(":", line, count=1).partition(":")
    return DOT_BEHIND_CODE.sub(r"\1 ", " ".join(label.split())) + colon + value


def _entry(line):
    stripped = line.rstrip()
    if stripped in SECTIONS:
        return Entry("Section", stripped)
    if stripped == "MedDRA Classification":
        return Entry("MedDRA", stripped)
    if heading := GROUP_HEADING.fullmatch(line):
        return Entry(heading[1], "", "", heading[2])
    word = line.replace("\t", " ").split(" ", 1)[0]
    for code, label in LABELS_BY_FIRST_WORD.get(word, ()):
        end = len(code) + 1 + len(label)
        # The register uses capital letters inconsistently: "Number" and "number".
        printed = line[len(code) + 1 : end]
        if line.startswith(code) and printed.lower() == label.lower():
            rest = line[end:]
            if not rest.strip():
                return Entry(code, printed)
            if label.endswith("?") and rest[0] == " ":
                return Entry(code, printed, "", rest[1:])
            if value := VALUE.fullmatch(rest):
                return Entry(code, printed, value[1] or "", value[2] or "")
    return None


def _header_line(line):
    """Return the entry of a line of the summary at the top, whose labels end at the first colon."""
    label, colon, value = line.partition(":")
    if colon:
        return Entry("Summary", label, "", value.removeprefix(" "))
    return Entry("Summary", line) if line.strip() else None
