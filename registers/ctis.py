"""Read records of CTIS, the Clinical Trials Information System, as its public service sends them.

One record is one trial: the JSON object of `retrieve`, in the structure used since June 2024 or in
the older one. `read_records` takes an object, a list, or one object a line (NDJSON), and gives for
each a `CtisRecord` or a `Problem`; an object that cannot be read never hides the next one.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .encoding import decoded_once_more, encoded_twice, lost_character
from .records import NotARegisterFile, Note, Problem
from .strays import is_mark

NUMBER = re.compile(r"\d{4}-5\d{5}-\d{2}-\d{2}")
NEXT_OBJECT = re.compile(r'^[ \t]*\{|\{\s*"ctNumber"', re.MULTILINE)
BETWEEN = re.compile(r"[\s,\[\]\ufeff]*")  # with the mark at the start of a joined file


@dataclass(frozen=True, slots=True)
class CtisRecord:
    """One trial as CTIS publishes it: `raw` is the JSON text as sent, `data` the object in it, and
    `comparable` the same without what JSON does not care about: order of keys, blanks."""

    number: str
    data: Mapping
    raw: bytes
    comparable: bytes
    line: int
    notes: tuple[Note, ...] = ()

    register = "ctis"
    country = ""

    @property
    def application(self):
        """Return the authorised application; the older structure has its parts at the top."""
        return self.data.get("authorizedApplication") or self.data

    @property
    def part_one(self):
        return self.application.get("authorizedPartI") or {}


def read_records(data: bytes, file: str) -> Iterator[CtisRecord | Problem]:
    """Yield every record of a JSON file; raise `NotARegisterFile` if none is of CTIS."""
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NotARegisterFile(f"line {line} contains bytes that are not UTF-8 text") from error
    strangers = found = 0
    for line, raw, item in _objects(text, file):
        if isinstance(item, Problem):
            found += 1
            yield item
        elif isinstance(item, dict) and isinstance(item.get("ctNumber"), str):
            found += 1
            yield _record(item, raw, file, line)
        else:
            strangers += 1
            if found:
                yield Problem(
                    file, "", line, "this entry has no ctNumber, so it is not a CTIS record"
                )
    if not found:
        what = f"none of its {strangers} entries has a ctNumber" if strangers else "it is empty"
        raise NotARegisterFile(f"it is JSON, but not a CTIS record: {what}")


def _objects(text, file):
    """Yield (line, text, value) of each JSON value, with any separators between them."""
    decoder = json.JSONDecoder(parse_constant=_refuse_constant)
    place, line, counted = BETWEEN.match(text).end(), 1, 0
    while place < len(text):
        line += text.count("\n", counted, place)
        counted = place
        start = place
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            following = NEXT_OBJECT.search(text, place + 1)
            place = following.start() if following else len(text)
            if not is_mark(text[start:place]):
                yield line, "", _damage(error, text, start, line, file)
        else:
            if isinstance(value, dict) and isinstance(value.get("data"), list):
                # The answer of a search wraps its rows.
                yield from ((line, json.dumps(row), row) for row in value["data"])
            else:
                yield line, text[start:place], value
        place = BETWEEN.match(text, place).end()


def _damage(error, text, start, line, file):
    """Return the problem of a text that is not JSON; quote it if it does not begin like JSON."""
    if text[start] not in "{[":
        words = text[start:].split("\n", 1)[0].strip()
        message = (
            f"this is not a record: “{words[:80]}”. If a request failed here, its record is missing"
        )
        return Problem(file, "", line, message)
    here = text.count("\n", 0, error.pos) + 1 if isinstance(error, json.JSONDecodeError) else line
    return Problem(file, "", here, "the JSON is damaged or cut off here")


def _refuse_constant(name):
    raise ValueError(f"{name} is not a JSON value")


def _record(item, raw, file, line):
    number = item["ctNumber"]
    if not NUMBER.fullmatch(number):
        return Problem(
            file, number[:40], line, "ctNumber is not an EU CT number (YYYY-5NNNNN-NN-NN)"
        )
    application = item.get("authorizedApplication") or item
    part_one = application.get("authorizedPartI") if isinstance(application, dict) else None
    if not isinstance(part_one, dict) or not part_one:
        return Problem(
            file,
            number,
            line,
            "this is an overview row of the search, not a full record: download the record itself",
        )
    try:
        comparable = json.dumps(item, ensure_ascii=False, sort_keys=True).encode()
    except (UnicodeEncodeError, RecursionError):
        return Problem(file, number, line, "a text of the record contains half a character")
    if b"\\u0000" in comparable:
        return Problem(file, number, line, "a text of the record contains a NUL character")
    text = comparable.decode()
    notes = ()
    if example := encoded_twice(text):
        notes = (Note("text encoded twice", example),)
        if meant := decoded_once_more(text):
            item, comparable = json.loads(meant), meant.encode()
    if word := lost_character(comparable.decode()):
        notes = (*notes, Note("character lost", word))
    return CtisRecord(number, item, raw.encode(), comparable, line, notes)
