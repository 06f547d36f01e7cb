"""Reads full-text downloads of the EU Clinical Trials Register (EudraCT protocols).

One record is one protocol in one country. `read_full_text` cuts a page into records and gives
for each an `EuctrRecord` with every label and value in the order of the register, or a `Problem`.

A line belongs to the form only if it stands in the section it belongs to and matches a known code
and label (`euctr_labels`); everything else is text of the value before it, because sponsors
paste criteria, numbers and whole form lines into free text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from .euctr_labels import (
    INTRODUCTION,
    LABELS_BY_FIRST_WORD,
    LAST_SECTIONS,
    NOT_FOUND,
    NOT_PRESENT,
    SECTIONS,
)
from .records import Answer, NotARegisterFile, Problem

RECORD_START = re.compile(
    rb"^Summary[ \t]*\r?\nEudraCT Number: *(?=\d{4}-\d{6}-\d{2})", re.MULTILINE
)
LINK = re.compile(rb"^Link: *\S*?/trial/(\d{4}-\d{6}-\d{2})/([A-Za-z0-9]+)", re.MULTILINE)
NUMBER = re.compile(rb"EudraCT Number: *(\d{4}-\d{6}-\d{2})")
# Pages put one after the other bring the sentence on top of each page with them.
NEXT_PAGE = re.compile(rb"\n\s*\n" + INTRODUCTION.encode() + rb"[^\n]*\s*\Z")
HEADER_SIZE = 4000  # bytes; the nine header lines take about 500
VALUE = re.compile(r"(?: \(([a-z]{2})\))? ?:(?: ?(.*))?", re.DOTALL)
GROUP_HEADING = re.compile(r"(Sponsor|D\.IMP:|D\.8 Placebo:) *(\d+)\s*")
UNKNOWN_LABEL = re.compile(r"[A-HNP]\.\d+(?:\.\d+)* [A-Z][^:]{3,150}:")
SUBSTANCE_CODE = re.compile(r"D\.3\.(8|9|10)(?:\.(\d))?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the form. `value` is None for a heading and "" for an empty answer; line breaks
    inside are kept. `language` is the suffix of a translated line such as "es"."""

    code: str
    label: str
    language: str = ""
    value: str | None = None

    @property
    def answer(self):
        """Yes, No or unknown; the register sets notes in brackets below some answers."""
        first = (self.value or "").split("\n", 1)[0].strip()
        return {"Yes": Answer.YES, "No": Answer.NO}.get(first, Answer.UNKNOWN)


@dataclass(frozen=True)
class Entries:
    """A run of form lines: a whole record, or one sponsor, product, placebo, term or network."""

    entries: tuple[Entry, ...]

    @cached_property
    def _first(self):
        found = {}
        for entry in self.entries:
            if entry.value is not None and not entry.language:
                found.setdefault(entry.code, entry)
                found.setdefault((entry.code, entry.label), entry)
        return found

    def value(self, code, label=None):
        """The stripped value of the first such line in the form's own language, "" if none."""
        entry = self._first.get((code, label) if label else code)
        text = entry.value.strip() if entry else ""
        return "" if text == NOT_PRESENT else text

    def answer(self, code):
        entry = self._first.get(code)
        return entry.answer if entry else Answer.UNKNOWN

    def lines(self, code, label=None):
        """A list that the register writes as bare lines under its label."""
        return tuple(line.strip() for line in self.value(code, label).split("\n") if line.strip())

    def translations(self, code):
        return tuple(
            (e.language, e.value.strip()) for e in self.entries if e.code == code and e.language
        )


@dataclass(frozen=True)
class ProductSection(Entries):
    """One IMP: the lines from `D.IMP: n` on."""

    @cached_property
    def substances(self):
        """D.3.8 to D.3.10.3 once per active substance; a substance may lack its first lines."""
        groups, last = [], None
        for entry in self.entries:
            match = SUBSTANCE_CODE.fullmatch(entry.code)
            if not match or entry.value is None:
                continue
            place = (int(match[1]), int(match[2] or 0))
            if last is None or place <= last:
                groups.append([])
            groups[-1].append(entry)
            last = place
        return tuple(Entries(tuple(group)) for group in groups)


@dataclass(frozen=True)
class EuctrRecord(Entries):
    """One protocol in one country, as the register prints it. `country` is the code of its link,
    `3rd` for a record of a third country. `notes` name lines that look like unknown labels."""

    number: str
    country: str
    raw: bytes
    line: int
    notes: tuple[str, ...] = ()

    register = "euctr"

    @property
    def comparable(self):
        """The bytes without what is no difference: copies come with either line end."""
        return self.raw.replace(b"\r\n", b"\n")

    def _groups(self, starts, ends, kind=Entries):
        """Runs of entries that begin where `starts` holds and end where `ends` does."""
        runs, run = [], None
        for entry in self.entries:
            if starts(entry):
                run = [entry]
                runs.append(run)
            elif run is not None and ends(entry):
                run = None
            elif run is not None:
                run.append(entry)
        return tuple(kind(tuple(run)) for run in runs)

    @cached_property
    def sponsors(self):
        return self._groups(lambda e: e.code == "Sponsor", lambda e: e.code[0] not in "BS")

    @cached_property
    def products(self):
        return self._groups(
            lambda e: e.code == "D.IMP:", lambda e: e.code.startswith(("D.8", "E")), ProductSection
        )

    @cached_property
    def placebos(self):
        return self._groups(
            lambda e: e.code == "D.8 Placebo:", lambda e: not e.code.startswith("D.8.")
        )

    @cached_property
    def terms(self):
        """MedDRA terms: version, level, classification code, term, system organ class."""
        heading = "Medical condition or disease under investigation"
        return self._groups(
            lambda e: e.code == "E.1.2" and e.label == heading, lambda e: e.code != "E.1.2"
        )

    @cached_property
    def networks(self):
        return self._groups(lambda e: e.code == "G.4", lambda e: not e.code.startswith("G.4."))

    @property
    def header(self):
        return Entries(tuple(entry for entry in self.entries if entry.code == "Summary"))


def read_full_text(data: bytes, file: str) -> Iterator[EuctrRecord | Problem]:
    """Every record of a full-text page, each read on its own; raises `NotARegisterFile`."""
    refuse_other_pages(data)
    starts = _record_starts(data)
    if not starts:
        raise NotARegisterFile(
            "there is no EudraCT record in it: none of its lines is 'Summary' followed by "
            "'EudraCT Number:'"
        )
    before = data[: starts[0]].removeprefix(b"\xef\xbb\xbf").strip()
    if before and not before.startswith(INTRODUCTION.encode()):
        yield Problem(file, "", 1, "the text before the first record is not the register's own")
    line, counted = 1, 0
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        line += data.count(b"\n", counted, start)
        counted = start
        yield _read_record(NEXT_PAGE.sub(b"", data[start:end]), file, line)


def refuse_other_pages(data):
    """Raises `NotARegisterFile` for the register's HTML answers, which come with status 200."""
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if not head:
        raise NotARegisterFile("the file is empty")
    if head.startswith((b"<!doctype html", b"<html")):
        if NOT_FOUND.encode() in data:
            raise NotARegisterFile("it is the register's page for a trial that does not exist")
        raise NotARegisterFile("it is a web page (HTML), not a text download")


def _record_starts(data):
    """Where records begin. A pasted `Summary` inside free text lacks the link line of a header; a
    damaged header does too, but stands behind a finished record and is kept to be reported."""
    starts = []
    for match in RECORD_START.finditer(data):
        header = data[match.start() : match.start() + HEADER_SIZE].split(b"A. Protocol", 1)[0]
        previous = data[starts[-1] : match.start()] if starts else b""
        if LINK.search(header) or not starts or _is_finished(previous):
            starts.append(match.start())
    return starts


def _is_finished(raw):
    return b"\nP. End of Trial" in raw or b"\nH.4 Third Country" in raw


def _read_record(raw, file, line):
    number = NUMBER.search(raw)[1].decode()
    link = LINK.search(raw[:HEADER_SIZE])
    name = f"{number}/{link[2].decode()}" if link else number
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        return Problem(
            file, name, line + raw.count(b"\n", 0, error.start), "the bytes here are not UTF-8 text"
        )
    if "\0" in text:
        place = line + text.count("\n", 0, text.index("\0"))
        return Problem(file, name, place, "there is a NUL character here, so the file is damaged")
    last_line = line + raw.rstrip().count(b"\n")
    if not link:
        return Problem(file, name, last_line, "the record has no Link line that names its country")
    if link[1].decode() != number:
        return Problem(file, name, line, f"the link names another trial, {link[1].decode()}")
    entries, section, notes = _read_lines(text, line)
    if section not in LAST_SECTIONS:
        return Problem(
            file,
            name,
            last_line,
            f"the record ends in section {section or 'Summary'}: the file is cut off",
        )
    return EuctrRecord(entries, number, link[2].decode(), raw.rstrip(), line, notes)


def _read_lines(text, first_line):
    entries, notes, section, more = [], [], "", []
    for number, line in enumerate(text.split("\n"), first_line):
        line = line.rstrip("\r")
        entry = _form_line(line) if line else None
        if entry is None and not section:
            entry = _header_line(line)
        elif entry is not None and not _belongs(entry, section):
            entry = None
        if entry is None:
            more.append(line)
            if UNKNOWN_LABEL.match(line) and line[0] == section:
                notes.append(f"line {number} looks like a label that is not known: {line[:80]}")
            continue
        _add_text(entries, more)
        more = []
        entries.append(entry)
        if entry.code == "Section":
            section = SECTIONS[entry.label]
    _add_text(entries, more)
    return tuple(entries), section, tuple(notes)


def _belongs(entry, section):
    if entry.code == "Section":
        return SECTIONS[entry.label] > section
    if entry.code in ("Sponsor", "MedDRA"):
        return section == ("B" if entry.code == "Sponsor" else "E")
    return entry.code[0] == section


def _add_text(entries, lines):
    """Appends lines that are no form lines to the value they belong to; blank ends are layout."""
    while lines and not lines[-1].strip():
        lines.pop()
    if lines and entries:
        last = entries[-1]
        # A value that starts on the line below its label has no empty first line.
        entries[-1] = replace(last, value="\n".join(([last.value] if last.value else []) + lines))


@lru_cache(maxsize=16_384)
def _form_line(line):
    """The entry of a line of the form, else None. Most lines of most records are the same."""
    if line[0] not in "ABDEFGHNPSM":
        return None
    stripped = line.rstrip()
    if stripped in SECTIONS:
        return Entry("Section", stripped)
    if stripped == "MedDRA Classification":
        return Entry("MedDRA", stripped)
    if heading := GROUP_HEADING.fullmatch(line):
        return Entry(heading[1], "", "", heading[2])
    word = line.replace("\t", " ").split(" ", 1)[0]
    for code, label in LABELS_BY_FIRST_WORD.get(word, ()):
        if line[len(code) + 1 :].startswith(label) and line.startswith(code):
            rest = line[len(code) + 1 + len(label) :]
            if not rest.strip():
                return Entry(code, label)
            if label.endswith("?") and rest[0] == " ":
                return Entry(code, label, "", rest[1:])
            if value := VALUE.fullmatch(rest):
                return Entry(code, label, value[1] or "", value[2] or "")
    return None


def _header_line(line):
    """A line of the summary at the top of a record, whose labels end at the first colon."""
    label, colon, value = line.partition(":")
    if colon:
        return Entry("Summary", label, "", value.removeprefix(" "))
    return Entry("Summary", line) if line.strip() else None
