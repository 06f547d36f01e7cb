"""Read full-text downloads of the EU Clinical Trials Register (EudraCT protocols).

One record is one protocol in one country. `read_full_text` cuts a page into records and gives
for each an `EuctrRecord` with every label and value in the order of the register, or a `Problem`.

A line belongs to the form only if it is in its own section and matches a known code
and label (`euctr_labels`); everything else is text of the value before it, because sponsors
paste criteria, numbers and whole form lines into free text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from .encoding import decoded_once_more, encoded_twice, lost_character
from .euctr_labels import (
    INTRODUCTION,
    LAST_SECTIONS,
    NOT_FOUND,
    NOT_PRESENT,
)
from .euctr_lines import Entry, read_lines
from .records import Answer, NotARegisterFile, Note, Problem
from .strays import in_words, split_strays
from .values import without_entities

# In front may be the end of a page, or the mark at the start of a file that was joined to another.
RECORD_START = re.compile(
    rb"^(?:\f|\xef\xbb\xbf)*(?P<record>Summary[ \t]*\r?\nEudraCT Number: *(?=\d{4}-\d{6}-\d{2}))",
    re.MULTILINE,
)
LINK = re.compile(rb"^Link: *\S*?/trial/(\d{4}-\d{6}-\d{2})/([A-Za-z0-9]+)", re.MULTILINE)
NUMBER = re.compile(rb"EudraCT Number: *(\d{4}-\d{6}-\d{2})")
# Joined pages contain the sentence at the top of each page.
NEXT_PAGE = re.compile(rb"\n\s*\n" + INTRODUCTION.encode() + rb"[^\n]*\s*\Z")
THIRD_COUNTRY = "3rd"
HEADER_SIZE = 4000  # bytes; the nine header lines take about 500
SUBSTANCE_CODE = re.compile(r"D\.3\.(8|9|10)(?:\.(\d))?")


@dataclass(frozen=True)
class Entries:
    """A group of form lines: a whole record, or one sponsor, product, placebo, term or network."""

    entries: tuple[Entry, ...]

    @cached_property
    def _answers(self):
        """Return the answered lines in the form's own language."""
        return [entry for entry in self.entries if entry.value is not None and not entry.language]

    @cached_property
    def _first(self):
        """Return {code: its first answer}."""
        return {entry.code: entry for entry in reversed(self._answers)}

    def value(self, code, label=None):
        """Return the stripped value of the first such line in the form's own language, ""
        if none."""
        entry = self._labelled(code, label.lower()) if label else self._first.get(code)
        text = entry.value.strip() if entry else ""
        return "" if text == NOT_PRESENT else text

    def _labelled(self, code, label):
        same_code = (entry for entry in self._answers if entry.code == code)
        return next((entry for entry in same_code if entry.label.lower() == label), None)

    def answer(self, code):
        entry = self._first.get(code)
        return entry.answer if entry else Answer.UNKNOWN

    def lines(self, code, label=None):
        """Return a list that the register writes as plain lines under its label."""
        return tuple(line.strip() for line in self.value(code, label).split("\n") if line.strip())

    def values(self, code):
        """Return the stripped values of all such lines, without empty ones."""
        stated = [e.value.strip() for e in self.entries if e.code == code and e.value]
        return tuple(text for text in stated if text and text != NOT_PRESENT)

    def translations(self, code):
        return tuple(
            (e.language, e.value.strip()) for e in self.entries if e.code == code and e.language
        )


@dataclass(frozen=True)
class ProductSection(Entries):
    """One IMP: the lines from `D.IMP: n` on."""

    @cached_property
    def substances(self):
        """Return D.3.8 to D.3.10.3 per active substance; a substance may lack its first lines."""
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
    `3rd` for a record of a third country; `comparable` is its content, without what is no
    difference: copies have either line end or HTML entities, and may have page marks after
    them."""

    number: str
    country: str
    raw: bytes
    comparable: bytes
    line: int
    notes: tuple[Note, ...] = ()

    register = "euctr"

    @cached_property
    def _codes(self):
        return [entry.code for entry in self.entries]

    def _places(self, code):
        """Yield the places of the entries with the code."""
        place = -1
        for _ in range(self._codes.count(code)):
            place = self._codes.index(code, place + 1)
            yield place

    def _groups(self, code, ends, kind=Entries, label=None):
        """Return groups of entries, each from one with the code, and the label if one is given, to
        the next such one or to one where `ends` is true."""
        starts = [
            place
            for place in self._places(code)
            if label is None or self.entries[place].label.lower() == label
        ]
        groups = []
        for start, limit in pairwise([*starts, len(self.entries)]):
            inside = range(start + 1, limit)
            end = next((place for place in inside if ends(self.entries[place])), limit)
            groups.append(kind(self.entries[start:end]))
        return tuple(groups)

    @cached_property
    def sponsors(self):
        return self._groups("Sponsor", lambda e: e.code[0] not in "BS")

    @cached_property
    def products(self):
        return self._groups("D.IMP:", lambda e: e.code.startswith(("D.8", "E")), ProductSection)

    @cached_property
    def placebos(self):
        return self._groups("D.8 Placebo:", lambda e: not e.code.startswith("D.8."))

    @cached_property
    def terms(self):
        """Return MedDRA terms: version, level, classification code, term, system organ class."""
        heading = "medical condition or disease under investigation"
        return self._groups("E.1.2", lambda e: e.code != "E.1.2", label=heading)

    @cached_property
    def networks(self):
        return self._groups("G.4", lambda e: not e.code.startswith("G.4."))

    @cached_property
    def header(self):
        return Entries(tuple(entry for entry in self.entries if entry.code == "Summary"))


def read_full_text(data: bytes, file: str) -> Iterator[EuctrRecord | Problem]:
    """Yield every record of a full-text page, each read separately; raise `NotARegisterFile`."""
    refuse_other_pages(data)
    starts = _record_starts(data)
    if not starts:
        raise NotARegisterFile(
            "there is no EudraCT record in it: none of its lines is 'Summary' followed by "
            f"'EudraCT Number:'. It begins with {in_words(data)}"
        )
    yield from _before_the_first(data[: starts[0]], file)
    line, counted = 1, 0
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        line += data.count(b"\n", counted, start)
        counted = start
        yield from _read_record(NEXT_PAGE.sub(b"", data[start:end]), file, line)


def _before_the_first(data, file):
    """Yield a problem if the text before the first record is not the register's introduction."""
    text = data.decode(errors="replace").removeprefix("\ufeff")
    lines = [(line, words.strip()) for line, words in enumerate(text.split("\n"), 1)]
    _, others = split_strays([(line, words) for line, words in lines if words])
    if others:
        line, words = others[0]
        message = f"the text before the first record is not from the register: “{words[:80]}”"
        yield Problem(file, "", line, message)


def refuse_other_pages(data):
    """Raise `NotARegisterFile` for the register's HTML answers, which have status 200."""
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if not head:
        raise NotARegisterFile("the file is empty")
    if head.startswith((b"<!doctype html", b"<html")):
        if NOT_FOUND.encode() in data:
            raise NotARegisterFile("it is the register's page for a trial that does not exist")
        raise NotARegisterFile("it is a web page (HTML), not a text download")


def _record_starts(data):
    """Return the offsets at which records begin.

    A pasted `Summary` inside free text lacks the link line of a header. A damaged header lacks it
    too, but it follows a finished record and is kept, so that it is reported.
    """
    starts = []
    for match in RECORD_START.finditer(data):
        start = match.start("record")
        header = data[start : start + HEADER_SIZE].split(b"A. Protocol", 1)[0]
        previous = data[starts[-1] : start] if starts else b""
        if LINK.search(header) or not starts or _is_finished(previous):
            starts.append(start)
    return starts


def _is_finished(raw):
    return b"\nP. End of Trial" in raw or b"\nH.4 Third Country" in raw


def _read_record(raw, file, line):
    """Yield the record, or the problem that prevents reading it, and a problem for text after its
    end."""
    number = NUMBER.search(raw)[1].decode()
    link = LINK.search(raw[:HEADER_SIZE])
    country = _in_register_case(link[2].decode()) if link else ""
    name = f"{number}/{country}" if link else number
    last_line = line + raw.rstrip().count(b"\n")
    if refusal := _refusal(raw, number, link, line, last_line):
        yield Problem(file, name, *refusal)
        return
    text = raw.decode()
    meant = decoded_once_more(text)
    read = read_lines(meant or text, line)
    if read.section not in LAST_SECTIONS:
        section = read.section or "Summary"
        message = f"the record ends in section {section}: the file is cut off"
        yield Problem(file, name, last_line, message)
        return
    marks, others = split_strays(read.strays)
    notes = [*read.notes, *(Note("text after the record", words) for words in marks)]
    if example := encoded_twice(text):
        notes.append(Note("text encoded twice", example))
    if word := lost_character(meant or text):
        notes.append(Note("character lost", word))
    comparable = "\n".join((meant or text).replace("\r\n", "\n").split("\n")[: read.length])
    yield EuctrRecord(
        entries=read.entries,
        number=number,
        country=country,
        raw=raw.rstrip(),
        comparable=without_entities(comparable).rstrip().encode(),
        line=line,
        notes=tuple(dict.fromkeys(notes)),
    )
    for place, words in others[:1]:
        message = (
            f"the text after the record is not from the register: “{words[:80]}”. If a request "
            "failed here, its records are missing: download them again"
        )
        yield Problem(file, name, place, message)


def _in_register_case(code):
    return code.lower() if code.lower() == THIRD_COUNTRY else code.upper()


def _refusal(raw, number, link, line, last_line):
    """Return (line, reason) of a record that cannot be read, else None."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        return line + raw.count(b"\n", 0, error.start), "the bytes here are not UTF-8 text"
    if "\0" in text:
        place = line + text.count("\n", 0, text.index("\0"))
        return place, "there is a NUL character here, so the file is damaged"
    if not link:
        return last_line, "the record has no Link line that names its country"
    if link[1].decode() != number:
        return line, f"the link names another trial, {link[1].decode()}"
    return None
