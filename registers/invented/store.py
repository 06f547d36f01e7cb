"""The trials of the demonstration's registers by number, which may change while they are read."""

import json
import re
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from registers.euctr import LINK

from .euctr_text import INTRODUCTION
from .search import words

RECORD_START = re.compile(rb"(?m)^(?=Summary[ \t]*\r?\nEudraCT Number: )")
# The registers search the sponsors' texts. The labels of the form name every kind of therapy.
SEARCHED = re.compile(
    r"(?m)^(?:A\.[23](?:\.\d)?|B\.1\.1|D\.2\.1\.1\.1|D\.3\.[128]|D\.3\.9\.\d|D\.3\.11\.13\.1"
    r"|E\.1\.1(?:\.1)?|E\.2\.1) [^:\n]*:[ ]?(.*)$"
)
PHASE = re.compile(r"(?m)^E\.7\.([1-4]) [^:\n]*: Yes")
PHASES = {"1": "phase-one", "2": "phase-two", "3": "phase-three", "4": "phase-four"}
ENTERED = re.compile(r"(?m)^Date on which this record was first entered[^:\n]*: (\S+)")
NCT = re.compile(r"NCT\d{8}")
WEEK = 7 * 24 * 3600


@dataclass(frozen=True)
class Entry:
    """One trial in one register: (country, text) of each record, or the one JSON text of CTIS."""

    register: str
    number: str
    records: tuple[tuple[str, bytes], ...]
    searched: str
    phases: frozenset[str]
    entered: str = ""
    nct_number: str = ""
    data: dict = field(default_factory=dict)

    @property
    def raw(self) -> bytes:
        """Return the trial as a download, in the format that `Store.replace` accepts."""
        texts = [text for _, text in self.records]
        return euctr_download(texts) if self.register == "euctr" else texts[0]

    def line(self, start: str) -> str:
        """Return the value of the first line that begins with `start`."""
        match = re.search(rf"(?m)^{re.escape(start)}[ ]?(.*?)\r?$", self.records[0][1].decode())
        return match[1].strip() if match else ""


class Store:
    """The trials of both registers; every method may be called from any thread."""

    def __init__(self, files: Iterable[tuple[str, bytes]]):
        self._lock = threading.Lock()
        self._entries: dict[str, Entry] = {}
        self._changed: dict[str, float] = {}
        for _, data in files:
            for entry in read_entries(data):
                self._entries[entry.number] = entry

    def replace(self, data: bytes) -> list[str]:
        """Add or replace the trials of a download, as changed now;
        returns their numbers."""
        entries = read_entries(data)
        with self._lock:
            for entry in entries:
                self._entries[entry.number] = entry
                self._changed[entry.number] = time.time()
        return [entry.number for entry in entries]

    def remove(self, number: str) -> bytes:
        """Remove a trial and return it as a download, with which `replace` adds it again."""
        with self._lock:
            self._changed.pop(number, None)
            return self._entries.pop(number).raw

    def get(self, number: str) -> Entry | None:
        with self._lock:
            return self._entries.get(number)

    def all_of(self, register: str) -> list[Entry]:
        """Return the entries of a register, the newest number first."""
        with self._lock:
            found = [entry for entry in self._entries.values() if entry.register == register]
        return sorted(found, key=lambda entry: entry.number, reverse=True)

    def changed_lately(self, entry: Entry) -> bool:
        with self._lock:
            return self._changed.get(entry.number, 0) > time.time() - WEEK


def euctr_download(records: Iterable[bytes]) -> bytes:
    head = f"{INTRODUCTION}\r\n\r\n".encode()
    return head + b"".join(record.rstrip() + b"\r\n\r\n" for record in records)


def read_entries(data: bytes) -> list[Entry]:
    """Return the trials of an EUCTR full text, or of CTIS records: one object, or one per line."""
    if not data.lstrip().startswith(b"{"):
        return _euctr_entries(data)
    try:
        records = [(json.loads(data), data.strip())]
    except ValueError:
        records = [(json.loads(line), line) for line in data.splitlines() if line.strip()]
    return [_ctis_entry(record, raw) for record, raw in records]


def _euctr_entries(data):
    by_number = {}
    for text in RECORD_START.split(data)[1:]:
        number, country = (part.decode() for part in LINK.search(text).groups())
        by_number.setdefault(number, []).append((country, text))
    return [_euctr_entry(number, records) for number, records in by_number.items()]


def _euctr_entry(number, records):
    text = "\n".join(record.decode(errors="replace") for _, record in records)
    nct = NCT.search(text)
    return Entry(
        register="euctr",
        number=number,
        records=tuple(records),
        searched=words(f"{number} " + " ".join(SEARCHED.findall(text))),
        phases=frozenset(PHASES[digit] for digit in PHASE.findall(text)),
        entered=min(ENTERED.findall(text), default=""),
        nct_number=nct[0] if nct else "",
    )


def _ctis_entry(data, raw):
    application = data.get("authorizedApplication", data)
    part_one = application.get("authorizedPartI", {})
    details = part_one.get("trialDetails", {})
    names = details.get("clinicalTrialIdentifiers", {})
    products = [
        (product.get("productName"), product.get("productDictionaryInfo", {}))
        for product in part_one.get("products", [])
    ]
    conditions = [item.get("medicalCondition") for item in part_one.get("medicalConditions", [])]
    objective = details.get("trialInformation", {}).get("trialObjective", {})
    category = details.get("trialInformation", {}).get("trialCategory", {})
    searched = [data["ctNumber"], names, products, conditions, objective.get("mainObjective")]
    nct = NCT.search(json.dumps(names))
    return Entry(
        register="ctis",
        number=data["ctNumber"],
        records=(("", raw),),
        searched=words(json.dumps(searched, ensure_ascii=False)),
        phases=frozenset([str(category.get("trialPhase", ""))]),
        nct_number=nct[0] if nct else "",
        data=data,
    )


def updated_on(entry: Entry) -> datetime:
    """Return the day of a CTIS record's last update, by which its search sorts."""
    try:
        return datetime.strptime(entry.data.get("lastUpdated", ""), "%d/%m/%Y")
    except ValueError:
        return datetime.min
