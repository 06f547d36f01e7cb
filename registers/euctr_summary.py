"""Read summary downloads of the EU Clinical Trials Register: eleven lines per trial.

A summary names a trial and its countries but has no protocol: titles are cut at 200 characters
and products are missing. It shows a sync what to fetch, but no trial can be made from it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .euctr import refuse_other_pages
from .records import NotARegisterFile, Problem

KEYS = (
    "EudraCT Number",
    "Sponsor Protocol Number",
    "Sponsor Name",
    "Full Title",
    "Start Date",
    "Medical condition",
    "Disease",
    "Population Age",
    "Gender",
    "Trial protocol",
    "Link",
)
KEY_LINE = re.compile(rf"({'|'.join(KEYS)}):(?: *)(.*)", re.DOTALL)
TRIAL_START = re.compile(rb"^EudraCT Number: +\d{4}-\d{6}-\d{2}", re.MULTILINE)
COUNTRY = re.compile(r"(Outside EU/EEA|[A-Z]{2})(?:\(([^()]*)\))?")


@dataclass(frozen=True, slots=True)
class EuctrSummary:
    """The lines of one trial as (key, value) pairs; `Disease` is repeated once per MedDRA term."""

    number: str
    lines: tuple[tuple[str, str], ...]

    def value(self, key):
        return next((value for name, value in self.lines if name == key), "").strip()

    @property
    def diseases(self):
        return tuple(
            value.strip() for key, value in self.lines if key == "Disease" and value.strip()
        )

    @property
    def countries(self):
        """Return (code, status) pairs; a third-country record is `3rd` and has no status."""
        return tuple(
            ("3rd" if code == "Outside EU/EEA" else code, status or "")
            for code, status in COUNTRY.findall(self.value("Trial protocol"))
        )


def is_summary(data: bytes):
    return bool(TRIAL_START.match(data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()))


def read_summaries(data: bytes, file: str) -> Iterator[EuctrSummary | Problem]:
    """Yield every trial of a summary page; raise `NotARegisterFile` if there is none."""
    refuse_other_pages(data)
    starts = [match.start() for match in TRIAL_START.finditer(data)]
    if not starts:
        raise NotARegisterFile("there is no line 'EudraCT Number:' in it")
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        first_line = data.count(b"\n", 0, start) + 1
        number = data[start:end].split(b"\n", 1)[0].split(b":")[1].strip().decode()
        try:
            text = data[start:end].decode()
        except UnicodeDecodeError as error:
            place = data.count(b"\n", 0, start + error.start) + 1
            yield Problem(file, number, place, "the bytes here are not UTF-8 text")
            continue
        summary = EuctrSummary(number, tuple(_read_lines(text)))
        if summary.value("Link"):
            yield summary
        else:
            yield Problem(file, number, first_line, "the summary has no Link line: it is cut off")


def _read_lines(text):
    """Return (key, value) pairs; a condition may have several lines, some of them blank."""
    pairs = []
    for line in text.split("\n"):
        if match := KEY_LINE.fullmatch(line.rstrip("\r")):
            pairs.append([match[1], match[2]])
        elif pairs:
            pairs[-1][1] += "\n" + line.rstrip("\r")
    return ((key, value.rstrip("\n")) for key, value in pairs)
